//! The objects of the wire, field by field, borrowed from the body.
//!
//! Properties stay text ([`RawValue`]); most events are selected by no sync, and nobody pays for
//! a tree of values then. A key that comes twice counts with its last value, as in every JSON
//! library that the SDKs are written with. Keys that the contract doesn't know are skipped.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::scalar::Scalar;

/// A value kept as its text; `None` is absent or `null`.
pub(super) type Raw<'a> = Option<&'a RawValue>;

/// An object that is read key by key.
pub(super) trait WireObject<'de>: Default {
    /// Takes the value behind `key` out of `map`.
    fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error>;
}

/// Declares an object of the wire: its fields, and the keys that they have there.
macro_rules! wire_object {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ident = $key:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(super) struct $name<'a> {
            $($(#[$field_doc])* pub(super) $field: $kind<'a>,)+
        }

        impl<'de> WireObject<'de> for $name<'de> {
            fn take<A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
                match key {
                    $($key => self.$field = map.next_value()?,)+
                    _ => {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(())
            }
        }
    };
}

wire_object! {
    /// The body of `/2/httpapi` and `/batch` (amplitude.md 1.2).
    Upload {
        api_key: Scalar = "api_key",
        events: Raw = "events",
        options: Raw = "options",
    }
}

wire_object! {
    /// The `options` of an upload.
    Options {
        min_id_length: Scalar = "min_id_length",
    }
}

wire_object! {
    /// One event (amplitude.md 1.2), with the names of the legacy form (1.8) and those that only
    /// the Identify API has (1.6).
    WireEvent {
        user_id: Scalar = "user_id",
        device_id: Scalar = "device_id",
        event_type: Scalar = "event_type",
        time: Scalar = "time",
        insert_id: Scalar = "insert_id",
        event_properties: Raw = "event_properties",
        user_properties: Raw = "user_properties",
        groups: Raw = "groups",
        group_properties: Raw = "group_properties",
        skip_user_properties_sync: Scalar = "$skip_user_properties_sync",
        session_id: Scalar = "session_id",
        event_id: Scalar = "event_id",
        app_version: Scalar = "app_version",
        version_name: Scalar = "version_name",
        platform: Scalar = "platform",
        os_name: Scalar = "os_name",
        os_version: Scalar = "os_version",
        device_brand: Scalar = "device_brand",
        device_manufacturer: Scalar = "device_manufacturer",
        device_model: Scalar = "device_model",
        carrier: Scalar = "carrier",
        country: Scalar = "country",
        region: Scalar = "region",
        city: Scalar = "city",
        dma: Scalar = "dma",
        language: Scalar = "language",
        ip: Scalar = "ip",
        library: Raw = "library",
        user_agent: Scalar = "user_agent",
        price: Scalar = "price",
        quantity: Scalar = "quantity",
        revenue: Scalar = "revenue",
        product_id: Scalar = "productId",
        revenue_type: Scalar = "revenueType",
        currency: Scalar = "currency",
        location_lat: Raw = "location_lat",
        location_lng: Raw = "location_lng",
        idfa: Raw = "idfa",
        idfv: Raw = "idfv",
        adid: Raw = "adid",
        android_id: Raw = "android_id",
        android_app_set_id: Raw = "android_app_set_id",
        partner_id: Raw = "partner_id",
        plan: Raw = "plan",
        ingestion_metadata: Raw = "ingestion_metadata",
        /// Legacy form: `time`.
        timestamp: Scalar = "timestamp",
        /// Legacy form: `insert_id`.
        uuid: Scalar = "uuid",
        /// Legacy form: `carrier`.
        device_carrier: Scalar = "device_carrier",
        /// Legacy form: advertising ids and location.
        api_properties: Raw = "api_properties",
        /// Identify API.
        paying: Scalar = "paying",
        /// Identify API.
        start_version: Scalar = "start_version",
    }
}

wire_object! {
    /// One identification of the Group Identify API (amplitude.md 1.7).
    WireGroup {
        group_type: Scalar = "group_type",
        group_value: Raw = "group_value",
        group_properties: Raw = "group_properties",
    }
}

wire_object! {
    /// The `library` of the legacy form.
    Library {
        name: Scalar = "name",
        version: Scalar = "version",
    }
}

/// What a value turned out to be where an object belongs.
#[derive(Debug)]
pub(super) enum Element<T> {
    /// An object.
    Object(T),
    /// Something else.
    Other,
}

impl<'de, T: WireObject<'de>> Deserialize<'de> for Element<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor(PhantomData))
    }
}

struct ElementVisitor<T>(PhantomData<T>);

/// Everything that is not an object, for a visitor that only wants to know that much.
macro_rules! others_are {
    ($other:expr) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($other)
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($other)
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($other)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($other)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($other)
        }

        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($other)
        }
    };
}

impl<'de, T: WireObject<'de>> Visitor<'de> for ElementVisitor<T> {
    type Value = Element<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        read_object(map).map(Element::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Element::Other)
    }

    others_are!(Element::Other);
}

