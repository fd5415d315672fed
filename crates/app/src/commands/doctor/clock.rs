//! The system's clock, against the newest event and against Intercom's.

use std::time::Duration;

use intertide_domain::time::UnixMillis;

use super::findings::{Check, Finding};
use super::intercom::Reading;

/// How far clocks may be apart.
const TOLERANCE: Duration = Duration::from_secs(60);

const REMEDY: &str = "synchronise this machine's clock, with chrony or systemd-timesyncd; retention, \
                      retries and the times of events go by it";

/// Judges the clock by what there is to compare it with.
pub(super) fn findings(
    now: UnixMillis,
    newest: Option<UnixMillis>,
    readings: &[Reading],
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = newest
        .and_then(|newest| against_newest(now, newest))
        .into_iter()
        .chain(readings.iter().filter_map(against_intercom))
        .collect();
    if findings.is_empty() {
        let message = match (newest, readings) {
            (None, []) => "nothing to compare it with yet",
            (Some(_), []) => "in order with the newest event",
            (None, _) => "in step with Intercom's",
            (Some(_), _) => "in step with Intercom's, and in order with the newest event",
        };
        findings.push(Finding::ok(Check::Clock, message));
    }
    findings
}

/// An event lies in the past, however far. One in the future was received under another clock.
fn against_newest(now: UnixMillis, newest: UnixMillis) -> Option<Finding> {
    let ahead = newest.since(now);
    (ahead > TOLERANCE).then(|| {
        Finding::problem(
            Check::Clock,
            format!(
                "the newest event was received {} in the future: the clock was ahead then, or is \
                 behind now",
                seconds(ahead)
            ),
            REMEDY,
        )
    })
}

fn against_intercom(reading: &Reading) -> Option<Finding> {
    let (ahead, behind) = (
        reading.ours.since(reading.theirs),
        reading.theirs.since(reading.ours),
    );
    let direction = if ahead > behind { "ahead of" } else { "behind" };
    let apart = ahead.max(behind);
    (apart > TOLERANCE).then(|| {
        Finding::warning(
            Check::Clock,
            format!(
                "{} {direction} the clock of {}",
                seconds(apart),
                reading.base_url
            ),
            REMEDY,
        )
    })
}

fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs())
}

#[cfg(test)]
mod tests {
    use super::super::findings::Status;
    use super::*;

    const NOW: UnixMillis = UnixMillis::new(1_700_000_000_000);

    fn reading(theirs: UnixMillis) -> Reading {
        Reading {
            base_url: "https://api.intercom.io".to_owned(),
            ours: NOW,
            theirs,
        }
    }

    fn status(newest: Option<UnixMillis>, readings: &[Reading]) -> Status {
        let findings = findings(NOW, newest, readings);
        assert_eq!(findings.len(), 1, "{findings:?}");
        findings[0].status
    }

    #[test]
    fn nothing_to_compare_with_is_no_trouble() {
        assert_eq!(status(None, &[]), Status::Ok);
    }

    #[test]
    fn an_event_may_be_old_but_not_from_the_future() {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        assert_eq!(status(Some(NOW.minus(minutes(10_000))), &[]), Status::Ok);
        assert_eq!(status(Some(NOW.plus(minutes(1))), &[]), Status::Ok);
        assert_eq!(status(Some(NOW.plus(minutes(2))), &[]), Status::Problem);
    }

    #[test]
    fn intercoms_clock_may_be_a_minute_away_either_way() {
        let seconds = Duration::from_secs;
        for (theirs, expected) in [
            (NOW.plus(seconds(60)), Status::Ok),
            (NOW.minus(seconds(60)), Status::Ok),
            (NOW.plus(seconds(62)), Status::Warning),
            (NOW.minus(seconds(62)), Status::Warning),
        ] {
            assert_eq!(status(None, &[reading(theirs)]), expected);
        }
        let behind = against_intercom(&reading(NOW.plus(seconds(90))));
        let behind = behind.map(|finding| finding.message).unwrap_or_default();
        assert_eq!(behind, "90 s behind the clock of https://api.intercom.io");
    }
}
