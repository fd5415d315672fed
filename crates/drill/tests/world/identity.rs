//! Identity: whoever is who in Intercom, and whoever else writes there meanwhile, each user ends
//! as one contact with the latest values, and nobody else's contact is touched.

use std::collections::BTreeMap;
use std::time::Duration;

use http::Method;
use intercom_sim::Contact;
use intertide_domain::delivery::Outcome;
use intertide_drill::world::Party;
use rand::RngExt;
use serde_json::{Value, json};

use intertide_drill::scenarios::bench::{HOUR, MINUTE, count, populate, user, users, world};
use intertide_drill::scenarios::identity::{
    Beginning, address, assert_converged, beginning, contacts_of_others, inhabit, rival,
};

const USERS: usize = 1_000;
const ROUNDS: u32 = 10;

/// Rounds after which everybody is known.
const SETTLED_AFTER: u32 = 2;

#[test]
fn every_user_converges_to_one_contact_and_nobody_elses_is_touched() {
    let mut world = world(31, 1_666);
    let mut document = users(&["n"]);
    let email = json!({"property": "email", "attribute": "email"});
    document["send_users"]["user_properties"] = json!(["n", email]);
    let sync = world.add_sync(0, document).unwrap();
    populate(&mut world, []);
    inhabit(&mut world, USERS);
    // Long enough for search to show them all, but for what the rival makes.
    world.run_for(MINUTE * 10).unwrap();
    let theirs = contacts_of_others(&world);
    rival(&mut world);

    let mut requests = Vec::new();
    for round in 0..ROUNDS {
        let before = world.requests(0, Party::Ours).unwrap().len();
        for number in 0..USERS {
            let after = Duration::from_millis(world.random().random_range(0..60_000));
            world.update(after, &user(number), json!({"email": address(number)}));
        }
        // The first rounds have conflicts that are sorted out in later attempts.
        let pause = if round < SETTLED_AFTER {
            HOUR * 5
        } else {
            MINUTE * 2
        };
        world.run_for(pause).unwrap();
        requests.push(world.requests(0, Party::Ours).unwrap().len() - before);
    }
    world.run_to_rest(HOUR * 5).unwrap();

    assert_converged(&world, USERS);
    let gone = (0..USERS)
        .filter(|number| beginning(*number) == Beginning::Deleted)
        .count();
    assert_eq!(contacts_of_others(&world), theirs);

    let updates = u64::from(ROUNDS) * USERS as u64;
    let expected_gone = u64::from(ROUNDS) * gone as u64;
    assert_eq!(count(&world, sync, Outcome::Discarded), expected_gone);
    assert_eq!(
        count(&world, sync, Outcome::Delivered),
        updates - expected_gone
    );
    println!("requests for {USERS} updates, round by round: {requests:?}");
    let reachable = USERS - gone;
    assert!(requests[0] <= 4 * USERS, "{requests:?}");
    for later in &requests[SETTLED_AFTER as usize..] {
        // Two updates of one user that wait together are one request.
        assert!(*later <= reachable, "{requests:?}");
        assert!(later * 100 >= reachable * 99, "{requests:?}");
    }
}

#[test]
fn users_named_by_their_address_converge_though_search_lags_behind() {
    const PEOPLE: usize = 200;
    let mut world = world(32, 1_666);
    let mut document = users(&["n"]);
    document["mapping"] = json!({"user_property": "gp:email", "intercom_id": "email"});
    let sync = world.add_sync(0, document).unwrap();
    populate(&mut world, []);
    world.set_onlooker(|world, place, request, response| {
        // Another program makes every second one whom we searched and did not find.
        if request.path != "/contacts/search" || !world.random().random_bool(0.5) {
            return;
        }
        let found = response.json().unwrap_or_default();
        let asked: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let email = asked.to_string();
        let email = email.split('"').find(|part| part.contains('@'));
        let (0, Some(email)) = (found["total_count"].as_u64().unwrap_or(1), email) else {
            return;
        };
        let contact = json!({"role": "user", "email": email});
        let after = Duration::from_millis(world.random().random_range(0..120));
        world.later(after, move |world| {
            world.ask(place, Method::POST, "/contacts", Some(&contact))?;
            Ok(())
        });
    });
    for round in 0..3 {
        for number in 0..PEOPLE {
            let after = MINUTE * 20 * round + Duration::from_millis(number as u64 * 7);
            world.update(after, &user(number), json!({"email": address(number)}));
        }
    }
    world.run_to_rest(HOUR * 5).unwrap();

    assert_eq!(count(&world, sync, Outcome::Delivered), 3 * PEOPLE as u64);
    let mut contacts: BTreeMap<&str, Vec<&Contact>> = BTreeMap::new();
    for contact in world.intercom(0).unwrap().contacts() {
        let email = contact.email.as_deref().unwrap_or_default();
        contacts.entry(email).or_default().push(contact);
    }
    assert_eq!(contacts.len(), PEOPLE);
    for (email, contacts) in contacts {
        assert_eq!(contacts.len(), 1, "{email}: {contacts:?}");
    }
}