fn read_object<'de, T: WireObject<'de>, A: MapAccess<'de>>(mut map: A) -> Result<T, A::Error> {
    let mut object = T::default();
    while let Some(Key(key)) = map.next_key()? {
        object.take(&key, &mut map)?;
    }
    Ok(object)
}

/// A key, borrowed unless it is written with escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Key(Cow::Borrowed(key)))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Key(Cow::Owned(key.to_owned())))
    }
}

/// Reads `json` as one object; `None` when it is something else or no JSON at all.
pub(super) fn object<'a, T: WireObject<'a>>(json: &'a str) -> Option<T> {
    match serde_json::from_str(json) {
        Ok(Element::Object(object)) => Some(object),
        Ok(Element::Other) | Err(_) => None,
    }
}

/// What is allowed where a list of objects belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Single {
    /// One object alone counts as a list of one.
    Allowed,
    /// Only a list.
    Refused,
}

/// Why a list could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadList {
    /// It is no list, or no JSON.
    Malformed,
    /// It has more elements than allowed.
    TooLong,
}

/// Reads a list, handing each element to `each` with its index. Only one element is held at a
/// time, and none is handed on behind the first `most`.
pub(super) fn list<'a, T: WireObject<'a>>(
    json: &'a str,
    single: Single,
    most: usize,
    each: impl FnMut(usize, Element<T>),
) -> Result<(), BadList> {
    let seed = ListSeed {
        single,
        most,
        each,
        element: PhantomData,
    };
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let result = seed.deserialize(&mut deserializer);
    match (result, deserializer.end()) {
        (Ok(result), Ok(())) => result,
        (Err(_), _) | (_, Err(_)) => Err(BadList::Malformed),
    }
}

struct ListSeed<T, F> {
    single: Single,
    most: usize,
    each: F,
    element: PhantomData<T>,
}

impl<'de, T: WireObject<'de>, F: FnMut(usize, Element<T>)> DeserializeSeed<'de> for ListSeed<T, F> {
    type Value = Result<(), BadList>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: WireObject<'de>, F: FnMut(usize, Element<T>)> Visitor<'de> for ListSeed<T, F> {
    type Value = Result<(), BadList>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Self::Value, A::Error> {
        for index in 0..self.most {
            match seq.next_element::<Element<T>>()? {
                Some(element) => (self.each)(index, element),
                None => return Ok(Ok(())),
            }
        }
        if seq.next_element::<IgnoredAny>()?.is_none() {
            return Ok(Ok(()));
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Err(BadList::TooLong))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<Self::Value, A::Error> {
        let object = read_object(map)?;
        if self.single == Single::Refused {
            return Ok(Err(BadList::Malformed));
        }
        (self.each)(0, Element::Object(object));
        Ok(Ok(()))
    }

    others_are!(Err(BadList::Malformed));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(json: &str) -> WireEvent<'_> {
        object(json).unwrap()
    }

    #[test]
    fn of_a_key_that_comes_twice_the_last_value_counts() {
        let event = read(r#"{"user_id":"first","user_id":"second","user\u005fid":"third"}"#);
        assert_eq!(event.user_id, Scalar::Text("third".into()));
    }

    #[test]
    fn unknown_keys_are_skipped_whatever_they_hold() {
        let event = read(r#"{"delay":{"id":1},"x":[{}],"event_type":"E"}"#);
        assert_eq!(event.event_type, Scalar::Text("E".into()));
    }

    #[test]
    fn null_is_absent() {
        let event = read(r#"{"user_id":null,"groups":null}"#);
        assert!(event.user_id.is_absent());
        assert!(event.groups.is_none());
    }

    #[test]
    fn a_list_is_handed_on_one_by_one() {
        let mut seen = Vec::new();
        let result = list::<WireEvent<'_>>(
            r#"[{"user_id":1}, 7, null, [[]], "x", {"user_id":2}]"#,
            Single::Refused,
            10,
            |index, element| match element {
                Element::Object(event) => seen.push((index, Some(event.user_id))),
                Element::Other => seen.push((index, None)),
            },
        );
        assert_eq!(result, Ok(()));
        assert_eq!(seen.len(), 6);
        assert_eq!(seen.first(), Some(&(0, Some(Scalar::Int(1)))));
        assert_eq!(seen.last(), Some(&(5, Some(Scalar::Int(2)))));
        assert_eq!(seen.iter().filter(|(_, user)| user.is_none()).count(), 4);
    }

    #[test]
    fn a_list_has_its_bounds() {
        let read = |json, single| list::<WireEvent<'_>>(json, single, 2, |_, _| {});
        assert_eq!(read("[{},{}]", Single::Refused), Ok(()));
        assert_eq!(read("[{},{},{}]", Single::Refused), Err(BadList::TooLong));
        assert_eq!(read("{}", Single::Allowed), Ok(()));
        assert_eq!(read("{}", Single::Refused), Err(BadList::Malformed));
        for json in ["1", "null", "\"x\"", "true", "[{}", "[{}]x", ""] {
            assert_eq!(
                read(json, Single::Allowed),
                Err(BadList::Malformed),
                "{json}"
            );
        }
    }
}
