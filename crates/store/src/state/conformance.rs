//! The suite that everything passes which keeps the state's contract.
//!
//! A backend calls [`state_conformance!`](crate::state_conformance) in a test module with an
//! expression that makes a fresh [`Backend`]; each test gets one of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

pub mod counts;
pub mod intake;
pub mod keeping;
pub mod lane;
pub mod lists;
pub mod model;
pub mod order;
pub mod syncs;

use intertide_domain::delivery::{
    Chain, Due, Kind, NewDelivery, Route, Settled, Settlement, WaitReason,
};
use intertide_domain::ids::{EventType, Offset, SyncId, UserId};
use intertide_domain::process::IntakeCommit;
use intertide_domain::sync::SyncDocument;
use intertide_domain::time::UnixMillis;

use super::{DeliveryQuery, DeliveryRow, State, SyncChange, TokenChange};

/// A place where one state can be kept.
pub trait Backend {
    /// Opens the state that lies there. When the one opened before is gone, this is the same one.
    fn open(&self) -> Box<dyn State>;
}

/// Makes a `#[test]` of each test of the suite.
#[macro_export]
macro_rules! state_conformance {
    ($fresh:expr) => {
        $crate::state_conformance! { $fresh;
            intake::an_empty_state_has_processed_nothing,
            intake::a_batch_is_visible_as_a_whole_and_after_reopening,
            intake::a_batch_that_is_repeated_changes_nothing,
            intake::loading_follows_devices_to_users_and_profiles_to_groups,
            intake::what_is_absent_in_the_state_is_absent_in_what_is_loaded,
            intake::a_profile_that_went_into_another_is_gone,
            intake::a_device_follows_the_last_log_in,
            intake::an_event_is_known_by_its_latest_sighting,
            intake::deliveries_of_a_sync_that_is_gone_are_left_out,
            intake::a_users_page_shows_profile_and_devices,
            order::the_head_of_a_chain_is_due_and_the_rest_waits,
            order::a_final_outcome_lets_the_next_become_due,
            order::users_do_not_wait_for_each_other,
            order::a_retry_keeps_its_place,
            order::a_delivery_discarded_at_once_holds_nobody_up,
            order::the_update_that_a_delivery_waits_for_overtakes_it,
            order::an_update_that_comes_later_wakes_what_waits_for_it,
            order::waiting_without_an_update_keeps_the_turn,
            lane::those_due_first_come_first_and_no_more_than_asked_for,
            lane::what_is_due_later_is_not_due_yet,
            lane::a_settlement_is_recorded_with_exchanges_and_notes,
            lane::settling_twice_counts_once,
            lane::facts_are_remembered_replaced_and_forgotten_by_workspace,
            lane::a_workspace_keeps_its_id,
            syncs::a_sync_reads_back_as_it_was_stored,
            syncs::a_stale_version_is_refused,
            syncs::tokens_are_kept_set_and_cleared,
            syncs::ids_are_never_used_again,
            syncs::replacing_what_is_not_there_is_refused,
            syncs::a_deleted_sync_takes_everything_of_its_own_along,
            syncs::settings_are_kept,
            lists::deliveries_come_newest_first_page_by_page,
            lists::filters_hold_alone_and_together,
            lists::a_period_is_found_also_when_the_clock_was_set_back,
            lists::a_delivery_shows_what_is_known_of_it,
            counts::totals_name_every_outcome_also_where_nothing_happened,
            counts::totals_add_up_in_every_view_while_others_write,
            counts::a_summary_tells_first_attempts_from_retries,
            counts::a_minute_counts_when_it_starts_in_the_period,
            counts::a_discard_at_intake_counts_at_its_time,
            counts::the_95th_percentile_is_kept_to_three_digits,
            counts::hours_stand_in_where_minutes_are_gone,
            keeping::settled_deliveries_go_and_totals_stay,
            keeping::pending_deliveries_stay_whatever_their_age,
            keeping::an_id_is_not_used_again_after_pruning,
            keeping::seen_ids_are_kept_for_seven_days,
            keeping::counts_go_after_ninety_days,
            keeping::a_checkpoint_names_what_the_log_may_forget,
            model::the_state_does_what_a_plain_model_does,
        }
    };
    ($fresh:expr; $($area:ident::$name:ident,)+) => {
        $(
            #[test]
            fn $name() {
                $crate::state::conformance::$area::$name(&|| ::std::boxed::Box::new($fresh));
            }
        )+
    };
}

