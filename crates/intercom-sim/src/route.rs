//! Which endpoint a method and path name, and which scope it needs.

use http::Method;
use percent_encoding::percent_decode_str;

use crate::auth::Scope;
use crate::version::ApiVersion;

/// An endpoint with the ids in its path, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    Me,
    CreateEvent,
    ListEvents,
    AddEventSummaries,
    CreateContact,
    ListContacts,
    SearchContacts,
    MergeContacts,
    FindContact { external_id: String },
    GetContact { id: String },
    UpdateContact { id: String },
    DeleteContact { id: String },
    ArchiveContact { id: String },
    UnarchiveContact { id: String },
    BlockContact { id: String },
    ContactCompanies { id: String },
    AttachCompany { id: String },
    DetachCompany { id: String, company: String },
    ContactTags { id: String },
    TagContact { id: String },
    UntagContact { id: String, tag: String },
    ListAttributes,
    CreateAttribute,
    UpdateAttribute { id: String },
    UpsertCompany,
    ListCompanies,
    GetCompany { id: String },
    CreateTag,
    ListTags,
}

impl Route {
    /// The endpoint, or `None` where the version has none: 404, also for a wrong method (intercom.md 1).
    pub(crate) fn find(method: &Method, path: &str, version: ApiVersion) -> Option<Self> {
        let segments: Vec<String> = path
            .trim_matches('/')
            .split('/')
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let (first, rest) = segments.split_first()?;
        match (*first, method.as_str()) {
            ("me", "GET") if rest.is_empty() => Some(Self::Me),
            ("events", method) => events(method, rest),
            ("contacts", method) => contacts(method, rest, version),
            ("data_attributes", method) => attributes(method, rest),
            ("companies", method) => companies(method, rest),
            ("tags", "POST") if rest.is_empty() => Some(Self::CreateTag),
            ("tags", "GET") if rest.is_empty() => Some(Self::ListTags),
            _ => None,
        }
    }

    /// What the token must be allowed to do.
    pub(crate) fn scope(&self) -> Option<Scope> {
        match self {
            Self::Me => None,
            Self::CreateEvent | Self::AddEventSummaries => Some(Scope::WriteEvents),
            Self::ListEvents => Some(Scope::ReadEvents),
            Self::ListAttributes => Some(Scope::ReadAttributes),
            Self::CreateAttribute | Self::UpdateAttribute { .. } => Some(Scope::WriteAttributes),
            Self::ListContacts
            | Self::SearchContacts
            | Self::FindContact { .. }
            | Self::GetContact { .. }
            | Self::ContactCompanies { .. }
            | Self::ContactTags { .. }
            | Self::ListCompanies
            | Self::GetCompany { .. }
            | Self::ListTags => Some(Scope::ReadContacts),
            Self::CreateContact
            | Self::MergeContacts
            | Self::UpdateContact { .. }
            | Self::DeleteContact { .. }
            | Self::ArchiveContact { .. }
            | Self::UnarchiveContact { .. }
            | Self::BlockContact { .. }
            | Self::AttachCompany { .. }
            | Self::DetachCompany { .. }
            | Self::TagContact { .. }
            | Self::UntagContact { .. }
            | Self::UpsertCompany
            | Self::CreateTag => Some(Scope::WriteContacts),
        }
    }
}

fn events(method: &str, rest: &[&str]) -> Option<Route> {
    match (method, rest) {
        ("POST", []) => Some(Route::CreateEvent),
        ("GET", []) => Some(Route::ListEvents),
        ("POST", ["summaries"]) => Some(Route::AddEventSummaries),
        _ => None,
    }
}

fn contacts(method: &str, rest: &[&str], version: ApiVersion) -> Option<Route> {
    let id = |id: &&str| (*id).to_owned();
    match (method, rest) {
        ("POST", []) => Some(Route::CreateContact),
        ("GET", []) => Some(Route::ListContacts),
        ("POST", ["search"]) => Some(Route::SearchContacts),
        ("POST", ["merge"]) => Some(Route::MergeContacts),
        ("GET", ["find_by_external_id", external_id]) if version.finds_by_external_id() => {
            Some(Route::FindContact {
                external_id: id(external_id),
            })
        }
        ("GET", [contact]) => Some(Route::GetContact { id: id(contact) }),
        ("PUT", [contact]) => Some(Route::UpdateContact { id: id(contact) }),
        ("DELETE", [contact]) => Some(Route::DeleteContact { id: id(contact) }),
        ("POST", [contact, "archive"]) => Some(Route::ArchiveContact { id: id(contact) }),
        ("POST", [contact, "unarchive"]) => Some(Route::UnarchiveContact { id: id(contact) }),
        ("POST", [contact, "block"]) if version.blocks_contacts() => {
            Some(Route::BlockContact { id: id(contact) })
        }
        ("GET", [contact, "companies"]) => Some(Route::ContactCompanies { id: id(contact) }),
        ("POST", [contact, "companies"]) => Some(Route::AttachCompany { id: id(contact) }),
        ("DELETE", [contact, "companies", company]) => Some(Route::DetachCompany {
            id: id(contact),
            company: id(company),
        }),
        ("GET", [contact, "tags"]) => Some(Route::ContactTags { id: id(contact) }),
        ("POST", [contact, "tags"]) => Some(Route::TagContact { id: id(contact) }),
        ("DELETE", [contact, "tags", tag]) => Some(Route::UntagContact {
            id: id(contact),
            tag: id(tag),
        }),
        _ => None,
    }
}

fn attributes(method: &str, rest: &[&str]) -> Option<Route> {
    match (method, rest) {
        ("GET", []) => Some(Route::ListAttributes),
        ("POST", []) => Some(Route::CreateAttribute),
        ("PUT", [id]) => Some(Route::UpdateAttribute {
            id: (*id).to_owned(),
        }),
        _ => None,
    }
}

fn companies(method: &str, rest: &[&str]) -> Option<Route> {
    match (method, rest) {
        ("POST", []) => Some(Route::UpsertCompany),
        ("GET", []) => Some(Route::ListCompanies),
        ("GET", [id]) => Some(Route::GetCompany {
            id: (*id).to_owned(),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(method: &Method, path: &str) -> Option<Route> {
        Route::find(method, path, ApiVersion::DEFAULT)
    }

    #[test]
    fn an_external_id_may_hold_an_encoded_slash() {
        let route = find(&Method::GET, "/contacts/find_by_external_id/a%2Fb%20c");
        let external_id = "a/b c".to_owned();
        assert_eq!(route, Some(Route::FindContact { external_id }));
    }

    #[test]
    fn a_wrong_method_and_an_unknown_path_are_no_route() {
        assert_eq!(find(&Method::PATCH, "/contacts"), None);
        assert_eq!(find(&Method::DELETE, "/events"), None);
        assert_eq!(find(&Method::GET, "/nothing"), None);
        assert_eq!(find(&Method::GET, "/"), None);
        assert_eq!(find(&Method::GET, "/me/more"), None);
        assert_eq!(find(&Method::GET, "/me"), Some(Route::Me));
    }

    #[test]
    fn endpoints_exist_from_their_version_on() {
        let find = |method, path, minor| Route::find(method, path, ApiVersion::V2(minor)).is_some();
        let by_external_id = "/contacts/find_by_external_id/u1";
        assert!(!find(&Method::GET, by_external_id, 12));
        assert!(find(&Method::GET, by_external_id, 13));
        assert!(!find(&Method::POST, "/contacts/5/block", 12));
        assert!(find(&Method::POST, "/contacts/5/block", 13));
    }
}
