//! Points in time. The simulator never reads a clock: a request comes with its moment.

use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

/// Seconds since the Unix epoch, the unit of every time field on Intercom's wire (intercom.md 2.1, 3.2).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixSeconds(pub i64);

/// One calendar day.
pub(crate) const DAY_SECONDS: i64 = 86_400;

impl UnixMillis {
    /// The whole second that this moment lies in.
    #[must_use]
    pub fn seconds(self) -> UnixSeconds {
        UnixSeconds(self.0.div_euclid(1000))
    }

    /// This moment moved by `millis`, saturating at the ends of the range.
    #[must_use]
    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

impl UnixSeconds {
    /// The first millisecond of this second.
    #[must_use]
    pub fn millis(self) -> UnixMillis {
        UnixMillis(self.0.saturating_mul(1000))
    }

    /// The calendar day in a zone `utc_offset_minutes` east of UTC, as a day number.
    pub(crate) fn day(self, utc_offset_minutes: i32) -> i64 {
        self.0
            .saturating_add(i64::from(utc_offset_minutes) * 60)
            .div_euclid(DAY_SECONDS)
    }

    /// As event summaries write it: `2014-01-16T23:12:21.000+00:00` (intercom.md 2.8).
    /// A number that no calendar holds is written as the plain number.
    pub(crate) fn iso(self) -> String {
        jiff::Timestamp::from_second(self.0).map_or_else(
            |_| self.0.to_string(),
            |moment| moment.strftime("%Y-%m-%dT%H:%M:%S.000+00:00").to_string(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_millisecond_belongs_to_the_second_it_lies_in_also_before_the_epoch() {
        assert_eq!(UnixMillis(1_999).seconds(), UnixSeconds(1));
        assert_eq!(UnixMillis(-1).seconds(), UnixSeconds(-1));
    }

    #[test]
    fn summaries_write_time_as_intercom_does() {
        assert_eq!(
            UnixSeconds(1_389_913_941).iso(),
            "2014-01-16T23:12:21.000+00:00"
        );
        assert_eq!(UnixSeconds(i64::MAX).iso(), i64::MAX.to_string());
    }

    #[test]
    fn a_day_begins_at_the_workspaces_midnight() {
        let midnight = UnixSeconds(1_577_836_800);
        let nine_in_the_morning = UnixSeconds(1_577_869_200);
        assert_eq!(nine_in_the_morning.day(0), midnight.day(0));
        assert_eq!(UnixSeconds(midnight.0 - 1).day(0), midnight.day(0) - 1);
        // Ten hours west of UTC it is still the day before at midnight, and at nine too.
        assert_eq!(nine_in_the_morning.day(-600), midnight.day(0) - 1);
        assert_eq!(UnixSeconds(midnight.0 - 1).day(60), midnight.day(0));
    }
}
