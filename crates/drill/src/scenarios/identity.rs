//! Identity: whoever is who in Intercom, and whoever else writes there meanwhile, each user ends
//! as one contact with the latest values, and nobody else's contact is touched.

use std::collections::BTreeMap;
use std::time::Duration;

use http::Method;
use intercom_sim::{Contact, ContactId, Presence, Role};
use rand::RngExt;
use serde_json::{Value, json};

use super::bench::{HOUR, MINUTE, other, populate, user, users, world};
use super::{Scenario, Size};
use crate::world::World;

pub(super) const SCENARIO: Scenario = Scenario {
    name: "identity",
    size: Size {
        users: 40,
        steps: 4,
        faults: 1,
        crashes: 2,
    },
    live,
};

fn live(seed: u64, size: Size) {
    let mut world = world(seed, 1_666);
    let mut document = users(&["n"]);
    let email = json!({"property": "email", "attribute": "email"});
    document["send_users"]["user_properties"] = json!(["n", email]);
    world.add_sync(0, document).unwrap();
    populate(&mut world, []);
    inhabit(&mut world, size.users);
    // Long enough for search to show them all, but for what the rival makes.
    world.run_for(MINUTE * 10).unwrap();
    let theirs = contacts_of_others(&world);
    if size.faults > 0 {
        rival(&mut world);
    }
    for _ in 0..size.steps {
        for number in 0..size.users {
            let after = Duration::from_millis(world.random().random_range(0..60_000));
            world.update(after, &user(number), json!({"email": address(number)}));
        }
        if size.crashes > 0 {
            let after = Duration::from_millis(world.random().random_range(0..60_000));
            world.later(after, World::crash);
        }
        // Conflicts are sorted out in later attempts.
        world.run_for(HOUR * 5).unwrap();
    }
    world.run_to_rest(HOUR * 5).unwrap();
    assert_converged(&world, size.users);
    assert_eq!(contacts_of_others(&world), theirs);
}

/// Every user is one contact with what was said last; whom Intercom has deleted for good stays so.
///
/// # Panics
/// When it is not so.
pub fn assert_converged(world: &World, users: usize) {
    let latest: BTreeMap<&str, u64> = (world.said().iter())
        .map(|word| (word.user.as_str(), word.number))
        .collect();
    let ours = contacts_of_ours(world);
    for number in 0..users {
        let id = user(number);
        let contacts = &ours[&id];
        assert_eq!(contacts.len(), 1, "{:?}: {contacts:?}", beginning(number));
        let contact = contacts[0];
        if beginning(number) == Beginning::Deleted {
            assert!(matches!(contact.presence, Presence::Deleted { .. }));
            continue;
        }
        assert_eq!(contact.presence, Presence::Live, "{contact:?}");
        let is = contact.custom_attributes.get("n").and_then(Value::as_u64);
        assert_eq!(is, Some(latest[id.as_str()]), "{:?}", beginning(number));
    }
}

/// What a user is in Intercom when the first update comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
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

pub fn beginning(number: usize) -> Beginning {
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

pub fn address(number: usize) -> String {
    format!("{}@example.com", user(number))
}

fn foreign(number: usize) -> String {
    format!("foreign-{number}")
}

/// Intercom as it is before our first update.
pub fn inhabit(world: &mut World, users: usize) {
    world.turn(Duration::ZERO, 0, |intercom| {
        intercom.set_rate_limit(u32::MAX)
    });
    world.run_for(Duration::ZERO).unwrap();
    for number in 0..users {
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
pub fn rival(world: &mut World) {
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

pub fn contacts_of_others(world: &World) -> BTreeMap<ContactId, Contact> {
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
