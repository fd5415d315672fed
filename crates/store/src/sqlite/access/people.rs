//! People.

use intertide_domain::access::{Role, name_key};
use intertide_domain::ids::PersonId;
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, Row, params};

use super::{time, word};
use crate::state::{KeptPassword, NewPerson, Person, StateError};

pub(super) fn all(connection: &Connection) -> Result<Vec<Person>, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, role, password, created_at, last_seen_at FROM people ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        people.push(read(row)?);
    }
    Ok(people)
}

fn read(row: &Row<'_>) -> Result<Person, StateError> {
    Ok(Person {
        id: PersonId::new(row.get(0)?),
        name: row.get(1)?,
        role: word(row, 2, "role", Role::parse)?,
        password: row.get::<_, Option<String>>(3)?.map(KeptPassword),
        created_at: UnixMillis::new(row.get(4)?),
        last_seen_at: time(row, 5)?,
    })
}

/// Adds a person; none when the name is taken.
pub(super) fn insert(
    connection: &Connection,
    new: &NewPerson,
) -> Result<Option<Person>, StateError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO people (name, name_key, role, password, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name_key) DO NOTHING",
    )?;
    let added = statement.execute(params![
        new.name,
        name_key(&new.name),
        new.role.as_str(),
        new.password.0,
        new.at.get(),
    ])?;
    if added == 0 {
        return Ok(None);
    }
    Ok(Some(Person {
        id: PersonId::new(connection.last_insert_rowid()),
        name: new.name.clone(),
        role: new.role,
        password: Some(new.password.clone()),
        created_at: new.at,
        last_seen_at: None,
    }))
}

pub(super) fn set_role(
    connection: &Connection,
    id: PersonId,
    role: Role,
) -> Result<bool, StateError> {
    let mut statement =
        connection.prepare_cached("UPDATE people SET role = ?2 WHERE id = ?1 AND id <> ?3")?;
    let changed = statement.execute(params![id.get(), role.as_str(), PersonId::ADMIN.get()])?;
    Ok(changed > 0)
}

pub(super) fn set_password(
    connection: &Connection,
    id: PersonId,
    password: &KeptPassword,
) -> Result<bool, StateError> {
    let mut statement =
        connection.prepare_cached("UPDATE people SET password = ?2 WHERE id = ?1 AND id <> ?3")?;
    let changed = statement.execute(params![id.get(), password.0, PersonId::ADMIN.get()])?;
    Ok(changed > 0)
}

pub(super) fn seen(
    connection: &Connection,
    id: PersonId,
    at: UnixMillis,
) -> Result<(), StateError> {
    let mut statement =
        connection.prepare_cached("UPDATE people SET last_seen_at = ?2 WHERE id = ?1")?;
    statement.execute([id.get(), at.get()])?;
    Ok(())
}

pub(super) fn delete(connection: &Connection, id: PersonId) -> Result<bool, StateError> {
    let mut statement =
        connection.prepare_cached("DELETE FROM people WHERE id = ?1 AND id <> ?2")?;
    Ok(statement.execute([id.get(), PersonId::ADMIN.get()])? > 0)
}
