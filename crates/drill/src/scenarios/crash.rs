//! Crashes at random moments, among random faults: what was said arrives, once, in order, and the
//! counts say so.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use intercom_sim::{FaultEffect, Presence, Role, StoredEvent, TokenStanding};
use intertide_domain::delivery::{DiscardReason, Kind, Outcome, Status, WaitReason};
use intertide_domain::ids::SyncId;
use intertide_store::state::DeliveryRecord;
use rand::RngExt;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};

use super::bench::{HOUR, MINUTE, SECOND, events, number, populate, sometimes, user, users, world};
use super::{Scenario, Size};
use crate::world::World;

const NAMES: [&str; 3] = ["Alpha", "Beta", "Gamma"];

/// When faults, crashes and words have an end.
const TROUBLE: Duration = MINUTE.saturating_mul(3);

pub(super) const SCENARIO: Scenario = Scenario {
    name: "crash",
    size: Size {
        users: 4,
        steps: 24,
        faults: 10,
        crashes: 4,
    },
    live: |seed, size| {
        let mut run = Run::new(seed, size);
        run.plan();
        run.world.run_for(TROUBLE + SECOND).unwrap();
        run.world.run_to_rest(HOUR * 6).unwrap();
        run.assert_all_is_well();
    },
};

struct Run {
    size: Size,
    world: World,
    /// Events and updates; the policy for unknown users.
    first: (SyncId, &'static str),
    /// Events alone, the middle name shared with the first.
    second: (SyncId, &'static str),
}

impl Run {
    fn new(seed: u64, size: Size) -> Self {
        let mut world = world(seed, 40);
        let policies = ["discard", "wait", "create"];
        let of_first = *policies.choose(world.random()).unwrap();
        let of_second = *policies.choose(world.random()).unwrap();
        let mut document = events(&NAMES[..2], of_first);
        document["send_users"] = users(&["n"])["send_users"].clone();
        let first = world.add_sync(0, document).unwrap();
        let second = world.add_sync(0, events(&NAMES[1..], of_second)).unwrap();
        populate(&mut world, (0..known(size)).map(user));
        Self {
            size,
            world,
            first: (first, of_first),
            second: (second, of_second),
        }
    }

    fn plan(&mut self) {
        let (world, size) = (&mut self.world, self.size);
        let mut busy = Vec::new();
        for _ in 0..size.steps {
            let at = moment(world);
            busy.push(at);
            let who = user(world.random().random_range(0..size.users));
            if world.random().random_bool(0.3) {
                world.update(at, &who, json!({}));
            } else {
                let name = NAMES[world.random().random_range(0..NAMES.len())];
                // Some come in one second.
                for _ in 0..world.random().random_range(1..4) {
                    world.event(at, &who, name);
                }
            }
        }
        let crashes = world.random().random_range(1..5);
        for _ in 0..size.crashes.min(crashes) {
            // While something is on its way.
            let word = *busy.choose(world.random()).unwrap();
            let at = word + Duration::from_millis(world.random().random_range(0..250));
            world.later(at, World::crash);
        }
        for effect in effects().into_iter().take(size.faults) {
            if world.random().random_bool(0.4) {
                let (at, chance) = (moment(world), world.random().random_range(0.05..0.3));
                world.turn(at, 0, move |intercom| {
                    intercom.add_fault(sometimes(chance, effect)).unwrap();
                });
            }
        }
        if size.faults > 0 && world.random().random_bool(0.2) {
            let at = moment(world);
            world.turn(at, 0, |intercom| {
                intercom.set_token_standing(TokenStanding::Revoked);
            });
        }
        world.turn(TROUBLE, 0, |intercom| {
            intercom.clear_faults();
            intercom.set_token_standing(TokenStanding::Valid);
        });
    }

    fn assert_all_is_well(&self) {
        let events: Vec<_> = self.world.intercom(0).unwrap().events().collect();
        let mut delivered: BTreeMap<u64, usize> = BTreeMap::new();
        for (sync, policy) in [self.first, self.second] {
            let totals = self.world.totals(sync).unwrap();
            let mut counted: BTreeMap<Outcome, u64> = BTreeMap::new();
            let mut last: BTreeMap<String, u64> = BTreeMap::new();
            for row in self.world.deliveries(sync).unwrap() {
                let record = self.world.delivery(row.id).unwrap().unwrap();
                *counted.entry(row.status.outcome()).or_default() += 1;
                assert_may_end_so(&record, policy, self.size);
                if row.kind == Kind::Event && row.status == Status::Delivered {
                    let event = stored(&events, &record);
                    *delivered.entry(number(event)).or_default() += 1;
                    let user = row.user_id.unwrap().to_string();
                    let before = last.insert(user, event.sequence);
                    assert!(before < Some(event.sequence), "out of order: {record:?}");
                }
            }
            for outcome in Outcome::ALL {
                let rows = counted.get(outcome).copied().unwrap_or_default();
                assert_eq!(totals[outcome], rows, "{outcome}");
            }
        }
        let mut arrived: BTreeMap<u64, usize> = BTreeMap::new();
        for event in events {
            *arrived.entry(number(event)).or_default() += 1;
        }
        assert_eq!(arrived, delivered);
        self.assert_contacts_are_up_to_date();
    }

    fn assert_contacts_are_up_to_date(&self) {
        let latest: BTreeMap<&str, u64> = (self.world.said().iter())
            .filter(|word| word.event.is_none())
            .map(|word| (word.user.as_str(), word.number))
            .collect();
        let mut seen = BTreeSet::new();
        for contact in self.world.intercom(0).unwrap().contacts() {
            let id = contact.external_id.as_deref().unwrap();
            assert!(seen.insert(id), "two contacts of {id}");
            assert_eq!(
                (contact.role, contact.presence),
                (Role::User, Presence::Live)
            );
            let is = contact.custom_attributes.get("n").and_then(Value::as_u64);
            assert_eq!(is, latest.get(id).copied(), "{id}");
        }
        assert!(latest.keys().all(|id| seen.contains(id)));
    }
}

/// Users that Intercom knows from the beginning.
fn known(size: Size) -> usize {
    size.users / 2
}

/// A moment of the time of trouble.
fn moment(world: &mut World) -> Duration {
    world.random().random_range(Duration::ZERO..TROUBLE)
}

fn effects() -> Vec<FaultEffect> {
    let mut effects = vec![FaultEffect::RateLimit, FaultEffect::Latency { ms: 9_990 }];
    for commit in [false, true] {
        effects.extend([
            FaultEffect::Reset { commit },
            FaultEffect::Hang { commit },
            FaultEffect::HtmlBadGateway { commit },
            FaultEffect::Status {
                status: 503,
                code: "service_unavailable".to_owned(),
                message: None,
                retry_after_s: None,
                commit,
            },
        ]);
    }
    effects
}

/// Nothing ends badly but events of users whom Intercom does not know, as the policy says.
fn assert_may_end_so(record: &DeliveryRecord, policy: &str, size: Size) {
    let excused = match policy {
        "discard" => Some(Status::Discarded(DiscardReason::UserNotFound)),
        "wait" => Some(Status::Expired(WaitReason::WaitingForUser)),
        _ => None,
    };
    let (status, user) = (record.row.status, record.row.user_id.as_ref());
    let unknown = (known(size)..size.users)
        .map(user_id)
        .any(|id| user == Some(&id));
    let fine = status == Status::Delivered
        || (unknown && record.row.kind == Kind::Event && Some(status) == excused);
    assert!(fine, "{record:?}");
}

fn user_id(number: usize) -> intertide_domain::ids::UserId {
    user(number).as_str().into()
}

/// The event in Intercom that a delivery says to have brought there.
fn stored<'a>(events: &[&'a StoredEvent], record: &DeliveryRecord) -> &'a StoredEvent {
    let bodies = record
        .exchanges
        .iter()
        .filter_map(|e| e.request.body.as_deref());
    let bodies: BTreeSet<&str> = bodies.filter(|body| body.contains("event_name")).collect();
    assert_eq!(bodies.len(), 1, "a resend differs: {bodies:?}");
    let body: Value = serde_json::from_str(bodies.first().unwrap()).unwrap();
    let is_it = |event: &&&StoredEvent| {
        event.user_id.as_deref() == body["user_id"].as_str()
            && Some(event.event_name.as_str()) == body["event_name"].as_str()
            && Some(event.created_at.0) == body["created_at"].as_i64()
    };
    let found: Vec<_> = events.iter().filter(is_it).collect();
    assert_eq!(
        found.len(),
        1,
        "{body} is in Intercom {} times",
        found.len()
    );
    assert_eq!(Some(number(found[0])), body["metadata"]["n"].as_u64());
    found[0]
}

/// A seed is lived through the same way each time.
///
/// # Panics
/// When it is not.
pub fn a_seed_tells_the_same_story(seed: u64) {
    let journal = || {
        let mut run = Run::new(seed, SCENARIO.size);
        run.plan();
        run.world.run_for(TROUBLE + HOUR).unwrap();
        let requests = run.world.intercom(0).unwrap().requests();
        let told = requests.map(|e| (e.at, e.path.clone(), e.body.clone(), e.status));
        told.collect::<Vec<_>>()
    };
    assert_eq!(journal(), journal());
}
