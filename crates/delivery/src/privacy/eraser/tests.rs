//! Erasures that are broken off in the middle.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use intertide_domain::ids::UserId;
use intertide_domain::time::UnixMillis;
use intertide_store::log::{
    Ack, DurableHook, LogStatus, MemoryLog, ReadBatch, ReadLimit, RecordBatch, Retained, Retention,
};
use intertide_store::state::{
    DeliveryQuery, ErasureQuery, LaneState as _, PrivacyState as _, Reports as _,
};
use serde_json::json;

use super::*;
use crate::destinations::intercom::Intercom;
use crate::destinations::{Answer, Request, Response};
use crate::dispatch::Sending;
use crate::lanes::LanesParts;
use crate::live::LiveFeed;
use crate::privacy::request::{Asked, request};
use crate::tests::world::World;

/// A log that loses its power right after it has erased, once.
#[derive(Debug)]
struct Interrupted {
    log: Arc<MemoryLog>,
    is_over: AtomicBool,
}

impl EventLog for Interrupted {
    fn erase(&self, before: Offset, unwanted: &dyn Fn(&[u8]) -> bool) -> Result<u64, LogError> {
        let erased = self.log.erase(before, unwanted)?;
        match self.is_over.swap(true, Ordering::Relaxed) {
            true => Ok(erased),
            false => Err(LogError::Closed),
        }
    }

    fn append(&self, batch: RecordBatch, ack: Ack) {
        self.log.append(batch, ack);
    }

    fn read(&self, from: Offset, limit: ReadLimit) -> Result<ReadBatch, LogError> {
        self.log.read(from, limit)
    }

    fn start(&self) -> Offset {
        self.log.start()
    }

    fn durable_end(&self) -> Offset {
        self.log.durable_end()
    }

    fn wait_beyond(&self, offset: Offset, timeout: Duration) -> Offset {
        self.log.wait_beyond(offset, timeout)
    }

    fn on_durable(&self, hook: DurableHook) {
        self.log.on_durable(hook);
    }

    fn retain(
        &self,
        policy: Retention,
        processed: Offset,
        now: UnixMillis,
    ) -> Result<Retained, LogError> {
        self.log.retain(policy, processed, now)
    }

    fn status(&self) -> LogStatus {
        self.log.status()
    }

    fn room_bytes(&self) -> Option<u64> {
        self.log.room_bytes()
    }

    fn try_reopen(&self) -> Result<(), LogError> {
        self.log.try_reopen()
    }

    fn close(&self) {
        self.log.close();
    }
}

/// An Intercom that knows one contact, and does what it is told.
#[derive(Debug)]
struct Obliging;

impl Sender for Obliging {
    fn send<'a>(
        &'a self,
        _: &'a intertide_domain::sync::Endpoint,
        _: &'a intertide_domain::sync::AccessToken,
        _: &'a Request,
    ) -> Sending<'a> {
        let answer = Answer::Response(Response {
            status: 200,
            body: r#"{"type": "contact", "id": "c1", "role": "user"}"#.to_owned(),
            ..Response::default()
        });
        Box::pin(std::future::ready(answer))
    }
}

fn eraser(world: &World) -> Eraser {
    let state: Arc<dyn State> = world.state.clone();
    let lanes = Lanes::new(LanesParts {
        state: state.clone(),
        directory: world.directory.clone(),
        destination: Arc::new(Intercom),
        sender: Arc::new(Obliging),
        live: LiveFeed::new(),
        clock: world.clock.clone(),
    });
    Eraser {
        log: Arc::new(Interrupted {
            log: world.log.clone(),
            is_over: AtomicBool::new(false),
        }),
        state,
        directory: world.directory.clone(),
        destination: Arc::new(Intercom),
        sender: Arc::new(Obliging),
        privacy: Arc::default(),
        lanes: Arc::new(lanes),
        clock: world.clock.clone(),
    }
}

/// Given an event of a device that its user had not logged in on yet, and one of the user, when an
/// erasure is broken off after the log has erased them, then the next round leaves neither a
/// delivery nor a trace of them, and the receipt tells of both.
#[tokio::test]
async fn what_is_broken_off_in_the_log_is_finished_and_told_in_full() {
    let world = World::new();
    let all = json!({"send_events": {"enabled": true, "select": "all", "event_properties": []}});
    let sync = world.sync(all, 0);
    world.take(&[json!({"event_type": "Opened", "user_id": null, "device_id": "phone"})]);
    world.take(&[json!({"event_type": "Opened", "user_id": "ann", "device_id": "phone"})]);
    let eraser = eraser(&world);
    ask_for_ann(&eraser, &world, false);
    carry_out(&eraser).await;

    let receipt = receipt(&world);
    assert_eq!(receipt.stage, Stage::Done);
    assert_eq!((receipt.erased.events, receipt.erased.deliveries), (2, 2));
    let of_the_sync = DeliveryQuery {
        sync,
        outcome: None,
        category: None,
        user: None,
        event_type: None,
        from: None,
        to: None,
        before: None,
        limit: 10,
    };
    let left = world.state.deliveries(&of_the_sync).unwrap().deliveries;
    assert_eq!(left, []);
    for offset in [0, 1] {
        let trace = intertide_store::state::Traces::trace(&*world.state, Offset::new(offset));
        assert_eq!(trace.unwrap(), None);
    }
}

