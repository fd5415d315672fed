//! Companies, and the contacts in them (intercom.md 4).

use http::StatusCode;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::attributes::{Model, checked};
use crate::call::{Call, Outcome, Reply};
use crate::contacts::{full, live};
use crate::error::ApiError;
use crate::fields::{self, Change};
use crate::ids::ObjectId;
use crate::state::State;
use crate::time::{UnixMillis, UnixSeconds};

/// Companies of one contact (intercom.md 4).
const MOST_OF_A_CONTACT: usize = 1000;

/// The fields of a company that can be written; any other one is a bad parameter.
const FIELDS: &[&str] = &[
    "company_id",
    "name",
    "plan",
    "size",
    "website",
    "industry",
    "monthly_spend",
    "remote_created_at",
    "update_last_request_at",
    "custom_attributes",
];

/// One company.
#[derive(Debug, Clone)]
pub(crate) struct Company {
    id: ObjectId,
    company_id: String,
    /// What was written, by field.
    fields: Map<String, Value>,
    custom_attributes: Map<String, Value>,
    users: usize,
    created_at: UnixMillis,
    updated_at: UnixMillis,
    last_request_at: Option<UnixSeconds>,
}

/// All companies by the customer's id.
#[derive(Debug, Default)]
pub(crate) struct CompanyBook {
    by_company_id: IndexMap<String, Company>,
}

impl CompanyBook {
    pub(crate) fn len(&self) -> usize {
        self.by_company_id.len()
    }

    fn by_id(&self, id: &str) -> Option<&Company> {
        let id: ObjectId = id.parse().ok()?;
        self.by_company_id.values().find(|company| company.id == id)
    }

    fn by_id_mut(&mut self, id: ObjectId) -> Option<&mut Company> {
        self.by_company_id
            .values_mut()
            .find(|company| company.id == id)
    }
}

/// `POST /companies`: makes a company or updates the one with this `company_id`.
pub(crate) fn upsert(state: &mut State, call: &Call) -> Outcome {
    let body = &call.body;
    if let Some(stranger) = body.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        return Err(ApiError::bad_parameter(stranger).without_request_id());
    }
    let company_id = fields::user_id(body, "company_id", state.switches.numeric_user_id)?
        .ok_or_else(|| ApiError::parameter_missing("company_id is required"))?;
    for name in ["name", "plan", "website", "industry"] {
        fields::string(body, name)?;
    }
    fields::seconds(body, "remote_created_at")?;
    for name in ["size", "monthly_spend"] {
        if body
            .get(name)
            .is_some_and(|value| !value.is_number() && !value.is_null())
        {
            return Err(ApiError::bad_parameter(name).without_request_id());
        }
    }
    let attributes = match fields::object(body, "custom_attributes")? {
        Some(values) => checked(&state.attributes, Model::Company, values, &state.switches)?,
        None => Vec::new(),
    };
    let touches = matches!(
        fields::boolean(body, "update_last_request_at")?,
        Change::Set(true)
    );
    let is_full = state.companies.len() >= state.settings.limits.companies;
    if is_full && !state.companies.by_company_id.contains_key(&company_id) {
        return Err(full("companies"));
    }

    let id = state.ids.object_id(call.now);
    let company = state
        .companies
        .by_company_id
        .entry(company_id.clone())
        .or_insert_with(|| Company {
            id,
            company_id,
            fields: Map::new(),
            custom_attributes: Map::new(),
            users: 0,
            created_at: call.now,
            updated_at: call.now,
            last_request_at: None,
        });
    let written = [
        "name",
        "plan",
        "size",
        "website",
        "industry",
        "monthly_spend",
        "remote_created_at",
    ];
    for name in written {
        match body.get(name) {
            None => {}
            Some(Value::Null) => {
                company.fields.shift_remove(name);
            }
            Some(value) => {
                company.fields.insert(name.to_owned(), value.clone());
            }
        }
    }
    company.custom_attributes.extend(attributes);
    company.updated_at = call.now;
    if touches {
        company.last_request_at = Some(call.now.seconds());
    }
    Ok(Reply::Json(rendered(company, &state.settings.workspace_id)))
}

/// `GET /companies/{id}`: a company without users is not visible.
pub(crate) fn get(state: &State, id: &str) -> Outcome {
    let company = visible(state.companies.by_id(id))?;
    Ok(Reply::Json(rendered(company, &state.settings.workspace_id)))
}

