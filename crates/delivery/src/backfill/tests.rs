//! Given a log that was decided on, when a backfill runs, then these deliveries follow.

#![allow(clippy::unwrap_used, clippy::panic)]

use intertide_domain::delivery::{Due, Status};
use intertide_store::log::Retention;
use intertide_store::state::{
    BackfillId, DeliveryQuery, DeliveryRow, LaneState, NewBackfill, Replay, Reports, StateKeeping,
    Traces,
};
use serde_json::{Value, json};

use super::*;
use crate::destinations::intercom::Intercom;
use crate::dispatch::{Sender, Sending};
use crate::lanes::LanesParts;
use crate::live::LiveFeed;
use crate::tests::world::{BEGIN, World};

fn runner(world: &World) -> BackfillRunner {
    BackfillRunner {
        log: world.log.clone(),
        state: world.state.clone(),
        directory: world.directory.clone(),
        destination: Arc::new(Intercom),
        merge: MergePolicy::default(),
        clock: world.clock.clone(),
    }
}

/// A backfill of everything that was received in `from..to` milliseconds after the beginning.
fn start(world: &World, sync: SyncId, period: std::ops::Range<i64>) -> Backfill {
    let at = |millis| UnixMillis::new(BEGIN.get() + millis);
    let new = NewBackfill {
        sync,
        from: at(period.start),
        to: at(period.end),
        records: world.log().start()..world.log().durable_end(),
        at: world.clock.now(),
    };
    world.state.start_backfill(&new).unwrap()
}

fn run_to_its_end(world: &World) {
    let runner = runner(world);
    while runner.round().unwrap().advanced {}
}

fn rows(world: &World, sync: SyncId) -> Vec<DeliveryRow> {
    let query = DeliveryQuery {
        sync,
        outcome: None,
        category: None,
        user: None,
        event_type: None,
        from: None,
        to: None,
        before: None,
        limit: 5_000,
    };
    let mut rows = world.state.deliveries(&query).unwrap().deliveries;
    rows.reverse();
    rows
}

fn offsets(world: &World, sync: SyncId) -> Vec<u64> {
    rows(world, sync)
        .iter()
        .map(|row| row.offset.get())
        .collect()
}

fn due(world: &World, sync: SyncId) -> Vec<Due> {
    let due = world.state.due(sync, world.clock.now(), 100);
    due.unwrap().deliveries
}

fn state_of(world: &World, id: BackfillId) -> Backfill {
    let all = world.state.backfills(None).unwrap();
    all.into_iter().find(|b| b.id == id).unwrap()
}

fn all_events() -> Value {
    json!({"send_events": {"enabled": true, "select": "all"}})
}

#[test]
fn events_of_the_period_are_sent_after_the_fact() {
    let world = World::new();
    for (millis, name) in [(0, "Before"), (10, "First"), (19, "Last"), (20, "After")] {
        world.at(millis);
        world.take(&[json!({"event_type": name})]);
    }
    let sync = world.sync(all_events(), 4);
    let backfill = start(&world, sync, 10..20);
    world.at(1_000);
    run_to_its_end(&world);
    let rows = rows(&world, sync);
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.event_type.as_str(),
                row.offset.get(),
                row.received_at.get(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("First", 1, BEGIN.get() + 10),
            ("Last", 2, BEGIN.get() + 19)
        ]
    );
    let after = state_of(&world, backfill.id);
    assert_eq!((after.state, after.deliveries), (BackfillState::Done, 2));
    assert_eq!(after.ended_at, Some(world.clock.now()));
}

#[test]
fn what_is_live_goes_before_a_backfill() {
    let world = World::new();
    world.take(&[json!({"user_id": "user-1", "event_type": "Old"})]);
    let sync = world.sync(all_events(), 1);
    start(&world, sync, 0..1);
    run_to_its_end(&world);
    world.at(5);
    world.take(&[json!({"user_id": "user-2", "event_type": "New"})]);
    let due = due(&world, sync);
    let names: Vec<&str> = due.iter().map(|due| due.event_type.as_str()).collect();
    assert_eq!(names, ["New", "Old"]);
}

