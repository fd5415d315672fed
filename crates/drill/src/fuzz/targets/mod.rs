//! The targets: what reads from outside, and what must hold whatever comes.

// A target says that something does not hold as tests do: it panics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cursor;
mod event_record;
mod filter;
mod filter_reference;
mod forms;
mod ingest;
mod segment;
mod segment_reference;
mod server;
mod sync_document;
mod uploads;

use super::{Layout, Target};

/// All targets.
pub const TARGETS: &[Target] = &[
    Target {
        name: "http_v2",
        layout: Layout::Json,
        check: uploads::http_v2,
    },
    Target {
        name: "batch",
        layout: Layout::Json,
        check: uploads::batch,
    },
    Target {
        name: "gzip",
        layout: Layout::Headed,
        check: uploads::gzip,
    },
    Target {
        name: "form",
        layout: Layout::Form,
        check: forms::form,
    },
    Target {
        name: "identify",
        layout: Layout::Form,
        check: forms::identify,
    },
    Target {
        name: "segment",
        layout: Layout::Bytes,
        check: segment::segment,
    },
    Target {
        name: "filter",
        layout: Layout::Json,
        check: filter::filter,
    },
    Target {
        name: "sync_document",
        layout: Layout::Json,
        check: sync_document::sync_document,
    },
    Target {
        name: "cursor",
        layout: Layout::Bytes,
        check: cursor::cursor,
    },
    Target {
        name: "event_record",
        layout: Layout::Json,
        check: event_record::event_record,
    },
];