/// `GET /companies`: the one with a `company_id`, as a list of one, else all that are visible.
pub(crate) fn list(state: &State, call: &Call) -> Outcome {
    let companies = &state.companies.by_company_id;
    let listed = match call.query.get("company_id") {
        Some(company_id) => {
            let company = visible(companies.get(company_id))?;
            company_list(state, std::iter::once(company))
        }
        None => company_list(
            state,
            companies.values().filter(|company| company.users > 0),
        ),
    };
    Ok(Reply::Json(listed))
}

fn visible(company: Option<&Company>) -> Result<&Company, ApiError> {
    company
        .filter(|company| company.users > 0)
        .ok_or_else(ApiError::company_not_found)
}

/// `POST /contacts/{id}/companies`: `{id}` is Intercom's id of the company.
pub(crate) fn attach(state: &mut State, call: &Call, contact: &str) -> Outcome {
    let contact = live(state, contact)?;
    let (contact_id, companies) = (contact.id, &contact.companies);
    let id = fields::given_string(&call.body, "id")?.ok_or_else(|| {
        ApiError::new(
            StatusCode::BAD_REQUEST,
            "parameter_not_found",
            "company not specified",
        )
    })?;
    let company = state
        .companies
        .by_id(&id)
        .ok_or_else(ApiError::company_not_found)?
        .id;
    let is_attached = companies.contains(&company);
    if !is_attached && companies.len() >= MOST_OF_A_CONTACT {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "contact_company_limit_exceeded",
            "Contact has reached the maximum of 1000 company associations",
        ));
    }
    if !is_attached {
        state.contacts.edit(contact_id, |contact| {
            contact.companies.push(company);
            contact.updated_at = call.now;
        });
        if let Some(company) = state.companies.by_id_mut(company) {
            company.users += 1;
        }
    }
    get(state, &id)
}

/// `DELETE /contacts/{id}/companies/{company}`.
pub(crate) fn detach(state: &mut State, call: &Call, contact: &str, id: &str) -> Outcome {
    let contact_id = live(state, contact)?.id;
    let company = state
        .companies
        .by_id(id)
        .ok_or_else(ApiError::company_not_found)?
        .id;
    let mut was_attached = false;
    state.contacts.edit(contact_id, |contact| {
        was_attached = contact.companies.contains(&company);
        contact.companies.retain(|attached| *attached != company);
        contact.updated_at = call.now;
    });
    if !was_attached {
        return Err(ApiError::company_not_found());
    }
    let company = state
        .companies
        .by_id_mut(company)
        .ok_or_else(ApiError::company_not_found)?;
    company.users = company.users.saturating_sub(1);
    Ok(Reply::Json(rendered(company, &state.settings.workspace_id)))
}

/// `GET /contacts/{id}/companies`.
pub(crate) fn of_contact(state: &State, contact: &str) -> Outcome {
    let contact = live(state, contact)?;
    let companies = state.companies.by_company_id.values();
    Ok(Reply::Json(company_list(
        state,
        companies.filter(|company| contact.companies.contains(&company.id)),
    )))
}

fn company_list<'a>(state: &State, companies: impl Iterator<Item = &'a Company>) -> Value {
    let data: Vec<Value> = companies
        .map(|company| rendered(company, &state.settings.workspace_id))
        .collect();
    json!({
        "type": "list",
        "total_count": data.len(),
        "pages": {"type": "pages", "next": null, "page": 1, "per_page": data.len().max(1), "total_pages": 1},
        "data": data,
    })
}

fn rendered(company: &Company, workspace_id: &str) -> Value {
    let field = |name: &str| company.fields.get(name).cloned();
    let plan = match field("plan") {
        Some(Value::String(name)) => json!({"type": "plan", "id": name, "name": name}),
        _ => json!({}),
    };
    let mut body = json!({
        "type": "company",
        "company_id": company.company_id,
        "id": company.id,
        "app_id": workspace_id,
        "created_at": company.created_at.seconds(),
        "updated_at": company.updated_at.seconds(),
        "monthly_spend": field("monthly_spend").unwrap_or(json!(0)),
        "session_count": 0,
        "user_count": company.users,
        "tags": {"type": "tag.list", "tags": []},
        "segments": {"type": "segment.list", "segments": []},
        "plan": plan,
        "custom_attributes": company.custom_attributes,
    });
    if let Some(fields) = body.as_object_mut() {
        for name in ["name", "remote_created_at", "size", "website", "industry"] {
            if let Some(value) = field(name) {
                fields.insert(name.to_owned(), value);
            }
        }
        if let Some(moment) = company.last_request_at {
            fields.insert("last_request_at".to_owned(), json!(moment));
        }
    }
    body
}

#[cfg(test)]
mod tests;