#[test]
fn profiles_are_those_of_today_and_users_are_not_updated() {
    let world = World::new();
    world.take(&[
        json!({"user_properties": {"$add": {"seats": 2}}}),
        json!({"event_type": "$identify", "user_properties": {"$set": {"plan": "pro"}}}),
    ]);
    let document = json!({
        "send_events": {
            "enabled": true,
            "select": [{"event_type": "Order", "where": [
                {"property": "user.plan", "operator": "is", "values": ["pro"]},
            ]}],
            "user_properties": ["seats", "plan"],
        },
        "send_users": {"enabled": true, "user_properties": ["seats", "plan"]},
    });
    let sync = world.sync(document, 2);
    start(&world, sync, 0..1);
    run_to_its_end(&world);
    let rows = rows(&world, sync);
    assert_eq!(rows.len(), 1);
    let record = world.state.delivery(rows[0].id).unwrap().unwrap();
    let payload: Value = serde_json::from_str(&record.payload).unwrap();
    assert_eq!(payload["metadata"], json!({"seats": 2, "plan": "pro"}));
}

#[test]
fn copies_and_what_the_sync_has_selected_already_are_left_out() {
    let world = World::new();
    let copied = json!({"event_type": "Copied", "insert_id": "i-1"});
    world.take(&[copied.clone(), copied.clone()]);
    let sync = world.sync(all_events(), 2);
    world.take(&[json!({"event_type": "Live"})]);
    world.at(100);
    world.take(&[copied]);
    assert_eq!(offsets(&world, sync), [2]);
    start(&world, sync, 0..1_000);
    run_to_its_end(&world);
    assert_eq!(offsets(&world, sync), [2, 0]);
    // A second backfill of the same period has nothing to add.
    let again = start(&world, sync, 0..1_000);
    run_to_its_end(&world);
    assert_eq!(offsets(&world, sync), [2, 0]);
    assert_eq!(state_of(&world, again.id).deliveries, 0);
}

#[test]
fn an_event_that_cannot_be_delivered_is_counted_as_discarded() {
    let world = World::new();
    world.take(&[json!({"user_id": null, "device_id": "device-1"})]);
    let sync = world.sync(all_events(), 1);
    start(&world, sync, 0..1);
    run_to_its_end(&world);
    let status: Vec<Status> = rows(&world, sync).iter().map(|row| row.status).collect();
    let missing = intertide_domain::delivery::DiscardReason::MissingIdentity;
    assert_eq!(status, [Status::Discarded(missing)]);
}

#[test]
fn a_backfill_stays_behind_intake() {
    let world = World::new();
    world.take(&[json!({"event_type": "Decided"})]);
    let sync = world.sync(all_events(), 1);
    world.accept(&[json!({"event_type": "Not yet"})]);
    let backfill = start(&world, sync, 0..1);
    run_to_its_end(&world);
    assert_eq!(offsets(&world, sync), [0]);
    assert_eq!(state_of(&world, backfill.id).state, BackfillState::Running);
    assert!(runner(&world).round().unwrap().waiting);

    world.decide();
    run_to_its_end(&world);
    assert_eq!(offsets(&world, sync), [0, 1]);
    let after = state_of(&world, backfill.id);
    assert_eq!((after.state, after.deliveries), (BackfillState::Done, 1));
}

#[test]
fn a_large_backfill_goes_on_step_by_step_and_waits_while_much_is_pending() {
    let world = World::new();
    let events: Vec<Value> = (0..4_000)
        .map(|n| json!({"user_id": format!("user-{n}")}))
        .collect();
    world.take(&events);
    let sync = world.sync(all_events(), 4_000);
    let backfill = start(&world, sync, 0..1);
    let runner = runner(&world);
    let first = runner.step(&backfill).unwrap();
    assert_eq!((first.next, first.deliveries), (Offset::new(1_000), 1_000));
    run_to_its_end(&world);
    let paused = state_of(&world, backfill.id);
    assert_eq!(paused.deliveries, 3_000);
    assert!(paused.deliveries > MOST_PENDING);
    let round = runner.round().unwrap();
    assert_eq!((round.advanced, round.waiting), (false, true));
    assert_eq!(round.pause(), Some(PACE));
}

#[test]
fn a_backfill_of_a_sync_that_is_off_waits_until_it_is_on() {
    let world = World::new();
    world.take(&[json!({})]);
    let mut off = all_events();
    off["enabled"] = json!(false);
    let sync = world.sync(off, 1);
    start(&world, sync, 0..1);
    let round = runner(&world).round().unwrap();
    assert_eq!((round.advanced, round.waiting), (false, true));
    world.change(sync, all_events());
    run_to_its_end(&world);
    assert_eq!(offsets(&world, sync), [0]);
}

