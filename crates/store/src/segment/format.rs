//! The bytes of a segment: its header, and the header of each frame. See [`super`] for the layout.

use std::ops::Range;

use intertide_domain::ids::Offset;
use intertide_domain::time::UnixMillis;

use crate::log::MAX_BATCH_BYTES;

/// Bytes of the segment header; the first frame follows it.
pub(super) const SEGMENT_HEADER_BYTES: usize = 40;
/// Bytes of a frame header; the payload follows it.
pub(super) const FRAME_HEADER_BYTES: usize = 44;
/// What a frame begins with.
pub(super) const FRAME_MAGIC: [u8; 4] = *b"\xF7ITd";

const SEGMENT_MAGIC: [u8; 8] = *b"itidelog";
const FORMAT_VERSION: u32 = 1;
const CRC_BYTES: usize = size_of::<u32>();

/// Mixed into every checksum of a segment, so that a record which is made to look like a frame is
/// not taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Salt(u64);

impl Salt {
    /// The salt of the segment that begins at `first`, from the secret of the whole log.
    pub(super) fn of_segment(secret: u64, first: Offset, created_at: UnixMillis) -> Self {
        let spread = first.get().wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self(secret ^ spread.rotate_left(32) ^ created_at.get().cast_unsigned())
    }

    pub(super) fn checksum(self, bytes: &[u8]) -> u32 {
        self.checksum_of([bytes])
    }

    /// The checksum of several stretches, one behind the other.
    pub(super) fn checksum_of<'a>(self, stretches: impl IntoIterator<Item = &'a [u8]>) -> u32 {
        let salted = crc32c::crc32c(&self.0.to_le_bytes());
        stretches.into_iter().fold(salted, crc32c::crc32c_append)
    }
}

/// What a segment says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SegmentHeader {
    pub(super) first: Offset,
    pub(super) created_at: UnixMillis,
    pub(super) salt: Salt,
}

impl SegmentHeader {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(SEGMENT_HEADER_BYTES);
        bytes.extend_from_slice(&SEGMENT_MAGIC);
        bytes.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        bytes.extend_from_slice(&self.first.get().to_le_bytes());
        bytes.extend_from_slice(&self.created_at.get().to_le_bytes());
        bytes.extend_from_slice(&self.salt.0.to_le_bytes());
        bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }

    /// Reads a header, or says what is wrong with it.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, String> {
        let damaged = || "its header is damaged".to_owned();
        let header = bytes.get(..SEGMENT_HEADER_BYTES).ok_or_else(damaged)?;
        let mut fields = Fields(header);
        if fields.take() != Some(SEGMENT_MAGIC) {
            return Err("it does not begin as a segment of the log".to_owned());
        }
        let version = fields.u32().ok_or_else(damaged)?;
        if version != FORMAT_VERSION {
            return Err(format!("its format, {version}, is not known"));
        }
        if !ends_in(header, crc32c::crc32c) {
            return Err(damaged());
        }
        (|| {
            Some(Self {
                first: Offset::new(fields.u64()?),
                created_at: UnixMillis::new(fields.i64()?),
                salt: Salt(fields.u64()?),
            })
        })()
        .ok_or_else(damaged)
    }
}

/// What a frame says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrameHeader {
    pub(super) payload_bytes: u32,
    pub(super) records: u32,
    pub(super) first: Offset,
    /// Everything before this place was synced before this frame was written.
    pub(super) synced_before: Offset,
    pub(super) appended_at: UnixMillis,
    pub(super) payload_checksum: u32,
}

