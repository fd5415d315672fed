//! What waits: events for their user, and updates of one user for each other.

use std::collections::BTreeMap;
use std::time::Duration;

use http::Method;
use intercom_sim::{FaultEffect, JournalEntry, Role};
use intertide_domain::delivery::{Kind, Outcome, Status, WaitReason};
use intertide_drill::world::{Party, World};
use serde_json::{Value, json};

use intertide_drill::scenarios::bench::{
    HOUR, MINUTE, SECOND, always, arrived, count, events, other, populate, user, users, world,
};

const NAME: &str = "Signed Up";

/// A sync of events and user updates alike.
fn both(unknown_user: &str) -> Value {
    let mut document = events(&[NAME], unknown_user);
    document["send_users"] = users(&["n"])["send_users"].clone();
    document
}

fn paths(world: &World) -> Vec<String> {
    let requests = world.requests(0, Party::Ours).unwrap();
    let paths = requests
        .iter()
        .map(|e| format!("{} {} {}", e.method, e.path, e.status));
    paths.collect()
}

#[test]
fn an_event_before_its_user_waits_the_update_overtakes_and_the_event_follows() {
    let mut world = world(71, 1_666);
    let sync = world.add_sync(0, both("wait")).unwrap();
    populate(&mut world, []);
    world.event(Duration::ZERO, "ann", NAME);
    world.event(SECOND, "ann", NAME);
    world.update(SECOND * 5, "ann", json!({}));
    world.event(SECOND * 6, "ann", NAME);
    world.run_for(SECOND * 3).unwrap();
    assert_eq!(world.pending(), 2);
    let first = &world.deliveries(sync).unwrap()[0];
    assert_eq!(
        first.status,
        Status::Pending(Some(WaitReason::WaitingForUser))
    );
    world.run_for(SECOND * 5).unwrap();

    assert_eq!(world.pending(), 0, "{:?}", paths(&world));
    assert_eq!(count(&world, sync, Outcome::Delivered), 4);
    let order: Vec<u64> = arrived_in_order(&world);
    assert_eq!(order, [0, 1, 3]);
}

fn arrived_in_order(world: &World) -> Vec<u64> {
    let events = world.intercom(0).unwrap().events();
    events
        .map(intertide_drill::scenarios::bench::number)
        .collect()
}

#[test]
fn an_event_whose_user_appears_by_another_hand_is_sent_within_the_quarter_hour() {
    let mut world = world(72, 1_666);
    let sync = world.add_sync(0, both("wait")).unwrap();
    populate(&mut world, []);
    world.event(Duration::ZERO, "ann", NAME);
    world.run_for(MINUTE * 10).unwrap();
    let contact = json!({"role": "user", "external_id": "ann"});
    other(&mut world, Method::POST, "/contacts", Some(&contact));
    world.run_to_rest(MINUTE * 6).unwrap();
    assert_eq!(count(&world, sync, Outcome::Delivered), 1);
}

#[test]
fn an_event_without_user_expires_after_a_quarter_of_an_hour_and_lets_the_next_one_try() {
    let mut world = world(73, 1_666);
    let sync = world.add_sync(0, both("wait")).unwrap();
    populate(&mut world, []);
    let start = world.now();
    world.event(Duration::ZERO, "ghost", NAME);
    world.event(MINUTE, "ghost", NAME);
    world.run_to_rest(HOUR).unwrap();

    let mut since = start;
    for row in world.deliveries(sync).unwrap() {
        assert_eq!(row.status, Status::Expired(WaitReason::WaitingForUser));
        let waited = row.settled_at.unwrap().since(since);
        assert!(waited > MINUTE * 12, "{waited:?}");
        assert!(waited <= MINUTE * 15 + SECOND * 5, "{waited:?}");
        since = row.settled_at.unwrap();
    }
    assert_eq!(count(&world, sync, Outcome::Expired), 2);
    assert!(arrived(world.intercom(0).unwrap()).is_empty());
}

#[test]
fn an_event_of_an_unknown_user_creates_the_user_once() {
    let mut world = world(74, 1_666);
    let sync = world.add_sync(0, events(&[NAME], "create")).unwrap();
    populate(&mut world, []);
    for number in 0..50 {
        for _ in 0..3 {
            world.event(SECOND * number, &user(number as usize), NAME);
        }
    }
    world.run_to_rest(HOUR).unwrap();

    assert_eq!(count(&world, sync, Outcome::Delivered), 150);
    assert_eq!(arrived(world.intercom(0).unwrap()).len(), 150);
    let contacts = world.intercom(0).unwrap().contacts();
    assert_eq!(
        contacts
            .filter(|contact| contact.role == Role::User)
            .count(),
        50
    );
}

#[test]
fn updates_of_one_user_that_wait_together_become_one_request() {
    const USERS: usize = 30;
    const EACH: u64 = 12;
    let mut world = world(75, 1_666);
    let sync = world.add_sync(0, both("discard")).unwrap();
    populate(&mut world, (0..USERS).map(user));
    for number in 0..USERS {
        world.update(Duration::ZERO, &user(number), json!({}));
    }
    world.run_to_rest(MINUTE).unwrap();
    let before = world.requests(0, Party::Ours).unwrap().len();

    // Intercom is down while they gather, and comes back.
    let down = FaultEffect::HtmlBadGateway { commit: false };
    world.turn(Duration::ZERO, 0, |intercom| {
        intercom.add_fault(always(down)).unwrap();
    });
    for number in 0..USERS {
        for update in 0..EACH {
            let after = Duration::from_millis(1 + update * 150 + number as u64);
            world.update(after, &user(number), json!({}));
        }
    }
    world.turn(SECOND * 5, 0, intercom_sim::Workspace::clear_faults);
    world.run_to_rest(HOUR * 5).unwrap();

    let requests = world.requests(0, Party::Ours).unwrap();
    let (taken, failed): (Vec<&JournalEntry>, Vec<&JournalEntry>) = requests[before..]
        .iter()
        .copied()
        .partition(|entry| entry.status == 200);
    println!("{} requests taken, {} failed", taken.len(), failed.len());
    let all = USERS as u64 * (EACH + 1);
    assert_eq!(count(&world, sync, Outcome::Delivered), all);
    assert!(
        taken.len() <= 2 * USERS,
        "{} requests for {all} updates",
        taken.len()
    );
    let rows = world.deliveries(sync).unwrap();
    assert_eq!(rows.len() as u64, all);
    assert!(rows.iter().all(|row| row.kind == Kind::User));
    let along = rows
        .iter()
        .filter(|row| row.notes.iter().any(|n| n.0.contains("Went along")));
    assert!(along.count() as u64 >= all - 3 * USERS as u64);

    let latest: BTreeMap<&str, u64> = (world.said().iter())
        .map(|word| (word.user.as_str(), word.number))
        .collect();
    for contact in world.intercom(0).unwrap().contacts() {
        let id = contact.external_id.as_deref().unwrap();
        assert_eq!(contact.custom_attributes["n"], json!(latest[id]));
    }
}
