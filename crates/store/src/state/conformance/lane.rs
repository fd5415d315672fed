//! What lanes are promised: what is due, settlements that count once, and facts.

use std::collections::BTreeMap;

use intertide_domain::delivery::{
    Exchange, ExchangeRequest, ExchangeResponse, Note, Outcome, Settled, Status, WaitReason,
};
use intertide_domain::time::UnixMillis;

use super::{DAY, Fresh, MINUTE, Opened, at, queued, retry, settlement};
use crate::state::{Fact, MOST_EXCHANGES};

pub fn those_due_first_come_first_and_no_more_than_asked_for(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    let users = ["ann", "bob", "cid", "dan"];
    state.intake(
        at(0),
        users.map(|user| queued(sync, user, user, at(0))).into(),
    );
    for due in state.all_due(sync, at(0)) {
        let wait = match due.event_type.as_str() {
            "ann" => 3,
            "bob" => 1,
            _ => 2,
        };
        state.settle_one(
            &due,
            at(0),
            retry(at(wait * MINUTE), WaitReason::RateLimited),
        );
    }
    assert_eq!(
        state.due_events(sync, at(3 * MINUTE)),
        ["bob", "cid", "dan", "ann"]
    );
    let few = state.due(sync, at(3 * MINUTE), 2).unwrap().deliveries;
    assert_eq!(few.len(), 2);
    assert_eq!(few[0].event_type.as_str(), "bob");
    assert_eq!(few[0].due_at, at(MINUTE));
}

