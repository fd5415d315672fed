//! `GET /api/v1/taxonomy`: which names have really been seen, for those who write documents.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use intertide_domain::ids::EventType;
use intertide_domain::property::{BuiltIn, UserProperty};
use intertide_domain::taxonomy::{Entry, Example, Seen, SeenEventType, Taxonomy, ValueType};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Parameters;
use super::context::Shared;
use super::error::{AnyFault, ApiError, BadParameter};
use super::parameters::given;
use super::views::rfc3339;

/// What of the taxonomy is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TaxonomyParameters {
    /// Only this event type; properties of users and groups are shown all the same.
    #[param(example = "Order Completed")]
    event_type: Option<String>,
}

/// Which event types and properties have been seen, by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxonomyView {
    event_types: Vec<EventTypeSeen>,
    /// All built-in ones, also those never seen, and custom ones.
    user_properties: Vec<UserPropertySeen>,
    group_properties: Vec<GroupPropertySeen>,
}

/// An event type and the properties of its events.
#[derive(Debug, Serialize, ToSchema)]
struct EventTypeSeen {
    name: String,
    #[schema(format = DateTime)]
    first_seen: String,
    /// Kept to the hour.
    #[schema(format = DateTime)]
    last_seen: String,
    properties: Vec<EventPropertySeen>,
}

/// A property of events.
#[derive(Debug, Serialize, ToSchema)]
struct EventPropertySeen {
    /// As conditions and selections name it.
    name: String,
    #[serde(flatten)]
    values: ValuesSeen,
}

/// A property of users.
#[derive(Debug, Serialize, ToSchema)]
struct UserPropertySeen {
    /// As mappings, conditions and selections name it: a custom one that is hidden by a built-in
    /// name is `gp:NAME`.
    name: String,
    /// Whether Amplitude's rules keep it, in place of the company's own code.
    built_in: bool,
    #[serde(flatten)]
    values: ValuesSeen,
}

/// A property of groups.
#[derive(Debug, Serialize, ToSchema)]
struct GroupPropertySeen {
    group_type: String,
    name: String,
    #[serde(flatten)]
    values: ValuesSeen,
}

/// What the values of a property have been.
#[derive(Debug, Default, Serialize, ToSchema)]
struct ValuesSeen {
    #[schema(value_type = Vec<ValueTypeName>)]
    types: BTreeSet<ValueType>,
    /// At most ten of the values, texts cut to 100 characters; of lists, elements.
    #[schema(value_type = Vec<Value>)]
    examples: Vec<Example>,
    /// Kept to the hour; null for a built-in property that was never seen.
    #[schema(required, format = DateTime)]
    last_seen: Option<String>,
}

/// The type of a value.
#[derive(ToSchema)]
#[schema(as = ValueType, rename_all = "snake_case")]
#[expect(dead_code, reason = "only describes")]
enum ValueTypeName {
    String,
    Number,
    Boolean,
    List,
    Object,
}

/// Which event types and properties have been seen, with types and examples of their values.
#[utoipa::path(
    get,
    path = "/api/v1/taxonomy",
    operation_id = "get_taxonomy",
    tag = "taxonomy",
    params(TaxonomyParameters),
    responses(
        (status = 200, description = "What was seen", body = TaxonomyView),
        BadParameter,
        AnyFault,
    )
)]
pub(crate) async fn get(
    State(api): State<Shared>,
    Parameters(parameters): Parameters<TaxonomyParameters>,
) -> Result<Json<TaxonomyView>, ApiError> {
    let only = given(parameters.event_type.as_deref()).map(EventType::from);
    api.blocking(move |api| {
        let taxonomy = api.parts.state.taxonomy()?;
        Ok(Json(TaxonomyView {
            event_types: event_types(&taxonomy, only.as_ref()),
            user_properties: user_properties(&taxonomy),
            group_properties: group_properties(&taxonomy),
        }))
    })
    .await
}

fn event_types(taxonomy: &Taxonomy, only: Option<&EventType>) -> Vec<EventTypeSeen> {
    let seen = taxonomy.event_types();
    let mut seen: Vec<_> = seen
        .filter(|(event_type, _)| only.is_none_or(|only| only == *event_type))
        .map(EventTypeSeen::from)
        .collect();
    seen.sort_by(|a, b| a.name.cmp(&b.name));
    seen
}

impl From<(&EventType, &SeenEventType)> for EventTypeSeen {
    fn from((event_type, seen): (&EventType, &SeenEventType)) -> Self {
        let properties = seen.properties();
        let mut properties: Vec<_> = properties
            .map(|(name, entry)| EventPropertySeen {
                name: name.to_owned(),
                values: entry.into(),
            })
            .collect();
        properties.sort_by(|a, b| a.name.cmp(&b.name));
        Self {
            name: event_type.to_string(),
            first_seen: rfc3339(seen.entry().first_seen),
            last_seen: rfc3339(seen.entry().last_seen),
            properties,
        }
    }
}

fn user_properties(taxonomy: &Taxonomy) -> Vec<UserPropertySeen> {
    let built_in = BuiltIn::ALL.iter().map(|&property| {
        let seen = Seen::UserProperty(UserProperty::BuiltIn(property));
        UserPropertySeen {
            name: property.name().to_owned(),
            built_in: true,
            values: taxonomy.entry(&seen).map(Into::into).unwrap_or_default(),
        }
    });
    let custom = taxonomy.custom().map(|(name, entry)| UserPropertySeen {
        name: UserProperty::Custom(name.into()).to_string(),
        built_in: false,
        values: entry.into(),
    });
    let mut seen: Vec<_> = built_in.chain(custom).collect();
    seen.sort_by(|a, b| a.name.cmp(&b.name));
    seen
}

fn group_properties(taxonomy: &Taxonomy) -> Vec<GroupPropertySeen> {
    let seen = taxonomy.group_properties();
    let mut seen: Vec<_> = seen
        .map(|(group_type, name, entry)| GroupPropertySeen {
            group_type: group_type.to_owned(),
            name: name.to_owned(),
            values: entry.into(),
        })
        .collect();
    seen.sort_by(|a, b| (&a.group_type, &a.name).cmp(&(&b.group_type, &b.name)));
    seen
}

impl From<&Entry> for ValuesSeen {
    fn from(entry: &Entry) -> Self {
        Self {
            types: entry.types.clone(),
            examples: entry.examples.clone(),
            last_seen: Some(rfc3339(entry.last_seen)),
        }
    }
}
