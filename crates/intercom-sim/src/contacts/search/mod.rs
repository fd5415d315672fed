//! `POST /contacts/search` (intercom.md 3.5).

mod evaluate;
mod field;
mod query;

use std::cmp::Ordering;

use http::StatusCode;
use serde_json::{Map, Value};

use self::field::{Field, FieldValue};
use self::query::{Filter, Operator};
use super::book::Contact;
use super::read::{Cursor, Paging, page_of_contacts};
use super::render::rendered;
use crate::call::{Call, Outcome, Reply, page_size};
use crate::error::ApiError;
use crate::fields;
use crate::state::State;

/// Finds the contacts that a query selects. A contact is absent for the search lag after its making.
pub(crate) fn search(state: &State, call: &Call) -> Outcome {
    let query = call
        .body
        .get("query")
        .ok_or_else(|| ApiError::parameter_missing("query is required"))?;
    let filter = Filter::parse(query, &state.attributes)?;
    let order = Order::parse(&call.body)?;
    let (per_page, cursor) = pagination(&call.body)?;

    let mut found: Vec<&Contact> = candidates(state, &filter)
        .filter(|contact| contact.is_live() && is_indexed(state, call, contact))
        .filter(|contact| evaluate::holds(&filter, contact, state))
        .collect();
    found.sort_by(|one, other| order.compare(one, other));
    let total = found.len();
    if let Some(cursor) = cursor {
        let last = state
            .contacts
            .get(cursor.last)
            .ok_or_else(Cursor::invalid)?;
        found.retain(|contact| order.compare(contact, last) == Ordering::Greater);
    }
    let more = found.len() > per_page;
    found.truncate(per_page);
    Ok(Reply::Json(page_of_contacts(
        &found,
        &Paging {
            per_page,
            number: cursor.map_or(1, |cursor| cursor.page),
            total,
            more,
        },
        |contact| rendered(contact, call.version, &state.settings),
    )))
}

fn is_indexed(state: &State, call: &Call, contact: &Contact) -> bool {
    let lag = i64::try_from(state.switches.search_lag_ms).unwrap_or(i64::MAX);
    call.now >= contact.created_at.plus(lag)
}

/// The contacts worth looking at: those that an index gives for the commonest queries, else all.
fn candidates<'a>(state: &'a State, filter: &Filter) -> Box<dyn Iterator<Item = &'a Contact> + 'a> {
    if let Filter::Field {
        field: Field::Email,
        operator: Operator::Equal,
        value: FieldValue::Text(email),
    } = filter
    {
        let found: Vec<&Contact> = state
            .contacts
            .by_email(email, state.switches.email_case)
            .collect();
        return Box::new(found.into_iter());
    }
    Box::new(state.contacts.iter())
}

fn pagination(body: &Map<String, Value>) -> Result<(usize, Option<Cursor>), ApiError> {
    let Some(pagination) = fields::object(body, "pagination")? else {
        return Ok((page_size(None), None));
    };
    let per_page = match pagination.get("per_page") {
        None | Some(Value::Null) => None,
        Some(number) => Some(
            number
                .as_i64()
                .ok_or_else(|| ApiError::parameter_invalid("per_page must be a whole number"))?,
        ),
    };
    let cursor = fields::given_string(pagination, "starting_after")?
        .map(|text| Cursor::parse(&text))
        .transpose()?;
    Ok((page_size(per_page), cursor))
}

/// The order of the results; newest first unless the query says otherwise.
struct Order {
    field: Field,
    ascending: bool,
}

impl Order {
    fn parse(body: &Map<String, Value>) -> Result<Self, ApiError> {
        let Some(sort) = fields::object(body, "sort")? else {
            return Ok(Self {
                field: Field::CreatedAt,
                ascending: false,
            });
        };
        let ascending = match fields::given_string(sort, "order")?.as_deref() {
            None | Some("descending") => false,
            Some("ascending") => true,
            Some(other) => {
                return Err(ApiError::new(
                    StatusCode::BAD_REQUEST,
                    "invalid_sort_order",
                    format!("Invalid sort order '{other}'. Must be one of: ascending, descending"),
                ));
            }
        };
        let field = match fields::given_string(sort, "field")? {
            None => Field::CreatedAt,
            Some(name) => Field::standard(&name).ok_or_else(|| {
                ApiError::parameter_invalid(format!("Contacts can't be sorted by '{name}'"))
            })?,
        };
        Ok(Self { field, ascending })
    }

    /// By the field, then by id, so that a cursor names one place.
    fn compare(&self, one: &Contact, other: &Contact) -> Ordering {
        let by_field = self.field.of(one).compare(&self.field.of(other));
        let ordering = by_field.then(one.id.cmp(&other.id));
        if self.ascending {
            ordering
        } else {
            ordering.reverse()
        }
    }
}

#[cfg(test)]
mod tests;
