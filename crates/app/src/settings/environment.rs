//! Settings in the environment: `INTERTIDE_` and the key in capitals, with `_` in place of `.`.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use super::layers::{Entry, Layers, Value, nearest};
use super::origin::{Origin, SettingsError};

const PREFIX: &str = "INTERTIDE_";

/// Variables that are ours but no settings: what the client commands and `--config` read.
const OTHERS: [&str; 4] = [
    "INTERTIDE_CONFIG",
    "INTERTIDE_SERVER",
    "INTERTIDE_API_KEY",
    "INTERTIDE_SECRET_KEY",
];

/// The variable of a setting.
pub(super) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_uppercase())
}

/// Whether Kubernetes set this variable, as it does in every container for a service that is
/// called `intertide` or `intertide-…`.
fn is_service_link(name: &str, value: &OsStr) -> bool {
    let service = name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_");
    let address = name.ends_with("_PORT")
        && value
            .to_str()
            .is_some_and(|value| value.starts_with("tcp://") || value.starts_with("udp://"));
    let port = name
        .split_once("_PORT_")
        .is_some_and(|(_, port)| port.starts_with(|first: char| first.is_ascii_digit()));
    service || address || port
}

/// Reads the settings among `variables`.
///
/// # Errors
/// When a variable with our prefix is no setting, or is not text.
pub(super) fn read(
    layers: &Layers,
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Result<Vec<Entry>, SettingsError> {
    let known: BTreeMap<String, &str> = layers.keys().map(|key| (variable(key), key)).collect();
    let mut entries = Vec::new();
    for (name, value) in variables {
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else {
            continue;
        };
        if OTHERS.contains(&name) || is_service_link(name, &value) {
            continue;
        }
        let Some(key) = known.get(name) else {
            let names = known.keys().map(String::as_str);
            return Err(SettingsError::UnknownVariable {
                nearest: nearest(names.chain(OTHERS), name),
                name: name.to_owned(),
            });
        };
        let origin = Origin::Environment(name.to_owned());
        let Ok(value) = value.into_string() else {
            return Err(SettingsError::Invalid {
                origin,
                key: (*key).to_owned(),
                message: "is not UTF-8 text".to_owned(),
            });
        };
        entries.push(Entry {
            key: (*key).to_owned(),
            value: Value::Text(value),
            origin,
        });
    }
    Ok(entries)
}
