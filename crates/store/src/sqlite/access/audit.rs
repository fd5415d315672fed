//! The audit log.

use std::net::IpAddr;

use intertide_domain::access::{Action, Actor, ActorKind, AuditEntry, Deed, Subject, SubjectKind};
use intertide_domain::ids::AuditId;
use intertide_domain::time::UnixMillis;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::{optional_word, word};
use crate::sqlite::error::{from_json, invalid, to_json};
use crate::state::{AuditPage, AuditQuery, StateError};

pub(super) fn append(connection: &Connection, deed: &Deed) -> Result<AuditId, StateError> {
    let subject = deed.subject.as_ref();
    let differences = match deed.differences.as_slice() {
        [] => None,
        differences => Some(to_json("list of differences", &differences)?),
    };
    let mut statement = connection.prepare_cached(
        "INSERT INTO audit (at, actor_kind, actor_name, address, action, subject_kind, subject_id,
             subject_name, differences)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let id = statement.insert(params![
        deed.at.get(),
        deed.actor.kind.as_str(),
        deed.actor.name,
        deed.address.map(|address| address.to_string()),
        deed.action.as_str(),
        subject.map(|subject| subject.kind.as_str()),
        subject.map(|subject| subject.id.as_str()),
        subject.map(|subject| subject.name.as_str()),
        differences,
    ])?;
    Ok(AuditId::new(id))
}

/// A page, newest first: one more row than asked for tells whether there is a next one.
pub(super) fn page(connection: &Connection, query: &AuditQuery) -> Result<AuditPage, StateError> {
    let (conditions, mut values) = conditions(query);
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, at, actor_kind, actor_name, address, action, subject_kind, subject_id,
             subject_name, differences
         FROM audit WHERE {conditions} ORDER BY id DESC LIMIT ?"
    ))?;
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    values.push(Value::from(limit.saturating_add(1)));
    let mut rows = statement.query(params_from_iter(values))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        if entries.len() == query.limit {
            let next = entries.last().map(|entry: &AuditEntry| entry.id);
            return Ok(AuditPage { entries, next });
        }
        entries.push(read(row)?);
    }
    Ok(AuditPage {
        entries,
        next: None,
    })
}

fn conditions(query: &AuditQuery) -> (String, Vec<Value>) {
    let text = |text: &str| Value::from(text.to_owned());
    let given = [
        ("actor_name = ?", query.actor.as_deref().map(text)),
        ("action = ?", query.action.map(|one| text(one.as_str()))),
        (
            "subject_kind = ?",
            query.subject.map(|one| text(one.as_str())),
        ),
        ("subject_id = ?", query.subject_id.as_deref().map(text)),
        ("at >= ?", query.from.map(|at| Value::from(at.get()))),
        ("at < ?", query.to.map(|at| Value::from(at.get()))),
        ("id < ?", query.before.map(|id| Value::from(id.get()))),
    ];
    let mut conditions = vec!["TRUE"];
    let mut values = Vec::new();
    for (condition, value) in given {
        if let Some(value) = value {
            conditions.push(condition);
            values.push(value);
        }
    }
    (conditions.join(" AND "), values)
}

fn read(row: &Row<'_>) -> Result<AuditEntry, StateError> {
    let address = optional_word(row, 4, "address", |text| text.parse::<IpAddr>().ok())?;
    let differences = match row.get::<_, Option<String>>(9)? {
        Some(text) => from_json("list of differences", &text)?,
        None => Vec::new(),
    };
    Ok(AuditEntry {
        id: AuditId::new(row.get(0)?),
        deed: Deed {
            at: UnixMillis::new(row.get(1)?),
            actor: Actor {
                kind: word(row, 2, "kind of an actor", ActorKind::parse)?,
                name: row.get(3)?,
            },
            address,
            action: word(row, 5, "action", Action::parse)?,
            subject: subject(row)?,
            differences,
        },
    })
}

fn subject(row: &Row<'_>) -> Result<Option<Subject>, StateError> {
    let Some(kind) = optional_word(row, 6, "kind of a subject", SubjectKind::parse)? else {
        return Ok(None);
    };
    let text = |column| {
        let text = row.get::<_, Option<String>>(column)?;
        text.ok_or_else(|| invalid("subject", "it has no id or no name"))
    };
    Ok(Some(Subject {
        kind,
        id: text(7)?,
        name: text(8)?,
    }))
}

/// Drops some of the entries from before a time; says how many.
pub(in crate::sqlite) fn remove_before(
    connection: &Connection,
    before: UnixMillis,
    limit: usize,
) -> Result<usize, StateError> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ?1 ORDER BY at LIMIT ?2)",
    )?;
    Ok(statement.execute(params![before.get(), limit as i64])?)
}

/// Drops some of the oldest entries beyond the newest `most`; says how many.
pub(in crate::sqlite) fn remove_surplus(
    connection: &Connection,
    most: u64,
    limit: usize,
) -> Result<usize, StateError> {
    // Ids are given one by one, so the last one says how far back the newest reach.
    let mut statement = connection.prepare_cached(
        "DELETE FROM audit WHERE id IN (
             SELECT id FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?1
             ORDER BY id LIMIT ?2)",
    )?;
    Ok(statement.execute(params![most.cast_signed(), limit as i64])?)
}
