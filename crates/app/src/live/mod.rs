//! The live feed as a client sees it: what arrives at a server, and what becomes of it.
//!
//! [`feed`] follows it over HTTP, [`sse`] reads the wire, [`lines`] shows items to people.

pub(crate) mod feed;
pub(crate) mod lines;
mod sse;

use serde::Deserialize;
use serde_json::Value;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LiveItem {
    /// An event was decided on.
    Event(LiveEvent),
    /// An attempt to deliver ended.
    Delivery(LiveDelivery),
    /// The watcher was too slow for this many items.
    Missed(u64),
}

/// An event, and what each sync said to it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct LiveEvent {
    pub(crate) received_at: String,
    pub(crate) event_type: String,
    #[serde(default)]
    pub(crate) user_id: Option<String>,
    #[serde(default)]
    pub(crate) device_id: Option<String>,
    #[serde(default)]
    pub(crate) duplicate: bool,
    #[serde(default)]
    pub(crate) syncs: Vec<LiveVerdicts>,
}

/// What one sync said to an event.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct LiveVerdicts {
    pub(crate) sync_id: i64,
    /// As an event; absent where the sync sends no events, or it is a change of properties alone.
    #[serde(default)]
    pub(crate) event: Option<LiveVerdict>,
    /// As a user change; absent where the sync sends no users.
    #[serde(default)]
    pub(crate) user: Option<LiveVerdict>,
}

/// Whether a delivery was made, and why not (product.md 4).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub(crate) enum LiveVerdict {
    Selected,
    Discarded { category: String },
    NotSelected,
    Filtered { condition: String },
    NoChange,
}

/// An attempt to deliver that ended.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct LiveDelivery {
    pub(crate) id: i64,
    pub(crate) sync_id: i64,
    pub(crate) kind: LiveKind,
    pub(crate) status: LiveStatus,
    #[serde(default)]
    pub(crate) category: Option<String>,
    pub(crate) event_type: String,
    #[serde(default)]
    pub(crate) user_id: Option<String>,
    pub(crate) at: String,
    pub(crate) attempts: u32,
    pub(crate) requests: u64,
    #[serde(default)]
    pub(crate) latency_ms: Option<u64>,
    #[serde(default)]
    pub(crate) next_attempt_at: Option<String>,
    #[serde(default)]
    pub(crate) notes: Vec<String>,
}

/// What is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LiveKind {
    Event,
    User,
}

/// How a delivery stands (product.md 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LiveStatus {
    Pending,
    Delivered,
    Discarded,
    Expired,
}

/// An item with the JSON that it came as.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Told {
    /// The name under which it came: `event`, `delivery` or `missed`.
    pub(crate) name: String,
    pub(crate) data: Value,
    pub(crate) item: LiveItem,
}

#[derive(Deserialize)]
struct Missed {
    count: u64,
}

impl Told {
    /// Reads what came; none for a kind of item that this client does not know.
    fn read(name: String, data: &str) -> Result<Option<Self>, serde_json::Error> {
        let data: Value = serde_json::from_str(data)?;
        let item = match name.as_str() {
            "event" => LiveItem::Event(LiveEvent::deserialize(&data)?),
            "delivery" => LiveItem::Delivery(LiveDelivery::deserialize(&data)?),
            "missed" => LiveItem::Missed(Missed::deserialize(&data)?.count),
            _ => return Ok(None),
        };
        Ok(Some(Self { name, data, item }))
    }
}
