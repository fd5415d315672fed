//! Time: milliseconds inside, text at the edges. The one file that knows a calendar.

use std::fmt;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMillis(i64);

/// Whole seconds since 1970-01-01 UTC: what Intercom's `created_at` holds (intercom.md 2.2).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixSeconds(i64);

impl UnixMillis {
    /// The moment `millis` after 1970.
    pub const fn new(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The second that this moment lies in.
    pub const fn floor_seconds(self) -> UnixSeconds {
        UnixSeconds(self.0.div_euclid(1_000))
    }

    /// This moment and a duration later.
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis_of(duration)))
    }

    /// This moment and a duration earlier.
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis_of(duration)))
    }

    /// How long after `earlier` this is; zero when it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The start of the period of length `grain` that this moment lies in, counted from 1970.
    pub fn floor_to(self, grain: Duration) -> Self {
        let grain = millis_of(grain).max(1);
        Self(self.0.div_euclid(grain) * grain)
    }

    /// RFC 3339 in UTC with milliseconds: `2026-11-25T02:21:56.123Z`.
    ///
    /// A moment outside the years −9999 to 9999 is shown as that limit.
    pub fn to_rfc3339(self) -> String {
        format!("{:.3}", self.timestamp())
    }

    /// Amplitude's way in the metrics summary: `2022-10-01 06:00:00.000000` (amplitude.md 7).
    pub fn to_amplitude(self) -> String {
        self.timestamp()
            .to_zoned_datetime(TimeZone::UTC)
            .strftime("%Y-%m-%d %H:%M:%S.%6f")
            .to_string()
    }

    /// Reads RFC 3339, or a date and time with an offset but without seconds
    /// (`YYYY-MM-DDThh:mmTZD`, amplitude.md 7).
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<Timestamp>()
            .ok()
            .map(|moment| Self(moment.as_millisecond()))
    }

    /// Reads a date and time without offset as UTC (`2022-10-01T07:00`).
    pub fn parse_utc(text: &str) -> Option<Self> {
        let moment = text.parse::<civil::DateTime>().ok()?;
        let zoned = moment.to_zoned_datetime(TimeZone::UTC).ok()?;
        Some(Self(zoned.timestamp().as_millisecond()))
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }
}

impl UnixSeconds {
    /// The moment `seconds` after 1970.
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The moment at which this second begins.
    pub const fn to_millis(self) -> UnixMillis {
        UnixMillis(self.0.saturating_mul(1_000))
    }
}

fn millis_of(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// A duration as people write it in settings and documents: `500ms`, `8s`, `15m`, `4h`, `7d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HumanDuration(pub Duration);

/// A text that is not a duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a duration; write a whole number and a unit: 500ms, 8s, 15m, 4h or 7d")]
pub struct NotADuration(String);

const UNITS: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

impl std::str::FromStr for HumanDuration {
    type Err = NotADuration;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = || NotADuration(text.to_owned());
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let factor = UNITS
            .iter()
            .find(|(name, _)| *name == unit)
            .map(|(_, factor)| *factor)
            .ok_or_else(fault)?;
        let millis = number
            .parse::<u64>()
            .ok()
            .and_then(|number| number.checked_mul(factor))
            .filter(|millis| i64::try_from(*millis).is_ok())
            .ok_or_else(fault)?;
        Ok(Self(Duration::from_millis(millis)))
    }
}

impl fmt::Display for HumanDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX);
        let (unit, factor) = UNITS
            .iter()
            .rev()
            .find(|(_, factor)| millis != 0 && millis % factor == 0)
            .unwrap_or(&UNITS[1]);
        write!(f, "{}{unit}", millis / factor)
    }
}

impl Serialize for HumanDuration {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HumanDuration {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_floored_also_before_1970() {
        assert_eq!(UnixMillis::new(1_999).floor_seconds(), UnixSeconds::new(1));
        assert_eq!(UnixMillis::new(-1).floor_seconds(), UnixSeconds::new(-1));
    }

    #[test]
    fn a_moment_is_written_with_milliseconds_in_utc() {
        let moment = UnixMillis::new(1_664_604_000_120);
        assert_eq!(moment.to_rfc3339(), "2022-10-01T06:00:00.120Z");
        assert_eq!(moment.to_amplitude(), "2022-10-01 06:00:00.120000");
    }

    #[test]
    fn extreme_moments_are_shown_without_panic() {
        assert!(UnixMillis::new(i64::MAX).to_rfc3339().starts_with("9999-"));
        assert!(
            UnixMillis::new(i64::MIN)
                .to_rfc3339()
                .starts_with("-009999-")
        );
    }

    #[test]
    fn the_forms_of_the_metrics_api_are_read() {
        let six = Some(UnixMillis::new(1_664_604_000_000));
        assert_eq!(UnixMillis::parse("2022-10-01T07:00:00+01:00"), six);
        assert_eq!(UnixMillis::parse("2022-10-01T07:00+01:00"), six);
        assert_eq!(UnixMillis::parse("2022-10-01T06:00Z"), six);
        assert_eq!(UnixMillis::parse_utc("2022-10-01T06:00"), six);
        assert_eq!(UnixMillis::parse("yesterday"), None);
    }

    #[test]
    fn durations_read_back_as_written() {
        for text in ["500ms", "8s", "15m", "4h", "7d", "90s", "0s"] {
            assert_eq!(text.parse::<HumanDuration>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_duration_without_unit_names_the_mend() {
        for text in ["", "10", "h", "4 h", "-1s", "1w", "99999999999999999999d"] {
            let error = text.parse::<HumanDuration>().unwrap_err().to_string();
            assert!(error.contains("500ms, 8s"), "{error}");
        }
    }
}
