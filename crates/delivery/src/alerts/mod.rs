//! Alerts: each change of state is told once, when something begins to be wrong and when it is well
//! again.
//!
//! From what is seen to what is told: the [`observer`] looks, an [`observation`] says what is wrong,
//! the [`watch`] says which [`condition`] begins or ends, the [`book`] keeps what is to be told in
//! the [`outbox`] and what was in the history, and the [`service`] has the [`channels`] tell each
//! [`message`]. All up to the book is plain code on plain values.

pub mod book;
pub mod channels;
pub mod condition;
pub mod message;
pub mod observation;
pub mod observer;
pub mod outbox;
pub mod service;
pub mod watch;

pub use self::book::{Alert, Told};
pub use self::channels::{Channel, ChannelError, ChannelKind};
pub use self::condition::{Condition, Severity};
pub use self::message::Message;
pub use self::observation::Sample;
pub use self::observer::Observer;
pub use self::service::{Alerts, AlertsParts, ChannelInfo, Tested, run};
pub use self::watch::{Change, Patience};
