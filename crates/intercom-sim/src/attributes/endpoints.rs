//! `GET`, `POST` and `PUT /data_attributes` (intercom.md 4). There is no `DELETE`.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::book::{Attribute, DataType, Model};
use super::standard;
use crate::call::{Call, Outcome, Reply};
use crate::error::ApiError;
use crate::fields::{self, Change};
use crate::settings::Settings;
use crate::state::State;
use crate::switches::{Refusal, Switches, Verdict};

const WRONG_MODEL: &str = "The Data Attribute model field must be either contact or company";
const WRONG_NAME: &str = "Your name for this attribute must only contain alphanumeric characters, currency symbols, and hyphens";

/// `GET /data_attributes?model=&include_archived=`.
pub(crate) fn list(state: &State, call: &Call) -> Outcome {
    let models: &[Model] = match call.query.get("model") {
        None => &[Model::Contact, Model::Company],
        Some("contact") => &[Model::Contact],
        Some("company") => &[Model::Company],
        Some("conversation") if !call.version.refuses_conversation_attributes() => &[],
        Some("conversation") => {
            return Err(ApiError::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "data_invalid",
                "Use GET /conversations/attributes for conversation attributes",
            ));
        }
        Some(_) => return Err(ApiError::parameter_invalid(WRONG_MODEL)),
    };
    let include_archived = call.query.flag("include_archived");
    let mut data = Vec::new();
    for model in models {
        data.extend(standard::listed(*model));
        data.extend(
            state
                .attributes
                .iter()
                .filter(|attribute| attribute.model == *model)
                .filter(|attribute| include_archived || !attribute.archived)
                .map(|attribute| rendered(attribute, &state.settings)),
        );
    }
    Ok(Reply::Json(json!({"type": "list", "data": data})))
}

/// `POST /data_attributes`.
pub(crate) fn create(state: &mut State, call: &Call) -> Outcome {
    let body = &call.body;
    let model = match body.get("model").and_then(Value::as_str) {
        Some("contact") => Model::Contact,
        Some("company") => Model::Company,
        _ => return Err(ApiError::parameter_invalid(WRONG_MODEL)),
    };
    let name = fields::given_string(body, "name")?
        .ok_or_else(|| ApiError::parameter_missing("name is required"))?;
    if !name_is_allowed(&name, &state.switches) {
        return Err(ApiError::parameter_invalid(WRONG_NAME));
    }
    let (data_type, options) = data_type(body)?;
    refuse_duplicate(state, model, &name)?;
    refuse_above_limit(state)?;

    let attribute = Attribute {
        id: state.ids.number(),
        model,
        name,
        data_type,
        options,
        description: fields::given_string(body, "description")?,
        messenger_writable: match fields::boolean(body, "messenger_writable")? {
            Change::Set(writable) => writable,
            Change::Keep | Change::Clear => call.version.default_messenger_writable(),
        },
        archived: false,
        has_dependants: false,
        created_at: call.now,
        updated_at: call.now,
    };
    let reply = rendered(&attribute, &state.settings);
    state.attributes.insert(attribute);
    Ok(Reply::Json(reply))
}

/// `PUT /data_attributes/{id}`: description, options, archived; never the type.
pub(crate) fn update(state: &mut State, call: &Call, id: &str) -> Outcome {
    let body = &call.body;
    let description = fields::string(body, "description")?;
    let archived = fields::boolean(body, "archived")?;
    let messenger_writable = fields::boolean(body, "messenger_writable")?;
    let options = body.get("options").map(options).transpose()?;
    let number: Option<u64> = id.parse().ok();

    let current = number
        .and_then(|number| state.attributes.by_id_mut(number))
        .ok_or_else(not_found)?;
    let returns = current.archived && archived == Change::Set(false);
    if archived == Change::Set(true) && current.has_dependants {
        return Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "data_invalid",
            "The Data Attribute you are trying to archive has a dependant object",
        ));
    }
    if returns {
        refuse_above_limit(state)?;
    }
    let attribute = number
        .and_then(|number| state.attributes.by_id_mut(number))
        .ok_or_else(not_found)?;
    description.apply(&mut attribute.description);
    if let Change::Set(archived) = archived {
        attribute.archived = archived;
    }
    if let Change::Set(writable) = messenger_writable {
        attribute.messenger_writable = writable;
    }
    if let Some(options) = options {
        attribute.options = options;
    }
    attribute.updated_at = call.now;
    Ok(Reply::Json(rendered(attribute, &state.settings)))
}

