//! What a workspace is: its token, name, region, people and bounds.

use serde::{Deserialize, Serialize};

use crate::version::ApiVersion;

/// A workspace as it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The access token that opens it.
    pub token: String,
    /// The name that `GET /me` gives.
    pub workspace_name: String,
    /// The id that `GET /me` gives as `id_code`.
    pub workspace_id: String,
    /// Where it lives.
    pub region: Region,
    /// The name of its time zone.
    pub timezone: String,
    /// That zone's distance east of UTC, in minutes; search compares dates by its days.
    pub utc_offset_minutes: i32,
    /// The version that a request without `Intercom-Version` speaks.
    pub default_version: ApiVersion,
    /// The people who may own contacts; the first one is who the token belongs to.
    pub admins: Vec<Admin>,
    /// Requests in a window of 10 s: 1,666 is 10,000 a minute (intercom.md 5).
    pub rate_limit_per_10s: u32,
    /// What it can hold.
    pub limits: Limits,
    /// Where ids and chance start.
    pub seed: u64,
    /// Whether webhooks may go to other machines. Only a program can say so, never `/_sim`, which
    /// anybody may use.
    #[serde(skip)]
    pub webhooks_beyond_loopback: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token: "sim-token".to_owned(),
            workspace_name: "Simulated Workspace".to_owned(),
            workspace_id: "simspace".to_owned(),
            region: Region::Us,
            timezone: "Etc/UTC".to_owned(),
            utc_offset_minutes: 0,
            default_version: ApiVersion::DEFAULT,
            admins: vec![Admin::default()],
            rate_limit_per_10s: 1666,
            limits: Limits::default(),
            seed: 0,
            webhooks_beyond_loopback: false,
        }
    }
}

/// A person of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admin {
    /// The id; owners of contacts are named by it.
    pub id: u64,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
}

impl Default for Admin {
    fn default() -> Self {
        Self {
            id: 991_267_459,
            name: "Ciaran Lee".to_owned(),
            email: "admin@example.com".to_owned(),
        }
    }
}

/// Where a workspace lives, as `GET /me` spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Region {
    /// United States.
    Us,
    /// Europe.
    Eu,
    /// Australia.
    Au,
}

/// What a workspace can hold. The first two are Intercom's own; the others keep the simulator's memory bounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Active event names (intercom.md 2.6).
    pub event_names: usize,
    /// Declared custom attributes that are not archived (intercom.md 3.6).
    pub attributes: usize,
    /// Contacts, archived and deleted ones included; a further one answers 503.
    pub contacts: usize,
    /// Events that can be listed; a further one pushes the oldest out, counts stay.
    pub events: usize,
    /// Companies and tags, each; a further one answers 503.
    pub companies: usize,
    /// Notifications to webhooks; a further one pushes the oldest out, sent or not.
    pub notifications: usize,
    /// Requests in the journal; a further one pushes the oldest out.
    pub journal_entries: usize,
    /// Bytes of a request's body; a longer one answers 413.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            event_names: 120,
            attributes: 250,
            contacts: 1_000_000,
            events: 1_000_000,
            companies: 100_000,
            notifications: 2_000,
            journal_entries: 10_000,
            body_bytes: 1_048_576,
        }
    }
}