#[test]
fn a_cancelled_backfill_and_one_of_a_deleted_sync_make_nothing() {
    let world = World::new();
    world.take(&[json!({})]);
    let (cancelled, deleted) = (world.sync(all_events(), 1), world.sync(all_events(), 1));
    let backfill = start(&world, cancelled, 0..1);
    let orphan = start(&world, deleted, 0..1);
    world
        .state
        .cancel_backfill(backfill.id, world.clock.now())
        .unwrap();
    world.remove(deleted);
    assert_eq!(runner(&world).round().unwrap(), Round::default());
    assert_eq!(offsets(&world, cancelled), [] as [u64; 0]);
    let refused = runner(&world).step(&orphan);
    assert!(matches!(
        refused,
        Err(BackfillError::State(StateError::NoSuchSync(id))) if id == deleted
    ));
}

#[test]
fn what_the_log_has_let_go_meanwhile_is_passed_over() {
    let world = World::new();
    world.log.set_now(BEGIN);
    for name in ["Gone", "Kept"] {
        world.take(&[json!({"event_type": name})]);
    }
    let sync = world.sync(all_events(), 2);
    let backfill = start(&world, sync, 0..1);
    let policy = Retention {
        max_age: Duration::ZERO,
        max_bytes: None,
    };
    let later = BEGIN.plus(Duration::from_secs(60));
    world.log.retain(policy, Offset::new(1), later).unwrap();
    run_to_its_end(&world);
    assert_eq!(offsets(&world, sync), [1]);
    assert_eq!(state_of(&world, backfill.id).state, BackfillState::Done);
}

#[test]
fn what_nobody_can_say_any_more_whether_it_was_sent_is_left_out() {
    let world = World::new();
    world.take(&[json!({"event_type": "Forgotten"})]);
    world.at(10_000);
    world.take(&[json!({"event_type": "Remembered"})]);
    let sync = world.sync(all_events(), 2);
    let now = world.clock.now();
    world
        .state
        .prune(BEGIN.plus(Duration::from_secs(5)), now)
        .unwrap();
    assert_eq!(world.state.trace(Offset::ZERO).unwrap(), None);
    start(&world, sync, 0..20_000);
    run_to_its_end(&world);
    assert_eq!(offsets(&world, sync), [1]);
}

/// Lanes that are never opened.
#[derive(Debug)]
struct Nowhere;

impl Sender for Nowhere {
    fn send<'a>(
        &'a self,
        _: &'a intertide_domain::sync::Endpoint,
        _: &'a intertide_domain::sync::AccessToken,
        _: &'a crate::destinations::Request,
    ) -> Sending<'a> {
        unreachable!("no lane is open")
    }
}

fn parts(world: &World, started: &Arc<Notify>) -> BackfillParts {
    BackfillParts {
        runner: runner(world),
        lanes: Arc::new(Lanes::new(LanesParts {
            state: world.state.clone(),
            directory: world.directory.clone(),
            destination: Arc::new(Intercom),
            sender: Arc::new(Nowhere),
            live: LiveFeed::new(),
            clock: world.clock.clone(),
        })),
        started: started.clone(),
    }
}

/// Ends when the backfill is done.
async fn done(world: &World, id: BackfillId) {
    while state_of(world, id).state == BackfillState::Running {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn the_task_resumes_what_was_running_and_takes_on_what_is_started() {
    let world = World::new();
    world.take(&[json!({"event_type": "A"}), json!({"event_type": "B"})]);
    let (first, second) = (world.sync(all_events(), 2), world.sync(all_events(), 2));
    let running = start(&world, first, 0..1);
    let started = Arc::new(Notify::new());
    let meanwhile = async {
        done(&world, running.id).await;
        let next = start(&world, second, 0..1);
        started.notify_one();
        done(&world, next.id).await;
    };
    let all = run(parts(&world, &started), meanwhile);
    tokio::time::timeout(Duration::from_secs(30), all)
        .await
        .unwrap();
    assert_eq!(offsets(&world, first), [0, 1]);
    assert_eq!(offsets(&world, second), [0, 1]);
}
