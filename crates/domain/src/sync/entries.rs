//! The lists of selected properties: a name alone, or a name and what it becomes.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::property::UserProperty;

/// A property that goes along with an event: `total`, or `{property: plan, as: user_plan}`.
///
/// In `event_properties` the property is an event property's name, verbatim; in `user_properties`
/// it is read with [`UserProperty::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyEntry {
    pub property: Box<str>,
    /// The metadata key, where it is not the property's own name.
    pub renamed: Option<Box<str>>,
}

/// A user property that goes to the contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeEntry {
    pub property: UserProperty,
    pub target: AttributeTarget,
}

/// What a user property becomes at the contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeTarget {
    /// The custom attribute of the property's own name.
    Same,
    /// A custom attribute of another name.
    Custom(Box<str>),
    /// One of the contact's standard attributes: `name`, `phone`, …
    Standard(Box<str>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PropertyFields {
    property: Box<str>,
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    renamed: Option<Box<str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AttributeFields {
    property: Box<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attribute: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    custom_attribute: Option<Box<str>>,
}

impl PropertyEntry {
    /// The key under which the value is sent, before Intercom's rules for keys.
    pub fn key(&self, name: &str) -> Box<str> {
        self.renamed.clone().unwrap_or_else(|| name.into())
    }
}

impl Serialize for PropertyEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.renamed {
            None => serializer.serialize_str(&self.property),
            renamed => PropertyFields {
                property: self.property.clone(),
                renamed: renamed.clone(),
            }
            .serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PropertyEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        name_or_fields(deserializer, "a property name or {property, as}", |name| {
            PropertyFields {
                property: name,
                renamed: None,
            }
        })
        .map(|fields| Self {
            property: fields.property,
            renamed: fields.renamed,
        })
    }
}

impl AttributeEntry {
    /// The custom attribute that it becomes; none when it becomes a standard one.
    pub fn custom_attribute(&self) -> Option<&str> {
        match &self.target {
            AttributeTarget::Same => Some(self.property.name()),
            AttributeTarget::Custom(name) => Some(name),
            AttributeTarget::Standard(_) => None,
        }
    }
}

impl Serialize for AttributeEntry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let property = self.property.to_string();
        let (attribute, custom_attribute) = match &self.target {
            AttributeTarget::Same => return serializer.serialize_str(&property),
            AttributeTarget::Standard(name) => (Some(name.clone()), None),
            AttributeTarget::Custom(name) => (None, Some(name.clone())),
        };
        AttributeFields {
            property: property.into(),
            attribute,
            custom_attribute,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AttributeEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = name_or_fields(
            deserializer,
            "a property name, {property, attribute} or {property, custom_attribute}",
            |name| AttributeFields {
                property: name,
                attribute: None,
                custom_attribute: None,
            },
        )?;
        let target = match (fields.attribute, fields.custom_attribute) {
            (None, None) => AttributeTarget::Same,
            (Some(name), None) => AttributeTarget::Standard(name),
            (None, Some(name)) => AttributeTarget::Custom(name),
            (Some(_), Some(_)) => {
                return Err(serde::de::Error::custom(
                    "write `attribute` for a standard attribute or `custom_attribute`, not both",
                ));
            }
        };
        Ok(Self {
            property: UserProperty::parse(&fields.property),
            target,
        })
    }
}

/// Reads either a bare name or the fields of `T`.
fn name_or_fields<'de, D, T>(
    deserializer: D,
    expected: &'static str,
    from_name: fn(Box<str>) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Visitor<T> {
        expected: &'static str,
        from_name: fn(Box<str>) -> T,
    }

    impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Visitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.expected)
        }

        fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<T, E> {
            Ok((self.from_name)(name.into()))
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(serde::de::value::MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_any(Visitor {
        expected,
        from_name,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_written_as_they_were_read() {
        for text in [r#""plan""#, r#"{"property":"plan","as":"user_plan"}"#] {
            let entry: PropertyEntry = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&entry).unwrap(), text);
        }
        for text in [
            r#""plan""#,
            r#""gp:country""#,
            r#"{"property":"full_name","attribute":"name"}"#,
            r#"{"property":"plan","custom_attribute":"plan_name"}"#,
        ] {
            let entry: AttributeEntry = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&entry).unwrap(), text);
        }
    }

    #[test]
    fn an_attribute_has_one_target() {
        let text = r#"{"property":"a","attribute":"name","custom_attribute":"b"}"#;
        let error = serde_json::from_str::<AttributeEntry>(text).unwrap_err();
        assert!(error.to_string().contains("not both"));
    }
}
