//! When a delivery is tried again: a pure schedule (product.md 3 and 5, amplitude.md 5.5).
//!
//! Two layers, as Amplitude has them: a few quick tries inside one attempt, milliseconds apart,
//! for a destination that hiccups; and a handful of attempts spread over the window, for one that
//! is down.

use std::time::Duration;

use crate::sync::RetryPolicy;
use crate::time::UnixMillis;

/// The most tries inside one attempt (amplitude.md 5.5).
const QUICK_TRIES: u32 = 3;
/// The wait before the second try, doubled from then on.
const QUICK_FIRST_DELAY: Duration = Duration::from_millis(100);
/// No quick try begins later than this after the first one.
const QUICK_WINDOW: Duration = Duration::from_secs(4);
/// A quick wait is up to this part longer or shorter.
const QUICK_JITTER: f64 = 0.5;

/// The most that one wait between attempts grows over the one before.
const MAX_GROWTH: f64 = 2.0;
/// About how many times longer the last wait is than the first one. With the default of 10
/// attempts in 4 hours the waits double from 28 s to 2 h.
const SPREAD: f64 = 512.0;
/// A wait between attempts is up to this part shorter, so that what failed together does not
/// come back together.
const JITTER: f64 = 0.2;

/// A chance: at least 0 and less than 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Fraction(f64);

