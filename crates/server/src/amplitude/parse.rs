//! An event of the wire becomes an [`Event`]: the one place where its fields get their meaning.
//!
//! Nothing here fails: what is wrong with a field is noted in [`Faults`], and reading goes on, so
//! that one answer lists everything.

use std::net::IpAddr;

use intertide_domain::event::{Context, Endpoint, Event, Received, Revenue};
use intertide_domain::ids::{DeviceId, EventType, InsertId, UserId, control};
use intertide_domain::property::RawObject;
use intertide_domain::time::UnixMillis;
use intertide_domain::{language, revenue};
use serde_json::value::RawValue;

use super::faults::Faults;
use super::fields::Fields;
use super::identifiers;
use super::properties::Collected;
use super::scalar::Scalar;
use super::text::cut;
use super::user_agent::UserAgents;
use super::wire::{Element, Library, Raw, WireEvent, object};

/// What an `ip` asks to be replaced by the sender's address (amplitude.md 1.2).
const REMOTE: &str = "$remote";

/// What is the same for all events of a request.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// When the request was there.
    pub(super) received_at: UnixMillis,
    /// Through which door it came.
    pub(super) endpoint: Endpoint,
    /// Whom it came from.
    pub(super) remote: Option<IpAddr>,
    /// The shortest id allowed, in characters; 0 where the endpoint knows no such rule.
    pub(super) min_id_chars: usize,
}

/// Reads the events of one request, in order.
#[derive(Debug)]
pub(super) struct Reader {
    origin: Origin,
    user_agents: UserAgents,
    faults: Faults,
    received: Vec<Received>,
}

impl Reader {
    /// A reader of events from there.
    pub(super) fn new(origin: Origin) -> Self {
        Self {
            origin,
            user_agents: UserAgents::default(),
            faults: Faults::default(),
            received: Vec::new(),
        }
    }

    /// Reads the event at `index`.
    pub(super) fn read(&mut self, index: usize, element: Element<WireEvent<'_>>) {
        match element {
            Element::Object(wire) => {
                if let Some(event) = self.event(index, &wire) {
                    self.keep(event);
                }
            }
            Element::Other => self.faults.not_an_object(index),
        }
    }

    /// The fields of the object at `index`, for what is not an event.
    pub(super) fn fields(&mut self, index: usize) -> Fields<'_> {
        Fields::new(index, &mut self.faults)
    }

    /// The time of the request.
    pub(super) fn received_at(&self) -> UnixMillis {
        self.origin.received_at
    }

    /// Keeps an event that was read.
    pub(super) fn keep(&mut self, event: Event) {
        self.received.push(Received {
            received_at: self.origin.received_at,
            endpoint: self.origin.endpoint,
            event,
        });
    }

    /// All events, or all that is wrong with them.
    pub(super) fn finish(self) -> Result<Vec<Received>, Faults> {
        if self.faults.is_empty() {
            Ok(self.received)
        } else {
            Err(self.faults)
        }
    }

    fn event(&mut self, index: usize, wire: &WireEvent<'_>) -> Option<Event> {
        let legacy = self.origin.endpoint == Endpoint::Legacy;
        let context = self.context(index, wire);
        let mut fields = Fields::new(index, &mut self.faults);
        let event_type = event_type(&mut fields, &wire.event_type);
        let exempt = event_type.as_deref() == Some(control::GROUP_IDENTIFY);
        let (user_id, device_id) = if exempt {
            (lenient_id(&wire.user_id), lenient_id(&wire.device_id))
        } else {
            ids(&mut fields, wire, self.origin.min_id_chars)
        };
        let event = Event {
            event_type: EventType::from(event_type.as_deref().unwrap_or_default()),
            user_id: user_id.map(UserId::from),
            device_id: device_id.map(DeviceId::from),
            time: time(&mut fields, wire, legacy).unwrap_or(self.origin.received_at),
            insert_id: insert_id(&mut fields, wire, legacy),
            event_properties: fields.object("event_properties", wire.event_properties),
            user_properties: fields.object("user_properties", wire.user_properties),
            groups: fields.groups(wire.groups),
            group_properties: fields.object("group_properties", wire.group_properties),
            skip_user_properties_sync: fields
                .boolean(
                    "$skip_user_properties_sync",
                    &wire.skip_user_properties_sync,
                )
                .unwrap_or(false),
            context,
            revenue: money(&mut fields, wire),
            session_id: fields.integer("session_id", &wire.session_id),
            event_id: fields.integer("event_id", &wire.event_id),
            other: other(&mut fields, wire),
        };
        event_type.map(|_| event)
    }

    fn context(&mut self, index: usize, wire: &WireEvent<'_>) -> Context {
        let user_agent = match &wire.user_agent {
            Scalar::Text(user_agent) => self.user_agents.read(cut(user_agent)),
            _ => Default::default(),
        };
        let remote = self.origin.remote;
        let mut fields = Fields::new(index, &mut self.faults);
        let mut context = Context {
            version: fields
                .text("app_version", &wire.app_version)
                .or_else(|| fields.text("version_name", &wire.version_name)),
            platform: fields.text("platform", &wire.platform),
            os_name: fields.text("os_name", &wire.os_name),
            os_version: fields.text("os_version", &wire.os_version),
            device_brand: fields.text("device_brand", &wire.device_brand),
            device_manufacturer: fields.text("device_manufacturer", &wire.device_manufacturer),
            device_model: fields.text("device_model", &wire.device_model),
            carrier: fields
                .text("carrier", &wire.carrier)
                .or_else(|| fields.text("device_carrier", &wire.device_carrier)),
            country: fields.text("country", &wire.country),
            region: fields.text("region", &wire.region),
            city: fields.text("city", &wire.city),
            dma: fields.text("dma", &wire.dma),
            language: fields
                .text("language", &wire.language)
                .map(|tag| language::name_of(&tag).into()),
            ip: fields
                .text("ip", &wire.ip)
                .and_then(|ip| address(ip, remote)),
            library: wire.library.and_then(library),
            start_version: fields.text("start_version", &wire.start_version),
            paying: fields.flag("paying", &wire.paying),
        };
        // What the event says itself stands before what its user agent tells (amplitude.md 1.2);
        // name and version of the system go together.
        if context.os_name.is_none() && context.os_version.is_none() {
            context.os_name = user_agent.os_name;
            context.os_version = user_agent.os_version;
        }
        context.device_model = context.device_model.or(user_agent.device_model);
        context
    }
}

