//! `POST /httpapi`: HTTP API V1, superseded but still used by third-party clients
//! (amplitude.md 1.1).

use axum::response::Response;
use intertide_domain::event::Endpoint;

use super::forms::{self, Form, FormRefusal, Layout, ReadElement};
use super::parse::Reader;
use super::wire::{Element, WireEvent};
use super::{Call, Ingestion};

const LAYOUT: Layout = Layout {
    api_key: "api_key",
    events: "event",
    endpoint: Endpoint::HttpV1,
};

/// Answers a request.
pub(super) async fn answer(ingestion: &Ingestion, call: Call) -> Response {
    forms::answer(take_in(ingestion, call).await)
}

async fn take_in(ingestion: &Ingestion, call: Call) -> Result<(), FormRefusal> {
    let sender = call.sender;
    let form = Form::receive(ingestion, call).await?;
    let most = ingestion.limits.max_events;
    forms::take_in::<OneEvent>(ingestion, &form, &LAYOUT, sender, most).await
}

/// Events as they are everywhere.
pub(super) struct OneEvent;

impl ReadElement for OneEvent {
    type Wire<'a> = WireEvent<'a>;

    fn read(reader: &mut Reader, index: usize, element: Element<WireEvent<'_>>) {
        reader.read(index, element);
    }
}
