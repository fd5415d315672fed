//! Ids that the simulator makes, from one seeded generator: the same seed and the same requests give the same ids.

use std::fmt;
use std::str::FromStr;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::UnixMillis;

/// Intercom's own id of a contact or company: 24 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId([u8; 12]);

/// Intercom's own id of a contact.
pub type ContactId = ObjectId;

/// Text that is not 24 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an Intercom id: 24 hexadecimal digits are wanted")]
pub struct NotAnObjectId;

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectId({self})")
    }
}

impl FromStr for ObjectId {
    type Err = NotAnObjectId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.as_bytes();
        if digits.len() != 24 {
            return Err(NotAnObjectId);
        }
        let mut bytes = [0; 12];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| NotAnObjectId)?;
            if !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(NotAnObjectId);
            }
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAnObjectId)?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ObjectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// The one source of ids and of chance in a workspace.
#[derive(Debug)]
pub(crate) struct IdSource {
    random: StdRng,
    last_number: u64,
}

impl IdSource {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed),
            last_number: 0,
        }
    }

    /// An id for a contact or company: four bytes of seconds, then chance, as recorded ids are made.
    pub(crate) fn object_id(&mut self, now: UnixMillis) -> ObjectId {
        let mut bytes: [u8; 12] = self.random.random();
        let seconds = u32::try_from(now.seconds().0).unwrap_or_default();
        for (byte, second) in bytes.iter_mut().zip(seconds.to_be_bytes()) {
            *byte = second;
        }
        ObjectId(bytes)
    }

    /// An id for a request: 20 characters such as `005iqf65erfj47qrulp0` (intercom.md 0, row 9).
    pub(crate) fn request_id(&mut self) -> String {
        let mut id = String::with_capacity(20);
        id.push_str("00");
        for _ in 0..18 {
            let digit = self.random.random_range(0..36);
            id.push(char::from_digit(digit, 36).unwrap_or('0'));
        }
        id
    }

    /// A UUID, as Intercom gives leads for their external id and events for their id (intercom.md 3.2).
    pub(crate) fn uuid(&mut self) -> String {
        let high: u64 = self.random.random();
        let low: u64 = self.random.random();
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0x0fff,
            0x8000 | (low >> 48) & 0x3fff,
            low & 0xffff_ffff_ffff
        )
    }

    /// The next small number, as attributes and tags are numbered.
    pub(crate) fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// True with the given probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.random.random_bool(probability.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let (mut one, mut other) = (IdSource::new(7), IdSource::new(7));
        assert_eq!(one.request_id(), other.request_id());
        assert_eq!(one.uuid(), other.uuid());
        assert_eq!(one.object_id(UnixMillis(5)), other.object_id(UnixMillis(5)));
        assert_ne!(IdSource::new(8).request_id(), IdSource::new(9).request_id());
    }

    #[test]
    fn ids_have_intercoms_shapes() {
        let mut ids = IdSource::new(1);
        let contact = ids.object_id(UnixMillis(1_571_672_154_000)).to_string();
        assert_eq!(contact.len(), 24);
        assert!(contact.starts_with("5dadd05a"));
        assert_eq!(contact.parse::<ObjectId>().unwrap().to_string(), contact);

        let request = ids.request_id();
        assert_eq!(request.len(), 20);
        assert!(
            request
                .bytes()
                .all(|c| c.is_ascii_digit() || c.is_ascii_lowercase())
        );

        let uuid = ids.uuid();
        let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }

    #[test]
    fn text_of_another_shape_is_no_id() {
        for text in [
            "",
            "5ba682d23d7cf92bef87bfd",
            "5ba682d23d7cf92bef87bfdg",
            "+ba682d23d7cf92bef87bfd4",
            "ÿÿÿÿÿÿÿÿÿÿÿÿ",
        ] {
            assert_eq!(text.parse::<ObjectId>(), Err(NotAnObjectId), "{text}");
        }
    }
}
