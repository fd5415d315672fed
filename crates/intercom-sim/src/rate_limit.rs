//! The rate limit: one fixed window of 10 s for every endpoint, and the headers that report it (intercom.md 5).

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::error::ApiError;
use crate::switches::RateLimitReset;
use crate::time::UnixMillis;

/// Seconds in a window; windows begin at multiples of it.
const WINDOW_SECONDS: i64 = 10;

impl RateLimitReset {
    /// How long after the window's end the moment is that `X-RateLimit-Reset` names.
    const fn margin_seconds(self) -> i64 {
        match self {
            Self::TwoSecondsLater => 2,
            Self::AtItsEnd => 0,
        }
    }
}

/// The counter of one workspace.
#[derive(Debug)]
pub(crate) struct RateLimiter {
    limit: u32,
    window: i64,
    used: u32,
}

/// What one request found in the bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    limit: u32,
    /// Left before this request: the first of a window sees the whole limit.
    remaining: u32,
    reset_seconds: i64,
}

impl RateLimiter {
    pub(crate) fn new(limit: u32) -> Self {
        Self {
            limit,
            window: i64::MIN,
            used: 0,
        }
    }

    pub(crate) fn limit(&self) -> u32 {
        self.limit
    }

    /// Changes the limit at once, also for the window that runs.
    pub(crate) fn set_limit(&mut self, limit: u32) {
        self.limit = limit;
    }

    /// Counts one request. A refused one does not count further.
    pub(crate) fn take(&mut self, now: UnixMillis, reset: RateLimitReset) -> Allowance {
        let window = now.seconds().0.div_euclid(WINDOW_SECONDS);
        if window != self.window {
            self.window = window;
            self.used = 0;
        }
        let remaining = self.limit.saturating_sub(self.used);
        if remaining > 0 {
            self.used += 1;
        }
        Allowance {
            limit: self.limit,
            remaining,
            reset_seconds: (window + 1) * WINDOW_SECONDS + reset.margin_seconds(),
        }
    }
}

impl Allowance {
    /// The refusal, when nothing was left.
    pub(crate) fn check(self) -> Result<(), ApiError> {
        if self.remaining > 0 {
            Ok(())
        } else {
            Err(self.exceeded())
        }
    }

    /// The same allowance as a request in an exhausted window sees it.
    pub(crate) fn exhausted(self) -> Self {
        Self {
            remaining: 0,
            ..self
        }
    }

    /// 429 in the words of the documentation.
    pub(crate) fn exceeded(self) -> ApiError {
        ApiError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limit_exceeded",
            format!("Exceeded rate limit of {} in 10_seconds", self.limit),
        )
    }

    /// Writes the three headers.
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        let mut put = |name: &'static str, value: i64| {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        };
        put("x-ratelimit-limit", i64::from(self.limit));
        put("x-ratelimit-remaining", i64::from(self.remaining));
        put("x-ratelimit-reset", self.reset_seconds);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDED: RateLimitReset = RateLimitReset::TwoSecondsLater;

    fn at(seconds: i64) -> UnixMillis {
        UnixMillis(seconds * 1000)
    }

    #[test]
    fn the_first_request_of_a_window_sees_the_whole_limit_and_the_next_one_less() {
        let mut limiter = RateLimiter::new(167);
        assert_eq!(limiter.take(at(1_000_000_003), RECORDED).remaining, 167);
        assert_eq!(limiter.take(at(1_000_000_009), RECORDED).remaining, 166);
        assert_eq!(limiter.take(at(1_000_000_010), RECORDED).remaining, 167);
    }

    #[test]
    fn reset_is_two_seconds_after_the_window_and_always_ends_in_two() {
        let mut limiter = RateLimiter::new(5);
        for second in 1_000_000_000..1_000_000_025 {
            let reset = limiter.take(at(second), RECORDED).reset_seconds;
            assert_eq!(reset % 10, 2);
            assert_eq!(reset, second / 10 * 10 + 12);
        }
    }

    #[test]
    fn reset_is_the_windows_end_by_switch() {
        let mut limiter = RateLimiter::new(5);
        let reset = limiter.take(at(1_000_000_003), RateLimitReset::AtItsEnd);
        assert_eq!(reset.reset_seconds, 1_000_000_010);
    }

    #[test]
    fn after_the_limit_every_request_is_refused_until_the_next_window() {
        let mut limiter = RateLimiter::new(2);
        let now = at(1_000_000_000);
        assert!(limiter.take(now, RECORDED).check().is_ok());
        assert!(limiter.take(now, RECORDED).check().is_ok());
        for _ in 0..3 {
            let refused = limiter.take(now, RECORDED);
            assert_eq!(refused.remaining, 0);
            let refusal = refused.check().err().map(|e| (e.status, e.code, e.message));
            assert_eq!(
                refusal,
                Some((
                    StatusCode::TOO_MANY_REQUESTS,
                    "rate_limit_exceeded".into(),
                    "Exceeded rate limit of 2 in 10_seconds".into()
                ))
            );
        }
        assert!(limiter.take(at(1_000_000_010), RECORDED).check().is_ok());
    }
}
