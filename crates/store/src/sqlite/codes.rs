//! The numbers that stand for kinds and statuses on disk. They never change their meaning.

use intertide_domain::delivery::{DiscardReason, Kind, Outcome, Priority, Status, WaitReason};

use super::error::invalid;
use crate::state::{BackfillState, StateError};

/// Each status as one number: outcome and category together, so that one narrow index serves
/// lists by either. Pending ones are below 10, which the schema's partial indexes rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StatusCode(i64);

const DELIVERED: i64 = 10;
const DISCARDED: i64 = 20;
const EXPIRED: i64 = 40;

impl StatusCode {
    /// The number on disk; below 63, so that a set of them is the bits of one integer.
    pub(super) const fn get(self) -> i64 {
        self.0
    }

    /// The code of a status.
    pub(super) const fn of(status: Status) -> Self {
        Self(match status {
            Status::Pending(None) => 0,
            Status::Pending(Some(reason)) => wait_code(reason),
            Status::Delivered => DELIVERED,
            Status::Discarded(reason) => DISCARDED + discard_code(reason),
            Status::Expired(reason) => EXPIRED + wait_code(reason),
        })
    }

    /// The status of a number read from disk.
    pub(super) fn read(number: i64) -> Result<Status, StateError> {
        all_statuses()
            .find(|status| Self::of(*status).get() == number)
            .ok_or_else(|| invalid("status", number))
    }
}

/// Every status there is.
pub(super) fn all_statuses() -> impl Iterator<Item = Status> {
    let waiting = WaitReason::ALL.iter().copied();
    let refused = DiscardReason::ALL.iter().copied();
    [Status::Pending(None), Status::Delivered]
        .into_iter()
        .chain(waiting.clone().map(|reason| Status::Pending(Some(reason))))
        .chain(refused.map(Status::Discarded))
        .chain(waiting.map(Status::Expired))
}

const fn wait_code(reason: WaitReason) -> i64 {
    match reason {
        WaitReason::RateLimited => 1,
        WaitReason::ServerError => 2,
        WaitReason::Network => 3,
        WaitReason::Timeout => 4,
        WaitReason::Credentials => 5,
        WaitReason::PlanRestricted => 6,
        WaitReason::WaitingForUser => 7,
        WaitReason::BehindEarlier => 8,
    }
}

const fn discard_code(reason: DiscardReason) -> i64 {
    match reason {
        DiscardReason::MissingIdentity => 1,
        DiscardReason::InvalidIdentity => 2,
        DiscardReason::UserNotFound => 3,
        DiscardReason::AmbiguousUser => 4,
        DiscardReason::UserDeleted => 5,
        DiscardReason::EventTypeLimit => 6,
        DiscardReason::AttributeMissing => 7,
        DiscardReason::AttributeType => 8,
        DiscardReason::AttributeLimit => 9,
        DiscardReason::ReservedName => 10,
        DiscardReason::InvalidPayload => 11,
        DiscardReason::Rejected => 12,
    }
}

/// The number of an outcome in the totals.
pub(super) const fn outcome_code(outcome: Outcome) -> i64 {
    match outcome {
        Outcome::Pending => 0,
        Outcome::Delivered => 1,
        Outcome::Discarded => 2,
        Outcome::Expired => 3,
    }
}

/// The number of a kind.
pub(super) const fn kind_code(kind: Kind) -> i64 {
    match kind {
        Kind::Event => 0,
        Kind::User => 1,
    }
}

/// The kind of a number read from disk.
pub(super) fn read_kind(number: i64) -> Result<Kind, StateError> {
    match number {
        0 => Ok(Kind::Event),
        1 => Ok(Kind::User),
        other => Err(invalid("kind", other)),
    }
}

/// The number of a priority: what is sent first has the smallest.
pub(super) const fn priority_code(priority: Priority) -> i64 {
    match priority {
        Priority::Live => 0,
        Priority::Retry => 1,
        Priority::Backfill => 2,
    }
}

/// The number of a backfill's state.
pub(super) const fn backfill_code(state: BackfillState) -> i64 {
    match state {
        BackfillState::Running => 0,
        BackfillState::Done => 1,
        BackfillState::Cancelled => 2,
    }
}

/// The state of a backfill of a number read from disk.
pub(super) fn read_backfill(number: i64) -> Result<BackfillState, StateError> {
    match number {
        0 => Ok(BackfillState::Running),
        1 => Ok(BackfillState::Done),
        2 => Ok(BackfillState::Cancelled),
        other => Err(invalid("backfill state", other)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_status_has_a_number_of_its_own_and_reads_back() {
        let mut seen = BTreeSet::new();
        for status in all_statuses() {
            let code = StatusCode::of(status).get();
            assert!(seen.insert(code), "{status:?} shares number {code}");
            assert!((0..63).contains(&code));
            assert_eq!(code < 10, status.outcome() == Outcome::Pending);
            assert_eq!(StatusCode::read(code).unwrap(), status);
        }
    }

    #[test]
    fn a_number_that_stands_for_nothing_is_an_error() {
        assert!(StatusCode::read(9).is_err());
        assert!(read_kind(2).is_err());
        assert!(read_backfill(3).is_err());
    }
}
