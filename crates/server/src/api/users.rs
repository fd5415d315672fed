//! `GET /api/v1/users/{user_id}`: what is known of a user.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use intertide_domain::ids::UserId;
use intertide_domain::profile::Profile;
use intertide_domain::property::UserProperty;
use intertide_store::state::{DeliveryQuery, DeliveryRow, TraceQuery};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::context::{Api, Shared};
use super::delivery_views::DeliveryView;
use super::error::{AnyFault, ApiError, Missing};
use super::event_views::EventView;

/// How many events and deliveries are shown.
const RECENT: usize = 20;

/// A user's profile.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserView {
    user_id: String,
    /// The devices on which the user logged in.
    devices: Vec<String>,
    /// Custom and built-in properties under the names that documents use for them:
    /// a custom one that is hidden by a built-in name is `gp:NAME`.
    #[schema(value_type = BTreeMap<String, Value>)]
    user_properties: Map<String, Value>,
    /// The groups that the user is in, by type.
    groups: BTreeMap<String, Vec<String>>,
    /// The newest events.
    events: Vec<EventView>,
    /// The newest deliveries through all syncs.
    deliveries: Vec<DeliveryView>,
}

/// What is known of a user: profile, devices, recent events and deliveries.
#[utoipa::path(
    get,
    path = "/api/v1/users/{user_id}",
    operation_id = "get_user",
    tag = "users",
    params(("user_id" = String, Path, description = "The user's id, escaped")),
    responses((status = 200, description = "The user", body = UserView), Missing, AnyFault)
)]
pub(crate) async fn get(
    State(api): State<Shared>,
    Path(user_id): Path<String>,
) -> Result<Json<UserView>, ApiError> {
    let user_id = UserId::from(user_id);
    api.blocking(move |api| {
        let record = api.parts.state.user(&user_id)?;
        let record = record.ok_or(ApiError::NotFound("user"))?;
        let events = api.parts.state.traces(&TraceQuery {
            user: Some(user_id.clone()),
            limit: RECENT,
            ..TraceQuery::default()
        })?;
        let deliveries = recent(api, &user_id)?;
        Ok(Json(UserView {
            user_id: user_id.to_string(),
            devices: record.devices.iter().map(ToString::to_string).collect(),
            user_properties: properties(&record.profile),
            groups: record.profile.groups,
            events: events.traces.iter().map(EventView::from).collect(),
            deliveries: deliveries.into_iter().map(DeliveryView::from).collect(),
        }))
    })
    .await
}

fn recent(api: &Api, user: &UserId) -> Result<Vec<DeliveryRow>, ApiError> {
    let state = &api.parts.state;
    let mut recent = Vec::new();
    for sync in state.syncs()? {
        let page = state.deliveries(&DeliveryQuery {
            sync: sync.id,
            outcome: None,
            category: None,
            user: Some(user.clone()),
            event_type: None,
            from: None,
            to: None,
            before: None,
            limit: RECENT,
        })?;
        recent.extend(page.deliveries);
    }
    recent.sort_by_key(|row| std::cmp::Reverse(row.id));
    recent.truncate(RECENT);
    Ok(recent)
}

/// Built-in properties first; both under the names that documents use for them.
fn properties(profile: &Profile) -> Map<String, Value> {
    let built_in = profile.built_in.iter();
    let built_in = built_in.map(|(property, value)| (property.name().to_owned(), value.clone()));
    let custom = profile.custom.iter().map(|(name, value)| {
        let property = UserProperty::Custom(name.as_str().into());
        (property.to_string(), value.clone())
    });
    built_in.chain(custom).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn a_custom_property_hidden_by_a_built_in_name_is_told_apart() {
        let profile: Profile = serde_json::from_value(json!({
            "custom": {"country": "Elsewhere", "plan": "pro"},
            "built_in": {"country": "Norway"},
        }))
        .unwrap();
        assert_eq!(
            Value::Object(properties(&profile)),
            json!({"country": "Norway", "gp:country": "Elsewhere", "plan": "pro"})
        );
    }
}
