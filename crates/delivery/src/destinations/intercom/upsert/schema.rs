//! Fields that Intercom does not take: custom attributes that are missing, archived, of another
//! type or over the limit, and standard attributes with a value that it refuses. They never cost
//! the other fields of the same update (intercom.md 3.6, 4).

use intertide_domain::delivery::DiscardReason;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::classify::{Fault, FaultKind};
use super::super::envelope::ApiError;
use super::super::requests;
use super::{Stage, Turn, Upsert, Write, not_intercom};
use crate::destinations::Verdict;

/// Custom attributes that a workspace can have (intercom.md 3.6).
const MAX_ATTRIBUTES: usize = 250;

/// What goes on once the declared attributes are known: the write, and why it was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AfterListing {
    write: Write,
    fault: Fault,
}

/// A declared attribute.
#[derive(Deserialize)]
struct Attribute {
    name: String,
    data_type: Option<String>,
    #[serde(default)]
    archived: bool,
    #[serde(default)]
    custom: bool,
}

impl Attribute {
    /// Whether it can hold the value; a type that we don't know can.
    fn holds(&self, value: &Value) -> bool {
        let whole = || value.as_f64().is_some_and(|number| number.fract() == 0.0);
        value.is_null()
            || match self.data_type.as_deref() {
                Some("string") => value.is_string(),
                Some("boolean") => value.is_boolean(),
                Some("integer" | "date" | "datetime") => whole(),
                Some("float") => value.is_number(),
                _ => true,
            }
    }
}

impl Upsert {
    /// The write was refused for what it holds. Intercom names one field at most, so the declared
    /// attributes are looked at once, for all of them.
    pub(super) fn fields_refused(&mut self, write: Write, fault: &Fault) -> Turn {
        if let Some(name) = named_standard(&fault.error, &self.fields.attributes) {
            self.notes.push(fault.note());
            self.leave_out_standard(&name, Verdict::Discard(DiscardReason::Rejected));
            return self.write(write);
        }
        if self.fields.custom_attributes.is_empty() {
            return self.stop(fault);
        }
        let after = AfterListing {
            write,
            fault: fault.clone(),
        };
        if std::mem::replace(&mut self.listed, true) {
            return self.by_message(after);
        }
        self.ask(Stage::Listing(after), requests::list_attributes())
    }

    /// Compares the update with what is declared.
    pub(super) fn attributes_listed(&mut self, after: AfterListing, body: &str) -> Turn {
        #[derive(Deserialize)]
        struct List {
            data: Vec<Attribute>,
        }
        let Ok(List { data }) = serde_json::from_str(body) else {
            return not_intercom();
        };
        let attributes: Vec<Attribute> = data.into_iter().filter(|a| a.custom).collect();
        let is_full = attributes.iter().filter(|a| !a.archived).count() >= MAX_ATTRIBUTES;
        let mut found = false;
        for (name, value) in self.fields.custom_attributes.clone() {
            let declared = attributes.iter().find(|attribute| attribute.name == name);
            match declared {
                Some(declared) if declared.archived => {
                    self.leave_out(&name, DiscardReason::AttributeMissing, "is archived");
                }
                Some(declared) if !declared.holds(&value) => {
                    self.leave_out(&name, DiscardReason::AttributeType, "is of another type");
                }
                Some(_) => continue,
                None if self.declares && is_full && !value.is_null() => {
                    self.leave_out(
                        &name,
                        DiscardReason::AttributeLimit,
                        "would be one too many",
                    );
                }
                None => self.missing(&name, &value),
            }
            found = true;
        }
        if found {
            self.declare_next(after.write)
        } else {
            self.by_message(after)
        }
    }

    /// The attribute is not declared. There is nothing to clear where nothing can be.
    fn missing(&mut self, name: &str, value: &Value) {
        if value.is_null() {
            self.fields.custom_attributes.shift_remove(name);
            self.requests_left += 1;
        } else if self.declares && !self.undeclared.contains_key(name) {
            self.to_declare.push(name.to_owned());
        } else {
            self.leave_out(name, DiscardReason::AttributeMissing, "does not exist");
        }
    }

    /// Goes by what the refusal says, where the declared attributes tell nothing.
    pub(super) fn by_message(&mut self, after: AfterListing) -> Turn {
        let AfterListing { write, fault } = after;
        match named_custom(&fault.error, &self.fields.custom_attributes) {
            Some((name, DiscardReason::AttributeMissing)) => {
                let value = self.fields.custom_attributes.get(&name).cloned();
                self.missing(&name, &value.unwrap_or_default());
            }
            Some((name, reason)) => {
                self.notes.push(fault.note());
                self.leave_out(&name, reason, "does not take the value");
            }
            None if self.undeclared.is_empty() => return self.stop(&fault),
            None => {
                for name in self.undeclared.keys().cloned().collect::<Vec<_>>() {
                    self.leave_out(&name, DiscardReason::AttributeMissing, "does not exist");
                }
                self.undeclared.clear();
            }
        }
        self.declare_next(write)
    }

