//! How much one key and one address may bring within a second (product.md 1, `ingest.*`).
//!
//! A request is let in whole or not at all. One that is larger than the burst is let in when
//! nothing came lately, or it never would be, and those after it wait for as long as it took.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

use intertide_delivery::clock::Clock;
use intertide_domain::ids::KeyId;
use intertide_domain::time::UnixMillis;
use parking_lot::Mutex;

use super::Limits;
use crate::remote;

/// How many seconds' worth may come at once.
const BURST_SECONDS: i64 = 2;

const MICROS: i64 = 1_000_000;

/// Keys and addresses remembered at the same time; all beyond them count as one.
const MOST_REMEMBERED: usize = 100_000;

/// How often the idle ones are looked for while there are so many.
const SWEEP_EVERY_MS: i64 = 1_000;

/// More came than may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Throttled {
    /// What may come in a second.
    pub(super) threshold: NonZeroU32,
}

/// Lets in what is within the limits.
pub(super) struct Gate {
    clock: Clock,
    keys: Option<Meter<KeyId>>,
    addresses: Option<Meter<IpAddr>>,
}

impl Gate {
    /// A gate with these limits; where none is set, everything is let in.
    pub(super) fn new(limits: &Limits, clock: Clock) -> Self {
        Self {
            clock,
            keys: limits.events_per_second_per_key.map(Meter::new),
            addresses: limits.requests_per_second_per_address.map(Meter::new),
        }
    }

    /// Counts a request from this address.
    pub(super) fn request(&self, address: Option<IpAddr>) -> Result<(), Throttled> {
        match (&self.addresses, address) {
            (Some(meter), Some(address)) => {
                meter.take(remote::network(address), 1, self.clock.now())
            }
            (None, _) | (_, None) => Ok(()),
        }
    }

    /// Counts events that came with this key.
    pub(super) fn events(&self, key: KeyId, count: usize) -> Result<(), Throttled> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match &self.keys {
            Some(meter) => meter.take(key, count, self.clock.now()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gate(…)")
    }
}

/// What came lately, for each key or address.
struct Meter<K> {
    threshold: NonZeroU32,
    lately: Mutex<Lately<K>>,
}

struct Lately<K> {
    buckets: HashMap<K, Bucket>,
    /// That of everybody whom there is no room for.
    others: Bucket,
    swept_at: UnixMillis,
}

impl<K: Eq + Hash> Meter<K> {
    fn new(threshold: NonZeroU32) -> Self {
        Self {
            threshold,
            lately: Mutex::new(Lately {
                buckets: HashMap::new(),
                others: Bucket::default(),
                swept_at: UnixMillis::new(0),
            }),
        }
    }

    fn take(&self, key: K, count: u32, now: UnixMillis) -> Result<(), Throttled> {
        let mut lately = self.lately.lock();
        let bucket = lately.bucket(key, now);
        if bucket.take(count, self.threshold, now) {
            Ok(())
        } else {
            Err(Throttled {
                threshold: self.threshold,
            })
        }
    }
}

impl<K: Eq + Hash> Lately<K> {
    fn bucket(&mut self, key: K, now: UnixMillis) -> &mut Bucket {
        if self.buckets.len() >= MOST_REMEMBERED && !self.buckets.contains_key(&key) {
            self.sweep(now);
            if self.buckets.len() >= MOST_REMEMBERED {
                return &mut self.others;
            }
        }
        self.buckets.entry(key).or_default()
    }

    /// Forgets those from whom nothing came lately.
    fn sweep(&mut self, now: UnixMillis) {
        let since = now.get().saturating_sub(self.swept_at.get());
        if !(0..SWEEP_EVERY_MS).contains(&since) {
            self.buckets.retain(|_, bucket| !bucket.is_idle(now));
            self.swept_at = now;
        }
    }
}

/// A token bucket, kept as the time at which it is full again.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    full_at_us: i64,
    /// When it was looked at last: where the clock was set back, nobody waits for it to catch up.
    seen_at_us: i64,
}

