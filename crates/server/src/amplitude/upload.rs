//! The request that `/2/httpapi` and `/batch` share (amplitude.md 1.2), from body to answer.

use axum::response::Response;
use intertide_domain::event::{Endpoint, Received};
use intertide_domain::ids::KeyId;
use intertide_domain::time::UnixMillis;
use serde_json::value::RawValue;

use super::answer::{self, Refusal, Trouble};
use super::body::{self, Payload};
use super::keys::ApiKeys;
use super::offload::offload;
use super::parse::{Origin, Reader};
use super::scalar::Scalar;
use super::wire::{BadList, Options, Single, Upload, list, object};
use super::{Call, Ingestion, Sender, identifiers, json_text};

/// Answers an upload whose body may be `limit` bytes.
pub(super) async fn answer(
    ingestion: &Ingestion,
    call: Call,
    endpoint: Endpoint,
    limit: usize,
) -> Response {
    let sender = call.sender;
    match body::read(call.body, &call.headers, limit).await {
        Ok(payload) => answer_payload(ingestion, payload, endpoint, sender).await,
        Err(fault) => Refusal::from(fault).into_answer(),
    }
}

/// Answers an upload whose body has been read.
pub(super) async fn answer_payload(
    ingestion: &Ingestion,
    payload: Payload,
    endpoint: Endpoint,
    sender: Sender,
) -> Response {
    let wire_bytes = payload.wire_bytes;
    let received_at = ingestion.clock.now();
    match take_in(ingestion, payload, endpoint, sender, received_at).await {
        Ok(count) => answer::accepted(count, wire_bytes, received_at),
        Err(refusal) => refusal.into_answer(),
    }
}

async fn take_in(
    ingestion: &Ingestion,
    payload: Payload,
    endpoint: Endpoint,
    sender: Sender,
    received_at: UnixMillis,
) -> Result<usize, Refusal> {
    let origin = Origin {
        received_at,
        endpoint,
        remote: sender.remote,
        min_id_chars: identifiers::DEFAULT_MIN_CHARS,
    };
    let keys = ingestion.keys.clone();
    let most = ingestion.limits.max_events;
    let (key, events) = offload(payload.bytes.len(), move || {
        decode(&payload.bytes, keys.as_ref(), most, origin)
    })
    .await??;
    let count = events.len();
    ingestion
        .admit(sender, key, count)
        .map_err(|throttled| Refusal::Throttled(throttled, count))?;
    ingestion.acceptor.accept(events).await?;
    Ok(count)
}

/// Reads a body into its key and its events: all of them, or why none.
fn decode(
    bytes: &[u8],
    keys: &dyn ApiKeys,
    most: usize,
    mut origin: Origin,
) -> Result<(KeyId, Vec<Received>), Refusal> {
    if bytes.trim_ascii().is_empty() {
        return Err(Refusal::MissingBody);
    }
    let text = json_text::decode(bytes).ok_or(Refusal::InvalidJson)?;
    let upload: Upload<'_> = object(&text).ok_or(Refusal::InvalidJson)?;
    let key = authorize(&upload.api_key, keys)?;
    let events = upload.events.ok_or(Refusal::MissingField("events"))?;
    if let Some(chars) = upload.options.and_then(min_id_chars) {
        origin.min_id_chars = chars;
    }
    let mut reader = Reader::new(origin);
    let read = list(events.get(), Single::Refused, most, |index, element| {
        reader.read(index, element);
    });
    match read {
        Ok(()) => match reader.finish() {
            Ok(events) => Ok((key, events)),
            Err(faults) => Err(Refusal::Faulty(faults)),
        },
        Err(BadList::TooLong) => Err(Refusal::Trouble(Trouble::TooLarge)),
        Err(BadList::Malformed) if events.get().starts_with('[') => Err(Refusal::InvalidJson),
        Err(BadList::Malformed) => Err(Refusal::MissingField("events")),
    }
}

fn authorize(api_key: &Scalar<'_>, keys: &dyn ApiKeys) -> Result<KeyId, Refusal> {
    let sent = api_key
        .text()
        .ok()
        .flatten()
        .ok_or(Refusal::MissingField("api_key"))?;
    let key = keys.find(&sent);
    key.ok_or_else(|| Refusal::InvalidKey(sent.into_owned()))
}

/// The length that the request asks for; what is no length is no option.
fn min_id_chars(options: &RawValue) -> Option<usize> {
    let options: Options<'_> = object(options.get())?;
    let chars = options.min_id_length.integer().ok()??;
    usize::try_from(chars).ok()
}
