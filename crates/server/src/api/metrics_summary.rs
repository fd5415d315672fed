//! `GET /api/2/event-streaming/delivery-metrics-summary`: Amplitude's own numbers, under its own
//! names (amplitude.md 7).

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use intertide_domain::ids::SyncId;
use intertide_domain::time::UnixMillis;
use intertide_store::state::Summary;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Parameters;
use super::context::Shared;
use super::error::{AnyFault, ApiError, BadParameter, ErrorBody};
use super::parameters::unspaced;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How far back metrics go.
const RETENTION: Duration = DAY.saturating_mul(90);

/// What is asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SummaryParameters {
    /// The sync's id.
    #[param(value_type = i64)]
    sync_id: Option<String>,
    /// How far back from now; `CUSTOM` takes `start` and `end`.
    #[param(value_type = TimePeriod)]
    time_period: Option<String>,
    /// With `CUSTOM`: the first moment, as `2022-10-01T07:00+01:00`.
    start: Option<String>,
    /// With `CUSTOM`: the moment after the last.
    end: Option<String>,
}

/// A period of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum TimePeriod {
    TenMinutes,
    OneHour,
    FourHours,
    OneDay,
    OneWeek,
    TwoWeeks,
    Custom,
}

/// How a sync delivered in a period; counts events and user updates.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SummaryView {
    time_period: TimePeriod,
    events_delivered: u64,
    /// Expired and discarded.
    events_not_delivered: u64,
    /// From 0 to 1; 1 when nothing was to be delivered.
    delivery_rate: f64,
    /// The 95th percentile; 0 when nothing was delivered.
    latency_in_seconds: f64,
    /// UTC.
    #[schema(examples("2022-10-01 06:00:00.000000"))]
    time_period_start: String,
    /// UTC.
    #[schema(examples("2022-10-31 06:00:00.000000"))]
    time_period_end: String,
    success_on_first_attempt: u64,
    success_after_retry: u64,
    events_expired: u64,
    events_discarded: u64,
}

/// How a sync delivered in a period: by the minute for the last four hours, by the hour beyond.
#[utoipa::path(
    get,
    path = "/api/2/event-streaming/delivery-metrics-summary",
    operation_id = "get_metrics_summary",
    tag = "metrics",
    params(SummaryParameters),
    responses(
        (status = 200, description = "The numbers", body = SummaryView),
        (status = 403, description = "The project has no such sync", body = ErrorBody),
        (status = 429, description = "More than 4 at the same time or 12 a minute", body = ErrorBody),
        (status = 500, description = "The period begins more than 90 days ago, or a fault of the \
            server's", body = ErrorBody),
        BadParameter,
        AnyFault,
    )
)]
pub(crate) async fn get(
    State(api): State<Shared>,
    Parameters(parameters): Parameters<SummaryParameters>,
) -> Result<Json<SummaryView>, ApiError> {
    let now = api.parts.clock.now();
    let place = api
        .summary
        .enter(now)
        .map_err(|wait| ApiError::TooManyRequests {
            message: "4 requests at the same time and 12 a minute are the limit",
            retry_after_seconds: wait.as_secs().max(1),
        })?;
    let sync = sync_id(parameters.sync_id.as_deref())?;
    let period = Period::read(&parameters, now)?;
    api.blocking(move |api| {
        // Stays at work until the numbers are there, also when the client has gone meanwhile.
        let _place = place;
        if api.parts.state.sync(sync)?.is_none() {
            return Err(ApiError::ForeignSync(sync.get()));
        }
        if period.from < now.minus(RETENTION) {
            return Err(ApiError::BeyondRetention);
        }
        let summary = api.parts.state.summary(sync, period.from, period.to)?;
        Ok(Json(SummaryView::new(&period, &summary)))
    })
    .await
}

