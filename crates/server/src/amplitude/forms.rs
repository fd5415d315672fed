//! What the endpoints have in common that take forms and answer in plain text: Identify, Group
//! Identify, HTTP V1 and the legacy form (amplitude.md 1.6 to 1.8).

use std::convert::Infallible;

use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, StatusCode, header};
use intertide_domain::event::{Endpoint, Received};

use super::answer::{self, Trouble};
use super::body::{self, BodyFault};
use super::faults::Faults;
use super::gate::Throttled;
use super::offload::offload;
use super::parse::{Origin, Reader};
use super::wire::{BadList, Element, Single, WireObject, list};
use super::{Call, Ingestion, Sender, json_text};

/// Why a form was refused. Nothing of it was stored, unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FormRefusal {
    /// There are no events in it, or what is there can't be read.
    MissingEvent,
    /// No project has this key, or there is none.
    InvalidApiKey,
    /// The checksum is not that of the form.
    BadChecksum,
    /// Something is wrong with some of the events.
    Faulty(Faults),
    /// More came than may.
    Throttled(Throttled),
    /// What may happen to any request.
    Trouble(Trouble),
}

impl From<Trouble> for FormRefusal {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<BodyFault> for FormRefusal {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::Unreadable => Self::MissingEvent,
            BodyFault::Trouble(trouble) => Self::Trouble(trouble),
        }
    }
}

/// The answer to a form.
pub(super) fn answer(result: Result<(), FormRefusal>) -> Response {
    match result {
        Ok(()) => answer::text(StatusCode::OK, "success"),
        Err(refusal) => answer::text(refusal.status(), refusal.words()),
    }
}

impl FormRefusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Trouble(trouble) => trouble.status(),
            Self::MissingEvent | Self::InvalidApiKey | Self::BadChecksum | Self::Faulty(_) => {
                StatusCode::BAD_REQUEST
            }
            Self::Throttled(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn words(&self) -> String {
        let words = match self {
            Self::MissingEvent => "missing_event",
            Self::InvalidApiKey => "invalid_api_key",
            Self::BadChecksum => "bad_checksum",
            Self::Faulty(faults) => {
                let fields = faults.fields().join(", ");
                return format!("invalid_event_field. Invalid fields [{fields}].");
            }
            Self::Throttled(_) => "too_many_requests",
            Self::Trouble(Trouble::TooLarge) => "payload_too_large",
            Self::Trouble(Trouble::TimedOut) => "request_timeout",
            Self::Trouble(Trouble::Unavailable) => "service_unavailable",
        };
        words.to_owned()
    }
}

/// The fields of a form, from a query or a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// Reads the form of a request: its query under `GET`, else its body.
    pub(super) async fn receive(ingestion: &Ingestion, call: Call) -> Result<Self, FormRefusal> {
        match call.query {
            Some(query) => Ok(Self::urlencoded(query.as_bytes())),
            None => {
                let limit = ingestion.limits.max_body;
                let payload = body::read(call.body, &call.headers, limit).await?;
                Self::read(payload.bytes, &call.headers).await
            }
        }
    }

    /// Reads a body. What is neither kind of form reads as one without the fields wanted.
    pub(super) async fn read(body: Bytes, headers: &HeaderMap) -> Result<Self, FormRefusal> {
        match boundary(headers) {
            Some(boundary) => Self::multipart(body, boundary).await,
            None => Ok(Self::urlencoded(&body)),
        }
    }

    fn urlencoded(text: &[u8]) -> Self {
        Self {
            fields: form_urlencoded::parse(text).into_owned().collect(),
        }
    }

    async fn multipart(body: Bytes, boundary: String) -> Result<Self, FormRefusal> {
        let body = stream::iter([Ok::<_, Infallible>(body)]);
        let mut parts = multer::Multipart::new(body, boundary);
        let mut form = Self::default();
        while let Some(part) = parts
            .next_field()
            .await
            .map_err(|_| FormRefusal::MissingEvent)?
        {
            let Some(name) = part.name().map(str::to_owned) else {
                continue;
            };
            let value = part.bytes().await.map_err(|_| FormRefusal::MissingEvent)?;
            form.fields
                .push((name, String::from_utf8_lossy(&value).into_owned()));
        }
        Ok(form)
    }

    /// The field's value; the last one where there are several.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .rfind(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(kind).ok()
}

/// What an endpoint finds where in its form.
#[derive(Debug)]
pub(super) struct Layout {
    /// The field with the API key.
    pub(super) api_key: &'static str,
    /// The field with the events, or what becomes events: a JSON object or a list of them.
    pub(super) events: &'static str,
    /// The endpoint.
    pub(super) endpoint: Endpoint,
}

/// Takes in what a form brings: finds the JSON, asks whose key it is, reads at most `most` objects
/// of type `T` with `read`, and stores all events or none.
pub(super) async fn take_in<R: ReadElement>(
    ingestion: &Ingestion,
    form: &Form,
    layout: &Layout,
    sender: Sender,
    most: usize,
) -> Result<(), FormRefusal> {
    // In this order: a body that is no form at all is answered as one without events
    // (amplitude.md 1.6).
    let json = form
        .get(layout.events)
        .filter(|json| !json.trim().is_empty())
        .ok_or(FormRefusal::MissingEvent)?;
    let key = form
        .get(layout.api_key)
        .and_then(|key| ingestion.keys.find(key))
        .ok_or(FormRefusal::InvalidApiKey)?;
    let origin = Origin {
        received_at: ingestion.clock.now(),
        endpoint: layout.endpoint,
        remote: sender.remote,
        // The least length is an option of uploads, which these forms don't have.
        min_id_chars: 0,
    };
    let json = json.to_owned();
    let events = offload(json.len(), move || decode::<R>(&json, origin, most)).await??;
    ingestion
        .admit(sender, key, events.len())
        .map_err(FormRefusal::Throttled)?;
    ingestion.acceptor.accept(events).await?;
    Ok(())
}

/// How an endpoint reads one object.
pub(super) trait ReadElement: 'static {
    /// The object.
    type Wire<'a>: WireObject<'a>;

    /// Reads the object at `index` into an event.
    fn read(reader: &mut Reader, index: usize, element: Element<Self::Wire<'_>>);
}

fn decode<R: ReadElement>(
    json: &str,
    origin: Origin,
    most: usize,
) -> Result<Vec<Received>, FormRefusal> {
    let text = json_text::decode(json.as_bytes()).ok_or(FormRefusal::MissingEvent)?;
    let mut reader = Reader::new(origin);
    list(&text, Single::Allowed, most, |index, element| {
        R::read(&mut reader, index, element);
    })
    .map_err(|bad| match bad {
        BadList::Malformed => FormRefusal::MissingEvent,
        BadList::TooLong => FormRefusal::Trouble(Trouble::TooLarge),
    })?;
    let events = reader.finish().map_err(FormRefusal::Faulty)?;
    if events.is_empty() {
        return Err(FormRefusal::MissingEvent);
    }
    Ok(events)
}