impl Fraction {
    /// Takes a number from \[0, 1); what lies outside is moved to the nearest end.
    pub fn new(value: f64) -> Self {
        /// The largest float below one.
        const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
        if value.is_nan() {
            return Self(0.0);
        }
        Self(value.clamp(0.0, BELOW_ONE))
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// How long to wait before the next quick try inside an attempt, once `tries_so_far` of them
/// have failed and `since_first_try` has passed; none when the attempt is over.
pub fn quick_delay(
    tries_so_far: u32,
    since_first_try: Duration,
    jitter: Fraction,
) -> Option<Duration> {
    if tries_so_far >= QUICK_TRIES {
        return None;
    }
    let doubled = QUICK_FIRST_DELAY * 2_u32.pow(tries_so_far.saturating_sub(1));
    let delay = doubled.mul_f64(1.0 - QUICK_JITTER + 2.0 * QUICK_JITTER * jitter.get());
    (since_first_try.saturating_add(delay) <= QUICK_WINDOW).then_some(delay)
}

/// When the next attempt is due, once `attempts_spent` of them have failed; none when the
/// retries are used up, by number or by time.
///
/// The waits grow, and always share what is left of the window: slow answers and held lanes
/// shorten the waits that follow and cost no attempt. The last attempt comes at the window's end,
/// or a little earlier by `jitter`.
pub fn next_attempt(
    policy: &RetryPolicy,
    attempts_spent: u32,
    first_attempt_at: UnixMillis,
    now: UnixMillis,
    jitter: Fraction,
) -> Option<UnixMillis> {
    let waits_left = policy
        .attempts
        .checked_sub(attempts_spent)
        .filter(|left| *left > 0)?;
    if attempts_spent == 0 {
        return Some(now);
    }
    let window = policy.window.0;
    let left = first_attempt_at.plus(window).since(now).min(window);
    if left.is_zero() {
        return None;
    }
    let share = first_share(waits_left, growth(policy.attempts));
    let wait = left.mul_f64(share * (1.0 - JITTER * jitter.get()));
    Some(now.plus(wait))
}

/// How much each wait grows over the one before, for this many attempts altogether.
fn growth(attempts: u32) -> f64 {
    let steps = attempts.saturating_sub(2);
    if steps == 0 {
        return MAX_GROWTH;
    }
    SPREAD.powf(1.0 / f64::from(steps)).min(MAX_GROWTH)
}

/// The part that the first of `waits` takes of them all, when each is `growth` times the one
/// before: 1 / (1 + g + g² + …).
fn first_share(waits: u32, growth: f64) -> f64 {
    let share = (growth - 1.0) / (growth.powf(f64::from(waits)) - 1.0);
    if share.is_finite() {
        share.min(1.0)
    } else {
        1.0 / f64::from(waits.max(1))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::HumanDuration;

    const START: UnixMillis = UnixMillis::new(1_700_000_000_000);

    fn policy(window: Duration, attempts: u32) -> RetryPolicy {
        RetryPolicy {
            window: HumanDuration(window),
            attempts,
        }
    }

    /// When each attempt begins if every answer takes `answer`, until the retries are used up.
    fn schedule(policy: &RetryPolicy, answer: Duration, jitters: &[f64]) -> Vec<UnixMillis> {
        let mut attempts = vec![START];
        let mut jitters = jitters.iter().cycle();
        loop {
            let spent = u32::try_from(attempts.len()).unwrap();
            let answered = attempts.last().unwrap().plus(answer);
            let jitter = Fraction::new(*jitters.next().unwrap());
            match next_attempt(policy, spent, START, answered, jitter) {
                Some(next) => {
                    assert!(next >= answered, "an attempt before the answer to the last");
                    attempts.push(next);
                }
                None => return attempts,
            }
        }
    }

    fn waits(attempts: &[UnixMillis]) -> Vec<Duration> {
        attempts
            .windows(2)
            .map(|pair| pair[1].since(pair[0]))
            .collect()
    }

    #[test]
    fn ten_attempts_spread_over_four_hours_each_wait_twice_the_one_before() {
        let attempts = schedule(&RetryPolicy::default(), Duration::ZERO, &[0.0]);
        let seconds: Vec<u64> = waits(&attempts).iter().map(Duration::as_secs).collect();
        assert_eq!(seconds, [28, 56, 112, 225, 450, 901, 1_803, 3_607, 7_214]);
        assert_eq!(attempts[9], START.plus(Duration::from_secs(4 * 60 * 60)));
    }

    #[test]
    fn a_tiny_window_holds_all_its_attempts() {
        let attempts = schedule(&policy(Duration::from_secs(2), 3), Duration::ZERO, &[0.0]);
        let millis: Vec<u128> = waits(&attempts).iter().map(Duration::as_millis).collect();
        assert_eq!(millis, [666, 1_334]);
    }

    #[test]
    fn one_attempt_is_never_repeated() {
        let once = policy(Duration::from_secs(60), 1);
        assert_eq!(schedule(&once, Duration::ZERO, &[0.5]), [START]);
    }

    #[test]
    fn the_first_attempt_is_due_at_once() {
        let due = next_attempt(&RetryPolicy::default(), 0, START, START, Fraction::new(0.9));
        assert_eq!(due, Some(START));
    }

    #[test]
    fn after_the_window_nothing_is_tried_again() {
        let policy = RetryPolicy::default();
        let end = START.plus(policy.window.0);
        assert_eq!(
            next_attempt(&policy, 2, START, end, Fraction::default()),
            None
        );
    }

    #[test]
    fn a_lane_that_was_held_spreads_the_attempts_left_over_the_time_left() {
        let policy = RetryPolicy::default();
        let resumed = START.plus(Duration::from_secs(3 * 60 * 60));
        let next = next_attempt(&policy, 8, START, resumed, Fraction::default()).unwrap();
        assert_eq!(next, resumed.plus(Duration::from_secs(20 * 60)));
    }

    #[test]
    fn a_clock_set_back_lengthens_nothing() {
        let policy = policy(Duration::from_secs(10), 2);
        let earlier = START.minus(Duration::from_secs(1_000));
        let next = next_attempt(&policy, 1, START, earlier, Fraction::default());
        assert_eq!(next, Some(earlier.plus(Duration::from_secs(10))));
    }

    #[test]
    fn quick_tries_double_their_wait_and_are_three_at_most() {
        let middle = Fraction::new(0.5);
        let delay = |tries| quick_delay(tries, Duration::ZERO, middle);
        assert_eq!(delay(1), Some(Duration::from_millis(100)));
        assert_eq!(delay(2), Some(Duration::from_millis(200)));
        assert_eq!(delay(3), None);
        assert_eq!(delay(u32::MAX), None);
    }

    #[test]
    fn no_quick_try_begins_later_than_four_seconds_after_the_first() {
        let middle = Fraction::new(0.5);
        let after = |millis| quick_delay(1, Duration::from_millis(millis), middle);
        assert!(after(3_900).is_some());
        assert!(after(3_901).is_none());
        assert!(quick_delay(1, Duration::MAX, middle).is_none());
    }

    #[test]
    fn a_fraction_is_never_one() {
        assert!(Fraction::new(1.0).get() < 1.0);
        assert_eq!(Fraction::new(-1.0).get(), 0.0);
        assert_eq!(Fraction::new(f64::NAN).get(), 0.0);
    }

    proptest! {
        #[test]
        fn immediate_answers_get_exactly_all_attempts_within_the_window(
            window in 1_000_u64..3_000_000_000,
            attempts in 1_u32..=100,
            jitters in prop::collection::vec(0.0..1.0_f64, 1..20),
        ) {
            let policy = policy(Duration::from_millis(window), attempts);
            let times = schedule(&policy, Duration::ZERO, &jitters);
            prop_assert_eq!(times.len(), attempts as usize);
            prop_assert!(times.is_sorted());
            prop_assert!(*times.last().unwrap() <= START.plus(policy.window.0));
        }

        #[test]
        fn waits_grow_while_the_jitter_stays(
            attempts in 2_u32..=100,
            jitter in 0.0..1.0_f64,
        ) {
            let policy = policy(Duration::from_secs(4 * 60 * 60), attempts);
            let waits = waits(&schedule(&policy, Duration::ZERO, &[jitter]));
            let slack = Duration::from_millis(2);
            prop_assert!(waits.windows(2).all(|pair| pair[0] <= pair[1] + slack), "{waits:?}");
        }

        #[test]
        fn slow_answers_never_push_an_attempt_out_of_the_window(
            window in 1_000_u64..100_000_000,
            attempts in 1_u32..=100,
            answer in 0_u64..20_000_000,
            jitters in prop::collection::vec(0.0..1.0_f64, 1..20),
        ) {
            let policy = policy(Duration::from_millis(window), attempts);
            let times = schedule(&policy, Duration::from_millis(answer), &jitters);
            prop_assert!(times.len() <= attempts as usize);
            prop_assert!(*times.last().unwrap() <= START.plus(policy.window.0));
        }

        #[test]
        fn no_policy_and_no_clock_makes_it_panic(
            window in any::<u64>(),
            attempts in any::<u32>(),
            spent in any::<u32>(),
            first in any::<i64>(),
            now in any::<i64>(),
            jitter in any::<f64>(),
        ) {
            let policy = policy(Duration::from_millis(window), attempts);
            let (first, now) = (UnixMillis::new(first), UnixMillis::new(now));
            let next = next_attempt(&policy, spent, first, now, Fraction::new(jitter));
            prop_assert!(next.is_none_or(|next| next >= now));
        }

        #[test]
        fn a_quick_wait_is_at_most_half_longer_or_shorter(jitter in 0.0..1.0_f64) {
            let delay = quick_delay(2, Duration::ZERO, Fraction::new(jitter)).unwrap();
            prop_assert!(delay >= Duration::from_millis(100));
            prop_assert!(delay < Duration::from_millis(300));
        }
    }
}
