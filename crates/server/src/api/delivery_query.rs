//! Which deliveries a list shows: its parameters, and its cursor.

use intertide_domain::delivery::Outcome;
use intertide_domain::ids::{DeliveryId, EventType, SyncId, UserId};
use intertide_store::state::DeliveryQuery;
use serde::Deserialize;
use utoipa::IntoParams;

use super::delivery_views::StatusName;
use super::error::ApiError;
use super::parameters::{self, behind, category, given, page_limit, read, time};

/// What narrows a list of deliveries. An empty value is as good as none.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeliveryParameters {
    /// How it stands.
    #[param(inline, value_type = Option<StatusName>, example = "discarded")]
    status: Option<String>,
    /// The category: why it waits, was discarded or expired.
    #[param(example = "user_not_found")]
    category: Option<String>,
    /// The user's id.
    user: Option<String>,
    /// The event's name.
    event_type: Option<String>,
    /// Created at this time or later, RFC 3339.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Created before this time, RFC 3339.
    #[param(format = DateTime)]
    to: Option<String>,
    /// How many, 50 unless told.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 500)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Reads the parameters.
///
/// # Errors
/// [`ApiError::InvalidParameter`] with the parameter's name.
pub(crate) fn query(
    sync: SyncId,
    parameters: &DeliveryParameters,
) -> Result<DeliveryQuery, ApiError> {
    let p = parameters;
    Ok(DeliveryQuery {
        sync,
        outcome: read("status", p.status.as_deref(), outcome)?,
        category: read("category", p.category.as_deref(), category)?,
        user: given(p.user.as_deref()).map(UserId::from),
        event_type: given(p.event_type.as_deref()).map(EventType::from),
        from: read("from", p.from.as_deref(), time)?,
        to: read("to", p.to.as_deref(), time)?,
        before: read("cursor", p.cursor.as_deref(), behind)?
            .map(|number| DeliveryId::new(i64::from_be_bytes(number))),
        limit: page_limit(p.limit.as_deref())?,
    })
}

/// A cursor that goes on behind the delivery before this one.
pub(crate) fn cursor(next: DeliveryId) -> String {
    parameters::cursor(next.get().to_be_bytes())
}

fn outcome(name: &str) -> Result<Outcome, String> {
    Outcome::named(name)
        .ok_or_else(|| "write `delivered`, `pending`, `discarded` or `expired`".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use intertide_domain::time::UnixMillis;

    use super::*;

    fn read_all(parameters: &DeliveryParameters) -> Result<DeliveryQuery, ApiError> {
        query(SyncId::new(1), parameters)
    }

    fn with(set: impl FnOnce(&mut DeliveryParameters)) -> DeliveryParameters {
        let mut parameters = DeliveryParameters::default();
        set(&mut parameters);
        parameters
    }

    #[test]
    fn nothing_and_empty_values_narrow_nothing() {
        let empty = Some(String::new());
        for parameters in [
            DeliveryParameters::default(),
            DeliveryParameters {
                status: empty.clone(),
                category: empty.clone(),
                user: empty.clone(),
                event_type: empty.clone(),
                from: empty.clone(),
                to: empty.clone(),
                limit: empty.clone(),
                cursor: empty,
            },
        ] {
            let query = read_all(&parameters).unwrap();
            assert_eq!(query.limit, 50);
            assert_eq!(query.outcome, None);
            assert_eq!(query.category, None);
            assert_eq!(query.user, None);
            assert_eq!(query.event_type, None);
            assert_eq!((query.from, query.to, query.before), (None, None, None));
        }
    }

    #[test]
    fn every_parameter_is_read() {
        let query = read_all(&DeliveryParameters {
            status: Some("expired".to_owned()),
            category: Some("timeout".to_owned()),
            user: Some("ann".to_owned()),
            event_type: Some("Order Completed".to_owned()),
            from: Some("2022-10-01T07:00:00 01:00".to_owned()),
            to: Some("2022-10-01T06:00:01Z".to_owned()),
            limit: Some("500".to_owned()),
            cursor: Some(cursor(DeliveryId::new(77))),
        })
        .unwrap();
        assert_eq!(query.outcome, Some(Outcome::Expired));
        assert_eq!(query.category.as_deref(), Some("timeout"));
        assert_eq!(query.user, Some(UserId::from("ann")));
        assert_eq!(query.event_type, Some(EventType::from("Order Completed")));
        assert_eq!(query.from, Some(UnixMillis::new(1_664_604_000_000)));
        assert_eq!(query.to, Some(UnixMillis::new(1_664_604_001_000)));
        assert_eq!(query.limit, 500);
        assert_eq!(query.before, Some(DeliveryId::new(77)));
    }

    #[test]
    fn a_value_that_cannot_be_read_is_named() {
        let text = |text: &str| Some(text.to_owned());
        for (name, parameters) in [
            ("status", with(|p| p.status = text("done"))),
            ("category", with(|p| p.category = text("user-not-found"))),
            ("from", with(|p| p.from = text("yesterday"))),
            ("to", with(|p| p.to = text("2022-10-01"))),
            ("limit", with(|p| p.limit = text("0"))),
            ("limit", with(|p| p.limit = text("501"))),
            ("limit", with(|p| p.limit = text("-1"))),
            ("cursor", with(|p| p.cursor = text("AAAA"))),
            ("cursor", with(|p| p.cursor = text("?"))),
        ] {
            match read_all(&parameters) {
                Err(ApiError::InvalidParameter { name: named, .. }) => assert_eq!(named, name),
                other => panic!("{name}: {other:?}"),
            }
        }
    }
}
