//! Finding the deliveries of a list: which index leads, so that a page costs about a page
//! whatever lies beside it.

use intertide_domain::delivery::Status;
use intertide_domain::ids::{DeliveryId, EventType, UserId};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, ToSql, named_params};

use super::codes::{StatusCode, all_statuses};
use super::period::ids_of_period;
use crate::state::{DeliveryQuery, StateError};

/// The most that one page holds, whatever is asked for.
const MAX_PAGE: usize = 1_000;

/// The ids of a page.
pub(super) struct Found {
    /// Newest first.
    pub(super) ids: Vec<DeliveryId>,
    /// Whether others follow.
    pub(super) more: bool,
}

/// A query as the indexes understand it.
struct Search<'a> {
    sync: i64,
    /// The statuses that are wanted.
    statuses: Vec<StatusCode>,
    user: Option<&'a UserId>,
    event_type: Option<&'a EventType>,
    created_from: i64,
    created_before: i64,
    /// Ids from here, up to but without there.
    ids: std::ops::Range<i64>,
    limit: i64,
}

/// What every search asks beside its own key. Status sets are tested as bits.
macro_rules! search {
    ($index:literal, $key:literal) => {
        concat!(
            "SELECT id FROM deliveries INDEXED BY ",
            $index,
            " WHERE ",
            $key,
            " AND id >= :first AND id < :before
             AND (:statuses >> status) & 1
             AND created_at >= :created_from AND created_at < :created_before
             AND (:event_type IS NULL OR event_type = :event_type)
             ORDER BY id DESC LIMIT :limit"
        )
    };
}

pub(super) const BY_USER: &str = search!("deliveries_user", "user_id = :key AND sync_id = :sync");
pub(super) const BY_TYPE: &str =
    search!("deliveries_type", "sync_id = :sync AND event_type = :key");
pub(super) const BY_STATUS: &str =
    search!("deliveries_status", "sync_id = :sync AND status = :key");

/// Finds the ids of a page.
pub(super) fn find(connection: &Connection, query: &DeliveryQuery) -> Result<Found, StateError> {
    let size = query.limit.min(MAX_PAGE);
    let search = Search::new(connection, query, size)?;
    let mut ids = search.ids(connection)?;
    let more = ids.len() > size;
    ids.truncate(size);
    Ok(Found {
        ids: ids.into_iter().map(DeliveryId::new).collect(),
        more,
    })
}

impl<'a> Search<'a> {
    fn new(
        connection: &Connection,
        query: &'a DeliveryQuery,
        size: usize,
    ) -> Result<Self, StateError> {
        let statuses = all_statuses()
            .filter(|status| {
                query
                    .outcome
                    .is_none_or(|wanted| wanted == status.outcome())
            })
            .filter(|status| {
                let wanted = query.category.as_deref();
                wanted.is_none() || wanted == status.category()
            })
            .map(StatusCode::of)
            .collect();
        let before = query.before.map_or(i64::MAX, DeliveryId::get);
        let one_more = size.saturating_add(1);
        Ok(Self {
            sync: query.sync.get(),
            statuses,
            user: query.user.as_ref(),
            event_type: query.event_type.as_ref(),
            created_from: query.from.map_or(i64::MIN, UnixMillis::get),
            created_before: query.to.map_or(i64::MAX, UnixMillis::get),
            ids: ids_of_period(connection, query.from, query.to, before)?,
            limit: i64::try_from(one_more).unwrap_or(i64::MAX),
        })
    }

    /// A user has few deliveries; failures are few of a type's deliveries; a type has fewer than
    /// all.
    fn ids(&self, connection: &Connection) -> Result<Vec<i64>, StateError> {
        if let Some(user) = self.user {
            return self.run(connection, BY_USER, &user.as_str(), &self.statuses);
        }
        let delivered = StatusCode::of(Status::Delivered);
        match self.event_type {
            Some(event_type) if self.statuses.contains(&delivered) => {
                self.run(connection, BY_TYPE, &event_type.as_str(), &self.statuses)
            }
            Some(_) | None => self.by_status(connection),
        }
    }

    /// Each status is in the order of ids, so the page is among the newest of each.
    fn by_status(&self, connection: &Connection) -> Result<Vec<i64>, StateError> {
        let mut ids = Vec::new();
        for status in &self.statuses {
            ids.extend(self.run(connection, BY_STATUS, &status.get(), &[*status])?);
        }
        ids.sort_unstable_by(|a, b| b.cmp(a));
        Ok(ids)
    }

    fn run(
        &self,
        connection: &Connection,
        sql: &str,
        key: &dyn ToSql,
        statuses: &[StatusCode],
    ) -> Result<Vec<i64>, StateError> {
        let statuses = statuses
            .iter()
            .fold(0, |set, code| set | 1_i64 << code.get());
        let mut statement = connection.prepare_cached(sql)?;
        let ids = statement.query_map(
            named_params! {
                ":key": key,
                ":sync": self.sync,
                ":first": self.ids.start,
                ":before": self.ids.end,
                ":statuses": statuses,
                ":created_from": self.created_from,
                ":created_before": self.created_before,
                ":event_type": self.event_type.map(EventType::as_str),
                ":limit": self.limit,
            },
            |row| row.get(0),
        )?;
        let ids: Result<_, _> = ids.collect();
        Ok(ids?)
    }
}
