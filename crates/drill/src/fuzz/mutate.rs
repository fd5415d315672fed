//! Edits that know nothing of what the bytes mean.

use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

use super::dictionary::TOKENS;

/// The longest input that edits make.
pub(super) const MOST_BYTES: usize = 64 * 1024;

/// The longest stretch that one edit moves or repeats.
const MOST_STRETCH: usize = 256;

/// How deep a row of brackets goes: beyond what the reader of JSON allows.
const DEEP: std::ops::Range<usize> = 100..300;

/// Changes a text or file in one place. `other` is another example, for parts of it.
pub(super) fn edit(bytes: &mut Vec<u8>, other: &[u8], random: &mut StdRng) {
    match random.random_range(0..11) {
        0 => flip_bit(bytes, random),
        1 => set_byte(bytes, random),
        2 => remove(bytes, random),
        3 => repeat(bytes, random),
        4 => bytes.truncate(place(bytes, random)),
        5 | 6 => insert(bytes, token(random).as_bytes(), random),
        7 => overwrite(bytes, token(random).as_bytes(), random),
        8 => {
            let part = stretch(other, random).to_vec();
            insert(bytes, &part, random);
        }
        9 => splice(bytes, other, random),
        _ => nest(bytes, random),
    }
    bytes.truncate(MOST_BYTES);
}

fn token(random: &mut StdRng) -> &'static str {
    TOKENS.choose(random).copied().unwrap_or_default()
}

/// A place in or right behind the bytes.
fn place(bytes: &[u8], random: &mut StdRng) -> usize {
    random.random_range(0..=bytes.len())
}

fn stretch<'a>(bytes: &'a [u8], random: &mut StdRng) -> &'a [u8] {
    let start = place(bytes, random);
    let length = random.random_range(1..=MOST_STRETCH);
    let end = (start + length).min(bytes.len());
    bytes.get(start..end).unwrap_or_default()
}

fn flip_bit(bytes: &mut [u8], random: &mut StdRng) {
    let bit = random.random_range(0..8);
    let at = place(bytes, random);
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << bit;
    }
}

fn set_byte(bytes: &mut [u8], random: &mut StdRng) {
    const ODD: &[u8] = b"\0\t\n \"%&+,-./0:;=[\\]^{}\x7f\x80\xbf\xc0\xed\xf4\xff";
    let value = if random.random_bool(0.5) {
        random.random()
    } else {
        ODD.choose(random).copied().unwrap_or_default()
    };
    let at = place(bytes, random);
    if let Some(byte) = bytes.get_mut(at) {
        *byte = value;
    }
}

fn remove(bytes: &mut Vec<u8>, random: &mut StdRng) {
    let start = place(bytes, random);
    let length = random.random_range(1..=MOST_STRETCH);
    let end = (start + length).min(bytes.len());
    bytes.drain(start..end);
}

fn repeat(bytes: &mut Vec<u8>, random: &mut StdRng) {
    let part = stretch(bytes, random).to_vec();
    let times = if random.random_bool(0.9) {
        1
    } else {
        random.random_range(2..50)
    };
    insert(bytes, &part.repeat(times), random);
}

fn insert(bytes: &mut Vec<u8>, part: &[u8], random: &mut StdRng) {
    let at = place(bytes, random);
    bytes.splice(at..at, part.iter().copied());
}

fn overwrite(bytes: &mut Vec<u8>, part: &[u8], random: &mut StdRng) {
    let at = place(bytes, random);
    let end = (at + part.len()).min(bytes.len());
    bytes.splice(at..end, part.iter().copied());
}

/// Goes on as another example does, from some place on.
fn splice(bytes: &mut Vec<u8>, other: &[u8], random: &mut StdRng) {
    bytes.truncate(place(bytes, random));
    let from = place(other, random);
    bytes.extend_from_slice(other.get(from..).unwrap_or_default());
}

fn nest(bytes: &mut Vec<u8>, random: &mut StdRng) {
    let depth = random.random_range(DEEP);
    let (open, close) = if random.random_bool(0.5) {
        ("[", "]")
    } else {
        (r#"{"a":"#, "}")
    };
    let inner = if random.random_bool(0.5) { "1" } else { "" };
    let closed = if random.random_bool(0.7) { depth } else { 0 };
    let tower = format!("{}{inner}{}", open.repeat(depth), close.repeat(closed));
    insert(bytes, tower.as_bytes(), random);
}