/// Makes fresh backends: one for most tests, one for each case of a property.
pub type Fresh<'a> = &'a dyn Fn() -> Box<dyn Backend>;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Where the tests' time begins: a full hour.
const T0: i64 = 1_700_006_400_000;

fn at(millis_after_start: i64) -> UnixMillis {
    UnixMillis::new(T0 + millis_after_start)
}

/// A state, and what it lies in.
struct Opened {
    state: Option<Box<dyn State>>,
    backend: Box<dyn Backend>,
}

impl Opened {
    fn new(fresh: Fresh<'_>) -> Self {
        let backend = fresh();
        Self {
            state: Some(backend.open()),
            backend,
        }
    }

    fn reopen(&mut self) {
        drop(self.state.take());
        self.state = Some(self.backend.open());
    }

    /// Commits deliveries, beginning at the processed offset.
    fn intake(&self, moment: UnixMillis, deliveries: Vec<NewDelivery>) {
        let mut commit = self.batch(moment);
        commit.deliveries = deliveries;
        self.commit_intake(&commit).unwrap();
    }

    /// A batch of one record that changes nothing yet.
    fn batch(&self, moment: UnixMillis) -> IntakeCommit {
        IntakeCommit {
            processed: self.processed().unwrap().next(),
            at: moment,
            received: 1,
            ..IntakeCommit::default()
        }
    }

    fn sync_on(&self) -> SyncId {
        self.insert_sync(&change("A sync")).unwrap().id
    }

    fn all_due(&self, sync: SyncId, now: UnixMillis) -> Vec<Due> {
        self.due(sync, now, 1_000).unwrap()
    }

    /// The users whose deliveries are due, in order, with their events.
    fn due_events(&self, sync: SyncId, now: UnixMillis) -> Vec<String> {
        let due = self.all_due(sync, now);
        due.iter().map(|due| due.event_type.to_string()).collect()
    }

    fn only_due(&self, sync: SyncId, now: UnixMillis) -> Due {
        let mut due = self.all_due(sync, now);
        assert_eq!(due.len(), 1, "one delivery is due: {due:?}");
        due.remove(0)
    }

    fn rows(&self, sync: SyncId) -> Vec<DeliveryRow> {
        self.deliveries(&all_of(sync)).unwrap().deliveries
    }

    fn settle_one(&self, due: &Due, moment: UnixMillis, settled: Settled) {
        self.settle(&[settlement(due, moment, settled)], &[])
            .unwrap();
    }
}

impl std::ops::Deref for Opened {
    type Target = dyn State;

    fn deref(&self) -> &Self::Target {
        self.state.as_deref().expect("opened")
    }
}

fn document(name: &str) -> SyncDocument {
    serde_json::from_value(serde_json::json!({
        "name": name,
        "destination": "intercom",
        "enabled": true,
        "credentials": {"endpoint": "us"},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
    }))
    .expect("a document")
}

fn change(name: &str) -> SyncChange {
    SyncChange {
        document: document(name),
        token: TokenChange::Keep,
        active_from: Some(Offset::ZERO),
        at: at(0),
    }
}

fn queued(sync: SyncId, user: &str, event_type: &str, moment: UnixMillis) -> NewDelivery {
    NewDelivery {
        sync,
        offset: Offset::new(7),
        kind: Kind::Event,
        event_type: EventType::from(event_type),
        user_id: Some(UserId::from(user)),
        created_at: moment,
        received_at: moment,
        payload: format!("{{\"event\":\"{event_type}\"}}").into(),
        notes: Vec::new(),
        route: Route::Queued(Chain::of(sync, user)),
    }
}

fn update(sync: SyncId, user: &str, event_type: &str, moment: UnixMillis) -> NewDelivery {
    NewDelivery {
        kind: Kind::User,
        ..queued(sync, user, event_type, moment)
    }
}

fn settlement(due: &Due, moment: UnixMillis, settled: Settled) -> Settlement {
    Settlement {
        id: due.id,
        at: moment,
        attempts: due.attempts + 1,
        first_attempt_at: Some(due.first_attempt_at.unwrap_or(moment)),
        settled,
        exchanges: Vec::new(),
        notes: Vec::new(),
    }
}

fn retry(due_at: UnixMillis, reason: WaitReason) -> Settled {
    Settled::Retry { due_at, reason }
}

fn all_of(sync: SyncId) -> DeliveryQuery {
    DeliveryQuery {
        sync,
        outcome: None,
        category: None,
        user: None,
        event_type: None,
        from: None,
        to: None,
        before: None,
        limit: 1_000,
    }
}
