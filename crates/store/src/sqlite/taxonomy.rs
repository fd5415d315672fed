//! Which names were seen: one row a name, with the types and examples of its values.

use intertide_domain::ids::EventType;
use intertide_domain::property::UserProperty;
use intertide_domain::taxonomy::{Entry, Example, Seen, Taxonomy, ValueType};
use intertide_domain::time::UnixMillis;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use super::error::{from_json, invalid, to_json};
use crate::state::StateError;

const EVENT_TYPE: i64 = 1;
const EVENT_PROPERTY: i64 = 2;
const USER_PROPERTY: i64 = 3;
const GROUP_PROPERTY: i64 = 4;

/// What is kept of the values of a name.
#[derive(Serialize, Deserialize)]
struct Values {
    types: Vec<ValueType>,
    examples: Vec<Example>,
}

/// Writes the names that taught something.
pub(super) fn put(connection: &Connection, learned: &[(Seen, Entry)]) -> Result<(), StateError> {
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO taxonomy (kind, scope, name, first_seen, last_seen, seen_values)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (seen, entry) in learned {
        let (kind, scope, name) = key(seen);
        let values = Values {
            types: entry.types.iter().copied().collect(),
            examples: entry.examples.clone(),
        };
        statement.execute(params![
            kind,
            scope,
            name,
            entry.first_seen.get(),
            entry.last_seen.get(),
            to_json("taxonomy entry", &values)?
        ])?;
    }
    Ok(())
}

/// Forgets the examples of all values; their types stay.
pub(super) fn forget_examples(connection: &Connection) -> Result<(), StateError> {
    let emptied: Vec<(Seen, Entry)> = entries(connection)?
        .into_iter()
        .filter(|(_, entry)| !entry.examples.is_empty())
        .map(|(seen, entry)| {
            let examples = Vec::new();
            (seen, Entry { examples, ..entry })
        })
        .collect();
    put(connection, &emptied)
}

/// All names that are remembered.
pub(super) fn all(connection: &Connection) -> Result<Taxonomy, StateError> {
    Ok(entries(connection)?.into_iter().collect())
}

fn entries(connection: &Connection) -> Result<Vec<(Seen, Entry)>, StateError> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, scope, name, first_seen, last_seen, seen_values FROM taxonomy",
    )?;
    let mut rows = statement.query([])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push((seen(row)?, entry(row)?));
    }
    Ok(entries)
}

fn key(seen: &Seen) -> (i64, &str, String) {
    match seen {
        Seen::EventType(event_type) => (EVENT_TYPE, "", event_type.to_string()),
        Seen::EventProperty { event_type, name } => {
            (EVENT_PROPERTY, event_type.as_str(), name.to_string())
        }
        Seen::UserProperty(property) => (USER_PROPERTY, "", property.to_string()),
        Seen::GroupProperty { group_type, name } => (GROUP_PROPERTY, group_type, name.to_string()),
    }
}

fn seen(row: &Row<'_>) -> Result<Seen, StateError> {
    let scope: String = row.get(1)?;
    let name: String = row.get(2)?;
    Ok(match row.get(0)? {
        EVENT_TYPE => Seen::EventType(EventType::from(name)),
        EVENT_PROPERTY => Seen::EventProperty {
            event_type: EventType::from(scope),
            name: name.into(),
        },
        USER_PROPERTY => Seen::UserProperty(UserProperty::parse(&name)),
        GROUP_PROPERTY => Seen::GroupProperty {
            group_type: scope.into(),
            name: name.into(),
        },
        other => return Err(invalid("kind of name", other)),
    })
}

fn entry(row: &Row<'_>) -> Result<Entry, StateError> {
    let values: String = row.get(5)?;
    let values: Values = from_json("taxonomy entry", &values)?;
    Ok(Entry {
        types: values.types.into_iter().collect(),
        examples: values.examples,
        first_seen: UnixMillis::new(row.get(3)?),
        last_seen: UnixMillis::new(row.get(4)?),
    })
}
