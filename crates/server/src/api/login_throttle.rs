//! How often a password may be tried from one address, and for one name.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use intertide_domain::access::{ADMIN, name_key};
use intertide_domain::time::UnixMillis;
use parking_lot::Mutex;

use super::error::ApiError;
use crate::remote;

/// Wrong passwords from one address within [`WINDOW`].
const TRIES: u32 = 10;

const WINDOW: Duration = Duration::from_secs(60);

/// Addresses remembered at the same time; beyond them nobody else may try until a window ends.
const ADDRESSES: usize = 4_096;

/// Tries for one name within [`WINDOW`], from wherever. More than for an address: nobody shall keep
/// somebody else out with a few requests.
const TRIES_OF_A_NAME: u32 = 60;

/// Counts wrong passwords.
#[derive(Debug, Default)]
pub(crate) struct LoginThrottle(Mutex<Counts>);

/// Names fall into 65,536 places, so that no names fill the memory.
#[derive(Debug, Default)]
struct Counts {
    addresses: BTreeMap<IpAddr, Tries>,
    names: BTreeMap<u16, Tries>,
}

/// Somebody tries a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Try {
    address: IpAddr,
    /// The place of the name.
    name: u16,
}

impl Try {
    /// A try from this address, for the person of this name.
    pub(crate) fn of(address: Option<IpAddr>, name: Option<&str>) -> Self {
        let hash = blake3::hash(name_key(name.unwrap_or(ADMIN)).as_bytes());
        let [first, second, ..] = *hash.as_bytes();
        Self {
            address: remote::network(address.unwrap_or(UNKNOWN_PEER)),
            name: u16::from_le_bytes([first, second]),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Tries {
    since: UnixMillis,
    count: u32,
}

impl LoginThrottle {
    /// Counts a try.
    ///
    /// # Errors
    /// [`ApiError::TooManyRequests`], which says for how long to wait, when there were too many.
    pub(crate) fn begin(&self, tried: &Try, now: UnixMillis) -> Result<(), ApiError> {
        self.count(tried, now)
            .map_err(|wait| ApiError::TooManyRequests {
                message: "too many wrong passwords; wait a little",
                retry_after_seconds: wait.as_secs().max(1),
            })
    }

    fn count(&self, tried: &Try, now: UnixMillis) -> Result<(), Duration> {
        let mut counts = self.0.lock();
        let Counts { addresses, names } = &mut *counts;
        addresses.retain(|_, tries| now.since(tries.since) < WINDOW);
        names.retain(|_, tries| now.since(tries.since) < WINDOW);
        if addresses.len() >= ADDRESSES && !addresses.contains_key(&tried.address) {
            return Err(WINDOW);
        }
        let fresh = Tries {
            since: now,
            count: 0,
        };
        let of_address = addresses.entry(tried.address).or_insert(fresh);
        let of_name = names.entry(tried.name).or_insert(fresh);
        for (tries, most) in [(&*of_address, TRIES), (&*of_name, TRIES_OF_A_NAME)] {
            if tries.count >= most {
                return Err(WINDOW.saturating_sub(now.since(tries.since)));
            }
        }
        of_address.count += 1;
        of_name.count += 1;
        Ok(())
    }

    /// Forgets the tries of an address that knew the password, and this try for the name.
    pub(crate) fn forgive(&self, tried: &Try) {
        let mut counts = self.0.lock();
        counts.addresses.remove(&tried.address);
        if let Some(tries) = counts.names.get_mut(&tried.name) {
            tries.count = tries.count.saturating_sub(1);
        }
    }
}

/// The address of a peer that is not known.
const UNKNOWN_PEER: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    fn at(seconds: i64) -> UnixMillis {
        UnixMillis::new(seconds * 1_000)
    }

    fn from(last: u8) -> Try {
        Try::of(Some(Ipv4Addr::new(192, 0, 2, last).into()), None)
    }

    #[test]
    fn ten_tries_a_minute_and_the_rest_waits() {
        let throttle = LoginThrottle::default();
        for _ in 0..TRIES {
            assert_eq!(throttle.count(&from(1), at(0)), Ok(()));
        }
        assert_eq!(
            throttle.count(&from(1), at(15)),
            Err(Duration::from_secs(45))
        );
        assert_eq!(throttle.count(&from(2), at(15)), Ok(()));
        assert_eq!(throttle.count(&from(1), at(60)), Ok(()));
    }

    #[test]
    fn one_name_is_tried_so_often_from_wherever() {
        let throttle = LoginThrottle::default();
        let tried = |last: u32, name| {
            let address = IpAddr::V4(Ipv4Addr::from_bits(last));
            throttle.count(&Try::of(Some(address), Some(name)), at(0))
        };
        for last in 0..TRIES_OF_A_NAME {
            let name = if last % 2 == 0 { "Ann" } else { "ann" };
            assert_eq!(tried(last, name), Ok(()));
        }
        assert_eq!(tried(1_000, "ANN"), Err(WINDOW));
        assert_eq!(tried(1_000, "bob"), Ok(()));
    }

    #[test]
    fn whoever_knows_the_password_is_forgiven() {
        let throttle = LoginThrottle::default();
        for _ in 0..3 * TRIES_OF_A_NAME {
            assert_eq!(throttle.count(&from(1), at(0)), Ok(()));
            throttle.forgive(&from(1));
        }
    }

    #[test]
    fn one_ipv6_network_counts_as_one_address() {
        let throttle = LoginThrottle::default();
        let from = |last| {
            let address = Ipv6Addr::new(0x2001, 0xdb8, 1, 2, 3, 4, 5, last);
            Try::of(Some(address.into()), None)
        };
        for last in 0..10 {
            assert_eq!(throttle.count(&from(last), at(0)), Ok(()));
        }
        assert!(throttle.count(&from(99), at(0)).is_err());
    }

    #[test]
    fn the_memory_is_bounded() {
        let throttle = LoginThrottle::default();
        for number in 0..=u32::try_from(ADDRESSES).unwrap_or(u32::MAX) {
            let address = IpAddr::V4(Ipv4Addr::from_bits(number));
            let name = number.to_string();
            let _ = throttle.count(&Try::of(Some(address), Some(&name)), at(0));
        }
        assert_eq!(throttle.0.lock().addresses.len(), ADDRESSES);
    }
}
