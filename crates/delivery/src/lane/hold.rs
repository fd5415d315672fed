//! The hold: what a lane does while the workspace refuses us as a whole (product.md 4).
//!
//! The first refusal is confirmed by a probe; while it stands, nothing is sent but a probe now and
//! then, so that the lane resumes by itself.

use std::time::Duration;

use intertide_domain::delivery::WaitReason;
use intertide_domain::time::UnixMillis;

use crate::destinations::Probe;

const FIRST_PROBE_AFTER: Duration = Duration::from_secs(5);
const LAST_PROBE_AFTER: Duration = Duration::from_secs(60);

/// Whether a lane holds, and since when.
#[derive(Clone, Debug, Default)]
pub struct Hold(Option<Held>);

#[derive(Clone, Debug)]
struct Held {
    reason: WaitReason,
    message: Option<String>,
    since: UnixMillis,
    probe_at: Option<UnixMillis>,
    /// Probes that did not end the hold.
    probes: u32,
}

/// Why a lane holds, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldReport {
    pub reason: WaitReason,
    /// The destination's own words.
    pub message: Option<String>,
    pub since: UnixMillis,
}

impl Hold {
    /// Whether nothing may be sent.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// A delivery was refused for the whole workspace: a probe is to confirm it.
    pub fn suspect(&mut self, reason: WaitReason, now: UnixMillis) {
        self.0.get_or_insert(Held {
            reason,
            message: None,
            since: now,
            probe_at: Some(now),
            probes: 0,
        });
    }

    /// Whether it is time to ask.
    pub fn wants_probe(&self, now: UnixMillis) -> bool {
        self.next_probe_at().is_some_and(|at| at <= now)
    }

    /// A probe is under way.
    pub fn probing(&mut self) {
        if let Some(held) = &mut self.0 {
            held.probe_at = None;
        }
    }

    /// Asks at once, if the lane holds.
    pub fn ask_now(&mut self, now: UnixMillis) {
        if let Some(at) = self.0.as_mut().and_then(|held| held.probe_at.as_mut()) {
            *at = now;
        }
    }

    /// Takes in what a probe said.
    pub fn probed(&mut self, probe: &Probe, now: UnixMillis) {
        let Some(held) = &mut self.0 else {
            return;
        };
        match probe {
            Probe::Accepted(_) => self.0 = None,
            Probe::Refused { reason, message } => {
                held.reason = *reason;
                held.message = Some(message.clone());
                held.ask_again(now);
            }
            Probe::Unclear { .. } => held.ask_again(now),
        }
    }

    /// When to ask next.
    pub fn next_probe_at(&self) -> Option<UnixMillis> {
        self.0.as_ref()?.probe_at
    }

    /// Why the lane holds, if it does.
    pub fn report(&self) -> Option<HoldReport> {
        self.0.as_ref().map(|held| HoldReport {
            reason: held.reason,
            message: held.message.clone(),
            since: held.since,
        })
    }
}

impl Held {
    fn ask_again(&mut self, now: UnixMillis) {
        let pause = FIRST_PROBE_AFTER
            .saturating_mul(1 << self.probes.min(5))
            .min(LAST_PROBE_AFTER);
        self.probes = self.probes.saturating_add(1);
        self.probe_at = Some(now.plus(pause));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::destinations::Account;

    fn at(seconds: i64) -> UnixMillis {
        UnixMillis::new(seconds * 1_000)
    }

    fn refused() -> Probe {
        Probe::Refused {
            reason: WaitReason::Credentials,
            message: "Access Token Invalid".to_owned(),
        }
    }

    #[test]
    fn a_refusal_is_confirmed_at_once_and_then_asked_about_ever_more_rarely() {
        let mut hold = Hold::default();
        hold.suspect(WaitReason::Credentials, at(0));
        let mut asked_at = Vec::new();
        for second in 0..200 {
            if hold.wants_probe(at(second)) {
                asked_at.push(second);
                hold.probing();
                hold.probed(&refused(), at(second));
            }
        }
        assert_eq!(asked_at, [0, 5, 15, 35, 75, 135, 195]);
    }

    #[test]
    fn an_accepted_probe_ends_the_hold() {
        let mut hold = Hold::default();
        hold.suspect(WaitReason::Credentials, at(0));
        hold.probing();
        hold.probed(
            &Probe::Accepted(Account {
                name: None,
                id: None,
                region: None,
            }),
            at(1),
        );
        assert!(!hold.is_on());
        assert_eq!(hold.report(), None);
    }

    #[test]
    fn a_token_that_may_work_again_is_tried_at_once() {
        let mut hold = Hold::default();
        hold.suspect(WaitReason::Credentials, at(0));
        hold.probing();
        hold.probed(&refused(), at(0));
        assert!(!hold.wants_probe(at(1)));
        hold.ask_now(at(1));
        assert!(hold.wants_probe(at(1)));
    }
}
