//! The fields of one event: each is read as what it has to be, or noted as a fault.

use intertide_domain::event::Groups;
use intertide_domain::property::RawObject;

use super::faults::Faults;
use super::groups;
use super::identifiers::{self, IdFault};
use super::properties;
use super::scalar::{Scalar, WrongKind};
use super::text::cut;
use super::wire::Raw;

/// Reads the fields of the event at one index.
#[derive(Debug)]
pub(super) struct Fields<'f> {
    index: usize,
    faults: &'f mut Faults,
}

impl<'f> Fields<'f> {
    /// The fields of the event at `index`.
    pub(super) fn new(index: usize, faults: &'f mut Faults) -> Self {
        Self { index, faults }
    }

    /// Notes that the field is not there and must be.
    pub(super) fn missing(&mut self, field: &'static str) {
        self.faults.missing(self.index, field);
    }

    /// Notes that the field holds what it can't hold.
    pub(super) fn invalid(&mut self, field: &'static str) {
        self.faults.invalid(self.index, field);
    }

    /// Notes that there is no object to have fields.
    pub(super) fn not_an_object(&mut self) {
        self.faults.not_an_object(self.index);
    }

    /// A text, cut to the length that Amplitude keeps. An empty one says nothing and counts as
    /// absent: it must not clear what is known of a user.
    pub(super) fn text(&mut self, field: &'static str, value: &Scalar<'_>) -> Option<Box<str>> {
        let text = self.noted(field, value.text())?;
        (!text.is_empty()).then(|| cut(&text).into())
    }

    /// The id of a user or device.
    pub(super) fn id(
        &mut self,
        field: &'static str,
        value: &Scalar<'_>,
        min_chars: usize,
    ) -> Option<String> {
        let id = self.noted(field, value.id())?;
        match identifiers::check(&id, min_chars) {
            Ok(id) => Some(id.to_owned()),
            Err(IdFault::Placeholder) => {
                self.invalid(field);
                None
            }
            Err(IdFault::TooShort) => {
                self.faults.id_length(self.index, field);
                None
            }
        }
    }

    /// A whole number.
    pub(super) fn integer(&mut self, field: &'static str, value: &Scalar<'_>) -> Option<i64> {
        self.noted(field, value.integer())
    }

    /// A number.
    pub(super) fn number(&mut self, field: &'static str, value: &Scalar<'_>) -> Option<f64> {
        self.noted(field, value.number())
    }

    /// A boolean.
    pub(super) fn boolean(&mut self, field: &'static str, value: &Scalar<'_>) -> Option<bool> {
        self.noted(field, value.boolean())
    }

    /// A boolean that may come as text, `true` or `false` in any case.
    pub(super) fn flag(&mut self, field: &'static str, value: &Scalar<'_>) -> Option<bool> {
        match value {
            Scalar::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Scalar::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => self.boolean(field, value),
        }
    }

    /// Properties.
    pub(super) fn object(&mut self, field: &'static str, value: Raw<'_>) -> RawObject {
        let Some(raw) = value else {
            return RawObject::empty();
        };
        properties::object(raw).unwrap_or_else(|_| {
            self.invalid(field);
            RawObject::empty()
        })
    }

    /// The event's groups.
    pub(super) fn groups(&mut self, value: Raw<'_>) -> Groups {
        let Some(raw) = value else {
            return Groups::new();
        };
        groups::read(raw).unwrap_or_else(|_| {
            self.invalid("groups");
            Groups::new()
        })
    }

    fn noted<T>(&mut self, field: &'static str, value: Result<Option<T>, WrongKind>) -> Option<T> {
        value.unwrap_or_else(|WrongKind| {
            self.invalid(field);
            None
        })
    }
}