impl FrameHeader {
    pub(super) fn encode(&self, salt: Salt) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FRAME_HEADER_BYTES);
        bytes.extend_from_slice(&FRAME_MAGIC);
        bytes.extend_from_slice(&self.payload_bytes.to_le_bytes());
        bytes.extend_from_slice(&self.records.to_le_bytes());
        bytes.extend_from_slice(&self.first.get().to_le_bytes());
        bytes.extend_from_slice(&self.synced_before.get().to_le_bytes());
        bytes.extend_from_slice(&self.appended_at.get().to_le_bytes());
        bytes.extend_from_slice(&self.payload_checksum.to_le_bytes());
        bytes.extend_from_slice(&salt.checksum(&bytes).to_le_bytes());
        bytes
    }

    /// Reads a header; `None` where the bytes are not one that was written under `salt`.
    pub(super) fn decode(bytes: &[u8], salt: Salt) -> Option<Self> {
        let header = bytes.get(..FRAME_HEADER_BYTES)?;
        let mut fields = Fields(header);
        if fields.take() != Some(FRAME_MAGIC) || !ends_in(header, |bytes| salt.checksum(bytes)) {
            return None;
        }
        let header = Self {
            payload_bytes: fields.u32()?,
            records: fields.u32()?,
            first: Offset::new(fields.u64()?),
            synced_before: Offset::new(fields.u64()?),
            appended_at: UnixMillis::new(fields.i64()?),
            payload_checksum: fields.u32()?,
        };
        let sound = header.payload_bytes as usize <= MAX_BATCH_BYTES
            && header.records > 0
            && header.synced_before <= header.first
            && header
                .first
                .get()
                .checked_add(u64::from(header.records))
                .is_some();
        sound.then_some(header)
    }

    /// The place after the frame's last record.
    pub(super) fn end(&self) -> Offset {
        self.first.advance(u64::from(self.records))
    }

    /// Where in the file the payload of a frame at `position` lies.
    pub(super) fn payload_range(&self, position: u64) -> Range<u64> {
        let start = position + FRAME_HEADER_BYTES as u64;
        start..start + u64::from(self.payload_bytes)
    }
}

/// Whether the last four bytes are the checksum of those before them.
fn ends_in(bytes: &[u8], checksum: impl Fn(&[u8]) -> u32) -> bool {
    bytes
        .split_last_chunk::<CRC_BYTES>()
        .is_some_and(|(content, crc)| checksum(content) == u32::from_le_bytes(*crc))
}

/// Little-endian fields, one after the other.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (field, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*field)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn i64(&mut self) -> Option<i64> {
        self.take().map(i64::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SALT: Salt = Salt(42);

    fn frame() -> FrameHeader {
        FrameHeader {
            payload_bytes: 100,
            records: 3,
            first: Offset::new(17),
            synced_before: Offset::new(12),
            appended_at: UnixMillis::new(1_700_000_000_123),
            payload_checksum: 0xABCD,
        }
    }

    #[test]
    fn headers_are_read_as_they_were_written() {
        let segment = SegmentHeader {
            first: Offset::new(9),
            created_at: UnixMillis::new(-5),
            salt: SALT,
        };
        assert_eq!(segment.encode().len(), SEGMENT_HEADER_BYTES);
        assert_eq!(SegmentHeader::decode(&segment.encode()), Ok(segment));
        assert_eq!(frame().encode(SALT).len(), FRAME_HEADER_BYTES);
        assert_eq!(
            FrameHeader::decode(&frame().encode(SALT), SALT),
            Some(frame())
        );
    }

    #[test]
    fn a_frame_of_another_segment_is_not_one_here() {
        assert_eq!(FrameHeader::decode(&frame().encode(Salt(43)), SALT), None);
    }

    #[test]
    fn every_flipped_bit_of_a_header_is_noticed() {
        let encoded = frame().encode(SALT);
        for bit in 0..encoded.len() * 8 {
            let mut flipped = encoded.clone();
            *flipped.get_mut(bit / 8).unwrap() ^= 1 << (bit % 8);
            assert_eq!(FrameHeader::decode(&flipped, SALT), None, "bit {bit}");
        }
    }

    #[test]
    fn a_format_from_the_future_is_told_from_damage() {
        let header = SegmentHeader {
            first: Offset::ZERO,
            created_at: UnixMillis::new(0),
            salt: SALT,
        };
        let mut bytes = header.encode();
        *bytes.get_mut(8).unwrap() = 2;
        assert_eq!(
            SegmentHeader::decode(&bytes).unwrap_err(),
            "its format, 2, is not known"
        );
        assert_eq!(
            SegmentHeader::decode(b"short").unwrap_err(),
            "its header is damaged"
        );
    }
}
