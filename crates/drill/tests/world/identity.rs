//! Identity: whoever is who in Intercom, and whoever else writes there meanwhile, each user ends
//! as one contact with the latest values, and nobody else's contact is touched.

use std::collections::BTreeMap;
use std::time::Duration;

use http::Method;
use intercom_sim::{Contact, ContactId, Presence, Role};
use intertide_domain::delivery::Outcome;
use intertide_drill::world::{Party, World};
use rand::RngExt;
use serde_json::{Value, json};

use crate::bench::{HOUR, MINUTE, count, other, populate, user, users, world};

const USERS: usize = 1_000;
const ROUNDS: u32 = 10;

/// Rounds after which everybody is known.
const SETTLED_AFTER: u32 = 2;

/// What a user is in Intercom when the first update comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beginning {
    /// A user under its own id.
    Known,
    Archived,
    /// Deleted for good.
    Deleted,
    /// A lead with the address.
    Lead,
    /// A user with the address and no id yet.
    Nameless,
    /// Unknown, while a foreign user has the address.
    SharesAddress,
    /// Nobody; in half of the cases another program makes it after we asked.
    Unknown,
}

fn beginning(number: usize) -> Beginning {
    match number % 20 {
        0 => Beginning::Archived,
        1 => Beginning::Deleted,
        2 => Beginning::Lead,
        3 => Beginning::Nameless,
        4 => Beginning::SharesAddress,
        5..9 => Beginning::Unknown,
        _ => Beginning::Known,
    }
}

fn address(number: usize) -> String {
    format!("{}@example.com", user(number))
}

fn foreign(number: usize) -> String {
    format!("foreign-{number}")
}

/// Intercom as it is before our first update.
fn inhabit(world: &mut World) {
    world.turn(Duration::ZERO, 0, |intercom| {
        intercom.set_rate_limit(u32::MAX)
    });
    world.run_for(Duration::ZERO).unwrap();
    for number in 0..USERS {
        let (id, email) = (user(number), address(number));
        let contact = match beginning(number) {
            Beginning::Unknown => continue,
            Beginning::Lead => json!({"role": "lead", "email": email}),
            Beginning::Nameless => json!({"role": "user", "email": email}),
            Beginning::SharesAddress => {
                json!({"role": "user", "external_id": foreign(number), "email": email})
            }
            Beginning::Known | Beginning::Archived | Beginning::Deleted => {
                json!({"role": "user", "external_id": id, "email": email})
            }
        };
        let made = other(world, Method::POST, "/contacts", Some(&contact));
        let made = made["id"].as_str().unwrap();
        match beginning(number) {
            Beginning::Archived => {
                other(
                    world,
                    Method::POST,
                    &format!("/contacts/{made}/archive"),
                    None,
                );
            }
            Beginning::Deleted => {
                other(world, Method::DELETE, &format!("/contacts/{made}"), None);
            }
            _ => {}
        }
    }
    world.turn(Duration::ZERO, 0, |intercom| intercom.set_rate_limit(1_666));
}

/// Another program makes every second user that we find missing, a moment before we do.
fn rival(world: &mut World) {
    world.set_onlooker(|world, place, request, response| {
        let Some(id) = request.path.strip_prefix("/contacts/find_by_external_id/") else {
            return;
        };
        if response.status.is_success() || !world.random().random_bool(0.5) {
            return;
        }
        let contact = json!({"role": "user", "external_id": id});
        let after = Duration::from_millis(world.random().random_range(0..120));
        world.later(after, move |world| {
            world.ask(place, Method::POST, "/contacts", Some(&contact))?;
            Ok(())
        });
    });
}

fn contacts_of_others(world: &World) -> BTreeMap<ContactId, Contact> {
    let contacts = world.intercom(0).unwrap().contacts();
    contacts
        .filter(|contact| {
            let id = contact.external_id.as_deref().unwrap_or_default();
            id.starts_with("foreign-")
        })
        .map(|contact| (contact.id, contact.clone()))
        .collect()
}

/// The user contacts under each external id that is no foreign one, whatever became of them.
fn contacts_of_ours(world: &World) -> BTreeMap<String, Vec<&Contact>> {
    let mut contacts: BTreeMap<String, Vec<&Contact>> = BTreeMap::new();
    for contact in world.intercom(0).unwrap().contacts() {
        if contact.role == Role::User
            && let Some(id) = &contact.external_id
            && !id.starts_with("foreign-")
        {
            contacts.entry(id.clone()).or_default().push(contact);
        }
    }
    contacts
}

#[test]
fn every_user_converges_to_one_contact_and_nobody_elses_is_touched() {
    let mut world = world(31, 1_666);
    let mut document = users(&["n"]);
    let email = json!({"property": "email", "attribute": "email"});
    document["send_users"]["user_properties"] = json!(["n", email]);
    let sync = world.add_sync(0, document).unwrap();
    populate(&mut world, []);
    inhabit(&mut world);
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

    let latest: BTreeMap<&str, u64> = (world.said().iter())
        .map(|word| (word.user.as_str(), word.number))
        .collect();
    let ours = contacts_of_ours(&world);
    let mut gone = 0;
    for number in 0..USERS {
        let id = user(number);
        let contacts = &ours[&id];
        assert_eq!(contacts.len(), 1, "{:?}: {contacts:?}", beginning(number));
        let contact = contacts[0];
        if beginning(number) == Beginning::Deleted {
            gone += 1;
            assert!(matches!(contact.presence, Presence::Deleted { .. }));
            continue;
        }
        assert_eq!(contact.presence, Presence::Live, "{contact:?}");
        let is = contact.custom_attributes.get("n").and_then(Value::as_u64);
        assert_eq!(is, Some(latest[id.as_str()]), "{:?}", beginning(number));
    }
    assert_eq!(contacts_of_others(&world), theirs);

    let updates = u64::from(ROUNDS) * USERS as u64;
    let expected_gone = u64::from(ROUNDS) * gone;
    assert_eq!(count(&world, sync, Outcome::Discarded), expected_gone);
    assert_eq!(
        count(&world, sync, Outcome::Delivered),
        updates - expected_gone
    );
    println!("requests for {USERS} updates, round by round: {requests:?}");
    let reachable = USERS - gone as usize;
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