impl Bucket {
    /// Takes so many tokens, all or none.
    fn take(&mut self, count: u32, per_second: NonZeroU32, now: UnixMillis) -> bool {
        let now = micros(now);
        let set_back = self.seen_at_us.saturating_sub(now).max(0);
        let full_at = self.full_at_us.saturating_sub(set_back).max(now);
        self.seen_at_us = now;
        self.full_at_us = full_at;
        let cost = i64::from(count) * MICROS / i64::from(per_second.get());
        let after = full_at.saturating_add(cost);
        let fits = after.saturating_sub(now) <= BURST_SECONDS * MICROS;
        if fits || full_at == now {
            self.full_at_us = after;
            return true;
        }
        false
    }

    fn is_idle(&self, now: UnixMillis) -> bool {
        self.full_at_us <= micros(now)
    }
}

fn micros(time: UnixMillis) -> i64 {
    time.get().saturating_mul(1_000)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn meter<K: Eq + Hash>(per_second: u32) -> Meter<K> {
        Meter::new(NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN))
    }

    fn at(millis: i64) -> UnixMillis {
        UnixMillis::new(1_700_000_000_000 + millis)
    }

    #[test]
    fn two_seconds_worth_may_come_at_once_and_then_so_many_a_second() {
        let meter = meter(10);
        let let_in = |moment| {
            (0..100)
                .filter(|_| meter.take((), 1, at(moment)).is_ok())
                .count()
        };
        assert_eq!(let_in(0), 20);
        assert_eq!(let_in(100), 1);
        assert_eq!(let_in(1_100), 10);
        assert_eq!(let_in(60_000), 20);
    }

    #[test]
    fn a_request_is_let_in_whole_or_not_at_all() {
        let meter = meter(10);
        assert!(meter.take((), 15, at(0)).is_ok());
        assert!(meter.take((), 6, at(0)).is_err());
        assert!(meter.take((), 5, at(0)).is_ok(), "a refusal costs nothing");
    }

    #[test]
    fn a_request_larger_than_the_burst_is_let_in_when_nothing_came_lately() {
        let meter = meter(10);
        assert!(meter.take((), 100, at(0)).is_ok());
        assert!(meter.take((), 1, at(8_000)).is_err());
        assert!(meter.take((), 1, at(8_100)).is_ok());
        assert!(meter.take((), 100, at(9_000)).is_err());
        assert!(meter.take((), 100, at(20_000)).is_ok());
    }

    #[test]
    fn nobody_waits_for_a_clock_that_was_set_back() {
        let meter = meter(10);
        assert!(meter.take((), 20, at(3_600_000)).is_ok());
        assert!(meter.take((), 1, at(0)).is_err());
        assert!(meter.take((), 1, at(100)).is_ok());
    }

    #[test]
    fn one_does_not_use_up_what_another_may_bring() {
        let meter = meter(1);
        assert!(meter.take("a", 2, at(0)).is_ok());
        assert!(meter.take("a", 1, at(0)).is_err());
        assert!(meter.take("b", 2, at(0)).is_ok());
    }

    #[test]
    fn the_memory_is_bounded_and_the_idle_go() {
        let meter = meter(1);
        let address = |number: usize| Ipv4Addr::from_bits(u32::try_from(number).unwrap_or(0));
        let remembered = || meter.lately.lock().buckets.len();
        for number in 0..MOST_REMEMBERED {
            assert!(meter.take(address(number), 1, at(0)).is_ok());
        }
        let beyond = |number| {
            meter
                .take(address(MOST_REMEMBERED + number), 1, at(0))
                .is_ok()
        };
        let let_in = (0..100).filter(|number| beyond(*number)).count();
        assert_eq!(let_in, 2, "all beyond count as one");
        assert_eq!(remembered(), MOST_REMEMBERED);
        assert!(
            meter
                .take(address(2 * MOST_REMEMBERED), 1, at(2_000))
                .is_ok()
        );
        assert_eq!(remembered(), 1);
    }
}
