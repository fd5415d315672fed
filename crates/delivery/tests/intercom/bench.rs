//! A workspace in the simulator, and deliveries talked over with it.

use std::borrow::Cow;
use std::time::Duration;

use http::header::{ACCEPT, HeaderName};
use intercom_sim::{Contact, Presence, Role, Settings, SimRequest, SimResponse, Workspace};
use intertide_delivery::destinations::intercom::Intercom;
use intertide_delivery::destinations::{
    Answer, Conversation, Destination, Ending, Facts, Method, Request, Response, Step, Verdict,
};
use intertide_domain::delivery::{Chain, DiscardReason, Due, Kind, Priority};
use intertide_domain::ids::{DeliveryId, EventType, SyncId};
use intertide_domain::process::{DestinationMapping, Mapped, SelectedEvent, UserChange};
use intertide_domain::sync::{AttributeEntry, SyncDocument};
use intertide_domain::time::UnixMillis;
use serde_json::{Value, json};

/// More requests than any conversation of these tests may make.
const TOO_MANY_REQUESTS: usize = 60;

pub(crate) struct Bench {
    pub(crate) workspace: Workspace,
    pub(crate) document: SyncDocument,
    pub(crate) facts: Facts,
    pub(crate) now: UnixMillis,
}

impl Bench {
    /// An empty workspace and a sync into it, mapped to `user_id` or `email`.
    pub(crate) fn new(intercom_id: &str) -> Self {
        let document = json!({
            "name": "Product events",
            "destination": "intercom",
            "enabled": true,
            "credentials": {"endpoint": "us"},
            "mapping": {"user_property": "user_id", "intercom_id": intercom_id},
            "send_users": {"enabled": true, "create_missing_attributes": true},
        });
        Self {
            workspace: Workspace::new(Settings::default()),
            document: serde_json::from_value(document).unwrap(),
            facts: Facts::new(),
            now: UnixMillis::new(1_700_049_600_000),
        }
    }

    /// Time passes.
    pub(crate) fn pass(&mut self, duration: Duration) {
        self.now = self.now.plus(duration);
    }

    /// Delivers a change of a user: attribute entries as the document has them, and their values.
    pub(crate) fn update(&mut self, identity: &str, entries: &[(&str, Value)]) -> Ending {
        let due = self.user_due(identity, entries);
        self.deliver(&due)
    }

    /// The delivery of a change of a user.
    pub(crate) fn user_due(&self, identity: &str, entries: &[(&str, Value)]) -> Due {
        let read = |text: &str| -> AttributeEntry {
            let entry = match text.split_once('=') {
                None => json!(text),
                Some((attribute, property)) => {
                    json!({"property": property, "attribute": attribute})
                }
            };
            serde_json::from_value(entry).unwrap()
        };
        let entries: Vec<_> = entries
            .iter()
            .map(|(entry, value)| (read(entry), value))
            .collect();
        let given = |value| Some(value).filter(|value: &&Value| !value.is_null());
        let attributes = entries.iter().map(|(entry, value)| (entry, given(*value)));
        let mapped = Intercom.user(
            &self.document,
            &UserChange {
                identity: Some(&json!(identity)),
                attributes: attributes.collect(),
            },
        );
        self.due(Kind::User, "$identify", mapped)
    }

    /// Delivers an event.
    pub(crate) fn event(
        &mut self,
        identity: &str,
        name: &str,
        properties: &[(&str, Value)],
    ) -> Ending {
        let properties = properties
            .iter()
            .map(|(key, value)| (Cow::Borrowed(*key), Cow::Borrowed(value)));
        let mapped = Intercom.event(
            &self.document,
            &SelectedEvent {
                event_type: &EventType::from(name),
                time: self.now,
                identity: Some(&json!(identity)),
                properties: properties.collect(),
            },
        );
        let due = self.due(Kind::Event, name, mapped);
        self.deliver(&due)
    }

