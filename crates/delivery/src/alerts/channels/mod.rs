//! The channels: each tells a message in its own form.

pub mod email;
mod http;
pub mod slack;
mod text;
pub mod webhook;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use serde::{Deserialize, Serialize};

use super::message::Message;

pub use self::email::{Email, EmailSettings, SmtpSecurity};
pub use self::http::address as http_address;
pub use self::slack::Slack;
pub use self::webhook::Webhook;

/// The kinds of channels; there is at most one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    Webhook,
    Slack,
    Email,
}

impl ChannelKind {
    /// Its name in answers and in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Slack => "slack",
            Self::Email => "email",
        }
    }
}

impl fmt::Display for ChannelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a channel can't be, or did not tell a message. The texts hold no address and no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// It can't be set up.
    #[error("{0}")]
    SetUp(String),
    /// The other side answered, and did not take it.
    #[error("the other side answered {0}")]
    Refused(String),
    /// No answer came.
    #[error("no answer came: {0}")]
    Unreachable(String),
    /// It took too long.
    #[error("no answer came within {0} s")]
    TooSlow(u64),
}

/// A future that a channel gives back.
pub type Telling<'a> = Pin<Box<dyn Future<Output = Result<(), ChannelError>> + Send + 'a>>;

/// A way on which messages reach people.
pub trait Channel: Send + Sync + fmt::Debug {
    /// Which one it is.
    fn kind(&self) -> ChannelKind;

    /// Where it leads, as far as that is no secret.
    fn target_hint(&self) -> String;

    /// Tells a message. Always ends, within the channel's own timeout.
    fn tell<'a>(&'a self, message: &'a Message) -> Telling<'a>;
}

/// How long a text of the other side's may be when it is kept.
const LONGEST_WORDS: usize = 200;

/// Text from outside, as it is kept: on one line, and not long.
fn words(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(LONGEST_WORDS).collect()
}

/// Links into the console.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Where the console is; none where that is not known.
    pub console_url: Option<String>,
}

impl Links {
    fn to(&self, page: &str) -> Option<String> {
        let console = self.console_url.as_ref()?;
        Some(format!("{}{page}", console.trim_end_matches('/')))
    }
}
