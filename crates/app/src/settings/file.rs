//! A settings file: TOML text into single settings, each with its line.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::layers::{Entry, Value};
use super::origin::{Origin, SettingsError};

/// Reads all settings of a file.
///
/// # Errors
/// When the text is not TOML, or holds a value of a kind that no setting has.
pub(super) fn read(
    text: &str,
    origin: impl Fn(usize) -> Origin,
    path: &Path,
) -> Result<Vec<Entry>, SettingsError> {
    let document = DeTable::parse(text).map_err(|error| SettingsError::Syntax {
        path: path.to_owned(),
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        message: error.message().trim().replace('\n', ", "),
    })?;
    let mut reader = Reader {
        text,
        origin,
        entries: Vec::new(),
    };
    reader.table("", document.get_ref())?;
    Ok(reader.entries)
}

struct Reader<'t, O> {
    text: &'t str,
    origin: O,
    entries: Vec<Entry>,
}

impl<O: Fn(usize) -> Origin> Reader<'_, O> {
    /// Reads a table. TOML's parser bounds how deep tables lie in each other.
    fn table(&mut self, prefix: &str, table: &DeTable<'_>) -> Result<(), SettingsError> {
        for (key, value) in table {
            let full = if prefix.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{prefix}.{}", key.get_ref())
            };
            let origin = (self.origin)(line_of(self.text, key.span().start));
            self.value(full, value, origin)?;
        }
        Ok(())
    }

    fn value(
        &mut self,
        key: String,
        value: &Spanned<DeValue<'_>>,
        origin: Origin,
    ) -> Result<(), SettingsError> {
        let value = match value.get_ref() {
            DeValue::Table(table) if !table.is_empty() => return self.table(&key, table),
            DeValue::Table(_) => Value::EmptySection,
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => Value::Text(number.to_string()),
            DeValue::Boolean(flag) => Value::Text(flag.to_string()),
            DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) => {
                return Err(SettingsError::Invalid {
                    origin,
                    key,
                    message: format!(
                        "is written as {}; write a text in quotes, a whole number, true or false",
                        value.get_ref().type_str()
                    ),
                });
            }
        };
        self.entries.push(Entry { key, value, origin });
        Ok(())
    }
}

/// The line, from 1, that the byte at `position` lies in.
fn line_of(text: &str, position: usize) -> usize {
    let before = text.as_bytes().get(..position).unwrap_or(text.as_bytes());
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}
