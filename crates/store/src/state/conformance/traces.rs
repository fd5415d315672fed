//! What became of each event is found again, by its place and by whose it was.

use intertide_domain::event::Endpoint;
use intertide_domain::ids::{DeviceId, InsertId, Offset, UserId};
use intertide_domain::process::{EventTrace, SyncTrace, Verdict};

use super::{DAY, Fresh, HOUR, MINUTE, Opened, at, queued};
use crate::state::{TraceQuery, Traces};

/// The trace of a record of one user's, a minute after the one before.
fn trace(offset: u64, user: &str) -> EventTrace {
    let moment = at(i64::try_from(offset).unwrap() * MINUTE);
    EventTrace {
        offset: Offset::new(offset),
        received_at: moment,
        time: moment,
        endpoint: Endpoint::HttpV2,
        event_type: "Opened".into(),
        user_id: Some(UserId::from(user)),
        device_id: None,
        insert_id: None,
        duplicate: false,
        changed: Vec::new(),
        syncs: Vec::new(),
    }
}

fn commit(state: &Opened, traces: Vec<EventTrace>) {
    let last = traces.last().unwrap();
    let mut batch = state.batch(last.received_at);
    batch.processed = last.offset.next();
    batch.traces = traces;
    state.commit_intake(&batch).unwrap();
}

/// Two batches: records 0 to 3 of ann and bob in turn, 4 and 5 of ann.
fn six_records(state: &Opened) {
    let user = |n: u64| {
        if n.is_multiple_of(2) || n > 4 {
            "ann"
        } else {
            "bob"
        }
    };
    commit(state, (0..4).map(|n| trace(n, user(n))).collect());
    commit(state, (4..6).map(|n| trace(n, user(n))).collect());
}

fn all() -> TraceQuery {
    TraceQuery {
        limit: 100,
        ..TraceQuery::default()
    }
}

/// Everything that is found page by page.
fn found(state: &dyn Traces, query: &TraceQuery) -> Vec<u64> {
    let mut query = query.clone();
    let mut offsets = Vec::new();
    loop {
        let page = state.traces(&query).unwrap();
        assert!(page.traces.len() <= query.limit);
        offsets.extend(page.traces.iter().map(|trace| trace.offset.get()));
        match page.next {
            Some(next) => {
                assert!(query.before.is_none_or(|before| next < before));
                query.before = Some(next);
            }
            None => return offsets,
        }
    }
}

pub fn a_record_is_found_by_its_place(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    let whole = EventTrace {
        device_id: Some(DeviceId::from("d1")),
        insert_id: Some(InsertId::from("i1")),
        changed: vec!["plan".to_owned()],
        syncs: vec![SyncTrace {
            sync_id: sync,
            event: Some(Verdict::Filtered {
                condition: "event.total greater_than 10".to_owned(),
            }),
            user: None,
        }],
        ..trace(11, "ann \"quoted\" é")
    };
    commit(&state, vec![trace(10, "bob"), whole.clone()]);
    commit(&state, vec![trace(20, "bob")]);
    state.reopen();

    assert_eq!(state.trace(Offset::new(11)).unwrap(), Some(whole));
    assert_eq!(
        state.trace(Offset::new(20)).unwrap(),
        Some(trace(20, "bob"))
    );
    for missing in [0, 9, 12, 19, 21, u64::MAX] {
        assert_eq!(
            state.trace(Offset::new(missing)).unwrap(),
            None,
            "{missing}"
        );
    }
}

pub fn the_first_record_is_told_of_for_good(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    assert_eq!(state.first_received_at().unwrap(), None);
    commit(&state, (0..4).map(|n| trace(n, "ann")).collect());
    commit(&state, vec![trace(4, "bob")]);
    assert_eq!(state.first_received_at().unwrap(), Some(at(0)));
    state.prune(at(DAY), at(300 * DAY)).unwrap();
    state.reopen();
    assert_eq!(state.trace(Offset::ZERO).unwrap(), None);
    assert_eq!(state.first_received_at().unwrap(), Some(at(0)));
}

pub fn traces_come_newest_first_page_by_page(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    assert_eq!(found(&*state, &all()), [0; 0]);
    six_records(&state);
    for limit in [1, 2, 4, 5, 6, 100] {
        let query = TraceQuery { limit, ..all() };
        assert_eq!(found(&*state, &query), [5, 4, 3, 2, 1, 0], "{limit}");
    }
    let before = TraceQuery {
        before: Some(Offset::new(3)),
        ..all()
    };
    assert_eq!(found(&*state, &before), [2, 1, 0]);
}

