//! What intake reads and commits.

use std::collections::BTreeMap;

use intertide_domain::delivery::{Chain, NewDelivery, Outcome, Route, Status, WaitReason};
use intertide_domain::ids::UserId;
use intertide_domain::process::{IntakeCommit, Keys, Loaded};
use intertide_domain::profile::{GroupKey, ProfileKey};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, params};

use super::chain::{self, Turn};
use super::codes::{StatusCode, kind_code};
use super::counters::{Counters, End};
use super::error::to_json;
use super::syncs::LiveSyncs;
use super::{meta, profiles, seen};
use crate::state::StateError;

const MINUTE_MS: i64 = 60_000;

/// Loads what a batch touches: what is named, and what follows from it.
pub(super) fn load(connection: &Connection, keys: &Keys) -> Result<Loaded, StateError> {
    let mut loaded = Loaded::default();
    loaded.seen = seen::load(connection, &keys.seen)?;
    for device in &keys.devices {
        if let Some(user) = profiles::link(connection, device)? {
            loaded.links.insert(device.clone(), user);
        }
    }
    let users = keys.users.iter().chain(loaded.links.values());
    let users = users.cloned().map(ProfileKey::User);
    let devices = keys.devices.iter().cloned().map(ProfileKey::Anonymous);
    for key in users.chain(devices) {
        if loaded.profiles.contains_key(&key) {
            continue;
        }
        if let Some(profile) = profiles::get(connection, &key)? {
            loaded.profiles.insert(key, profile);
        }
    }
    load_groups(connection, keys, &mut loaded)?;
    Ok(loaded)
}

fn load_groups(
    connection: &Connection,
    keys: &Keys,
    loaded: &mut Loaded,
) -> Result<(), StateError> {
    let of_profiles = loaded.profiles.values().flat_map(|profile| {
        profile.groups.iter().flat_map(|(group_type, values)| {
            values.iter().map(|value| GroupKey {
                group_type: group_type.clone(),
                value: value.clone(),
            })
        })
    });
    for key in keys.groups.iter().cloned().chain(of_profiles) {
        if loaded.groups.contains_key(&key) {
            continue;
        }
        if let Some(properties) = profiles::group(connection, &key)? {
            loaded.groups.insert(key, properties);
        }
    }
    Ok(())
}

/// Commits a batch, once: one whose end is not beyond what is committed changes nothing.
pub(super) fn commit(connection: &Connection, commit: &IntakeCommit) -> Result<(), StateError> {
    if commit.processed <= meta::processed(connection)? {
        return Ok(());
    }
    profiles::put(connection, &commit.profiles)?;
    profiles::put_links(connection, &commit.links)?;
    profiles::put_groups(connection, &commit.groups)?;
    seen::put(connection, &commit.seen)?;
    let live = LiveSyncs::read(connection)?;
    let mut counters = Counters::default();
    put_deliveries(connection, commit, &live, &mut counters)?;
    for ((sync, reason), count) in &commit.skipped {
        if live.contains(*sync) {
            counters.skipped(*sync, *reason, commit.at, *count);
        }
    }
    counters.intake(commit.at, commit.received, commit.duplicates);
    counters.write(connection)?;
    meta::set_processed(connection, commit.processed)
}

fn put_deliveries(
    connection: &Connection,
    commit: &IntakeCommit,
    live: &LiveSyncs,
    counters: &mut Counters,
) -> Result<(), StateError> {
    let mut deliveries = commit
        .deliveries
        .iter()
        .filter(|d| live.contains(d.sync))
        .peekable();
    if deliveries.peek().is_none() {
        return Ok(());
    }
    let first_id = meta::next_delivery(connection)?;
    let mut id = first_id;
    let mut minutes = BTreeMap::new();
    for delivery in deliveries {
        let place = place(connection, delivery, commit.at, counters)?;
        insert(connection, id, delivery, &place)?;
        let minute = delivery.created_at.get().div_euclid(MINUTE_MS);
        minutes.entry(minute).or_insert((id, id)).1 = id;
        id += 1;
    }
    note_minutes(connection, &minutes)?;
    meta::set_next_delivery(connection, id)
}

/// Where a delivery stands when it comes.
struct Place {
    status: Status,
    chain: Option<Chain>,
    due_at: Option<UnixMillis>,
    settled_at: Option<UnixMillis>,
}

/// Puts a delivery into its chain or settles it, and counts it.
fn place(
    connection: &Connection,
    delivery: &NewDelivery,
    at: UnixMillis,
    counters: &mut Counters,
) -> Result<Place, StateError> {
    let sync = delivery.sync;
    match delivery.route {
        Route::Queued(chain) => {
            let now = delivery.created_at;
            counters.total(sync, Outcome::Pending, 1);
            let turn = chain::join(connection, sync, chain, delivery.kind, now)?;
            let wait = (turn == Turn::Later).then_some(WaitReason::BehindEarlier);
            Ok(Place {
                status: Status::Pending(wait),
                chain: Some(chain),
                due_at: (turn == Turn::Now).then_some(now),
                settled_at: None,
            })
        }
        Route::Discarded(reason) => {
            counters.total(sync, Outcome::Discarded, 1);
            counters.end(sync, &delivery.event_type, at, End::Discarded(reason));
            Ok(Place {
                status: Status::Discarded(reason),
                chain: None,
                due_at: None,
                settled_at: Some(at),
            })
        }
    }
}

fn insert(
    connection: &Connection,
    id: i64,
    delivery: &NewDelivery,
    place: &Place,
) -> Result<(), StateError> {
    let notes = match delivery.notes.as_slice() {
        [] => None,
        notes => Some(to_json("note", &notes)?),
    };
    let mut row = connection.prepare_cached(
        "INSERT INTO deliveries (id, sync_id, status, kind, chain, due_at, attempts, log_offset,
             created_at, received_at, settled_at, event_type, user_id, notes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    row.execute(params![
        id,
        delivery.sync.get(),
        StatusCode::of(place.status).get(),
        kind_code(delivery.kind),
        place.chain.map(Chain::get),
        place.due_at.map(UnixMillis::get),
        delivery.offset.get().cast_signed(),
        delivery.created_at.get(),
        delivery.received_at.get(),
        place.settled_at.map(UnixMillis::get),
        delivery.event_type.as_str(),
        delivery.user_id.as_ref().map(UserId::as_str),
        notes,
    ])?;
    let mut payload =
        connection.prepare_cached("INSERT INTO payloads (delivery_id, payload) VALUES (?1, ?2)")?;
    payload.execute(params![id, delivery.payload])?;
    Ok(())
}

fn note_minutes(
    connection: &Connection,
    minutes: &BTreeMap<i64, (i64, i64)>,
) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO delivery_minutes (minute, first_id, last_id) VALUES (?1, ?2, ?3)
         ON CONFLICT (minute) DO UPDATE SET last_id = excluded.last_id",
    )?;
    for (minute, (first, last)) in minutes {
        statement.execute([minute, first, last])?;
    }
    Ok(())
}
