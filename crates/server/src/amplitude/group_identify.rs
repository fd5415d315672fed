//! `GET|POST /groupidentify`: the Group Identify API (amplitude.md 1.7). An identification becomes
//! the `$groupidentify` event that the SDKs would send.

use axum::response::Response;
use intertide_domain::event::{Context, Endpoint, Event, Groups, Revenue};
use intertide_domain::ids::control;
use intertide_domain::property::RawObject;

use super::forms::{self, Form, FormRefusal, Layout, ReadElement};
use super::parse::Reader;
use super::wire::{Element, WireGroup};
use super::{Call, Ingestion, groups};

const LAYOUT: Layout = Layout {
    api_key: "api_key",
    events: "identification",
    endpoint: Endpoint::GroupIdentify,
};

/// The most identifications of one request.
const MAX_IDENTIFICATIONS: usize = 1_024;

/// Answers a request.
pub(super) async fn answer(ingestion: &Ingestion, call: Call) -> Response {
    forms::answer(take_in(ingestion, call).await)
}

async fn take_in(ingestion: &Ingestion, call: Call) -> Result<(), FormRefusal> {
    let sender = call.sender;
    let form = Form::receive(ingestion, call).await?;
    let most = ingestion.limits.max_events.min(MAX_IDENTIFICATIONS);
    forms::take_in::<Identification>(ingestion, &form, &LAYOUT, sender, most).await
}

struct Identification;

impl ReadElement for Identification {
    type Wire<'a> = WireGroup<'a>;

    fn read(reader: &mut Reader, index: usize, element: Element<WireGroup<'_>>) {
        let mut fields = reader.fields(index);
        let Element::Object(wire) = element else {
            return fields.not_an_object();
        };
        let group_type = fields.text("group_type", &wire.group_type);
        if group_type.is_none() {
            fields.missing("group_type");
        }
        let groups = match (&group_type, wire.group_value) {
            (_, None) => {
                fields.missing("group_value");
                Groups::new()
            }
            (group_type, Some(value)) => {
                let group_type = group_type.as_deref().unwrap_or_default();
                groups::single(group_type, value).unwrap_or_else(|_| {
                    fields.invalid("group_value");
                    Groups::new()
                })
            }
        };
        let group_properties = fields.object("group_properties", wire.group_properties);
        let time = reader.received_at();
        reader.keep(Event {
            event_type: control::GROUP_IDENTIFY.into(),
            user_id: None,
            device_id: None,
            time,
            insert_id: None,
            event_properties: RawObject::empty(),
            user_properties: RawObject::empty(),
            groups,
            group_properties,
            skip_user_properties_sync: false,
            context: Context::default(),
            revenue: Revenue::default(),
            session_id: None,
            event_id: None,
            other: RawObject::empty(),
        });
    }
}
