//! Where a setting was said, and what can be wrong with it: the words of every settings error.

use std::fmt;
use std::path::PathBuf;

/// Where a setting was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// In the file that is compiled in.
    Default,
    /// By the command itself, for its own purpose.
    Command(&'static str),
    /// In a file, at a line counted from 1.
    File { path: PathBuf, line: usize },
    /// In this environment variable.
    Environment(String),
    /// By this flag.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the built-in settings"),
            Self::Command(name) => write!(f, "`intertide {name}`"),
            Self::File { path, line } => write!(f, "{} line {line}", path.display()),
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::Flag(name) => write!(f, "the flag {name}"),
        }
    }
}

impl SettingsError {
    /// Whether the command line itself is wrong, not what it stands on.
    pub(crate) fn is_wrong_usage(&self) -> bool {
        match self {
            Self::Unknown { origin, .. } | Self::Invalid { origin, .. } => {
                matches!(origin, Origin::Flag(_))
            }
            Self::NotAPair { .. } => true,
            Self::UnknownVariable { .. } | Self::Unreadable { .. } | Self::Syntax { .. } => false,
        }
    }
}

/// Why settings can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    /// No setting has this name.
    #[error("{origin}: there is no setting `{key}`; the nearest one is `{nearest}`")]
    Unknown {
        origin: Origin,
        key: String,
        nearest: String,
    },
    /// No setting has this environment variable.
    #[error(
        "the environment variable {name} is not a setting; the nearest one is {nearest}; \
         correct it or unset it"
    )]
    UnknownVariable { name: String, nearest: String },
    /// The value is none that this setting takes.
    #[error("{origin}: `{key}`: {message}")]
    Invalid {
        origin: Origin,
        key: String,
        message: String,
    },
    /// The file can't be read.
    #[error("{}: cannot read the settings: {message}; name another file with --config", path.display())]
    Unreadable { path: PathBuf, message: String },
    /// The file is not TOML.
    #[error("{} line {line}: not valid TOML: {message}", path.display())]
    Syntax {
        path: PathBuf,
        line: usize,
        message: String,
    },
    /// `--set` without a value.
    #[error("--set {text}: write a key and a value: --set log.retention=3d")]
    NotAPair { text: String },
}
