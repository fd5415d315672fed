//! An outage of four hours in the middle of steady traffic.

use std::collections::BTreeSet;
use std::time::Duration;

use intercom_sim::FaultEffect;
use intertide_domain::delivery::{Outcome, Status};
use intertide_drill::world::{Party, World};
use intertide_store::state::DeliveryRecord;
use rand::RngExt;

use intertide_drill::scenarios::bench::{
    HOUR, MINUTE, SECOND, always, answered, arrived, assert_in_order, count, events, number,
    populate, said, sometimes, user, world,
};

const USERS: usize = 60;

/// Seconds between two events.
const PACE: usize = 8;

const NAMES: [&str; 2] = ["Viewed", "Bought"];

/// Default of `retry.window` (product.md 1).
const RETRY_WINDOW: Duration = HOUR.saturating_mul(4);
const RETRY_ATTEMPTS: u32 = 10;

fn break_down(world: &mut World, after: Duration, lasts: Duration) {
    world.turn(after, 0, |intercom| {
        let unavailable = FaultEffect::Status {
            status: 503,
            code: "service_unavailable".to_owned(),
            message: None,
            retry_after_s: None,
            commit: false,
        };
        let kinds = [
            sometimes(0.4, unavailable),
            sometimes(0.5, FaultEffect::HtmlBadGateway { commit: false }),
            always(FaultEffect::Hang { commit: false }),
        ];
        for rule in kinds {
            intercom.add_fault(rule).unwrap();
        }
    });
    world.turn(after + lasts, 0, intercom_sim::Workspace::clear_faults);
}

/// How long a delivery was tried.
fn tried_for(record: &DeliveryRecord) -> Duration {
    let first = record.exchanges.first().unwrap().started_at;
    record.row.settled_at.unwrap().since(first)
}

#[test]
fn four_hours_without_intercom_lose_nothing_but_what_was_tried_all_the_time() {
    let mut world = world(41, 167);
    let sync = world.add_sync(0, events(&NAMES, "discard")).unwrap();
    populate(&mut world, (0..USERS).map(user));
    break_down(&mut world, HOUR, HOUR * 4);
    let traffic = HOUR * 6;
    for second in (0..traffic.as_secs()).step_by(PACE) {
        let who = user(world.random().random_range(0..USERS));
        let name = NAMES[world.random().random_range(0..NAMES.len())];
        world.event(SECOND * second as u32, &who, name);
    }
    let events_said = traffic.as_secs() / PACE as u64;
    world.run_for(HOUR).unwrap();
    assert!(world.pending() < 5);
    world.run_for(HOUR * 4).unwrap();
    let backlog = world.pending();
    let end_of_outage = world.now();
    assert!(backlog > events_said / 2, "{backlog}");
    world.run_to_rest(HOUR * 9).unwrap();

    let expired: Vec<_> = (world.deliveries(sync).unwrap().into_iter())
        .filter(|row| row.status != Status::Delivered)
        .collect();
    let mut lost = BTreeSet::new();
    for row in &expired {
        let record = world.delivery(row.id).unwrap().unwrap();
        assert_eq!(row.status.outcome(), Outcome::Expired, "{row:?}");
        // The last attempt comes at the window's end, or earlier by up to a fifth of the last wait.
        let tried_for = tried_for(&record);
        assert!(
            row.attempts == RETRY_ATTEMPTS || tried_for >= RETRY_WINDOW,
            "{row:?}"
        );
        assert!(
            tried_for >= RETRY_WINDOW - MINUTE * 30,
            "{tried_for:?} {row:?}"
        );
        assert!(row.settled_at.unwrap() <= end_of_outage.plus(MINUTE));
        let payload: serde_json::Value = serde_json::from_str(&record.payload).unwrap();
        lost.insert(payload["metadata"]["n"].as_u64().unwrap());
    }
    println!(
        "{} of {events_said} expired, {backlog} waited",
        expired.len()
    );
    assert!(
        expired.len() <= USERS,
        "one at the head of each user's queue at most"
    );

    let times = arrived(world.intercom(0).unwrap());
    assert!(times.values().all(|times| *times == 1));
    let numbers: BTreeSet<u64> = times.into_keys().collect();
    let expected: BTreeSet<u64> = &said(&world, &NAMES) - &lost;
    assert_eq!(numbers, expected);
    assert_eq!(
        count(&world, sync, Outcome::Delivered),
        numbers.len() as u64
    );
    assert_in_order(&world, &NAMES);
    assert_eq!(answered(&world, Party::Ours, 429), 0);
    let last = world.intercom(0).unwrap().events().map(number).max();
    assert_eq!(last, said(&world, &NAMES).last().copied());
}
