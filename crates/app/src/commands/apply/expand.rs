//! `${NAME}` in a document's texts becomes what the environment says; `$${` stays `${`.

use serde_json::Value;

/// Why a text can't be filled in: with its place in the document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ExpandError {
    /// The variable is not set.
    #[error("{field}: the environment variable {name} is not set; set it, or write $${{ for ${{")]
    Missing { field: String, name: String },
    /// What stands between the braces names no variable.
    #[error("{field}: `${{{name}` is no variable; write ${{NAME}}, or $${{ for ${{")]
    NotAName { field: String, name: String },
}

/// Fills in all texts of a value. Keys stay as they are.
///
/// # Errors
/// The first text that can't be filled in.
pub(crate) fn expand(
    value: &mut Value,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<(), ExpandError> {
    expand_at("", value, variable)
}

/// The YAML reader bounds how deep values lie in each other.
fn expand_at(
    field: &str,
    value: &mut Value,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<(), ExpandError> {
    match value {
        Value::String(text) => *text = expand_text(field, text, variable)?,
        Value::Array(items) => {
            for (place, item) in items.iter_mut().enumerate() {
                expand_at(&format!("{field}[{place}]"), item, variable)?;
            }
        }
        Value::Object(fields) => {
            for (key, inner) in fields.iter_mut() {
                expand_at(&super::plan::join(field, key), inner, variable)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

fn expand_text(
    field: &str,
    text: &str,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<String, ExpandError> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        if let Some(before) = before.strip_suffix('$') {
            filled.push_str(before);
            filled.push_str("${");
            rest = after;
            continue;
        }
        filled.push_str(before);
        let (name, behind) = name_in(field, after)?;
        let value = variable(name).ok_or_else(|| ExpandError::Missing {
            field: field.to_owned(),
            name: name.to_owned(),
        })?;
        filled.push_str(&value);
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// The name before the closing brace, and what comes behind it.
fn name_in<'t>(field: &str, text: &'t str) -> Result<(&'t str, &'t str), ExpandError> {
    let fault = |name: &str| ExpandError::NotAName {
        field: field.to_owned(),
        name: name.to_owned(),
    };
    let (name, behind) = text.split_once('}').ok_or_else(|| fault(text))?;
    let mut bytes = name.bytes();
    let first = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if first && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        Ok((name, behind))
    } else {
        Err(fault(name))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filled(mut value: Value) -> Result<Value, String> {
        let variable = |name: &str| match name {
            "TOKEN" => Some("t0k".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        expand(&mut value, &variable)
            .map(|()| value)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn variables_are_filled_in_wherever_a_text_is() {
        assert_eq!(
            filled(json!({"a": ["${TOKEN}", {"b": "x${TOKEN}y${EMPTY}z"}], "${TOKEN}": 1}))
                .unwrap(),
            json!({"a": ["t0k", {"b": "xt0kyz"}], "${TOKEN}": 1})
        );
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        let mut value = json!("${A}");
        expand(&mut value, &|_| Some("${B}".to_owned())).unwrap();
        assert_eq!(value, json!("${B}"));
    }

    #[test]
    fn two_dollars_stand_for_one() {
        assert_eq!(
            filled(json!("$${TOKEN} $5 $$ ${TOKEN}")).unwrap(),
            json!("${TOKEN} $5 $$ t0k")
        );
    }

    #[test]
    fn a_missing_variable_is_named_with_its_field() {
        assert_eq!(
            filled(json!({"credentials": {"access_token": "${NO_SUCH}"}})).unwrap_err(),
            "credentials.access_token: the environment variable NO_SUCH is not set; set it, or \
             write $${ for ${"
        );
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["${", "${}", "${1A}", "${A-B}", "${A B}"] {
            let error = filled(json!({"where": [text]})).unwrap_err();
            assert!(error.starts_with("where[0]: "), "{error}");
            assert!(error.contains("write ${NAME}"), "{error}");
        }
    }
}
