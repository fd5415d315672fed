//! Settings: flags over environment over `intertide.toml` over the built-in file (product.md 1).
//!
//! `intertide.default.toml` is the one list of settings: it is compiled in, read as the base
//! layer, and what is not in it is not a setting.

mod alerts;
mod areas;
mod environment;
mod file;
mod layers;
mod origin;
mod size;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub(crate) use self::alerts::AlertsSettings;
pub(crate) use self::areas::{LogFormat, LoggingSettings, Settings, TlsSettings};
use self::layers::{Entry, Layers, Value};
use self::origin::Origin;
pub(crate) use self::origin::SettingsError;

/// Every setting once, explained.
const DEFAULTS: &str = include_str!("../../../../intertide.default.toml");

/// The file that is read where `--config` names none.
const DEFAULT_FILE: &str = "intertide.toml";

/// The flags of every command that reads settings.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct SettingsArgs {
    /// The settings file [default: ./intertide.toml, where there is one]
    #[arg(long, value_name = "FILE", env = "INTERTIDE_CONFIG")]
    config: Option<PathBuf>,

    /// The address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,

    /// Any other setting, by its key in intertide.default.toml
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
}

/// A setting that a command brings along for its own purpose.
pub(crate) type Preset = (&'static str, String);

/// What a command itself says about settings.
#[derive(Clone, Debug, Default)]
pub(crate) struct CommandSettings {
    /// The command's name.
    pub(crate) command: &'static str,
    /// In place of the built-in defaults: everybody may overrule them.
    pub(crate) defaults: Vec<Preset>,
    /// The command can't work otherwise: nobody overrules them.
    pub(crate) fixed: Vec<Preset>,
}

/// Reads all settings.
///
/// # Errors
/// When a layer can't be read, names an unknown setting, or a value is not what its setting takes.
pub(crate) fn load(
    args: &SettingsArgs,
    command: &CommandSettings,
    environment: impl Iterator<Item = (OsString, OsString)>,
) -> Result<Settings, SettingsError> {
    let mut layers = defaults()?;
    layers.lay(presets(command.command, &command.defaults))?;
    if let Some((path, text)) = settings_file(args.config.as_deref())? {
        let origin = |line| Origin::File {
            path: path.clone(),
            line,
        };
        layers.lay(file::read(&text, origin, &path)?)?;
    }
    let variables = environment::read(&layers, environment)?;
    layers.lay(variables)?;
    layers.lay(flags(args)?)?;
    layers.lay(presets(command.command, &command.fixed))?;
    Settings::read(&layers)
}

fn defaults() -> Result<Layers, SettingsError> {
    let path = Path::new("intertide.default.toml");
    file::read(DEFAULTS, |_| Origin::Default, path).map(Layers::base)
}

fn presets(command: &'static str, presets: &[Preset]) -> Vec<Entry> {
    presets
        .iter()
        .map(|(key, value)| Entry {
            key: (*key).to_owned(),
            value: Value::Text(value.clone()),
            origin: Origin::Command(command),
        })
        .collect()
}

/// The file to read: the one that was named, or the usual one where it exists.
fn settings_file(named: Option<&Path>) -> Result<Option<(PathBuf, String)>, SettingsError> {
    let path = named.unwrap_or(Path::new(DEFAULT_FILE));
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some((path.to_owned(), text))),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(SettingsError::Unreadable {
            path: path.to_owned(),
            message: error.to_string(),
        }),
    }
}

fn flags(args: &SettingsArgs) -> Result<Vec<Entry>, SettingsError> {
    let mut entries = Vec::new();
    for pair in &args.set {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(SettingsError::NotAPair { text: pair.clone() });
        };
        entries.push(flag("--set", key.trim(), value));
    }
    if let Some(listen) = &args.listen {
        entries.push(flag("--listen", "listen", listen));
    }
    Ok(entries)
}

fn flag(name: &'static str, key: &str, value: &str) -> Entry {
    Entry {
        key: key.to_owned(),
        value: Value::Text(value.to_owned()),
        origin: Origin::Flag(name),
    }
}
