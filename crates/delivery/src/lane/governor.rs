//! The governor: how many requests the workspace's limit allows now (intercom.md 5).
//!
//! It holds no constant: limit, remaining and reset are what the last answers said. What other
//! programs spend from the same budget shows in those readings too.

use std::time::Duration;

use intertide_domain::time::UnixMillis;

use crate::destinations::RateReading;

/// The shortest wait after a 429, whatever the answer says of its reset: clocks differ.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// The longest wait after a 429 that names no moment, or one far away.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Others' pace is not measured over less than this.
const SHORTEST_MEASURE: Duration = Duration::from_millis(250);

/// Whether a request may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// At once.
    Now,
    /// Not before this moment.
    At(UnixMillis),
    /// When one that is under way has been answered.
    AfterAnswer,
}

/// Follows the limit of one workspace.
#[derive(Clone, Debug, Default)]
pub struct Governor {
    knowledge: Knowledge,
    paused_until: Option<UnixMillis>,
    /// 429s in a row.
    refusals: u32,
    /// How long an answer takes, smoothed: how old a reading is when it arrives.
    latency: Duration,
    /// Requests a second that others sent in the window before: while many of ours are under way,
    /// theirs don't show yet in the window at hand.
    others_pace_before: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Knowledge {
    /// Nothing was answered yet: one request finds out.
    #[default]
    Nothing,
    /// Answers state no limit.
    NoLimit,
    /// The window that the last answers spoke of.
    Window(Window),
}

/// One window of the limit, as far as answers told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    limit: u32,
    /// Requests that the server has counted in it, ours and others'.
    used: u32,
    /// Our own that were answered.
    ours: u32,
    /// Others' at least: what is neither answered nor under way of ours.
    others: u32,
    reset: UnixMillis,
    /// When the first answer of this window came.
    first: UnixMillis,
    /// When the last one came: what others sent since is not known.
    last: UnixMillis,
}

impl Window {
    /// Requests a second that others sent in it, as of the last answer.
    fn others_pace(&self) -> f64 {
        let measured = self.last.since(self.first).max(SHORTEST_MEASURE);
        f64::from(self.others) / measured.as_secs_f64()
    }
}

impl Governor {
    /// Whether a request may be sent while `in_flight` are under way.
    pub fn permit(&self, now: UnixMillis, in_flight: u32) -> Permit {
        if let Some(until) = self.paused_until.filter(|until| now < *until) {
            return Permit::At(until);
        }
        match self.knowledge {
            Knowledge::Nothing if in_flight == 0 => Permit::Now,
            Knowledge::Nothing => Permit::AfterAnswer,
            Knowledge::NoLimit => Permit::Now,
            Knowledge::Window(window) => self.permit_in(&window, now, in_flight),
        }
    }

    fn permit_in(&self, window: &Window, now: UnixMillis, in_flight: u32) -> Permit {
        let limit = window.limit.max(1);
        if now >= window.reset {
            // Those under way may count in the window that has begun since they were sent.
            return if in_flight < limit {
                Permit::Now
            } else {
                Permit::AfterAnswer
            };
        }
        let counted = window.used.saturating_add(in_flight);
        let held = self.held_for_others(window, now);
        if counted.saturating_add(held) < limit {
            Permit::Now
        } else {
            Permit::At(window.reset)
        }
    }

    /// Requests held back for what others will have sent between the last answer and the time at
    /// which one of ours arrives, at the pace of this window or the one before; nothing where
    /// nobody else sends.
    fn held_for_others(&self, window: &Window, now: UnixMillis) -> u32 {
        let pace = window.others_pace().max(self.others_pace_before);
        if pace == 0.0 {
            return 0;
        }
        let unseen = now.since(window.last).saturating_add(self.latency);
        let on_the_way = pace * unseen.as_secs_f64();
        // Three deviations above the expected number, and three: others come in bursts.
        let held = (on_the_way + 3.0 * on_the_way.sqrt()).ceil() + 3.0;
        // At most the whole limit, so the number fits.
        held.min(f64::from(window.limit)) as u32
    }

    /// Takes in what the answer to a request that was sent at `sent_at` says of the limit, with
    /// `in_flight` others of ours under way; `None` when it says nothing.
    pub fn reading(
        &mut self,
        reading: Option<RateReading>,
        in_flight: u32,
        sent_at: UnixMillis,
        now: UnixMillis,
    ) {
        self.latency = (self.latency * 7 + now.since(sent_at)) / 8;
        let Some(reading) = reading else {
            if self.knowledge == Knowledge::Nothing {
                self.knowledge = Knowledge::NoLimit;
            }
            return;
        };
        let reset = reading.reset.to_millis();
        // `remaining` is the value before the request that was answered.
        let used = reading
            .limit
            .saturating_sub(reading.remaining)
            .saturating_add(1);
        let mut window = Window {
            limit: reading.limit,
            used,
            ours: 1,
            others: 0,
            reset,
            first: now,
            last: now,
        };
        if let Knowledge::Window(before) = self.knowledge {
            if reset < before.reset {
                return;
            }
            if reset == before.reset {
                window.used = before.used.max(used);
                window.ours = before.ours.saturating_add(1);
                window.first = before.first;
                window.others = before.others;
            } else {
                self.others_pace_before = before.others_pace();
            }
        }
        let ours = window.ours.saturating_add(in_flight);
        window.others = window.others.max(window.used.saturating_sub(ours));
        self.knowledge = Knowledge::Window(window);
    }

    /// Takes in a request that was not refused for the limit.
    pub fn accepted(&mut self) {
        self.refusals = 0;
    }

    /// Takes in a 429: nobody sends before `until`, nor before a pause that grows with each
    /// refusal in a row. Returns when to go on.
    pub fn refused(&mut self, until: Option<UnixMillis>, now: UnixMillis) -> UnixMillis {
        let pause = SHORTEST_PAUSE
            .saturating_mul(1 << self.refusals.min(6))
            .min(LONGEST_PAUSE);
        self.refusals = self.refusals.saturating_add(1);
        let earliest = now.plus(pause);
        let latest = now.plus(LONGEST_PAUSE);
        let resume = until.map_or(earliest, |until| until.clamp(earliest, latest));
        let resume = self
            .paused_until
            .map_or(resume, |paused| paused.max(resume));
        self.paused_until = Some(resume);
        resume
    }

    /// Until when a 429 keeps the lane quiet.
    pub fn paused_until(&self, now: UnixMillis) -> Option<UnixMillis> {
        self.paused_until.filter(|until| now < *until)
    }
}

#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "testing"))]
pub mod trials;