    /// Declares the next attribute that has to be, or makes the write.
    fn declare_next(&mut self, write: Write) -> Turn {
        while let Some(name) = self.to_declare.pop() {
            let value = self.fields.custom_attributes.get(&name);
            let Some(data_type) = value.and_then(data_type) else {
                continue;
            };
            let request = requests::declare_attribute(&name, data_type);
            self.requests_left += 1;
            return self.ask(Stage::Declaring(write, name), request);
        }
        self.requests_left += 1;
        self.write(write)
    }

    pub(super) fn declared(&mut self, write: Write, name: &str, body: &str) -> Turn {
        if serde_json::from_str::<Map<String, Value>>(body).is_err() {
            return not_intercom();
        }
        self.note(format!(
            "custom attribute `{name}` was declared in Intercom"
        ));
        self.declare_next(write)
    }

    pub(super) fn declaration_refused(
        &mut self,
        write: Write,
        name: String,
        fault: &Fault,
    ) -> Turn {
        match fault.kind {
            FaultKind::AttributeLimit => {
                self.notes.push(fault.note());
                let others = std::mem::take(&mut self.to_declare);
                for name in std::iter::once(name).chain(others) {
                    self.leave_out(
                        &name,
                        DiscardReason::AttributeLimit,
                        "would be one too many",
                    );
                }
            }
            // Another update may have declared it in the same moment; the write will tell.
            FaultKind::Payload | FaultKind::Conflict(_) => {
                self.undeclared.insert(name, fault.note());
            }
            _ => {
                self.notes.push(fault.note());
                self.leave_out(&name, DiscardReason::AttributeMissing, "can't be declared");
            }
        }
        self.declare_next(write)
    }

    /// Declaring has been seen to end in server errors (intercom.md 7, 15): the other fields
    /// arrive at once, the whole is tried again.
    pub(super) fn declaration_failed(
        &mut self,
        write: Write,
        name: &str,
        verdict: Verdict,
    ) -> Turn {
        self.note(format!(
            "custom attribute `{name}` could not be declared yet"
        ));
        self.fields.custom_attributes.shift_remove(name);
        self.costs.push(verdict);
        self.declare_next(write)
    }

    /// Leaves a custom attribute out, which the delivery ends with once the rest has arrived.
    fn leave_out(&mut self, name: &str, reason: DiscardReason, why: &str) {
        self.fields.custom_attributes.shift_remove(name);
        self.notes.extend(self.undeclared.remove(name));
        self.note(format!(
            "custom attribute `{name}` {why} in Intercom; the rest of the update was sent without it"
        ));
        self.costs.push(Verdict::Discard(reason));
        self.requests_left += 1;
    }

    /// Leaves a standard attribute out in the same way.
    pub(super) fn leave_out_standard(&mut self, name: &str, cost: Verdict) {
        self.fields.attributes.shift_remove(name);
        self.note(format!(
            "Intercom refused `{name}`; the rest of the update was sent without it"
        ));
        self.costs.push(cost);
        self.requests_left += 1;
    }
}

/// The type to declare for a value (product.md 3); none for null.
fn data_type(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_f64() => Some("float"),
        Value::Number(_) => Some("integer"),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The custom attribute that a refusal names: in its field, or as `Custom attribute 'x' does not
/// exist`, for which Intercom has no code (intercom.md 3.6).
fn named_custom(error: &ApiError, custom: &Map<String, Value>) -> Option<(String, DiscardReason)> {
    let in_field = error
        .field
        .as_deref()
        .map(|field| field.strip_prefix("custom_attributes.").unwrap_or(field));
    let in_message = error.message.split('\'').nth(1);
    let name = [in_field, in_message]
        .into_iter()
        .flatten()
        .find(|name| custom.contains_key(*name))?;
    let reason = if error.message.contains("does not exist") {
        DiscardReason::AttributeMissing
    } else {
        DiscardReason::AttributeType
    };
    Some((name.to_owned(), reason))
}

/// The standard attribute that a refusal names in its field or with a word of its message:
/// `The owner specified is not a member of the workspace`, `bad 'signed_up_at' parameter`
/// (intercom.md 3.2).
fn named_standard(error: &ApiError, attributes: &Map<String, Value>) -> Option<String> {
    if error.message.starts_with("Custom attribute") {
        return None;
    }
    let is_named = |name: &str| {
        let mut words = error
            .message
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        error.field.as_deref() == Some(name)
            || words.any(|word| word == name || (name == "owner_id" && word == "owner"))
    };
    attributes.keys().find(|name| is_named(name)).cloned()
}

#[cfg(test)]
mod tests;
