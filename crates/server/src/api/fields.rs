//! The fields of a small JSON body. What is said of one never repeats its value.

use intertide_domain::time::UnixMillis;
use serde_json::{Map, Value};

use super::error::ApiError;
use super::parameters::time;

/// A body of named fields, all of which are known. `null` is as good as absent.
#[derive(Debug)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// The fields of a body that may hold these.
    ///
    /// # Errors
    /// [`ApiError::InvalidParameter`] for anything but an object, and for any further field, since
    /// it would be meant to matter.
    pub(crate) fn of(body: Value, known: &[&str]) -> Result<Self, ApiError> {
        let Value::Object(mut fields) = body else {
            let message = format!("send a JSON object with {}", known.join(", "));
            return Err(ApiError::parameter("", message));
        };
        let unknown = fields.keys().find(|name| !known.contains(&name.as_str()));
        if let Some(name) = unknown {
            let message = format!("there is no such field; there are {}", known.join(", "));
            return Err(ApiError::parameter(name, message));
        }
        fields.retain(|_, value| !value.is_null());
        Ok(Self(fields))
    }

    /// Whether nothing is said.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads a field, where there is one.
    ///
    /// # Errors
    /// [`ApiError::InvalidParameter`] with the field's name and what `read` said.
    pub(crate) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Result<Option<T>, ApiError> {
        let value = self.0.get(name).map(read).transpose();
        value.map_err(|message| ApiError::parameter(name, message))
    }

    /// Reads a time.
    ///
    /// # Errors
    /// [`ApiError::InvalidParameter`].
    pub(crate) fn time(&self, name: &str) -> Result<Option<UnixMillis>, ApiError> {
        self.read(name, |value| time(value.as_str().unwrap_or_default()))
    }

    /// Takes a field out as it is.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn fault(body: Value) -> (String, String) {
        let read = Fields::of(body, &["from", "to"]).and_then(|fields| fields.time("from"));
        match read.unwrap_err() {
            ApiError::InvalidParameter { name, message } => (name, message),
            other => (String::new(), other.to_string()),
        }
    }

    #[test]
    fn a_field_that_is_null_says_nothing() {
        let fields = Fields::of(json!({"from": null}), &["from"]).unwrap();
        assert!(fields.is_empty());
        assert_eq!(fields.time("from"), Ok(None));
    }

    #[test]
    fn what_is_wrong_is_named_and_its_value_is_not_repeated() {
        for (body, name) in [
            (json!({"from": "secret"}), "from"),
            (json!({"from": 1_664_604_000_000_i64}), "from"),
            (json!({"form": "secret"}), "form"),
            (json!(["secret"]), ""),
        ] {
            let (named, message) = fault(body);
            assert_eq!(named, name);
            assert!(!message.contains("secret"), "{message}");
        }
    }
}
