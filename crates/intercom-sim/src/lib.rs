//! Intercom as `intercom.md` describes it: for tests, simulation and demonstration.
//!
//! [`Workspace`] is the core: a plain function from a request and a moment to an answer. It has no
//! clock, no I/O and no chance but its seed's. [`Simulator`] puts workspaces behind a lock and a clock,
//! and adds the administration API under `/_sim`. [`serve`] puts a simulator on a socket, and takes
//! out the notifications that webhooks are to get.
//!
//! It proves consistency with the document, not with Intercom. What the document does not know is a
//! switch in [`Switches`]; what can go wrong on the way is a rule in [`FaultRule`].

mod admin;
mod attributes;
mod auth;
mod call;
mod clock;
mod companies;
mod connection;
mod contacts;
mod dispatch;
mod error;
mod events;
mod faults;
mod fields;
mod ids;
mod journal;
mod me;
mod negotiate;
mod rate_limit;
mod route;
mod server;
mod settings;
mod simulator;
mod state;
mod switches;
mod tags;
#[cfg(test)]
mod testing;
mod time;
mod version;
mod webhooks;
mod wire;
mod workspace;

pub use attributes::{Attribute, DataType, Model};
pub use auth::{Scope, TokenStanding};
pub use clock::{Clock, ManualClock, SystemClock};
pub use contacts::{Contact, Presence, Role};
pub use events::{EventSummary, StoredEvent};
pub use faults::{ActiveFault, FaultEffect, FaultMatch, FaultRule, InvalidFault};
pub use ids::{ContactId, NotAnObjectId, ObjectId};
pub use journal::JournalEntry;
pub use server::serve;
pub use settings::{Admin, Limits, Region, Settings};
pub use simulator::{Simulator, WorkspaceRefused};
pub use switches::*;
pub use time::{UnixMillis, UnixSeconds};
pub use version::{ApiVersion, UnknownVersion};
pub use wire::{Ending, SimRequest, SimResponse, Transport};
pub use workspace::Workspace;
