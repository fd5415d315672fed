//! The same-second guard: Intercom takes two events of one user, name and second for one
//! (intercom.md 2.5), whichever sync they come through.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use intercom_sim::FaultEffect;
use intertide_domain::delivery::{ExchangeRequest, Outcome};
use intertide_drill::world::Party;
use rand::RngExt;

use intertide_drill::scenarios::bench::{
    HOUR, SECOND, arrived, count, events, populate, said, sometimes, user, world,
};

const USERS: usize = 5;
const NAMES: [&str; 2] = ["Clicked", "Scrolled"];

#[test]
fn bursts_of_one_second_through_two_syncs_all_arrive_and_resends_are_the_same_bytes() {
    let mut world = world(61, 1_666);
    let syncs = [(); 2].map(|()| world.add_sync(0, events(&NAMES, "discard")).unwrap());
    populate(&mut world, (0..USERS).map(user));
    for burst in 0..20 {
        let who = user(world.random().random_range(0..USERS));
        let size = world.random().random_range(5..25);
        for _ in 0..size {
            let name = NAMES[world.random().random_range(0..NAMES.len())];
            let within = Duration::from_millis(world.random().random_range(0..1_000));
            // Bursts follow each other closely: what is moved meets what comes.
            world.event(SECOND * burst * 4 + within, &who, name);
        }
    }
    world.turn(SECOND * 10, 0, |intercom| {
        let lost = [
            sometimes(0.1, FaultEffect::Reset { commit: false }),
            sometimes(0.1, FaultEffect::HtmlBadGateway { commit: false }),
        ];
        for rule in lost {
            intercom.add_fault(rule).unwrap();
        }
    });
    world.turn(SECOND * 120, 0, intercom_sim::Workspace::clear_faults);
    world.run_to_rest(HOUR * 5).unwrap();

    let said = said(&world, &NAMES);
    let intercom = world.intercom(0).unwrap();
    assert_eq!(intercom.duplicate_events(), 0);
    let times = arrived(intercom);
    assert_eq!(times.keys().copied().collect::<BTreeSet<_>>(), said);
    assert!(
        times.values().all(|times| *times == 2),
        "once for each sync"
    );

    let meant: BTreeMap<u64, i64> = (world.said().iter())
        .map(|word| (word.number, word.at.floor_seconds().get()))
        .collect();
    let mut moved = 0;
    let mut bodies: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for sync in syncs {
        assert_eq!(count(&world, sync, Outcome::Delivered), said.len() as u64);
        for row in world.deliveries(sync).unwrap() {
            let record = world.delivery(row.id).unwrap().unwrap();
            let sent: BTreeSet<&str> = (record.exchanges.iter())
                .filter_map(|exchange| match &exchange.request {
                    ExchangeRequest {
                        body: Some(body), ..
                    } => Some(body.as_str()),
                    ExchangeRequest { body: None, .. } => None,
                })
                .collect();
            assert_eq!(sent.len(), 1, "a resend differs: {sent:?}");
            let body: serde_json::Value = serde_json::from_str(sent.first().unwrap()).unwrap();
            let number = body["metadata"]["n"].as_u64().unwrap();
            bodies
                .entry(number)
                .or_default()
                .insert(sent.first().unwrap().to_string());
            let is_moved = body["created_at"].as_i64() != Some(meant[&number]);
            let says_so = row.notes.iter().any(|note| note.0.contains("second"));
            assert_eq!(is_moved, says_so, "{row:?}");
            moved += usize::from(is_moved);
        }
    }
    println!("{moved} of {} were moved", said.len() * 2);
    assert!(moved > said.len(), "the later of each two at least");
    for entry in world.requests(0, Party::Ours).unwrap() {
        let body = String::from_utf8(entry.body.to_vec()).unwrap();
        let json = entry.json().unwrap();
        let number = json["metadata"]["n"].as_u64().unwrap();
        assert!(bodies[&number].contains(&body), "{body}");
    }
}
