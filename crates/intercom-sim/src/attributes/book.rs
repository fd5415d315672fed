//! The custom attributes of a workspace.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::time::UnixMillis;

/// What an attribute describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// A contact.
    Contact,
    /// A company.
    Company,
}

impl Model {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Company => "company",
        }
    }

    /// The word in Intercom's messages.
    pub(crate) fn in_messages(self) -> &'static str {
        match self {
            Self::Contact => "people",
            Self::Company => "company",
        }
    }
}

/// The type of an attribute's values. A list is a string with options (intercom.md 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataType {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// True or false.
    Boolean,
    /// Unix seconds.
    Date,
}

impl DataType {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Boolean => "boolean",
            Self::Date => "date",
        }
    }
}

/// A declared custom attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its number.
    pub id: u64,
    /// What it describes.
    pub model: Model,
    /// Its name, without `custom_attributes.`.
    pub name: String,
    /// The type of its values.
    pub data_type: DataType,
    /// The values of a list; empty for anything else.
    pub options: Vec<String>,
    /// What it says in the product.
    pub description: Option<String>,
    /// Whether the Messenger may write it.
    pub messenger_writable: bool,
    /// Whether it is out of use.
    pub archived: bool,
    /// Whether something depends on it, which keeps it from being archived.
    pub has_dependants: bool,
    /// When it was declared.
    pub created_at: UnixMillis,
    /// When it last changed.
    pub updated_at: UnixMillis,
}

/// All custom attributes by model and name, in the order of their declaration.
#[derive(Debug, Default)]
pub(crate) struct AttributeBook {
    by_name: IndexMap<(Model, String), Attribute>,
}

impl AttributeBook {
    pub(crate) fn get(&self, model: Model, name: &str) -> Option<&Attribute> {
        self.by_name.get(&(model, name.to_owned()))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Attribute> {
        self.by_name.values()
    }

    pub(crate) fn by_id_mut(&mut self, id: u64) -> Option<&mut Attribute> {
        self.by_name
            .values_mut()
            .find(|attribute| attribute.id == id)
    }

    pub(crate) fn active(&self) -> usize {
        self.iter().filter(|attribute| !attribute.archived).count()
    }

    pub(crate) fn insert(&mut self, attribute: Attribute) {
        self.by_name
            .insert((attribute.model, attribute.name.clone()), attribute);
    }
}
