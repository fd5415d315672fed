//! The format of a segment once more, in the plainest way: every place of the file is looked at.
//!
//! A header is `itidelog`, version, first offset, time, salt, checksum; a frame is a magic, the
//! bytes of its payload, the number of its records, first offset, synced before, time, checksum of
//! the payload, checksum of the header; a payload is records, each a length and its bytes.

use std::collections::BTreeMap;
use std::ops::Range;

const SEGMENT_MAGIC: &[u8] = b"itidelog";
const FRAME_MAGIC: &[u8] = b"\xF7ITd";
const SEGMENT_HEADER: usize = 40;
const FRAME_HEADER: usize = 44;
const FIRST_OFFSET: Range<usize> = 12..20;
const SALT: Range<usize> = 28..36;
const LENGTH: usize = 4;

/// Cuts an input into files, each called as its header says.
pub(super) fn pieces(input: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut starts: Vec<usize> = places_of(SEGMENT_MAGIC, input).collect();
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let mut files = BTreeMap::new();
    for (place, start) in starts.iter().enumerate() {
        let end = starts.get(place + 1).copied().unwrap_or(input.len());
        let bytes = &input[*start..end];
        let first = u64_at(bytes, FIRST_OFFSET).unwrap_or_default();
        files
            .entry(format!("{first:020}.seg"))
            .or_insert_with(|| bytes.to_vec());
    }
    files
}

/// Every record of every frame whose checksums are right, wherever in the file it stands, with its
/// offset.
pub(super) fn whole_records(file: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let Some(salt) = file.get(SALT) else {
        return Vec::new();
    };
    places_of(FRAME_MAGIC, file)
        .filter_map(|place| {
            let header = file.get(place..place + FRAME_HEADER)?;
            let payload = payload_at(file, place)?;
            let sound = checksum(salt, &header[..40]).to_le_bytes() == header[40..]
                && checksum(salt, payload).to_le_bytes() == header[36..40];
            let first = u64_at(header, 12..20)?;
            sound.then(|| records(first, payload))
        })
        .flatten()
        .collect()
}

/// Puts the checksums right of all that looks like a header.
pub(super) fn mend(input: &[u8]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    let segments: Vec<usize> = places_of(SEGMENT_MAGIC, input).collect();
    // From the end, since what is inside a payload counts for its checksum.
    let frames: Vec<usize> = places_of(FRAME_MAGIC, input).collect();
    for place in frames.into_iter().rev() {
        let segment = segments.iter().rfind(|segment| **segment < place);
        if let Some(segment) = segment {
            mend_frame(&mut bytes, *segment, place);
        }
    }
    for place in segments {
        if let Some(header) = bytes.get_mut(place..place + SEGMENT_HEADER) {
            let sum = crc32c::crc32c(&header[..36]);
            header[36..].copy_from_slice(&sum.to_le_bytes());
        }
    }
    bytes
}

fn mend_frame(bytes: &mut [u8], segment: usize, place: usize) {
    let salt = bytes.get(segment..).and_then(|segment| segment.get(SALT));
    let Some(salt) = salt.map(<[u8]>::to_vec) else {
        return;
    };
    if let Some(sum) = payload_at(bytes, place).map(|payload| checksum(&salt, payload)) {
        bytes[place + 36..place + 40].copy_from_slice(&sum.to_le_bytes());
    }
    if let Some(header) = bytes.get_mut(place..place + FRAME_HEADER) {
        let sum = checksum(&salt, &header[..40]);
        header[40..].copy_from_slice(&sum.to_le_bytes());
    }
}

fn payload_at(file: &[u8], place: usize) -> Option<&[u8]> {
    let length = u32_at(file, place + 4)? as usize;
    let start = place + FRAME_HEADER;
    file.get(start..start.checked_add(length)?)
}

fn records(first: u64, payload: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let mut records = Vec::new();
    let mut at = 0;
    let mut offset = first;
    while let Some(length) = u32_at(payload, at) {
        let start = at + LENGTH;
        let Some(bytes) = payload.get(start..start + length as usize) else {
            break;
        };
        records.push((offset, bytes.to_vec()));
        at = start + bytes.len();
        offset = offset.saturating_add(1);
    }
    records
}

fn places_of<'a>(magic: &'a [u8], bytes: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let windows = bytes.windows(magic.len()).enumerate();
    windows.filter_map(move |(at, window)| (window == magic).then_some(at))
}

fn checksum(salt: &[u8], bytes: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(salt), bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}

fn u64_at(bytes: &[u8], range: Range<usize>) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(range)?.try_into().ok()?))
}
