//! What answers look like where several resources share it: times, lists, syncs (product.md 5).

use std::collections::BTreeMap;

use intertide_domain::delivery::Outcome;
use intertide_domain::sync::{FieldFault, SyncDocument};
use intertide_domain::time::UnixMillis;
use intertide_store::state::StoredSync;
use serde::Serialize;
use utoipa::ToSchema;

use super::document::SyncDocumentRead;
use super::error::FaultView;
use super::event_names::EventNames;
use super::sync_health::Health;

/// A time in answers: RFC 3339 in UTC with milliseconds.
pub(crate) fn rfc3339(time: UnixMillis) -> String {
    time.to_rfc3339()
}

/// A list, or a piece of one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    pub(crate) data: Vec<T>,
    /// What `cursor` takes to go on; `null` at the end.
    #[schema(required)]
    pub(crate) next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A list that is whole.
    pub(crate) fn whole(data: Vec<T>) -> Self {
        Self {
            data,
            next_cursor: None,
        }
    }
}

/// A sync: its document, and how it fares.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SyncView {
    /// As `sync_id` of Amplitude's metrics summary takes it.
    id: i64,
    #[serde(flatten)]
    #[schema(value_type = SyncDocumentRead)]
    document: SyncDocument,
    /// Rises with each change; what `ETag` shows and `If-Match` takes.
    version: u64,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    updated_at: String,
    #[serde(flatten)]
    fares: Fares,
    /// In answers to `POST` and `PUT`: what is allowed but probably not meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<FaultView>,
}

/// How a sync fares.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Fares {
    pub(crate) health: Health,
    pub(crate) totals: Totals,
    pub(crate) event_names: EventNames,
}

impl SyncView {
    /// A sync as it is shown.
    pub(crate) fn new(stored: StoredSync, fares: Fares, warnings: &[FieldFault]) -> Self {
        Self {
            id: stored.id.get(),
            document: stored.document,
            version: stored.version,
            created_at: rfc3339(stored.created_at),
            updated_at: rfc3339(stored.updated_at),
            fares,
            warnings: warnings.iter().map(FaultView::from).collect(),
        }
    }

    /// The fields that an answer adds to the document. Whoever puts back what was read sends them
    /// along; they say nothing then.
    pub(crate) const ADDED: [&'static str; 8] = [
        "id",
        "version",
        "created_at",
        "updated_at",
        "health",
        "totals",
        "event_names",
        "warnings",
    ];
}

/// How many deliveries there ever were:
/// `selected = delivered + pending + discarded + expired`, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Totals {
    selected: u64,
    pending: u64,
    delivered: u64,
    discarded: u64,
    expired: u64,
}

impl From<BTreeMap<Outcome, u64>> for Totals {
    fn from(totals: BTreeMap<Outcome, u64>) -> Self {
        let of = |outcome| totals.get(&outcome).copied().unwrap_or(0);
        Self {
            selected: totals.values().sum(),
            pending: of(Outcome::Pending),
            delivered: of(Outcome::Delivered),
            discarded: of(Outcome::Discarded),
            expired: of(Outcome::Expired),
        }
    }
}
