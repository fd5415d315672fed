//! Where in an input its JSON stands.

use form_urlencoded::Serializer;
use serde_json::Value;

/// How an input is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// It is one JSON text.
    Json,
    /// A line that says how the rest is meant, then a JSON text.
    Headed,
    /// A line that says how the rest is meant, then a form that has JSON in some fields.
    Form,
    /// No JSON.
    Bytes,
}

/// An input whose JSON could be read.
#[derive(Clone, Debug)]
pub(super) enum Opened {
    Json {
        head: Vec<u8>,
        value: Value,
    },
    Form {
        head: Vec<u8>,
        fields: Vec<(String, String)>,
        /// Which field the value is.
        place: usize,
        value: Value,
    },
}

impl Layout {
    /// Finds the JSON of an input; none where there is none that reads.
    pub(super) fn open(self, input: &[u8]) -> Option<Opened> {
        match self {
            Self::Json => Some(Opened::Json {
                head: Vec::new(),
                value: serde_json::from_slice(input).ok()?,
            }),
            Self::Headed => {
                let (head, rest) = split_head(input);
                Some(Opened::Json {
                    head: head.to_vec(),
                    value: serde_json::from_slice(rest).ok()?,
                })
            }
            Self::Form => {
                let (head, rest) = split_head(input);
                let fields: Vec<(String, String)> =
                    form_urlencoded::parse(rest).into_owned().collect();
                let is_json = |(_, text): &(String, String)| text.starts_with(['{', '[']);
                let place = fields.iter().position(is_json)?;
                let value = serde_json::from_str(&fields.get(place)?.1).ok()?;
                Some(Opened::Form {
                    head: head.to_vec(),
                    fields,
                    place,
                    value,
                })
            }
            Self::Bytes => None,
        }
    }
}

/// The first line with its end, and what follows.
pub(super) fn split_head(input: &[u8]) -> (&[u8], &[u8]) {
    let end = input.iter().position(|byte| *byte == b'\n');
    input.split_at(end.map_or(0, |end| end + 1))
}

impl Opened {
    pub(super) fn value(&mut self) -> &mut Value {
        match self {
            Self::Json { value, .. } | Self::Form { value, .. } => value,
        }
    }

    /// The input that has the value now.
    pub(super) fn close(self) -> Vec<u8> {
        match self {
            Self::Json { mut head, value } => {
                head.extend_from_slice(value.to_string().as_bytes());
                head
            }
            Self::Form {
                mut head,
                mut fields,
                place,
                value,
            } => {
                if let Some(field) = fields.get_mut(place) {
                    field.1 = value.to_string();
                }
                let form = Serializer::new(String::new()).extend_pairs(fields).finish();
                head.extend_from_slice(form.as_bytes());
                head
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_json_of_each_layout_is_found_and_put_back() {
        for (layout, before, after) in [
            (Layout::Json, r#"{"a":1}"#, "[2]"),
            (Layout::Headed, "pack\n{\"a\":1}", "pack\n[2]"),
            (
                Layout::Form,
                "/httpapi\nk=1&e=%7B%22a%22%3A1%7D",
                "/httpapi\nk=1&e=%5B2%5D",
            ),
        ] {
            let mut opened = layout.open(before.as_bytes()).unwrap();
            assert_eq!(*opened.value(), json!({"a": 1}));
            *opened.value() = json!([2]);
            assert_eq!(opened.close(), after.as_bytes());
        }
        assert!(Layout::Bytes.open(b"{}").is_none());
        assert!(Layout::Json.open(b"{").is_none());
    }
}
