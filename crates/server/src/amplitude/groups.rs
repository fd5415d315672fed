//! The groups of an event: values by type, each a text, a number or a list of them.

use std::fmt;

use intertide_domain::event::Groups;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::text::cut;

/// The most group values of one event; further ones are not tracked (amplitude.md 1.2).
const MAX_VALUES: usize = 10;

/// `groups` is not an object whose values are texts, numbers or lists of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotGroups;

/// Reads the `groups` of an event.
pub(super) fn read(raw: &RawValue) -> Result<Groups, NotGroups> {
    let Tracked(groups) = serde_json::from_str(raw.get()).map_err(|_| NotGroups)?;
    Ok(groups)
}

/// Reads the one group of a group identification.
pub(super) fn single(group_type: &str, raw: &RawValue) -> Result<Groups, NotGroups> {
    let Values(mut values) = serde_json::from_str(raw.get()).map_err(|_| NotGroups)?;
    values.truncate(MAX_VALUES);
    if values.is_empty() {
        return Err(NotGroups);
    }
    Ok(Groups::from([(cut(group_type).to_owned(), values)]))
}

/// Groups with as many values as are tracked, counted in the order of the wire.
struct Tracked(Groups);

impl<'de> Deserialize<'de> for Tracked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TrackedVisitor)
    }
}

struct TrackedVisitor;

impl<'de> Visitor<'de> for TrackedVisitor {
    type Value = Tracked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("groups by type")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut groups = Groups::new();
        let mut room = MAX_VALUES;
        while let Some((group_type, Values(mut values))) = map.next_entry::<String, Values>()? {
            values.truncate(room);
            room -= values.len();
            if !values.is_empty() {
                groups.insert(cut(&group_type).to_owned(), values);
            }
        }
        Ok(Tracked(groups))
    }
}

/// The values of one group type. Nulls are no values.
struct Values(Vec<String>);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValuesVisitor { in_list: false })
    }
}

struct ValuesVisitor {
    in_list: bool,
}

impl<'de> Visitor<'de> for ValuesVisitor {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number or a list of them")
    }

    fn visit_unit<E>(self) -> Result<Values, E> {
        Ok(Values(Vec::new()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Values, E> {
        Ok(Values(vec![cut(text).to_owned()]))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Values, E> {
        Ok(Values(vec![number.to_string()]))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Values, E> {
        Ok(Values(vec![number.to_string()]))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Values, E> {
        Ok(Values(vec![number.to_string()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Values, A::Error> {
        if self.in_list {
            return Err(A::Error::custom("a list in a list"));
        }
        let mut values = Vec::new();
        while let Some(InList(value)) = seq.next_element()? {
            values.extend(value);
        }
        Ok(Values(values))
    }
}

/// A value in a list, where a further list has no place.
struct InList(Vec<String>);

impl<'de> Deserialize<'de> for InList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Values(values) = deserializer.deserialize_any(ValuesVisitor { in_list: true })?;
        Ok(Self(values))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn groups(json: &str) -> Result<Groups, NotGroups> {
        read(serde_json::from_str(json).unwrap())
    }

    fn of(pairs: &[(&str, &[&str])]) -> Groups {
        pairs
            .iter()
            .map(|(name, values)| {
                let values = values.iter().map(|value| (*value).to_owned()).collect();
                ((*name).to_owned(), values)
            })
            .collect()
    }

    #[test]
    fn a_value_may_be_a_text_a_number_or_a_list() {
        assert_eq!(
            groups(r#"{"org":"acme","team":["a",7],"no":null,"none":[]}"#),
            Ok(of(&[("org", &["acme"]), ("team", &["a", "7"])]))
        );
        assert_eq!(groups("{}"), Ok(Groups::new()));
    }

    #[test]
    fn anything_else_is_refused() {
        for json in [
            "[]",
            r#""x""#,
            r#"{"a":{}}"#,
            r#"{"a":true}"#,
            r#"{"a":[[]]}"#,
        ] {
            assert_eq!(groups(json), Err(NotGroups), "{json}");
        }
    }

    #[test]
    fn ten_values_are_tracked_and_the_surplus_is_not() {
        let sent = r#"{"b":["1","2","3","4","5","6"],"a":["1","2","3","4","5","6"],"c":"1"}"#;
        let read = groups(sent).unwrap();
        assert_eq!(read.get("b").map(Vec::len), Some(6));
        assert_eq!(read.get("a").map(Vec::len), Some(4));
        assert_eq!(read.get("c"), None);
    }

    #[test]
    fn a_single_group_needs_a_value() {
        let one = |json| single("org", serde_json::from_str(json).unwrap());
        assert_eq!(one(r#""acme""#), Ok(of(&[("org", &["acme"])])));
        assert_eq!(one("12"), Ok(of(&[("org", &["12"])])));
        for json in ["null", "[]", "{}", "true"] {
            assert_eq!(one(json), Err(NotGroups), "{json}");
        }
    }
}
