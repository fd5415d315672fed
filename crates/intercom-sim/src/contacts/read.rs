//! `GET /contacts/{id}`, `GET /contacts/find_by_external_id/{external_id}` and `GET /contacts` (intercom.md 3.1, 3.4).

use http::header::LINK;
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::book::{Contact, Presence};
use super::render::rendered;
use crate::call::{Call, Outcome, Reply, page_size};
use crate::error::ApiError;
use crate::ids::ContactId;
use crate::state::State;
use crate::switches::MergedContact;

/// A chain of merges is followed this far.
const MOST_MERGES: usize = 3;

/// The live contact with this id, or 404.
pub(crate) fn live<'a>(state: &'a State, id: &str) -> Result<&'a Contact, ApiError> {
    id.parse()
        .ok()
        .and_then(|id| state.contacts.get(id))
        .filter(|contact| contact.is_live())
        .ok_or_else(ApiError::user_not_found)
}

/// One contact by Intercom's id.
pub(crate) fn get(state: &State, call: &Call, id: &str) -> Outcome {
    match live(state, id) {
        Ok(contact) => Ok(Reply::Json(rendered(
            contact,
            call.version,
            &state.settings,
        ))),
        Err(not_found) => Err(merged(state, call, id).unwrap_or(not_found)),
    }
}

/// One user by the customer's id; leads are not found by it.
pub(crate) fn find_by_external_id(state: &State, call: &Call, external_id: &str) -> Outcome {
    state
        .contacts
        .user_by_external_id(external_id)
        .filter(|contact| contact.is_live())
        .map(|contact| Reply::Json(rendered(contact, call.version, &state.settings)))
        .ok_or_else(ApiError::user_not_found)
}

/// All contacts, oldest first.
pub(crate) fn list(state: &State, call: &Call) -> Outcome {
    let per_page = page_size(call.query.number("per_page")?);
    let cursor = call
        .query
        .get("starting_after")
        .map(Cursor::parse)
        .transpose()?;
    let mut rest = state
        .contacts
        .after(cursor.map(|cursor| cursor.last))
        .ok_or_else(Cursor::invalid)?
        .filter(|contact| contact.is_live());
    let page: Vec<&Contact> = rest.by_ref().take(per_page).collect();
    let more = rest.next().is_some();
    Ok(Reply::Json(page_of_contacts(
        &page,
        &Paging {
            per_page,
            number: cursor.map_or(1, |cursor| cursor.page),
            total: state.contacts.live_count(),
            more,
        },
        |contact| rendered(contact, call.version, &state.settings),
    )))
}

/// Where a page stands in its list.
pub(super) struct Paging {
    pub(super) per_page: usize,
    pub(super) number: usize,
    pub(super) total: usize,
    pub(super) more: bool,
}

/// The list envelope, with `pages.next.starting_after` when more follows.
pub(super) fn page_of_contacts(
    page: &[&Contact],
    paging: &Paging,
    render: impl Fn(&Contact) -> Value,
) -> Value {
    let mut pages = json!({
        "type": "pages",
        "page": paging.number,
        "per_page": paging.per_page,
        "total_pages": paging.total.div_ceil(paging.per_page),
    });
    if let (true, Some(last), Some(pages)) = (paging.more, page.last(), pages.as_object_mut()) {
        let cursor = Cursor {
            page: paging.number + 1,
            last: last.id,
        };
        pages.insert(
            "next".to_owned(),
            json!({
                "page": cursor.page,
                "per_page": paging.per_page,
                "starting_after": cursor.to_string(),
            }),
        );
    }
    json!({
        "type": "list",
        "data": page.iter().map(|contact| render(contact)).collect::<Vec<_>>(),
        "total_count": paging.total,
        "pages": pages,
    })
}

/// What `starting_after` holds: the page that it opens and the last contact before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor {
    pub(super) page: usize,
    pub(super) last: ContactId,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.page, self.last)
    }
}

impl Cursor {
    pub(super) fn parse(text: &str) -> Result<Self, ApiError> {
        text.split_once('-')
            .and_then(|(page, last)| {
                Some(Self {
                    page: page.parse().ok()?,
                    last: last.parse().ok()?,
                })
            })
            .ok_or_else(Self::invalid)
    }

    pub(super) fn invalid() -> ApiError {
        ApiError::parameter_invalid("starting_after is not a cursor of this list")
    }
}

/// 410 for a contact that was merged, where version and switch have it.
fn merged(state: &State, call: &Call, id: &str) -> Option<ApiError> {
    if !call.version.reports_merged_contacts()
        || state.switches.merged_contact == MergedContact::NotFound
    {
        return None;
    }
    let mut contact = state.contacts.get(id.parse().ok()?)?;
    let mut merges = 0;
    while let Presence::Merged { into } = contact.presence {
        if merges == MOST_MERGES {
            break;
        }
        merges += 1;
        contact = state.contacts.get(into)?;
    }
    if merges == 0 {
        return None;
    }
    let link = format!("</contacts/{}>; rel=\"canonical\"", contact.id);
    let refusal = ApiError::new(
        StatusCode::GONE,
        "contact_merged",
        "This contact has been merged. See the 'Link' header for the canonical contact.",
    );
    Some(refusal.with_header(LINK, HeaderValue::from_str(&link).ok()?))
}
