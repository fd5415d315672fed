//! What happens in the demonstration: one scene after the other, as requests to the ingestion
//! endpoint. Plain values: chance and time come in as arguments.

use rand::{Rng, RngExt};
use serde_json::{Value, json};

use super::cast::{PLANS, Person, STRANGER};

/// A kind of scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scene {
    SignUp,
    LogIn,
    Order,
    SmallOrder,
    PageView,
    PricingView,
    AnonymousVisit,
    PropertyChange,
    StrangerLogIn,
    SentAgain,
    WithoutType,
    PlaceholderId,
}

/// What a visitor sees first: everything that can happen, once.
const OPENING: [Scene; 12] = [
    Scene::SignUp,
    Scene::Order,
    Scene::PageView,
    Scene::AnonymousVisit,
    Scene::PropertyChange,
    Scene::SmallOrder,
    Scene::SentAgain,
    Scene::WithoutType,
    Scene::StrangerLogIn,
    Scene::LogIn,
    Scene::PricingView,
    Scene::PlaceholderId,
];

/// How often each kind of scene comes after that, in parts of their sum.
const WEIGHTS: [(Scene, u32); 12] = [
    (Scene::PageView, 20),
    (Scene::Order, 18),
    (Scene::LogIn, 14),
    (Scene::PropertyChange, 12),
    (Scene::AnonymousVisit, 10),
    (Scene::PricingView, 8),
    (Scene::SignUp, 7),
    (Scene::SmallOrder, 5),
    (Scene::SentAgain, 2),
    (Scene::StrangerLogIn, 2),
    (Scene::WithoutType, 1),
    (Scene::PlaceholderId, 1),
];

/// Who signs up beyond this number is forgotten again by the demonstration, not by Intercom.
const MOST_PEOPLE: usize = 500;

/// A request: the events that it brings.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scenario {
    pub(super) events: Vec<Value>,
}

/// The course of the demonstration.
#[derive(Debug)]
pub(super) struct Script {
    people: Vec<Person>,
    newcomers: usize,
    scenes: usize,
    last: Option<Scenario>,
}

impl Script {
    pub(super) fn new() -> Self {
        Self {
            people: Person::residents(),
            newcomers: 0,
            scenes: 0,
            last: None,
        }
    }

    /// The next request, at `now` in milliseconds since 1970.
    pub(super) fn next(&mut self, now: i64, random: &mut impl Rng) -> Scenario {
        let scene = OPENING
            .get(self.scenes)
            .copied()
            .unwrap_or_else(|| pick(random));
        self.scenes += 1;
        let scenario = Scenario {
            events: self.play(scene, now, random),
        };
        if !matches!(scene, Scene::WithoutType | Scene::PlaceholderId) {
            self.last = Some(scenario.clone());
        }
        scenario
    }

    fn play(&mut self, scene: Scene, now: i64, random: &mut impl Rng) -> Vec<Value> {
        match scene {
            Scene::SignUp => self.sign_up(now, random),
            Scene::LogIn => {
                let method = ["password", "google", "sso"][random.random_range(0..3)];
                vec![self.of_somebody("Logged In", &json!({"method": method}), now, random)]
            }
            Scene::Order => {
                let total = random.random_range(15..=240);
                vec![self.order(total, now, random)]
            }
            Scene::SmallOrder => {
                let total = random.random_range(2..=9);
                vec![self.order(total, now, random)]
            }
            Scene::PageView => {
                let path = ["/", "/docs", "/blog", "/changelog"][random.random_range(0..4)];
                vec![self.of_somebody("Page Viewed", &json!({"path": path}), now, random)]
            }
            Scene::PricingView => {
                vec![self.of_somebody("Pricing Viewed", &json!({"path": "/pricing"}), now, random)]
            }
            Scene::AnonymousVisit => {
                let device = format!("web-visitor-{}", random.random_range(1000..10_000));
                let who = json!({"device_id": device});
                vec![event(
                    "Pricing Viewed",
                    &who,
                    &json!({"path": "/pricing"}),
                    now,
                    random,
                )]
            }
            Scene::PropertyChange => vec![self.property_change(now, random)],
            Scene::StrangerLogIn => {
                let who = json!({"user_id": STRANGER, "device_id": "server-import"});
                vec![event(
                    "Logged In",
                    &who,
                    &json!({"method": "sso"}),
                    now,
                    random,
                )]
            }
            Scene::SentAgain => match &self.last {
                Some(last) => last.events.clone(),
                None => self.play(Scene::LogIn, now, random),
            },
            Scene::WithoutType => {
                let mut wrong = self.of_somebody("", &json!({}), now, random);
                if let Some(fields) = wrong.as_object_mut() {
                    fields.remove("event_type");
                }
                vec![wrong]
            }
            Scene::PlaceholderId => {
                let who = json!({"user_id": "null", "device_id": "web-bug"});
                vec![event("Logged In", &who, &json!({}), now, random)]
            }
        }
    }

