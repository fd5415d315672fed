//! Slots: the second that an event has for itself at the destination, since two events of one
//! user, one name and one second become one there (product.md 4 and 5).

use intertide_domain::delivery::{Note, Slot};
use intertide_domain::time::UnixSeconds;
use rusqlite::{Connection, OptionalExtension};

use crate::state::StateError;

/// How many taken seconds in a row are looked at before one is taken behind all others: an hour.
/// Whoever has that many events of one name in one second has a fault or an attack, and intake
/// must not become slower with each further one.
const SEARCHED: usize = 3_600;

pub(super) const TAKEN: &str = "
    SELECT slot_second FROM deliveries INDEXED BY deliveries_slot
    WHERE slot_key = ?1 AND slot_second >= ?2 ORDER BY slot_second";

pub(super) const LAST_TAKEN: &str = "
    SELECT slot_second FROM deliveries INDEXED BY deliveries_slot
    WHERE slot_key = ?1 ORDER BY slot_second DESC LIMIT 1";

/// The next second from the wanted one on that nobody has.
pub(super) fn free_second(connection: &Connection, slot: Slot) -> Result<UnixSeconds, StateError> {
    let mut statement = connection.prepare_cached(TAKEN)?;
    let mut taken = statement.query([slot.key.get(), slot.second.get()])?;
    let mut free = slot.second.get();
    for _ in 0..SEARCHED {
        match taken.next()? {
            Some(row) if row.get::<_, i64>(0)? == free => free = free.saturating_add(1),
            Some(_) | None => return Ok(UnixSeconds::new(free)),
        }
    }
    after_all(connection, slot)
}

fn after_all(connection: &Connection, slot: Slot) -> Result<UnixSeconds, StateError> {
    let mut statement = connection.prepare_cached(LAST_TAKEN)?;
    let last: Option<i64> = statement
        .query_row([slot.key.get()], |row| row.get(0))
        .optional()?;
    let free = last.map_or(slot.second.get(), |last| last.saturating_add(1));
    Ok(UnixSeconds::new(free))
}

/// What the reader of a delivery is told when it was moved.
pub(super) fn moved_note(wanted: UnixSeconds, second: UnixSeconds) -> Note {
    Note(format!(
        "Intercom would merge this with another event of the same second: sent as of {} instead \
         of {}",
        text(second),
        text(wanted)
    ))
}

/// RFC 3339 without the milliseconds, of which a whole second has none.
fn text(second: UnixSeconds) -> String {
    second.to_millis().to_rfc3339().replace(".000Z", "Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_names_both_seconds() {
        let (wanted, second) = (
            UnixSeconds::new(1_795_572_116),
            UnixSeconds::new(1_795_572_118),
        );
        assert_eq!(
            moved_note(wanted, second).0,
            "Intercom would merge this with another event of the same second: sent as of \
             2026-11-25T02:01:58Z instead of 2026-11-25T02:01:56Z"
        );
    }
}