pub fn what_is_due_later_is_not_due_yet(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    assert_eq!(state.next_due(sync, at(0)), None);
    state.intake(at(100), vec![queued(sync, "ann", "Opened", at(100))]);
    assert!(state.all_due(sync, at(99)).is_empty());
    assert_eq!(state.next_due(sync, at(99)), Some(at(100)));
    assert_eq!(state.next_due(sync, at(100)), None, "it is due already");
    let due = state.only_due(sync, at(100));
    assert_eq!((due.attempts, due.first_attempt_at), (0, None));
    assert_eq!(due.payload.as_ref(), r#"{"event":"Opened"}"#);
    assert_eq!(due.received_at, at(100));
    assert_eq!(due.user_id.unwrap().as_str(), "ann");
}

fn exchange(moment: UnixMillis, attempt: u32) -> Exchange {
    Exchange {
        started_at: moment,
        duration_ms: 12,
        attempt,
        request: ExchangeRequest {
            method: "POST".to_owned(),
            url: "https://api.intercom.io/events".to_owned(),
            body: Some(r#"{"event_name":"Opened"}"#.to_owned()),
        },
        response: ExchangeResponse::Answered {
            status: 202,
            request_id: Some("r1".to_owned()),
            body: String::new(),
        },
    }
}

pub fn a_settlement_is_recorded_with_exchanges_and_notes(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let sync = state.sync_on();
    let mut delivery = queued(sync, "ann", "Opened", at(0));
    delivery.notes = vec![Note("cut".to_owned())];
    state.intake(at(0), vec![delivery]);
    let due = state.only_due(sync, at(0));
    let mut first = settlement(&due, at(1), retry(at(MINUTE), WaitReason::Timeout));
    first.exchanges = vec![exchange(at(0), 1), exchange(at(1), 1)];
    state.settle(&[first], &[]).unwrap();
    let due = state.only_due(sync, at(MINUTE));
    let mut second = settlement(&due, at(MINUTE), Settled::Delivered);
    second.exchanges = vec![exchange(at(MINUTE), 2)];
    second.notes = vec![Note("moved".to_owned())];
    state.settle(&[second], &[]).unwrap();
    state.reopen();

    let record = state.delivery(due.id).unwrap().unwrap();
    let attempts: Vec<_> = record
        .exchanges
        .iter()
        .map(|e| (e.started_at, e.attempt))
        .collect();
    assert_eq!(attempts, [(at(0), 1), (at(1), 1), (at(MINUTE), 2)]);
    assert_eq!(record.exchanges[2], exchange(at(MINUTE), 2));
    assert_eq!(
        record.row.notes,
        [Note("cut".to_owned()), Note("moved".to_owned())]
    );
    assert_eq!(record.row.status, Status::Delivered);
    assert_eq!(record.row.attempts, 2);
    assert_eq!(record.row.settled_at, Some(at(MINUTE)));
    assert_eq!(record.row.next_attempt_at, None);
}

pub fn of_many_exchanges_the_newest_are_kept(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    state.intake(at(0), vec![queued(sync, "ann", "Opened", at(0))]);
    let most = i64::try_from(MOST_EXCHANGES).unwrap();
    let record = |from: i64, to: i64| {
        let due = state.only_due(sync, at(DAY));
        let mut paused = settlement(&due, at(to), retry(at(to), WaitReason::RateLimited));
        paused.attempts = 0;
        paused.exchanges = (from..to).map(|n| exchange(at(n), 1)).collect();
        state.settle(&[paused], &[]).unwrap();
        state.delivery(due.id).unwrap().unwrap()
    };
    let full = record(0, most);
    assert_eq!(full.exchanges.len(), MOST_EXCHANGES);
    assert_eq!(full.row.notes, [], "nothing is missing yet");

    for (from, to) in [(most, most + 3), (most + 3, 3 * most)] {
        let cut = record(from, to);
        let kept: Vec<_> = cut.exchanges.iter().map(|e| e.started_at).collect();
        let newest: Vec<_> = (to - most..to).map(at).collect();
        assert_eq!(kept, newest);
        let note = Note("Only the newest 50 exchanges are kept".to_owned());
        assert_eq!(cut.row.notes, [note], "said once");
    }
}

pub fn settling_twice_counts_once(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let sync = state.sync_on();
    state.intake(
        at(0),
        vec![
            queued(sync, "ann", "first", at(0)),
            queued(sync, "ann", "second", at(0)),
            queued(sync, "ann", "third", at(0)),
        ],
    );
    let due = state.only_due(sync, at(0));
    let delivered = settlement(&due, at(1), Settled::Delivered);
    let expired = settlement(&due, at(2), Settled::Expired(WaitReason::Network));
    let again = settlement(&due, at(3), retry(at(9), WaitReason::Network));
    state
        .settle(&[delivered.clone(), delivered.clone()], &[])
        .unwrap();
    state.settle(&[delivered, expired, again], &[]).unwrap();

    let totals = state.totals(sync).unwrap();
    assert_eq!(totals[&Outcome::Delivered], 1);
    assert_eq!(totals[&Outcome::Expired], 0);
    assert_eq!(totals[&Outcome::Pending], 2);
    assert_eq!(
        state.due_events(sync, at(MINUTE)),
        ["second"],
        "one settled, one released"
    );
    assert_eq!(state.rows(sync)[2].status, Status::Delivered);
}

pub fn facts_are_remembered_replaced_and_forgotten_by_workspace(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let (here, there) = (state.workspace("a").unwrap(), state.workspace("b").unwrap());
    let fact = |workspace, key: &str, value: Option<&str>| Fact {
        workspace,
        key: key.to_owned(),
        value: value.map(str::to_owned),
    };
    let first = [
        fact(here, "ann", Some("1")),
        fact(here, "bob", Some("2")),
        fact(there, "ann", Some("3")),
    ];
    state.settle(&[], &first).unwrap();
    state
        .settle(
            &[],
            &[fact(here, "ann", Some("9")), fact(here, "bob", None)],
        )
        .unwrap();
    state.reopen();

    let keys = ["ann", "bob", "cid"].map(str::to_owned);
    let known = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    };
    assert_eq!(state.facts(here, &keys).unwrap(), known(&[("ann", "9")]));
    assert_eq!(state.facts(there, &keys).unwrap(), known(&[("ann", "3")]));
    assert_eq!(state.facts(there, &[]).unwrap(), known(&[]));
    let under = |prefix, limit| state.facts_under(here, prefix, limit).unwrap();
    assert_eq!(under("an", 10), known(&[("ann", "9")]));
    assert_eq!(under("", 0), known(&[]));
    assert_eq!(under("b", 10), known(&[]));
}

pub fn a_workspace_keeps_its_id(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let (a, b) = (state.workspace("a").unwrap(), state.workspace("b").unwrap());
    assert_ne!(a, b);
    state.reopen();
    assert_eq!(state.workspace("a").unwrap(), a);
    assert_eq!(state.workspace("b").unwrap(), b);
}
