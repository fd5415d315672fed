//! What Intercom's answers hold: the error list, a contact, and the ids that stand in messages
//! and links (intercom.md 3.3, 3.4, 6).

use std::fmt;

use serde::Deserialize;

/// Intercom's own id of a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ContactId(String);

impl ContactId {
    /// The longest id that is believed; Intercom's have 24 characters.
    const MAX_LENGTH: usize = 64;

    /// Reads an id; it goes into paths, so it is plain letters and digits or nothing.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let valid = (1..=Self::MAX_LENGTH).contains(&text.len()) && text.bytes().all(plain);
        valid.then(|| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The first error of an error list. Only its code is promised (intercom.md 6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ApiError {
    pub(super) code: String,
    pub(super) message: String,
    pub(super) field: Option<String>,
}

#[derive(Deserialize)]
struct ErrorList {
    errors: Vec<ErrorItem>,
}

#[derive(Deserialize)]
struct ErrorItem {
    /// What Intercom's own Ruby client reads before `code`.
    #[serde(rename = "type")]
    kind: Option<String>,
    code: Option<String>,
    message: Option<String>,
    field: Option<String>,
}

impl ApiError {
    /// Reads an error list; none when the body isn't one.
    pub(super) fn read(body: &str) -> Option<Self> {
        let list: ErrorList = serde_json::from_str(body).ok()?;
        let first = list.errors.into_iter().next()?;
        Some(Self {
            code: first.code.or(first.kind)?,
            message: first.message.unwrap_or_default(),
            field: first.field,
        })
    }
}

/// What a 409 says of the contact that is in the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Holder {
    /// Its id, which exists in the message alone.
    pub(super) id: Option<ContactId>,
    /// Archived contacts are found nowhere else.
    pub(super) archived: bool,
}

impl Holder {
    /// Reads `A contact matching those details already exists with id=…`.
    pub(super) fn read(message: &str) -> Self {
        let id = message.split_once("id=").and_then(|(_, rest)| {
            let end = rest
                .find(|c: char| !c.is_ascii_hexdigit())
                .unwrap_or(rest.len());
            ContactId::parse(rest.get(..end)?)
        });
        Self {
            id,
            archived: message.to_ascii_lowercase().contains("archived"),
        }
    }
}

/// The contact that a `Link` header calls canonical: `</contacts/ID>; rel="canonical"`.
pub(super) fn canonical_contact(link: &str) -> Option<ContactId> {
    link.split(',').find_map(|part| {
        let (address, parameters) = part.trim().strip_prefix('<')?.split_once('>')?;
        if !parameters.to_ascii_lowercase().contains("canonical") {
            return None;
        }
        let path = address.split(['?', '#']).next()?;
        let (before, id) = path.trim_end_matches('/').rsplit_once('/')?;
        before.ends_with("contacts").then(|| ContactId::parse(id))?
    })
}

/// What matters of a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Contact {
    pub(super) id: ContactId,
    pub(super) role: Role,
    /// None when it has none; a lead's is Intercom's own (intercom.md 3.2).
    pub(super) external_id: Option<String>,
    /// None when it has none; a cleared one reads back as `""`.
    pub(super) email: Option<String>,
    /// Unix seconds; 0 when it isn't said.
    pub(super) updated_at: i64,
}

/// What a contact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    User,
    Lead,
}

#[derive(Deserialize)]
struct ContactBody {
    id: String,
    role: Option<String>,
    external_id: Option<String>,
    email: Option<String>,
    updated_at: Option<i64>,
}

impl ContactBody {
    fn contact(self) -> Option<Contact> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        Some(Contact {
            id: ContactId::parse(&self.id)?,
            role: match self.role.as_deref() {
                Some("lead") => Role::Lead,
                _ => Role::User,
            },
            external_id: given(self.external_id),
            email: given(self.email),
            updated_at: self.updated_at.unwrap_or(0),
        })
    }
}

impl Contact {
    /// Reads a contact; none when the body isn't one.
    pub(super) fn read(body: &str) -> Option<Self> {
        serde_json::from_str::<ContactBody>(body).ok()?.contact()
    }

    /// Reads the contacts of a list; none when the body isn't one.
    pub(super) fn read_list(body: &str) -> Option<Vec<Self>> {
        #[derive(Deserialize)]
        struct List {
            data: Vec<ContactBody>,
        }
        let list: List = serde_json::from_str(body).ok()?;
        list.data.into_iter().map(ContactBody::contact).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_error_list_needs_no_more_than_a_code() {
        let body = r#"{"type":"error.list","errors":[{"code":"not_found"}]}"#;
        assert_eq!(
            ApiError::read(body),
            Some(ApiError {
                code: "not_found".to_owned(),
                ..ApiError::default()
            })
        );
        let by_type =
            r#"{"request_id":null,"errors":[{"type":"conflict","message":"M","field":"email"}]}"#;
        assert_eq!(
            ApiError::read(by_type),
            Some(ApiError {
                code: "conflict".to_owned(),
                message: "M".to_owned(),
                field: Some("email".to_owned()),
            })
        );
        for body in ["", "<html>", "{}", r#"{"errors":[]}"#, r#"{"errors":[{}]}"#] {
            assert_eq!(ApiError::read(body), None, "{body}");
        }
    }

    #[test]
    fn the_holder_of_an_identity_stands_in_the_message() {
        let id = "5ab313046e4997e35bc13e7c";
        assert_eq!(
            Holder::read(&format!(
                "A contact matching those details already exists with id={id}"
            )),
            Holder {
                id: ContactId::parse(id),
                archived: false
            }
        );
        assert_eq!(
            Holder::read(&format!(
                "An archived contact matching those details already exists with id={id}."
            )),
            Holder {
                id: ContactId::parse(id),
                archived: true
            }
        );
        assert_eq!(Holder::read("Conflict"), Holder::default());
        assert_eq!(Holder::read("id="), Holder::default());
    }

    #[test]
    fn the_canonical_contact_stands_in_the_link() {
        let id = ContactId::parse("abc123");
        for link in [
            r#"</contacts/abc123>; rel="canonical""#,
            "<https://api.intercom.io/contacts/abc123>; rel=canonical",
            r#"</contacts/zzz>; rel="next", </contacts/abc123>; rel="canonical""#,
        ] {
            assert_eq!(canonical_contact(link), id, "{link}");
        }
        for link in [
            "",
            "abc123",
            r#"</contacts/abc123>; rel="next""#,
            r#"</x/..>; rel="canonical""#,
        ] {
            assert_eq!(canonical_contact(link), None, "{link}");
        }
    }

    #[test]
    fn an_id_that_could_leave_its_path_is_none() {
        for text in ["", "..", "a/b", "a?b", "é", &"a".repeat(65)] {
            assert_eq!(ContactId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_cleared_address_reads_as_none() {
        let contact =
            Contact::read(r#"{"id":"a1","role":"user","email":"","external_id":null}"#).unwrap();
        assert_eq!((contact.email, contact.external_id), (None, None));
        assert_eq!(Contact::read("<html>"), None);
        assert_eq!(Contact::read(r#"{"role":"user"}"#), None);
    }
}