fn not_found() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "field_not_found",
        "We couldn't find that data attribute to update",
    )
}

/// Letters, digits, spaces, `-`, `_` and currency symbols; underscores are recorded, spaces are in the examples.
fn name_is_allowed(name: &str, switches: &Switches) -> bool {
    name.chars().all(|c| match c {
        '-' | '_' | ' ' => true,
        '$' => switches.dollar_in_attribute_name == Verdict::Accept,
        '¢' | '£' | '¤' | '¥' | '\u{20a0}'..='\u{20cf}' => true,
        c => c.is_alphanumeric(),
    })
}

fn data_type(body: &Map<String, Value>) -> Result<(DataType, Vec<String>), ApiError> {
    let data_type = match body.get("data_type").and_then(Value::as_str) {
        Some("string") => DataType::String,
        Some("integer") => DataType::Integer,
        Some("float") => DataType::Float,
        Some("boolean") => DataType::Boolean,
        Some("date" | "datetime") => DataType::Date,
        Some("options") => {
            let given = body.get("options").unwrap_or(&Value::Null);
            return Ok((DataType::String, options(given)?));
        }
        _ => return Err(ApiError::parameter_invalid("Data Type isn't an option")),
    };
    Ok((data_type, Vec::new()))
}

/// The values of `[{"value": …}, …]`, at least two.
fn options(given: &Value) -> Result<Vec<String>, ApiError> {
    let Value::Array(items) = given else {
        return Err(ApiError::parameter_invalid("Options isn't an array"));
    };
    let values: Vec<String> = items
        .iter()
        .filter_map(|item| item.get("value")?.as_str().map(str::to_owned))
        .collect();
    if values.len() < 2 || values.len() != items.len() {
        return Err(ApiError::parameter_invalid(
            "At least two options with a value are required",
        ));
    }
    Ok(values)
}

/// A name is taken when either model has it, archived or not, or when it is a standard one.
fn refuse_duplicate(state: &State, model: Model, name: &str) -> Result<(), ApiError> {
    let holder = [Model::Contact, Model::Company]
        .into_iter()
        .find(|holder| state.attributes.get(*holder, name).is_some())
        .or_else(|| standard::exists(model, name).then_some(model));
    match holder {
        None => Ok(()),
        Some(holder) => Err(ApiError::parameter_invalid(format!(
            "You already have '{name}' in your {} data. To save this as new {} data, use a different name.",
            holder.in_messages(),
            model.in_messages()
        ))),
    }
}

fn refuse_above_limit(state: &State) -> Result<(), ApiError> {
    let limit = state.settings.limits.attributes;
    if state.attributes.active() < limit {
        return Ok(());
    }
    let status = match state.switches.attribute_limit {
        Refusal::BadRequest => StatusCode::BAD_REQUEST,
        Refusal::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Err(ApiError::new(
        status,
        "custom_data_limit_reached",
        format!("You have reached the limit of {limit} custom data attributes"),
    ))
}

fn rendered(attribute: &Attribute, settings: &Settings) -> Value {
    let mut item = json!({
        "id": attribute.id,
        "type": "data_attribute",
        "name": attribute.name,
        "full_name": format!("custom_attributes.{}", attribute.name),
        "label": attribute.name,
        "data_type": attribute.data_type.as_str(),
        "api_writable": true,
        "ui_writable": false,
        "messenger_writable": attribute.messenger_writable,
        "custom": true,
        "archived": attribute.archived,
        "admin_id": settings.admins.first().map(|admin| admin.id.to_string()).unwrap_or_default(),
        "created_at": attribute.created_at.seconds(),
        "updated_at": attribute.updated_at.seconds(),
        "model": attribute.model.as_str(),
    });
    if let Some(object) = item.as_object_mut() {
        if let Some(description) = &attribute.description {
            object.insert("description".to_owned(), json!(description));
        }
        if !attribute.options.is_empty() {
            object.insert("options".to_owned(), json!(attribute.options));
        }
    }
    item
}
