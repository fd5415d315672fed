//! Lists of deliveries: order, pages and filters.

use intertide_domain::delivery::{DiscardReason, Kind, Outcome, Route, Settled, WaitReason};
use intertide_domain::ids::{DeliveryId, EventType, SyncId, UserId};

use super::{Fresh, HOUR, MINUTE, Opened, all_of, at, queued, retry};
use crate::state::DeliveryQuery;

pub fn deliveries_come_newest_first_page_by_page(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (sync, other) = (state.sync_on(), state.sync_on());
    for n in 0..7 {
        state.intake(
            at(n),
            vec![
                queued(sync, &format!("user {n}"), &n.to_string(), at(n)),
                queued(other, "ann", "elsewhere", at(n)),
            ],
        );
    }
    // Outcomes differ, so that an order by anything but the id would show.
    for due in state.all_due(sync, at(9)).iter().step_by(2) {
        state.settle_one(due, at(9), Settled::Delivered);
    }
    let mut pages = Vec::new();
    let mut before = None;
    loop {
        let query = DeliveryQuery {
            before,
            limit: 3,
            ..all_of(sync)
        };
        let page = state.deliveries(&query).unwrap();
        pages.push(names(&page.deliveries.iter().collect::<Vec<_>>()));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(pages, ["6 5 4", "3 2 1", "0"]);
    let exactly = DeliveryQuery {
        limit: 7,
        ..all_of(sync)
    };
    assert_eq!(
        state.deliveries(&exactly).unwrap().next,
        None,
        "no empty page follows"
    );
}

fn names(rows: &[&crate::state::DeliveryRow]) -> String {
    let names: Vec<_> = rows.iter().map(|row| row.event_type.as_str()).collect();
    names.join(" ")
}

/// Ann: 1 delivered, 2 behind nothing in retry; Bob: 3 discarded, 4 expired; nobody: 5 discarded.
fn mixed(state: &Opened) -> SyncId {
    let sync = state.sync_on();
    let mut nobody = queued(sync, "-", "Closed", at(4 * MINUTE));
    nobody.user_id = None;
    nobody.route = Route::Discarded(DiscardReason::MissingIdentity);
    let deliveries = [
        queued(sync, "ann", "Opened", at(0)),
        queued(sync, "ann", "Closed", at(MINUTE)),
        queued(sync, "bob", "Opened", at(2 * MINUTE)),
        queued(sync, "bob", "Opened", at(3 * MINUTE)),
        nobody,
    ];
    for delivery in deliveries {
        state.intake(delivery.created_at, vec![delivery]);
    }
    let ends = [
        ("ann", Settled::Delivered),
        ("ann", retry(at(HOUR), WaitReason::Network)),
        ("bob", Settled::Discarded(DiscardReason::UserNotFound)),
        ("bob", Settled::Expired(WaitReason::Network)),
    ];
    for (user, settled) in ends {
        let due = state.all_due(sync, at(10 * MINUTE));
        let due = due
            .iter()
            .find(|due| due.user_id == Some(UserId::from(user)));
        state.settle_one(due.unwrap(), at(10 * MINUTE), settled);
    }
    sync
}

pub fn filters_hold_alone_and_together(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = mixed(&state);
    let first = state.rows(sync).last().unwrap().id.get();
    let (opened, closed) = ("Opened", "Closed");
    let outcome = |outcome| DeliveryQuery {
        outcome: Some(outcome),
        ..all_of(sync)
    };
    let category = |name: &str| DeliveryQuery {
        category: Some(name.to_owned()),
        ..all_of(sync)
    };
    let user = |id: &str| DeliveryQuery {
        user: Some(UserId::from(id)),
        ..all_of(sync)
    };
    let typed = |name: &str, query: DeliveryQuery| DeliveryQuery {
        event_type: Some(EventType::from(name)),
        ..query
    };
    let table: [(DeliveryQuery, &[i64]); 17] = [
        (all_of(sync), &[5, 4, 3, 2, 1]),
        (outcome(Outcome::Pending), &[2]),
        (outcome(Outcome::Delivered), &[1]),
        (outcome(Outcome::Discarded), &[5, 3]),
        (outcome(Outcome::Expired), &[4]),
        (category("network"), &[4, 2]),
        (category("missing_identity"), &[5]),
        (category("no such category"), &[]),
        (user("ann"), &[2, 1]),
        (user("eve"), &[]),
        (typed(opened, all_of(sync)), &[4, 3, 1]),
        (typed(closed, outcome(Outcome::Discarded)), &[5]),
        (typed(opened, outcome(Outcome::Delivered)), &[1]),
        (typed(closed, user("ann")), &[2]),
        (typed("Renamed", all_of(sync)), &[]),
        (
            DeliveryQuery {
                outcome: Some(Outcome::Expired),
                ..category("network")
            },
            &[4],
        ),
        (
            DeliveryQuery {
                outcome: Some(Outcome::Discarded),
                category: Some("user_not_found".to_owned()),
                ..typed(opened, user("bob"))
            },
            &[3],
        ),
    ];
    for (query, expected) in table {
        let page = state.deliveries(&query).unwrap();
        let found: Vec<_> = page
            .deliveries
            .iter()
            .map(|row| row.id.get() - first + 1)
            .collect();
        assert_eq!(found, expected, "{query:?}");
        assert_eq!(page.next, None);
    }
}

pub fn a_period_is_found_also_when_the_clock_was_set_back(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    // The clock runs for four minutes, is set back by three, and runs on.
    let created = [0, 1, 2, 3, 4, 1, 2, 3].map(|minute| at(minute * MINUTE + 30_000));
    for (n, moment) in created.into_iter().enumerate() {
        state.intake(moment, vec![queued(sync, "ann", &n.to_string(), moment)]);
    }
    let found = |from: Option<i64>, to: Option<i64>| {
        let query = DeliveryQuery {
            from: from.map(at),
            to: to.map(at),
            ..all_of(sync)
        };
        let page = state.deliveries(&query).unwrap();
        names(&page.deliveries.iter().collect::<Vec<_>>())
    };
    assert_eq!(found(Some(2 * MINUTE), Some(3 * MINUTE)), "6 2");
    assert_eq!(
        found(Some(2 * MINUTE + 30_000), Some(3 * MINUTE + 30_000)),
        "6 2"
    );
    assert_eq!(
        found(Some(2 * MINUTE + 30_001), Some(3 * MINUTE + 30_000)),
        ""
    );
    assert_eq!(found(Some(3 * MINUTE), None), "7 4 3");
    assert_eq!(found(None, Some(MINUTE)), "0");
    assert_eq!(found(Some(10 * MINUTE), None), "");
}

pub fn a_delivery_shows_what_is_known_of_it(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let mut delivery = queued(sync, "ann", "Opened", at(5));
    delivery.kind = Kind::User;
    delivery.received_at = at(2);
    state.intake(at(5), vec![delivery.clone()]);

    let id = state.rows(sync)[0].id;
    let record = state.delivery(id).unwrap().unwrap();
    assert_eq!(record.payload, delivery.payload);
    assert!(record.exchanges.is_empty());
    let row = record.row;
    assert_eq!(row, state.rows(sync)[0]);
    assert_eq!((row.id, row.sync, row.kind), (id, sync, Kind::User));
    assert_eq!((row.created_at, row.received_at), (at(5), at(2)));
    assert_eq!(row.offset, delivery.offset);
    assert_eq!(row.user_id, delivery.user_id);
    assert_eq!((row.attempts, row.next_attempt_at), (0, Some(at(5))));
    assert_eq!(row.settled_at, None);
    let unknown = DeliveryId::new(id.get() + 1);
    assert_eq!(state.delivery(unknown).unwrap(), None);
}
