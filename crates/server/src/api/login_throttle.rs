//! How often a password may be tried from one address.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use intertide_domain::time::UnixMillis;
use parking_lot::Mutex;

/// Wrong passwords from one address within [`WINDOW`].
const TRIES: u32 = 10;

const WINDOW: Duration = Duration::from_secs(60);

/// Addresses remembered at the same time; beyond them nobody else may try until a window ends.
const ADDRESSES: usize = 4_096;

/// Counts wrong passwords.
#[derive(Debug, Default)]
pub(crate) struct LoginThrottle(Mutex<BTreeMap<IpAddr, Tries>>);

#[derive(Clone, Copy, Debug)]
struct Tries {
    since: UnixMillis,
    count: u32,
}

impl LoginThrottle {
    /// Counts a try; when there were too many, says for how long to wait.
    pub(crate) fn begin(&self, peer: IpAddr, now: UnixMillis) -> Result<(), Duration> {
        let mut tries = self.0.lock();
        tries.retain(|_, tries| now.since(tries.since) < WINDOW);
        let address = network(peer);
        if tries.len() >= ADDRESSES && !tries.contains_key(&address) {
            return Err(WINDOW);
        }
        let tries = tries.entry(address).or_insert(Tries {
            since: now,
            count: 0,
        });
        if tries.count >= TRIES {
            return Err(WINDOW.saturating_sub(now.since(tries.since)));
        }
        tries.count += 1;
        Ok(())
    }

    /// Forgets the tries of an address that knew the password.
    pub(crate) fn forgive(&self, peer: IpAddr) {
        self.0.lock().remove(&network(peer));
    }
}

/// What one person may be assumed to hold: an IPv4 address, or an IPv6 network of 64 bits.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// The address of a peer that is not known.
pub(crate) const UNKNOWN_PEER: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> UnixMillis {
        UnixMillis::new(seconds * 1_000)
    }

    fn peer(last: u8) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, last))
    }

    #[test]
    fn ten_tries_a_minute_and_the_rest_waits() {
        let throttle = LoginThrottle::default();
        for _ in 0..TRIES {
            assert_eq!(throttle.begin(peer(1), at(0)), Ok(()));
        }
        assert_eq!(
            throttle.begin(peer(1), at(15)),
            Err(Duration::from_secs(45))
        );
        assert_eq!(throttle.begin(peer(2), at(15)), Ok(()));
        assert_eq!(throttle.begin(peer(1), at(60)), Ok(()));
    }

    #[test]
    fn whoever_knows_the_password_is_forgiven() {
        let throttle = LoginThrottle::default();
        for _ in 0..3 * TRIES {
            assert_eq!(throttle.begin(peer(1), at(0)), Ok(()));
            throttle.forgive(peer(1));
        }
    }

    #[test]
    fn one_ipv6_network_counts_as_one_address() {
        let throttle = LoginThrottle::default();
        let address = |last| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 1, 2, 3, 4, 5, last));
        for last in 0..10 {
            assert_eq!(throttle.begin(address(last), at(0)), Ok(()));
        }
        assert!(throttle.begin(address(99), at(0)).is_err());
    }

    #[test]
    fn the_memory_is_bounded() {
        let throttle = LoginThrottle::default();
        for number in 0..=u32::try_from(ADDRESSES).unwrap_or(u32::MAX) {
            let address = IpAddr::V4(Ipv4Addr::from_bits(number));
            let _ = throttle.begin(address, at(0));
        }
        assert_eq!(throttle.0.lock().len(), ADDRESSES);
    }
}
