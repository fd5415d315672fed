//! What comes into the world from outside: a customer's events and updates, and what other
//! programs do in Intercom.

use std::time::Duration;

use http::Method;
use intercom_sim::{SimResponse, Workspace};
use intertide_domain::event::{Endpoint, Received};
use intertide_domain::time::UnixMillis;
use serde_json::{Value, json};

use super::books::Said;
use super::{World, WorldError, sim_time, wire};

/// Something that a customer's application said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Counts what is said, from 0, in the order in which it reached the log; an event carries it
    /// as its property `n`, and an update sets the user's property `n` to it.
    pub number: u64,
    pub user: String,
    /// The event's name; none for an update.
    pub event: Option<String>,
    /// When it was said, which is when the event happened.
    pub at: UnixMillis,
}

impl World {
    /// A user does something `after` a while from now.
    pub fn event(&mut self, after: Duration, user: &str, name: &str) {
        let (user, name) = (user.to_owned(), name.to_owned());
        self.later(after, move |world| {
            let properties = json!({"n": world.said.len()});
            let event = json!({"event_type": name, "event_properties": properties});
            world.say(user, Some(name), event)
        });
    }

    /// A user's properties change `after` a while from now: `n` always does, and what else
    /// `properties` sets.
    pub fn update(&mut self, after: Duration, user: &str, properties: Value) {
        let user = user.to_owned();
        self.later(after, move |world| {
            let mut set = properties;
            set["n"] = json!(world.said.len());
            let event = json!({"event_type": "$identify", "user_properties": {"$set": set}});
            world.say(user, None, event)
        });
    }

    fn say(
        &mut self,
        user: String,
        event: Option<String>,
        mut wire: Value,
    ) -> Result<(), WorldError> {
        let at = self.now();
        let number = self.said.len() as u64;
        wire["user_id"] = json!(user);
        wire["time"] = json!(at);
        wire["insert_id"] = json!(number.to_string());
        self.append(&Received {
            received_at: at,
            endpoint: Endpoint::HttpV2,
            event: serde_json::from_value(wire)?,
        })?;
        self.books
            .enter(event.as_deref().map_or(Said::Update, Said::Event));
        self.said.push(Word {
            number,
            user,
            event,
            at,
        });
        Ok(())
    }

    /// All that was said so far.
    pub fn said(&self) -> &[Word] {
        &self.said
    }

    /// Another program asks Intercom something, now.
    ///
    /// # Errors
    /// When there is no such workspace.
    pub fn ask(
        &mut self,
        place: usize,
        method: Method,
        target: &str,
        body: Option<&Value>,
    ) -> Result<SimResponse, WorldError> {
        let now = sim_time(self.now());
        let workspace = self.place(place)?;
        let token = workspace.settings().token.clone();
        let request = wire::request_of_others(method, target, body, &token);
        Ok(workspace.handle(&request, now))
    }

    /// Turns something in Intercom, `after` a while from now.
    pub fn turn(
        &mut self,
        after: Duration,
        place: usize,
        turn: impl FnOnce(&mut Workspace) + 'static,
    ) {
        self.later(after, move |world| {
            turn(world.place(place)?);
            Ok(())
        });
    }
}