/// Given a contact that is remembered, when the user is erased and the contact is to stay at the
/// destination, then it is not remembered here any more.
#[tokio::test]
async fn who_is_which_contact_is_forgotten_also_where_the_contact_stays() {
    let world = World::new();
    let sync = world.sync(json!({}), 0);
    world.take(&[
        json!({"event_type": "Opened", "user_id": "ann"}),
        json!({"event_type": "Opened", "user_id": "bob"}),
    ]);
    let listing = world.directory.listing();
    let workspace = listing.syncs[&sync].access.workspace().unwrap();
    let keys = ["user_id:ann".to_owned(), "user_id:bob".to_owned()];
    let known: Vec<Fact> = keys
        .iter()
        .map(|key| Fact {
            workspace,
            key: key.clone(),
            value: Some(r#"{"contact_id":"c1"}"#.to_owned()),
        })
        .collect();
    world.state.settle(&[], &known).unwrap();
    let eraser = eraser(&world);
    ask_for_ann(&eraser, &world, false);
    carry_out(&eraser).await;
    let left = world.state.facts(workspace, &keys).unwrap();
    assert_eq!(left.into_keys().collect::<Vec<_>>(), ["user_id:bob"]);
}

/// Given a contact to be deleted whose sync is gone before it could be, then the receipt says so, and
/// nobody waits for it.
#[tokio::test]
async fn a_contact_that_no_sync_reaches_any_more_is_told_of() {
    let world = World::new();
    let sync = world.sync(json!({}), 0);
    world.take(&[json!({"event_type": "Opened", "user_id": "ann"})]);
    let eraser = eraser(&world);
    ask_for_ann(&eraser, &world, true);
    world.remove(sync);
    carry_out(&eraser).await;
    let receipt = receipt(&world);
    assert_eq!(receipt.stage, Stage::Done);
    let contact = receipt.contacts.first().unwrap();
    assert_eq!(contact.outcome, ContactOutcome::Failed);
    assert!(contact.message.as_ref().unwrap().contains("no sync"));
}

/// Given a contact to be deleted, when its sync has another token before it could be, then it is
/// deleted with that one.
#[tokio::test]
async fn a_contact_is_reached_with_the_token_that_its_sync_has_by_then() {
    let world = World::new();
    let sync = world.sync(json!({}), 0);
    world.take(&[json!({"event_type": "Opened", "user_id": "ann"})]);
    let eraser = eraser(&world);
    ask_for_ann(&eraser, &world, true);
    world.give_token(sync, "another token");
    carry_out(&eraser).await;
    let listing = world.directory.listing();
    let receipt = receipt(&world);
    let contact = receipt.contacts.first().unwrap();
    assert_eq!(
        listing.syncs[&sync].access.workspace(),
        Some(contact.workspace)
    );
    assert_eq!(contact.outcome, ContactOutcome::Deleted);
    assert_eq!(receipt.stage, Stage::Done);
}

/// Given an Intercom that is down, when many contacts are to be deleted, then it is asked once in a
/// round: whoever asks for an erasure meanwhile does not wait for all of them.
#[tokio::test]
async fn an_intercom_that_is_down_is_asked_once_in_a_round() {
    let world = World::new();
    world.sync(json!({}), 0);
    let sender = Arc::new(Down::default());
    let mut eraser = eraser(&world);
    eraser.sender = sender.clone();
    for _ in 0..3 {
        ask_for_ann(&eraser, &world, true);
    }
    carry_out(&eraser).await;
    assert_eq!(sender.0.load(Ordering::Relaxed), 1);
    let receipt = receipt(&world);
    assert_eq!(receipt.stage, Stage::LogErased);
    let contact = receipt.contacts.first().unwrap();
    assert_eq!(contact.outcome, ContactOutcome::Pending);
    assert!(contact.message.as_ref().unwrap().contains("tried again"));
}

/// Counts requests, and answers with a fault of its own.
#[derive(Debug, Default)]
struct Down(AtomicU32);

impl Sender for Down {
    fn send<'a>(
        &'a self,
        _: &'a intertide_domain::sync::Endpoint,
        _: &'a intertide_domain::sync::AccessToken,
        _: &'a Request,
    ) -> Sending<'a> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let answer = Answer::Response(Response {
            status: 500,
            ..Response::default()
        });
        Box::pin(std::future::ready(answer))
    }
}

fn receipt(world: &World) -> Erasure {
    let everything = ErasureQuery {
        limit: 10,
        ..ErasureQuery::default()
    };
    world.state.erasures(&everything).unwrap().remove(0)
}

fn ask_for_ann(eraser: &Eraser, world: &World, contacts: bool) {
    let asked = Asked {
        users: vec![UserId::from("ann")],
        contacts,
        requested_by: None,
        at: world.clock.now(),
    };
    let (state, destination) = (&*eraser.state, &*eraser.destination);
    request(
        &eraser.privacy,
        state,
        &world.directory,
        destination,
        &asked,
    )
    .unwrap();
}

/// The first round is broken off.
async fn carry_out(eraser: &Eraser) {
    assert!(eraser.round().await.is_err());
    eraser.round().await.unwrap();
}