fn event_type(fields: &mut Fields<'_>, value: &Scalar<'_>) -> Option<String> {
    match value {
        Scalar::Text(name) if !name.trim().is_empty() => Some(cut(name).to_owned()),
        Scalar::Text(_) | Scalar::Absent => {
            fields.missing("event_type");
            None
        }
        Scalar::Int(_) | Scalar::Float(_) | Scalar::Bool(_) | Scalar::Compound => {
            fields.invalid("event_type");
            None
        }
    }
}

/// Where an event has neither id, either would do, so both are listed as missing.
fn ids(
    fields: &mut Fields<'_>,
    wire: &WireEvent<'_>,
    min_chars: usize,
) -> (Option<String>, Option<String>) {
    if wire.user_id.is_absent() && wire.device_id.is_absent() {
        fields.missing("user_id");
        fields.missing("device_id");
    }
    (
        fields.id("user_id", &wire.user_id, min_chars),
        fields.id("device_id", &wire.device_id, min_chars),
    )
}

/// The id of a `$groupidentify`, which needs none and is not refused for one (amplitude.md 1.3):
/// what would be refused elsewhere is no id here.
fn lenient_id(value: &Scalar<'_>) -> Option<String> {
    let id = value.id().ok()??;
    identifiers::check(&id, 0).ok().map(str::to_owned)
}

fn time(fields: &mut Fields<'_>, wire: &WireEvent<'_>, legacy: bool) -> Option<UnixMillis> {
    let legacy_time = if legacy {
        fields.integer("timestamp", &wire.timestamp)
    } else {
        None
    };
    legacy_time
        .or_else(|| fields.integer("time", &wire.time))
        .map(UnixMillis::new)
}

fn insert_id(fields: &mut Fields<'_>, wire: &WireEvent<'_>, legacy: bool) -> Option<InsertId> {
    let uuid = if legacy {
        fields.text("uuid", &wire.uuid)
    } else {
        None
    };
    uuid.or_else(|| fields.text("insert_id", &wire.insert_id))
        .map(|id| InsertId::from(id.as_ref()))
}

fn money(fields: &mut Fields<'_>, wire: &WireEvent<'_>) -> Revenue {
    let mut currency = fields.text("currency", &wire.currency);
    if let Some(code) = &mut currency {
        code.make_ascii_uppercase();
    }
    revenue::settle(Revenue {
        price: fields.number("price", &wire.price),
        quantity: fields.integer("quantity", &wire.quantity),
        revenue: fields.number("revenue", &wire.revenue),
        product_id: fields.text("productId", &wire.product_id),
        revenue_type: fields.text("revenueType", &wire.revenue_type),
        currency,
    })
}

/// An address, or nothing where the sender's is asked for and not known.
fn address(ip: Box<str>, remote: Option<IpAddr>) -> Option<Box<str>> {
    if ip.as_ref() == REMOTE {
        remote.map(|remote| remote.to_string().into())
    } else {
        Some(ip)
    }
}

/// The SDK's name and version: a text, or the object of the legacy form. Nothing depends on it,
/// so what is neither is left out.
fn library(raw: &RawValue) -> Option<Box<str>> {
    if let Ok(Scalar::Text(library)) = serde_json::from_str(raw.get()) {
        return (!library.is_empty()).then(|| cut(&library).into());
    }
    let library: Library<'_> = object(raw.get())?;
    let name = library.name.text().ok()??;
    match library.version.text().ok()? {
        Some(version) => Some(cut(&format!("{name}/{version}")).into()),
        None => Some(cut(&name).into()),
    }
}

/// The fields that are documented but that nothing here depends on, as they came.
fn other(fields: &mut Fields<'_>, wire: &WireEvent<'_>) -> RawObject {
    let mut kept = Collected::default();
    let somewhere = !(is_zero(wire.location_lat) && is_zero(wire.location_lng));
    for (name, value) in [
        ("location_lat", wire.location_lat.filter(|_| somewhere)),
        ("location_lng", wire.location_lng.filter(|_| somewhere)),
        ("idfa", wire.idfa),
        ("idfv", wire.idfv),
        ("adid", wire.adid),
        ("android_id", wire.android_id),
        ("android_app_set_id", wire.android_app_set_id),
        ("partner_id", wire.partner_id),
        ("plan", wire.plan),
        ("ingestion_metadata", wire.ingestion_metadata),
        ("api_properties", wire.api_properties),
    ] {
        let Some(raw) = value.filter(|raw| raw.get() != "{}") else {
            continue;
        };
        if kept.add(name, raw).is_err() {
            fields.invalid(name);
        }
    }
    if let Scalar::Text(user_agent) = &wire.user_agent {
        kept.add_text("user_agent", user_agent);
    }
    kept.finish()
}

/// The SDK for Java writes 0 and 0 where it has no location (amplitude.md 2.6).
fn is_zero(coordinate: Raw<'_>) -> bool {
    coordinate.is_some_and(|raw| raw.get().parse() == Ok(0.0))
}
