//! A conversation held against a destination that answers as Intercom does when all goes well.

use intertide_domain::delivery::Due;
use intertide_domain::sync::SyncDocument;

use crate::destinations::{Answer, Destination, Ending, Facts, Method, Request, Response, Step};

/// Requests that are rehearsed at most. When all goes well there are three.
const MOST_REQUESTS: usize = 15;

/// The contact of whom the answers tell. A path never shows it: a contact that has just been
/// created is not asked for again in the same conversation.
const CONTACT: &str = r#"{"type":"contact","id":"000000000000000000000000","role":"user"}"#;

/// What a conversation would ask.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rehearsal {
    pub(super) requests: Vec<Request>,
    /// How it ends; none when it went on beyond what is rehearsed.
    pub(super) ending: Option<Ending>,
}

/// Holds a conversation in which nobody contradicts what is remembered, users of whom nothing is
/// remembered are unknown, and everything else is accepted.
pub(super) fn rehearse(
    destination: &dyn Destination,
    due: &Due,
    document: &SyncDocument,
    facts: &Facts,
) -> Rehearsal {
    let mut conversation = destination.converse(due, document, facts);
    let mut rehearsal = Rehearsal::default();
    let mut step = conversation.begin();
    while rehearsal.requests.len() < MOST_REQUESTS {
        match step {
            Step::Send(request) => {
                step = conversation.answer(&accepted(&request));
                rehearsal.requests.push(request);
            }
            Step::End(ending) => {
                rehearsal.ending = Some(ending);
                break;
            }
        }
    }
    rehearsal
}

/// The answer to a request when all goes well (intercom.md 2.1, 3.1, 3.5, 4).
fn accepted(request: &Request) -> Answer {
    let path = request.path.split('?').next().unwrap_or_default();
    let (status, body) = match (request.method, path) {
        (Method::Post, "/events") => (202, ""),
        (Method::Get, path) if path.starts_with("/contacts/find_by_external_id/") => {
            (404, NOT_FOUND)
        }
        (Method::Post, "/contacts/search") | (Method::Get, "/data_attributes") => (200, NOBODY),
        (_, path) if path.starts_with("/contacts") => (200, CONTACT),
        _ => (200, "{}"),
    };
    Answer::Response(Response {
        status,
        body: body.to_owned(),
        ..Response::default()
    })
}

const NOT_FOUND: &str =
    r#"{"type":"error.list","errors":[{"code":"not_found","message":"User Not Found"}]}"#;

const NOBODY: &str = r#"{"type":"list","data":[],"total_count":0}"#;