    fn due(&self, kind: Kind, event_type: &str, mapped: Mapped) -> Due {
        let sync = SyncId::new(1);
        Due {
            id: DeliveryId::new(1),
            sync,
            kind,
            chain: Chain::of(sync, &mapped.identity.unwrap()),
            priority: Priority::Live,
            event_type: EventType::from(event_type),
            user_id: None,
            attempts: 0,
            first_attempt_at: None,
            received_at: self.now,
            due_at: self.now,
            payload: mapped.payload,
            moved_to: None,
            followers: Vec::new(),
        }
    }

    /// Talks a delivery over to its end and remembers what was learned.
    pub(crate) fn deliver(&mut self, due: &Due) -> Ending {
        let mut conversation = self.converse(due);
        let step = conversation.begin();
        self.talk_on(&mut *conversation, step)
    }

    pub(crate) fn converse(&self, due: &Due) -> Box<dyn Conversation> {
        let mut facts = Facts::new();
        for key in Intercom.fact_keys(due) {
            if let Some(value) = self.facts.get(&key) {
                facts.insert(key, value.clone());
            }
        }
        Intercom.converse(due, &self.document, &facts)
    }

    /// Talks a conversation over from this step to its end.
    pub(crate) fn talk_on(
        &mut self,
        conversation: &mut dyn Conversation,
        mut step: Step,
    ) -> Ending {
        for _ in 0..TOO_MANY_REQUESTS {
            match step {
                Step::Send(request) => step = conversation.answer(&self.send(&request)),
                Step::End(ending) => {
                    for (key, value) in &ending.facts {
                        match value {
                            Some(value) => self.facts.insert(key.clone(), value.clone()),
                            None => self.facts.remove(key),
                        };
                    }
                    return ending;
                }
            }
        }
        panic!("a conversation does not end");
    }

    /// What the workspace answers.
    pub(crate) fn send(&mut self, request: &Request) -> Answer {
        let method = match request.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
            Method::Put => http::Method::PUT,
            Method::Delete => http::Method::DELETE,
        };
        let body = request
            .body
            .as_ref()
            .map(|body| serde_json::from_str(body).unwrap());
        let response = self.ask(method, &request.path, body);
        Answer::Response(Response {
            status: response.status.as_u16(),
            request_id: response.header("x-request-id").map(str::to_owned),
            link: response.header("link").map(str::to_owned),
            rate: None,
            retry_after: None,
            body: String::from_utf8(response.body.to_vec()).unwrap(),
        })
    }

    fn ask(&mut self, method: http::Method, path: &str, body: Option<Value>) -> SimResponse {
        let mut request = SimRequest::new(method, path)
            .bearer(&self.workspace.settings().token)
            .header(ACCEPT, "application/json")
            .header(HeaderName::from_static("intercom-version"), "2.16");
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.workspace
            .handle(&request, intercom_sim::UnixMillis(self.now.get()))
    }

    /// Somebody else changes something in Intercom; gives the id of what it was about.
    pub(crate) fn meanwhile(&mut self, method: &str, path: &str, body: Value) -> String {
        let response = self.ask(method.parse().unwrap(), path, Some(body));
        assert!(
            response.status.is_success(),
            "{method} {path}: {response:?}"
        );
        let id = response.json().map(|body| body["id"].clone());
        id.and_then(|id| id.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// How many requests came so far.
    pub(crate) fn requests(&self) -> usize {
        self.workspace.requests().count()
    }

    /// The contacts that can be seen.
    pub(crate) fn live(&self) -> Vec<&Contact> {
        self.workspace
            .contacts()
            .filter(|contact| contact.presence == Presence::Live)
            .collect()
    }

    /// The user with this external id.
    pub(crate) fn user(&self, external_id: &str) -> Option<&Contact> {
        self.live().into_iter().find(|contact| {
            contact.role == Role::User && contact.external_id.as_deref() == Some(external_id)
        })
    }
}

pub(crate) fn discarded(reason: DiscardReason) -> Verdict {
    Verdict::Discard(reason)
}
