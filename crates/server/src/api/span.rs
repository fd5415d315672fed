//! A period in steps: how series are asked for.

use std::time::Duration;

use intertide_domain::time::{HumanDuration, UnixMillis};
use intertide_store::state::MOST_STEPS;
use serde::Deserialize;
use utoipa::IntoParams;

use super::error::ApiError;
use super::parameters::{read, time};

/// A period in steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: UnixMillis,
    pub(crate) to: UnixMillis,
    pub(crate) step: Duration,
}

const MINUTE: Duration = Duration::from_secs(60);

/// How far back the series begins unless told.
const DEFAULT_PERIOD: Duration = Duration::from_secs(60 * 60);

/// Which period, in which steps.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SpanParameters {
    /// From this time on, RFC 3339; an hour before `to` unless told.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Before this time, RFC 3339; now unless told.
    #[param(format = DateTime)]
    to: Option<String>,
    /// The length of a step, whole minutes: `1m` unless told, `15m`, `1h`, `1d`.
    #[param(example = "15m")]
    step: Option<String>,
}

/// Reads the period; the answer's first step begins where a step begins.
///
/// # Errors
/// [`ApiError::InvalidParameter`] with the parameter's name.
pub(crate) fn span(parameters: &SpanParameters, now: UnixMillis) -> Result<Span, ApiError> {
    let step = read("step", parameters.step.as_deref(), step)?.unwrap_or(MINUTE);
    let to = read("to", parameters.to.as_deref(), time)?.unwrap_or(now);
    let from = read("from", parameters.from.as_deref(), time)?;
    let from = from.unwrap_or_else(|| to.minus(DEFAULT_PERIOD));
    if from >= to {
        return Err(ApiError::parameter("to", "must be after `from`"));
    }
    let from = from.floor_to(step);
    let most = u32::try_from(MOST_STEPS).unwrap_or(u32::MAX);
    if to.since(from) > step.saturating_mul(most) {
        let message = format!("these would be more than {MOST_STEPS} steps; take longer ones");
        return Err(ApiError::parameter("step", message));
    }
    Ok(Span { from, to, step })
}

fn step(text: &str) -> Result<Duration, String> {
    let HumanDuration(step) = text
        .parse()
        .map_err(|_| "write whole minutes: 1m, 15m, 1h or 1d".to_owned())?;
    let whole = !step.is_zero() && step.as_millis() % MINUTE.as_millis() == 0;
    whole
        .then_some(step)
        .ok_or_else(|| "a step is a whole number of minutes, at least one".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// 2022-10-01T06:00:30Z.
    const NOW: UnixMillis = UnixMillis::new(1_664_604_030_000);

    fn asked(from: &str, to: &str, step: &str) -> Result<Span, ApiError> {
        let text = |text: &str| Some(text.to_owned());
        let parameters = SpanParameters {
            from: text(from),
            to: text(to),
            step: text(step),
        };
        span(&parameters, NOW)
    }

    #[test]
    fn nothing_asked_is_the_last_hour_by_the_minute() {
        let span = span(&SpanParameters::default(), NOW).unwrap();
        assert_eq!(span.to, NOW);
        assert_eq!(span.from.to_rfc3339(), "2022-10-01T05:00:00.000Z");
        assert_eq!(span.step, MINUTE);
        assert_eq!(asked("", "", "").unwrap(), span);
    }

    #[test]
    fn the_first_step_begins_where_steps_begin() {
        let span = asked("2022-10-01T04:13:00Z", "2022-10-01T05:00:00Z", "15m").unwrap();
        assert_eq!(span.from.to_rfc3339(), "2022-10-01T04:00:00.000Z");
        assert_eq!(span.to.to_rfc3339(), "2022-10-01T05:00:00.000Z");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let (from, to) = ("2022-10-01T04:00:00Z", "2022-10-01T05:00:00Z");
        for (name, span) in [
            ("step", asked(from, to, "90s")),
            ("step", asked(from, to, "0m")),
            ("step", asked(from, to, "15")),
            ("from", asked("yesterday", to, "1m")),
            ("to", asked(from, "today", "1m")),
            ("to", asked(to, from, "1m")),
            ("step", asked("2022-09-29T04:00:00Z", to, "1m")),
        ] {
            let error = span.unwrap_err();
            assert!(
                matches!(&error, ApiError::InvalidParameter { name: named, .. } if named == name),
                "{name}: {error:?}"
            );
        }
    }
}
