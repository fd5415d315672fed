//! Profiles, the devices that point to them, and groups.

use intertide_domain::ids::{DeviceId, UserId};
use intertide_domain::profile::{GroupKey, Profile, ProfileKey};
use intertide_domain::property::Properties;
use rusqlite::{Connection, OptionalExtension, params};

use super::error::{from_json, invalid, to_json};
use crate::state::StateError;

const USER: i64 = 0;
const ANONYMOUS: i64 = 1;

fn parts(key: &ProfileKey) -> (i64, &str) {
    match key {
        ProfileKey::User(user) => (USER, user.as_str()),
        ProfileKey::Anonymous(device) => (ANONYMOUS, device.as_str()),
    }
}

/// A profile.
pub(super) fn get(
    connection: &Connection,
    key: &ProfileKey,
) -> Result<Option<Profile>, StateError> {
    let (kind, id) = parts(key);
    let mut statement =
        connection.prepare_cached("SELECT profile FROM profiles WHERE kind = ?1 AND id = ?2")?;
    let mut rows = statement.query(params![kind, id])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let text = row
        .get_ref(0)?
        .as_str()
        .map_err(|e| invalid("profile", e))?;
    from_json("profile", text).map(Some)
}

/// Writes profiles; `None` removes one.
pub(super) fn put(
    connection: &Connection,
    profiles: &[(ProfileKey, Option<Profile>)],
) -> Result<(), StateError> {
    let mut write = connection.prepare_cached(
        "INSERT INTO profiles (kind, id, profile) VALUES (?1, ?2, ?3)
         ON CONFLICT (kind, id) DO UPDATE SET profile = excluded.profile",
    )?;
    let mut remove =
        connection.prepare_cached("DELETE FROM profiles WHERE kind = ?1 AND id = ?2")?;
    for (key, profile) in profiles {
        let (kind, id) = parts(key);
        match profile {
            Some(profile) => write.execute(params![kind, id, to_json("profile", profile)?])?,
            None => remove.execute(params![kind, id])?,
        };
    }
    Ok(())
}

/// Forgets on which devices a user logged in.
pub(super) fn unlink(connection: &Connection, user: &UserId) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached("DELETE FROM devices WHERE user_id = ?1")?;
    statement.execute([user.as_str()])?;
    Ok(())
}

/// Who logged in last on a device.
pub(super) fn link(
    connection: &Connection,
    device: &DeviceId,
) -> Result<Option<UserId>, StateError> {
    let mut statement =
        connection.prepare_cached("SELECT user_id FROM devices WHERE device_id = ?1")?;
    let user: Option<String> = statement
        .query_row([device.as_str()], |row| row.get(0))
        .optional()?;
    Ok(user.map(UserId::from))
}

/// Writes who logged in last on each device.
pub(super) fn put_links(
    connection: &Connection,
    links: &[(DeviceId, UserId)],
) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO devices (device_id, user_id) VALUES (?1, ?2)
         ON CONFLICT (device_id) DO UPDATE SET user_id = excluded.user_id",
    )?;
    for (device, user) in links {
        statement.execute([device.as_str(), user.as_str()])?;
    }
    Ok(())
}

/// The devices on which a user logged in last, by id.
pub(super) fn devices_of(
    connection: &Connection,
    user: &UserId,
) -> Result<Vec<DeviceId>, StateError> {
    let mut statement = connection
        .prepare_cached("SELECT device_id FROM devices WHERE user_id = ?1 ORDER BY device_id")?;
    let devices = statement.query_map([user.as_str()], |row| row.get::<_, String>(0))?;
    let devices: Result<Vec<_>, _> = devices.map(|id| id.map(DeviceId::from)).collect();
    Ok(devices?)
}

/// A group's properties.
pub(super) fn group(
    connection: &Connection,
    key: &GroupKey,
) -> Result<Option<Properties>, StateError> {
    let mut statement = connection
        .prepare_cached("SELECT properties FROM groups WHERE group_type = ?1 AND value = ?2")?;
    let mut rows = statement.query([&key.group_type, &key.value])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let text = row.get_ref(0)?.as_str().map_err(|e| invalid("group", e))?;
    from_json("group", text).map(Some)
}

/// Writes groups' properties.
pub(super) fn put_groups(
    connection: &Connection,
    groups: &[(GroupKey, Properties)],
) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO groups (group_type, value, properties) VALUES (?1, ?2, ?3)
         ON CONFLICT (group_type, value) DO UPDATE SET properties = excluded.properties",
    )?;
    for (key, properties) in groups {
        let properties = to_json("group", properties)?;
        statement.execute([&key.group_type, &key.value, &properties])?;
    }
    Ok(())
}
