//! The requests that are made, one function each (intercom.md 2.1, 3.1, 4).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::envelope::ContactId;
use super::identity::Identity;
use super::payload::ContactFields;
use crate::destinations::{Method, Request};

/// Everything but what a path segment may hold unescaped (RFC 3986, 2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Contacts that a search answers with at most: enough to see who shares an address.
const SEARCH_PAGE: u32 = 20;

pub(super) fn me() -> Request {
    get("/me")
}

/// The payload is the body.
pub(super) fn post_event(payload: &str) -> Request {
    Request {
        method: Method::Post,
        path: "/events".to_owned(),
        body: Some(payload.to_owned()),
    }
}

/// None for an id that no path can hold: `.` and `..` are resolved away, escaped or not.
pub(super) fn find_by_external_id(external_id: &str) -> Option<Request> {
    let escaped = utf8_percent_encode(external_id, SEGMENT);
    (!matches!(external_id, "." | ".."))
        .then(|| get(&format!("/contacts/find_by_external_id/{escaped}")))
}

pub(super) fn get_contact(id: &ContactId) -> Request {
    get(&format!("/contacts/{id}"))
}

/// By the address as it came and in lower case: whether Intercom's search knows case is not known
/// (intercom.md 3.5).
pub(super) fn search_by_email(email: &str) -> Request {
    let is = |value: &str| json!({"field": "email", "operator": "=", "value": value});
    let lower = email.to_lowercase();
    let query = if lower == email {
        is(email)
    } else {
        json!({"operator": "OR", "value": [is(email), is(&lower)]})
    };
    let body = json!({"query": query, "pagination": {"per_page": SEARCH_PAGE}});
    write(Method::Post, "/contacts/search".to_owned(), &body)
}

/// Nulls are left out: there is nothing to clear yet.
pub(super) fn create_contact(identity: &Identity, fields: &ContactFields) -> Request {
    let mut body = claim(identity);
    if let Identity::Email(email) = identity {
        body.insert("email".to_owned(), json!(email));
    }
    put_fields(&mut body, fields, |value| !value.is_null());
    write(Method::Post, "/contacts".to_owned(), &Value::Object(body))
}

/// With `claims`, the contact becomes the user whom the identity names.
pub(super) fn update_contact(
    id: &ContactId,
    claims: Option<&Identity>,
    fields: &ContactFields,
) -> Request {
    let mut body = claims.map(claim).unwrap_or_default();
    put_fields(&mut body, fields, |_| true);
    write(Method::Put, format!("/contacts/{id}"), &Value::Object(body))
}

/// For good.
pub(super) fn delete_contact(id: &ContactId) -> Request {
    Request {
        method: Method::Delete,
        path: format!("/contacts/{id}"),
        body: None,
    }
}

pub(super) fn unarchive_contact(id: &ContactId) -> Request {
    Request {
        method: Method::Post,
        path: format!("/contacts/{id}/unarchive"),
        body: None,
    }
}

pub(super) fn list_attributes() -> Request {
    get("/data_attributes?model=contact&include_archived=true")
}

pub(super) fn declare_attribute(name: &str, data_type: &str) -> Request {
    let body = json!({"name": name, "model": "contact", "data_type": data_type});
    write(Method::Post, "/data_attributes".to_owned(), &body)
}

fn claim(identity: &Identity) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("role".to_owned(), json!("user"));
    if let Identity::UserId(id) = identity {
        body.insert("external_id".to_owned(), json!(id));
    }
    body
}

fn put_fields(body: &mut Map<String, Value>, fields: &ContactFields, keep: fn(&Value) -> bool) {
    let kept = |values: &Map<String, Value>| -> Map<String, Value> {
        let pairs = values.iter().filter(|(_, value)| keep(value));
        pairs
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    body.extend(kept(&fields.attributes));
    let custom = kept(&fields.custom_attributes);
    if !custom.is_empty() {
        body.insert("custom_attributes".to_owned(), Value::Object(custom));
    }
}

fn get(path: &str) -> Request {
    Request {
        method: Method::Get,
        path: path.to_owned(),
        body: None,
    }
}

fn write(method: Method, path: String, body: &Value) -> Request {
    Request {
        method,
        path,
        body: Some(body.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(attributes: &Value, custom: &Value) -> ContactFields {
        let object = |value: &Value| value.as_object().cloned().unwrap_or_default();
        ContactFields {
            attributes: object(attributes),
            custom_attributes: object(custom),
        }
    }

    #[test]
    fn an_external_id_is_escaped_into_one_segment() {
        let path = |id| find_by_external_id(id).map(|request| request.path);
        assert_eq!(
            path("a b/c?d=é%").as_deref(),
            Some("/contacts/find_by_external_id/a%20b%2Fc%3Fd%3D%C3%A9%25")
        );
        assert_eq!(
            path("u-1_2.3~").as_deref(),
            Some("/contacts/find_by_external_id/u-1_2.3~")
        );
        assert_eq!((path("."), path("..")), (None, None));
    }

    #[test]
    fn an_address_is_searched_as_it_came_and_in_lower_case() {
        assert_eq!(
            search_by_email("ann@x.io").body.as_deref(),
            Some(
                r#"{"query":{"field":"email","operator":"=","value":"ann@x.io"},"pagination":{"per_page":20}}"#
            )
        );
        assert_eq!(
            search_by_email("Ann@x.io").body.as_deref(),
            Some(
                r#"{"query":{"operator":"OR","value":[{"field":"email","operator":"=","value":"Ann@x.io"},{"field":"email","operator":"=","value":"ann@x.io"}]},"pagination":{"per_page":20}}"#
            )
        );
    }

    #[test]
    fn a_created_contact_is_a_user_and_has_nothing_to_clear() {
        let fields = fields(
            &json!({"name": "Ann", "phone": null}),
            &json!({"plan": null}),
        );
        assert_eq!(
            create_contact(&Identity::UserId("u1".to_owned()), &fields)
                .body
                .as_deref(),
            Some(r#"{"role":"user","external_id":"u1","name":"Ann"}"#)
        );
        assert_eq!(
            create_contact(&Identity::Email("a@x.io".to_owned()), &fields)
                .body
                .as_deref(),
            Some(r#"{"role":"user","email":"a@x.io","name":"Ann"}"#)
        );
    }

    #[test]
    fn an_update_clears_with_null_and_says_who_it_is_only_when_it_claims_the_contact() {
        let id = ContactId::parse("c1").into_iter().next();
        let identity = Identity::UserId("u1".to_owned());
        let fields = fields(&json!({"phone": null}), &json!({"plan": null}));
        let body = |claims| {
            id.as_ref()
                .and_then(|id| update_contact(id, claims, &fields).body)
        };
        assert_eq!(
            body(None).as_deref(),
            Some(r#"{"phone":null,"custom_attributes":{"plan":null}}"#)
        );
        assert_eq!(
            body(Some(&identity)).as_deref(),
            Some(
                r#"{"role":"user","external_id":"u1","phone":null,"custom_attributes":{"plan":null}}"#
            )
        );
    }
}
