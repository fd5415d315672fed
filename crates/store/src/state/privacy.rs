//! Erasing users, and keeping them out.

use std::collections::HashMap;

use intertide_domain::ids::{ErasureId, Offset, UserId};
use intertide_domain::privacy::{Erasure, NewErasure};
use intertide_domain::time::UnixMillis;

use super::StateError;

/// What erasing users needs. What is removed here is overwritten on disk as well, at the latest
/// with [`purge`](Self::purge).
pub trait PrivacyState: Send + Sync {
    /// Writes erasures down, and keeps their users out from then on, in one commit.
    fn request_erasures(&self, asked: &[NewErasure]) -> Result<Vec<Erasure>, StateError>;

    /// The erasures that are asked for, newest first.
    fn erasures(&self, query: &ErasureQuery) -> Result<Vec<Erasure>, StateError>;

    /// The erasures that are not done, oldest first.
    fn open_erasures(&self) -> Result<Vec<Erasure>, StateError>;

    /// Removes a user's profile, devices and deliveries, and the examples of all values, and brings
    /// the erasure to its second stage, in one commit. What was pending is discarded as
    /// `user_deleted` first, so that counts add up. None when the erasure is not in its first stage.
    fn erase_user(&self, id: ErasureId, at: UnixMillis) -> Result<Option<Erasure>, StateError>;

    /// Removes what is told of the user's records from `from` on, a part of them in one commit;
    /// says where to go on, if there is more.
    fn erase_traces(&self, erasure: &Erasure, from: Offset) -> Result<Option<Offset>, StateError>;

    /// Removes the deliveries of these records that name no user, and those of the user that were
    /// made meanwhile; says how many those were. What was pending is discarded first.
    fn erase_deliveries_of(
        &self,
        user: &UserId,
        records: &[Offset],
        at: UnixMillis,
    ) -> Result<u64, StateError>;

    /// Writes down how an erasure stands.
    fn put_erasure(&self, erasure: &Erasure) -> Result<(), StateError>;

    /// Leaves nothing of what was removed in any file, or as little as can be done in a short
    /// time.
    fn purge(&self) -> Result<(), StateError>;

    /// The users who are kept out, and since when.
    fn suppressions(&self) -> Result<HashMap<UserId, UnixMillis>, StateError>;

    /// Lets the user of this erasure come back; false when that user is not kept out.
    fn lift_suppression(&self, id: ErasureId) -> Result<bool, StateError>;
}

/// Which erasures.
#[derive(Clone, Debug, Default)]
pub struct ErasureQuery {
    pub user: Option<UserId>,
    /// Requested at or after.
    pub from: Option<UnixMillis>,
    /// Requested before.
    pub to: Option<UnixMillis>,
    /// Only those with a smaller id: the cursor.
    pub before: Option<ErasureId>,
    /// How many, at most.
    pub limit: usize,
}
