//! Settings in layers: what is said later wins, and every value remembers where it was said.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::origin::{Origin, SettingsError};

/// A value as it was written.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A text; numbers and booleans by their digits and words.
    Text(String),
    /// A section of a file with nothing in it.
    EmptySection,
}

/// Values may be secrets.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(…)")
    }
}

/// One setting, said at one place.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The full key: `log.retention`.
    pub(super) key: String,
    pub(super) value: Value,
    pub(super) origin: Origin,
}

/// All settings, each with the value that counts.
#[derive(Debug)]
pub(crate) struct Layers {
    values: BTreeMap<String, (String, Origin)>,
}

impl Layers {
    /// The base layer: what it holds are the settings that there are.
    pub(super) fn base(entries: Vec<Entry>) -> Self {
        let values = entries
            .into_iter()
            .filter_map(|entry| match entry.value {
                Value::Text(text) => Some((entry.key, (text, entry.origin))),
                Value::EmptySection => None,
            })
            .collect();
        Self { values }
    }

    /// Lays one more layer on top.
    ///
    /// # Errors
    /// When it names a setting that there is not.
    pub(super) fn lay(&mut self, entries: Vec<Entry>) -> Result<(), SettingsError> {
        for entry in entries {
            let known = self.values.contains_key(&entry.key);
            match entry.value {
                Value::Text(text) if known => {
                    self.values.insert(entry.key, (text, entry.origin));
                }
                Value::EmptySection if self.is_section(&entry.key) => {}
                Value::Text(_) | Value::EmptySection => {
                    return Err(SettingsError::Unknown {
                        nearest: nearest(self.keys(), &entry.key),
                        key: entry.key,
                        origin: entry.origin,
                    });
                }
            }
        }
        Ok(())
    }

    /// The keys of all settings.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    fn is_section(&self, key: &str) -> bool {
        self.keys().any(|known| {
            known
                .strip_prefix(key)
                .is_some_and(|rest| rest.starts_with('.'))
        })
    }

    /// A text.
    pub(super) fn text(&self, key: &str) -> Result<&str, SettingsError> {
        self.values
            .get(key)
            .map(|(text, _)| text.as_str())
            .ok_or_else(|| SettingsError::Unknown {
                origin: Origin::Default,
                key: key.to_owned(),
                nearest: nearest(self.keys(), key),
            })
    }

    /// A text, or none where it is empty.
    pub(super) fn optional(&self, key: &str) -> Result<Option<&str>, SettingsError> {
        Ok(Some(self.text(key)?).filter(|text| !text.is_empty()))
    }

    /// A value that reads itself from text and says what is wrong where it does not.
    pub(super) fn parsed<T>(&self, key: &str) -> Result<T, SettingsError>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        self.text(key)?
            .parse()
            .map_err(|error: T::Err| self.invalid(key, error))
    }

    /// A value of one's own making: `mend` says which values there are.
    pub(super) fn one_of<T>(
        &self,
        key: &str,
        mend: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SettingsError> {
        let text = self.text(key)?;
        read(text).ok_or_else(|| self.invalid(key, format!("`{text}` is no value here; {mend}")))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, key: &str) -> Result<bool, SettingsError> {
        self.one_of(key, "write true or false", |text| text.parse().ok())
    }

    /// A whole number of at least one.
    pub(super) fn count<T: TryFrom<u64>>(&self, key: &str) -> Result<T, SettingsError> {
        self.one_of(key, "write a whole number from 1", |text| {
            let number = text.parse::<u64>().ok().filter(|number| *number > 0)?;
            T::try_from(number).ok()
        })
    }

    /// That the value of `key` can't be used.
    pub(super) fn invalid(&self, key: &str, message: impl fmt::Display) -> SettingsError {
        SettingsError::Invalid {
            origin: self
                .values
                .get(key)
                .map_or(Origin::Default, |(_, origin)| origin.clone()),
            key: key.to_owned(),
            message: message.to_string(),
        }
    }
}

/// The known name that is most like `wanted`.
pub(super) fn nearest<'a>(known: impl Iterator<Item = &'a str>, wanted: &str) -> String {
    known
        .max_by(|a, b| {
            let like = |name| strsim::normalized_damerau_levenshtein(name, wanted);
            like(a).total_cmp(&like(b))
        })
        .unwrap_or_default()
        .to_owned()
}