fn sync_id(text: Option<&str>) -> Result<SyncId, ApiError> {
    text.and_then(|text| text.parse().ok())
        .map(SyncId::new)
        .ok_or_else(|| ApiError::parameter("sync_id", "give the sync's id, a whole number"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Period {
    name: TimePeriod,
    /// Included.
    from: UnixMillis,
    /// Not included.
    to: UnixMillis,
}

impl Period {
    fn read(parameters: &SummaryParameters, now: UnixMillis) -> Result<Self, ApiError> {
        let name = TimePeriod::read(parameters.time_period.as_deref())?;
        if let Some(length) = name.length() {
            return Ok(Self {
                name,
                from: now.minus(length),
                to: now,
            });
        }
        let from = moment("start", parameters.start.as_deref())?;
        let to = moment("end", parameters.end.as_deref())?;
        if from >= to {
            return Err(ApiError::parameter("end", "must be after `start`"));
        }
        Ok(Self { name, from, to })
    }
}

impl TimePeriod {
    const NAMES: [(&'static str, Self); 7] = [
        ("TEN_MINUTES", Self::TenMinutes),
        ("ONE_HOUR", Self::OneHour),
        ("FOUR_HOURS", Self::FourHours),
        ("ONE_DAY", Self::OneDay),
        ("ONE_WEEK", Self::OneWeek),
        ("TWO_WEEKS", Self::TwoWeeks),
        ("CUSTOM", Self::Custom),
    ];

    fn read(text: Option<&str>) -> Result<Self, ApiError> {
        let found = Self::NAMES.iter().find(|(name, _)| Some(*name) == text);
        found.map(|(_, period)| *period).ok_or_else(|| {
            let names = Self::NAMES.map(|(name, _)| name).join(", ");
            ApiError::parameter("time_period", format!("give one of {names}"))
        })
    }

    /// How long it is; none where `start` and `end` say.
    const fn length(self) -> Option<Duration> {
        match self {
            Self::TenMinutes => Some(MINUTE.saturating_mul(10)),
            Self::OneHour => Some(HOUR),
            Self::FourHours => Some(HOUR.saturating_mul(4)),
            Self::OneDay => Some(DAY),
            Self::OneWeek => Some(DAY.saturating_mul(7)),
            Self::TwoWeeks => Some(DAY.saturating_mul(14)),
            Self::Custom => None,
        }
    }
}

fn moment(name: &str, text: Option<&str>) -> Result<UnixMillis, ApiError> {
    text.and_then(|text| UnixMillis::parse(&unspaced(text)).or_else(|| UnixMillis::parse_utc(text)))
        .ok_or_else(|| {
            ApiError::parameter(
                name,
                "CUSTOM needs it, as `YYYY-MM-DDThh:mmTZD`: 2022-10-01T07:00Z",
            )
        })
}

impl SummaryView {
    fn new(period: &Period, summary: &Summary) -> Self {
        let delivered = summary.delivered_first + summary.delivered_after_retry;
        let not_delivered = summary.expired + summary.discarded;
        Self {
            time_period: period.name,
            events_delivered: delivered,
            events_not_delivered: not_delivered,
            delivery_rate: rate(delivered, not_delivered),
            latency_in_seconds: Duration::from_millis(summary.latency_p95_ms.unwrap_or(0))
                .as_secs_f64(),
            time_period_start: period.from.to_amplitude(),
            time_period_end: period.to.to_amplitude(),
            success_on_first_attempt: summary.delivered_first,
            success_after_retry: summary.delivered_after_retry,
            events_expired: summary.expired,
            events_discarded: summary.discarded,
        }
    }
}

/// The share that was delivered. Of nothing, nothing was lost: 1, so that an alert on a low rate
/// stays quiet in a quiet hour.
#[expect(clippy::cast_precision_loss, reason = "a share of counts below 2^53")]
fn rate(delivered: u64, not_delivered: u64) -> f64 {
    match delivered + not_delivered {
        0 => 1.0,
        all => delivered as f64 / all as f64,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    const NOW: UnixMillis = UnixMillis::new(1_664_604_000_000);

    fn parameters(period: &str, start: Option<&str>, end: Option<&str>) -> SummaryParameters {
        SummaryParameters {
            sync_id: Some("1".to_owned()),
            time_period: Some(period.to_owned()),
            start: start.map(str::to_owned),
            end: end.map(str::to_owned),
        }
    }

    #[test]
    fn a_named_period_ends_now() {
        for (name, minutes) in [
            ("TEN_MINUTES", 10),
            ("ONE_HOUR", 60),
            ("FOUR_HOURS", 240),
            ("ONE_DAY", 1_440),
            ("ONE_WEEK", 10_080),
            ("TWO_WEEKS", 20_160),
        ] {
            let period = Period::read(&parameters(name, None, None), NOW).unwrap();
            assert_eq!(period.to, NOW);
            assert_eq!(period.to.since(period.from), MINUTE * minutes, "{name}");
            assert_eq!(serde_json::to_value(period.name).unwrap(), json!(name));
        }
    }

    #[test]
    fn a_custom_period_takes_every_form_of_the_documentation() {
        for start in [
            "2022-10-01T07:00:00+01:00",
            "2022-10-01T07:00:00 01:00",
            "2022-10-01T07:00+01:00",
            "2022-10-01T06:00Z",
            "2022-10-01T06:00",
        ] {
            let custom = parameters("CUSTOM", Some(start), Some("2022-10-31T06:00Z"));
            let period = Period::read(&custom, NOW).unwrap();
            assert_eq!(period.from, NOW, "{start}");
            assert_eq!(period.to.to_amplitude(), "2022-10-31 06:00:00.000000");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let end = Some("2022-10-01T06:00Z");
        for (name, parameters) in [
            ("time_period", parameters("one_hour", None, None)),
            ("start", parameters("CUSTOM", None, end)),
            ("start", parameters("CUSTOM", Some("yesterday"), end)),
            ("end", parameters("CUSTOM", end, None)),
            ("end", parameters("CUSTOM", end, end)),
        ] {
            let error = Period::read(&parameters, NOW).unwrap_err();
            assert!(
                matches!(&error, ApiError::InvalidParameter { name: named, .. } if named == name),
                "{name}: {error:?}"
            );
        }
    }

    #[test]
    fn the_numbers_are_those_of_the_documentation() {
        let custom = parameters(
            "CUSTOM",
            Some("2022-10-01T06:00Z"),
            Some("2022-10-31T06:00Z"),
        );
        let period = Period::read(&custom, NOW).unwrap();
        let summary = Summary {
            delivered_first: 19,
            latency_p95_ms: Some(12_300),
            ..Summary::default()
        };
        assert_eq!(
            serde_json::to_value(SummaryView::new(&period, &summary)).unwrap(),
            json!({
                "timePeriod": "CUSTOM", "eventsDelivered": 19, "eventsNotDelivered": 0,
                "deliveryRate": 1.0, "latencyInSeconds": 12.3,
                "timePeriodStart": "2022-10-01 06:00:00.000000",
                "timePeriodEnd": "2022-10-31 06:00:00.000000",
                "successOnFirstAttempt": 19, "successAfterRetry": 0,
                "eventsExpired": 0, "eventsDiscarded": 0,
            })
        );
    }

    #[test]
    fn expired_and_discarded_are_not_delivered() {
        let period = Period::read(&parameters("ONE_HOUR", None, None), NOW).unwrap();
        let summary = Summary {
            delivered_first: 2,
            delivered_after_retry: 1,
            discarded: 4,
            expired: 5,
            latency_p95_ms: None,
        };
        let view = SummaryView::new(&period, &summary);
        assert_eq!(view.events_delivered, 3);
        assert_eq!(view.events_not_delivered, 9);
        assert!((view.delivery_rate - 0.25).abs() < f64::EPSILON);
        assert!(view.latency_in_seconds.abs() < f64::EPSILON);
    }

    #[test]
    fn a_quiet_hour_has_a_whole_rate_and_no_latency() {
        let period = Period::read(&parameters("ONE_HOUR", None, None), NOW).unwrap();
        let view = SummaryView::new(&period, &Summary::default());
        assert!((view.delivery_rate - 1.0).abs() < f64::EPSILON);
        assert!(view.latency_in_seconds.abs() < f64::EPSILON);
    }
}
