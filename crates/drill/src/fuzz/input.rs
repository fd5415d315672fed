//! Inputs: each a pure function of the target's corpus, a seed and a number.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Target;
use super::corpus::Example;
use super::json_edits;
use super::mutate;

/// Makes the input of this number.
pub(super) fn input(target: &Target, corpus: &[Example], seed: u64, number: u64) -> Vec<u8> {
    let mut random = random_of(target, seed, number);
    let Some(example) = corpus.choose(&mut random) else {
        return Vec::new();
    };
    let other = corpus.choose(&mut random).unwrap_or(example);
    let mut bytes = example.bytes.clone();
    if let Some(mut opened) = target.layout.open(&bytes) {
        let mut other = target.layout.open(&other.bytes);
        for _ in 0..some(&mut random) {
            let donor = other.as_mut().map(|other| &*other.value());
            json_edits::edit(opened.value(), donor, &mut random);
        }
        bytes = opened.close();
        // What stays JSON gets furthest.
        if random.random_bool(0.8) {
            bytes.truncate(mutate::MOST_BYTES);
            return bytes;
        }
    }
    for _ in 0..some(&mut random) {
        mutate::edit(&mut bytes, &other.bytes, &mut random);
    }
    bytes
}

fn random_of(target: &Target, seed: u64, number: u64) -> StdRng {
    let of_target = xxh3_64_with_seed(target.name.as_bytes(), seed);
    StdRng::seed_from_u64(xxh3_64_with_seed(&number.to_le_bytes(), of_target))
}

/// A number of edits: mostly few, since each may take from an input what lets it in.
fn some(random: &mut StdRng) -> u32 {
    let more = if random.random_bool(0.9) { 0.3 } else { 0.85 };
    let mut edits = 1;
    while edits < 16 && random.random_bool(more) {
        edits += 1;
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzz::{Layout, Seen};

    fn target() -> Target {
        Target {
            name: "test",
            layout: Layout::Json,
            check: |_| Seen::Refused,
        }
    }

    fn corpus() -> Vec<Example> {
        let texts = [r#"{"a": [1, {"b": "c"}]}"#, r#"["x"]"#];
        texts
            .map(|text| Example {
                name: text.to_owned(),
                bytes: text.as_bytes().to_vec(),
            })
            .into()
    }

    #[test]
    fn an_input_is_the_same_each_time_and_another_under_another_number() {
        let inputs = |seed| (0..200).map(move |number| input(&target(), &corpus(), seed, number));
        assert!(inputs(1).eq(inputs(1)));
        assert!(inputs(1).ne(inputs(2)));
        let different: std::collections::BTreeSet<_> = inputs(1).collect();
        assert!(different.len() > 150, "{}", different.len());
    }

    #[test]
    fn no_input_grows_without_bound() {
        for number in 0..2_000 {
            assert!(input(&target(), &corpus(), 3, number).len() <= mutate::MOST_BYTES);
        }
    }
}