pub fn traces_are_found_by_all_that_is_asked_for(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    six_records(&state);
    let odd = r#"a "b" \ é"#;
    commit(
        &state,
        vec![EventTrace {
            user_id: Some(UserId::from(odd)),
            device_id: Some(DeviceId::from("ann")),
            insert_id: Some(InsertId::from("i1")),
            event_type: "Closed".into(),
            ..trace(6, "")
        }],
    );
    let ann = || Some(UserId::from("ann"));
    let table = [
        (
            TraceQuery {
                user: ann(),
                ..all()
            },
            vec![5, 4, 2, 0],
        ),
        (
            TraceQuery {
                user: Some(UserId::from(odd)),
                ..all()
            },
            vec![6],
        ),
        (
            TraceQuery {
                user: Some(UserId::from("an")),
                ..all()
            },
            vec![],
        ),
        (
            TraceQuery {
                device: Some(DeviceId::from("ann")),
                ..all()
            },
            vec![6],
        ),
        (
            TraceQuery {
                insert_id: Some(InsertId::from("i1")),
                event_type: Some("Closed".into()),
                ..all()
            },
            vec![6],
        ),
        (
            TraceQuery {
                insert_id: Some(InsertId::from("i1")),
                user: ann(),
                ..all()
            },
            vec![],
        ),
        (
            TraceQuery {
                from: Some(at(2 * MINUTE)),
                to: Some(at(5 * MINUTE)),
                ..all()
            },
            vec![4, 3, 2],
        ),
        (
            TraceQuery {
                user: ann(),
                to: Some(at(4 * MINUTE)),
                limit: 1,
                ..all()
            },
            vec![2, 0],
        ),
        (
            TraceQuery {
                from: Some(at(HOUR)),
                ..all()
            },
            vec![],
        ),
    ];
    for (query, expected) in table {
        assert_eq!(found(&*state, &query), expected, "{query:?}");
    }
}

pub fn a_batch_that_is_repeated_leaves_the_traces_as_they_are(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let mut batch = state.batch(at(0));
    batch.processed = Offset::new(1);
    batch.traces = vec![trace(0, "ann")];
    state.commit_intake(&batch).unwrap();
    batch.traces = vec![trace(0, "bob")];
    state.commit_intake(&batch).unwrap();
    assert_eq!(state.trace(Offset::ZERO).unwrap(), Some(trace(0, "ann")));
}

pub fn a_large_batch_is_found_whole(fresh: Fresh<'_>) {
    const RECORDS: u64 = 3_000;
    let state = Opened::new(fresh);
    let long = "x".repeat(300);
    let traces = (0..RECORDS).map(|n| EventTrace {
        insert_id: Some(InsertId::from(format!("{long}{n}"))),
        ..trace(n, "ann")
    });
    commit(&state, traces.collect());
    for offset in [0, 1, RECORDS / 2, RECORDS - 1] {
        let found = state.trace(Offset::new(offset)).unwrap().unwrap();
        assert_eq!(found.offset.get(), offset);
    }
    let expected: Vec<_> = (0..RECORDS).rev().collect();
    assert_eq!(found(&*state, &all()), expected);
}

pub fn traces_are_kept_for_as_long_as_deliveries(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    six_records(&state);
    state.prune(at(4 * MINUTE), at(DAY)).unwrap();
    assert_eq!(found(&*state, &all()), [5, 4]);
    assert_eq!(state.trace(Offset::new(3)).unwrap(), None);
    state.prune(at(5 * MINUTE + 1), at(DAY)).unwrap();
    assert_eq!(found(&*state, &all()), [0; 0]);
}

pub fn the_deliveries_of_a_record_are_found(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let (sync, other) = (state.sync_on(), state.sync_on());
    let of_record = |sync, name: &str, offset| {
        let mut delivery = queued(sync, "ann", name, at(0));
        delivery.offset = Offset::new(offset);
        delivery
    };
    state.intake(
        at(0),
        vec![
            of_record(sync, "first", 3),
            of_record(other, "second", 3),
            of_record(sync, "elsewhere", 4),
        ],
    );
    let names = |offset| -> Vec<String> {
        let rows = state.deliveries_of(Offset::new(offset)).unwrap();
        rows.iter().map(|row| row.event_type.to_string()).collect()
    };
    assert_eq!(names(3), ["first", "second"]);
    assert_eq!(names(5), [""; 0]);
    state.delete_sync(other).unwrap();
    assert_eq!(names(3), ["first"]);
}
