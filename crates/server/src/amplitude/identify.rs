//! `GET|POST /identify`: the Identify API (amplitude.md 1.6). An identification becomes the
//! `$identify` event that the SDKs would send.

use axum::response::Response;
use intertide_domain::event::Endpoint;
use intertide_domain::ids::control;

use super::forms::{self, Form, FormRefusal, Layout, ReadElement};
use super::parse::Reader;
use super::scalar::Scalar;
use super::wire::{Element, WireEvent};
use super::{Call, Ingestion};

const LAYOUT: Layout = Layout {
    api_key: "api_key",
    events: "identification",
    endpoint: Endpoint::Identify,
};

/// Answers a request.
pub(super) async fn answer(ingestion: &Ingestion, call: Call) -> Response {
    forms::answer(take_in(ingestion, call).await)
}

async fn take_in(ingestion: &Ingestion, call: Call) -> Result<(), FormRefusal> {
    let sender = call.sender;
    let form = Form::receive(ingestion, call).await?;
    let most = ingestion.limits.max_events;
    forms::take_in::<Identification>(ingestion, &form, &LAYOUT, sender, most).await
}

struct Identification;

impl ReadElement for Identification {
    type Wire<'a> = WireEvent<'a>;

    fn read(reader: &mut Reader, index: usize, element: Element<WireEvent<'_>>) {
        let event = match element {
            Element::Object(identification) => Element::Object(as_event(identification)),
            Element::Other => Element::Other,
        };
        reader.read(index, event);
    }
}

/// Of the fields of an event those count that the Identify API has.
fn as_event(identification: WireEvent<'_>) -> WireEvent<'_> {
    WireEvent {
        event_type: Scalar::Text(control::IDENTIFY.into()),
        user_id: identification.user_id,
        device_id: identification.device_id,
        user_properties: identification.user_properties,
        groups: identification.groups,
        app_version: identification.app_version,
        platform: identification.platform,
        os_name: identification.os_name,
        os_version: identification.os_version,
        device_brand: identification.device_brand,
        device_manufacturer: identification.device_manufacturer,
        device_model: identification.device_model,
        carrier: identification.carrier,
        country: identification.country,
        region: identification.region,
        city: identification.city,
        dma: identification.dma,
        language: identification.language,
        paying: identification.paying,
        start_version: identification.start_version,
        ..WireEvent::default()
    }
}