    fn sign_up(&mut self, now: i64, random: &mut impl Rng) -> Vec<Value> {
        let person = Person::newcomer(self.newcomers);
        self.newcomers += 1;
        let who = json!({"user_id": person.user_id, "device_id": person.device_id});
        let properties = json!({"$set": {
            "full_name": person.full_name,
            "email": person.user_id,
            "plan": person.plan,
            "seats": person.seats,
        }});
        let events = vec![
            identify(&who, &properties, now, random),
            event(
                "Signed Up",
                &who,
                &json!({"plan": person.plan}),
                now,
                random,
            ),
        ];
        if self.people.len() < MOST_PEOPLE {
            self.people.push(person);
        }
        events
    }

    fn property_change(&mut self, now: i64, random: &mut impl Rng) -> Value {
        let place = random.random_range(0..self.people.len());
        let Some(person) = self.people.get_mut(place) else {
            return json!({});
        };
        person.seats += random.random_range(1..5);
        if random.random_bool(0.4) {
            person.plan = PLANS[random.random_range(0..PLANS.len())];
        }
        let who = json!({"user_id": person.user_id, "device_id": person.device_id});
        let properties = json!({"$set": {"plan": person.plan, "seats": person.seats}});
        identify(&who, &properties, now, random)
    }

    fn order(&self, total: u32, now: i64, random: &mut impl Rng) -> Value {
        let properties = json!({
            "total": total,
            "currency": "EUR",
            "items": random.random_range(1..6),
            "coupon": random.random_bool(0.2),
        });
        self.of_somebody("Order Completed", &properties, now, random)
    }

    fn of_somebody(
        &self,
        event_type: &str,
        properties: &Value,
        now: i64,
        random: &mut impl Rng,
    ) -> Value {
        let place = random.random_range(0..self.people.len());
        let who = self.people.get(place).map_or_else(
            || json!({"user_id": STRANGER}),
            |person| json!({"user_id": person.user_id, "device_id": person.device_id}),
        );
        event(event_type, &who, properties, now, random)
    }
}

fn pick(random: &mut impl Rng) -> Scene {
    let sum: u32 = WEIGHTS.iter().map(|(_, weight)| weight).sum();
    let mut left = random.random_range(0..sum);
    for (scene, weight) in WEIGHTS {
        if left < weight {
            return scene;
        }
        left -= weight;
    }
    Scene::PageView
}

/// An event in Amplitude's wire form (amplitude.md 1.2).
fn event(
    event_type: &str,
    who: &Value,
    properties: &Value,
    now: i64,
    random: &mut impl Rng,
) -> Value {
    let mut event = json!({
        "event_type": event_type,
        "time": now,
        "insert_id": format!("{:016x}", random.random::<u64>()),
        "event_properties": properties,
        "platform": "Web",
        "language": "en-GB",
    });
    if let (Some(fields), Some(ids)) = (event.as_object_mut(), who.as_object()) {
        fields.extend(ids.clone());
    }
    event
}

/// A change of user properties, as SDKs send it.
fn identify(who: &Value, operations: &Value, now: i64, random: &mut impl Rng) -> Value {
    let mut event = event("$identify", who, &json!({}), now, random);
    if let Some(fields) = event.as_object_mut() {
        fields.remove("event_properties");
        fields.insert("user_properties".to_owned(), operations.clone());
    }
    event
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn played(scenes: usize) -> Vec<Scenario> {
        let mut script = Script::new();
        let mut random = StdRng::seed_from_u64(1);
        (0..scenes)
            .map(|_| script.next(1_700_000_000_000, &mut random))
            .collect()
    }

    #[test]
    fn the_opening_shows_everything_once() {
        let opening = played(OPENING.len());
        let types: Vec<&str> = opening
            .iter()
            .flat_map(|scenario| &scenario.events)
            .map(|event| {
                event
                    .get("event_type")
                    .and_then(Value::as_str)
                    .unwrap_or("(none)")
            })
            .collect();
        assert_eq!(
            types,
            [
                "$identify",
                "Signed Up",
                "Order Completed",
                "Page Viewed",
                "Pricing Viewed",
                "$identify",
                "Order Completed",
                "Order Completed",
                "(none)",
                "Logged In",
                "Logged In",
                "Pricing Viewed",
                "Logged In",
            ]
        );
        let again = |place: usize| opening.get(place).unwrap();
        assert_eq!(again(5), again(6), "the same request, sent again");
    }

    #[test]
    fn two_events_are_told_apart_by_their_insert_id() {
        let mut ids: Vec<String> = played(200)
            .into_iter()
            .flat_map(|scenario| scenario.events)
            .map(|event| event["insert_id"].to_string())
            .collect();
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert!(
            all - ids.len() < 12,
            "only what is sent again has an id twice"
        );
    }
}
