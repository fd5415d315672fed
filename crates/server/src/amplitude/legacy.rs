//! `POST /`: the form of the oldest SDKs (amplitude.md 1.8), and the uploads of current ones whose
//! address was set to the bare host (amplitude.md 2.1).

use axum::response::Response;
use http::{HeaderMap, header};
use intertide_domain::event::Endpoint;
use md5::{Digest, Md5};

use super::answer::Refusal;
use super::body::{self, Payload};
use super::forms::{self, Form, FormRefusal, Layout};
use super::http_v1::OneEvent;
use super::{Call, Ingestion, Sender, upload};

const LAYOUT: Layout = Layout {
    api_key: "client",
    events: "e",
    endpoint: Endpoint::Legacy,
};

/// Answers a request.
pub(super) async fn answer(ingestion: &Ingestion, call: Call) -> Response {
    let Call {
        headers,
        body,
        sender,
        ..
    } = call;
    let form = is_form(&headers);
    match body::read(body, &headers, ingestion.limits.max_body).await {
        // The first character tells, since beacons send either with whatever content type.
        Ok(payload) if looks_like_json(&payload, form) => {
            upload::answer_payload(ingestion, payload, Endpoint::HttpV2, sender).await
        }
        Ok(payload) => forms::answer(take_in(ingestion, payload, &headers, sender).await),
        Err(fault) if form => forms::answer(Err(fault.into())),
        Err(fault) => Refusal::from(fault).into_answer(),
    }
}

async fn take_in(
    ingestion: &Ingestion,
    payload: Payload,
    headers: &HeaderMap,
    sender: Sender,
) -> Result<(), FormRefusal> {
    let form = Form::read(payload.bytes, headers).await?;
    verify(&form)?;
    let most = ingestion.limits.max_events;
    forms::take_in::<OneEvent>(ingestion, &form, &LAYOUT, sender, most).await
}

fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| {
            kind.starts_with("application/x-www-form-urlencoded")
                || kind.starts_with("multipart/form-data")
        })
}

/// Whether a body is meant as JSON: by its first character, or, when it is empty, by not being
/// announced as a form.
fn looks_like_json(payload: &Payload, form: bool) -> bool {
    let text = payload.bytes.trim_ascii();
    match text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).first() {
        Some(first) => matches!(first, b'{' | b'['),
        None => !form,
    }
}

/// The checksum, where there is one, has to be right: amplitude-js sends it, the mobile SDKs
/// don't.
fn verify(form: &Form) -> Result<(), FormRefusal> {
    let Some(sent) = form.get("checksum").filter(|sent| !sent.is_empty()) else {
        return Ok(());
    };
    let mut digest = Md5::new();
    for field in ["v", "client", "e", "upload_time"] {
        digest.update(form.get(field).unwrap_or_default());
    }
    let expected: String = digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if expected.eq_ignore_ascii_case(sent) {
        Ok(())
    } else {
        Err(FormRefusal::BadChecksum)
    }
}
