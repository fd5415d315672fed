//! The server: ingestion as Amplitude's clients expect it, and the API for everything else.
//!
//! [`amplitude`] takes events in; [`api`] is for people and their scripts: syncs, deliveries,
//! users, the metrics summary, the session of the console; `console` is the page that people see.
//! [`router()`] puts all of it on one listener.

pub mod amplitude;
pub mod api;
mod console;
mod generate;
mod key_ring;
mod parts;
mod password;
mod people;
mod remote;
mod router;

pub use self::generate::{random_key, random_password};
pub use self::key_ring::{GivenKeys, KeyRing, KeyRingError, hint};
pub use self::parts::{Project, ServerParts, SummaryLimits, Visitors};
pub use self::password::{PasswordError, PasswordHash};
pub use self::router::router;
