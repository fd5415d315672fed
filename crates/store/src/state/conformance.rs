//! The suite that everything passes which keeps the state's contract.
//!
//! A backend calls [`state_conformance!`](crate::state_conformance) in a test module with an
//! expression that makes a fresh [`Backend`]; each test gets one of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

pub mod access;
pub mod counts;
pub mod failures;
pub mod followers;
pub mod intake;
pub mod keeping;
pub mod lane;
pub mod lists;
pub mod model;
pub mod order;
pub mod outcomes;
pub mod privacy;
pub mod queue;
pub mod replay;
pub mod series;
pub mod slots;
pub mod syncs;
pub mod taxonomy;
pub mod traces;

use intertide_domain::delivery::{
    Chain, Due, Kind, NewDelivery, Priority, Route, Settled, Settlement, WaitReason,
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
            lane::of_many_exchanges_the_newest_are_kept,
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
            keeping::what_is_kept_takes_room,
            followers::a_change_brings_the_changes_right_behind_it,
            followers::an_event_brings_nothing,
            followers::followers_come_so_many_at_a_time,
            followers::a_head_and_its_followers_settle_in_any_order,
            followers::a_follower_that_is_put_off_is_due_in_its_own_time,
            followers::a_head_that_is_put_off_keeps_the_turn_before_its_followers,
            followers::what_has_just_happened_goes_first_then_retries_then_backfills,
            followers::the_next_one_is_the_earliest_of_all_priorities,
            followers::a_spent_attempt_makes_way_for_what_has_just_happened,
            slots::the_later_of_two_in_one_second_gets_the_next_free_one,
            slots::others_do_not_stand_in_the_way,
            slots::two_syncs_into_one_workspace_keep_apart,
            slots::a_second_is_free_again_when_its_delivery_is_pruned,
            replay::what_failed_is_put_back_as_if_it_had_never_been_tried,
            replay::what_is_put_back_counts_as_pending_and_nothing_else,
            replay::one_puts_back_by_id_category_and_time,
            replay::the_oldest_are_put_back_first_and_so_many_at_a_time,
            replay::what_is_put_back_comes_into_its_place_when_the_turn_passes,
            replay::an_update_that_is_put_back_wakes_what_waits_for_it,
            replay::what_nobody_could_be_identified_for_is_not_put_back,
            replay::what_was_decided_again_has_a_place_and_can_be_put_back,
            replay::of_a_sync_that_is_gone_nothing_is_put_back,
            replay::a_backfill_makes_what_is_missing_step_by_step,
            replay::a_backfill_without_records_is_done_at_once,
            replay::a_cancelled_backfill_makes_nothing_more,
            replay::a_backfill_is_told_of_for_ninety_days_after_its_end,
            replay::backfills_are_listed_newest_first_and_go_with_their_sync,
            taxonomy::what_was_seen_is_kept_as_it_was_learned,
            taxonomy::a_custom_property_is_told_from_a_built_in_one_of_its_name,
            taxonomy::what_was_seen_outlives_the_events_that_taught_it,
            privacy::an_erasure_is_kept_until_it_is_done_and_told_of_for_good,
            privacy::an_erased_user_has_no_profile_devices_or_deliveries,
            privacy::what_was_pending_of_an_erased_user_is_discarded_and_counted,
            privacy::deliveries_of_erased_records_without_a_user_go,
            privacy::nothing_is_told_of_an_erased_users_records,
            privacy::an_erasure_forgets_the_examples_of_values_and_keeps_their_types,
            privacy::an_erased_user_is_kept_out_until_that_is_lifted,
            traces::a_record_is_found_by_its_place,
            traces::the_first_record_is_told_of_for_good,
            traces::traces_come_newest_first_page_by_page,
            traces::traces_are_found_by_all_that_is_asked_for,
            traces::a_batch_that_is_repeated_leaves_the_traces_as_they_are,
            traces::a_large_batch_is_found_whole,
            traces::traces_are_kept_for_as_long_as_deliveries,
            traces::the_deliveries_of_a_record_are_found,
            series::every_step_is_there_and_begins_at_a_multiple_of_its_length,
            series::a_series_that_is_too_long_ends_there,
            series::everything_is_told_apart_in_its_step,
            series::hours_count_for_the_step_in_which_they_start,
            series::what_is_put_back_leaves_its_step,
            series::a_sync_that_is_gone_has_empty_steps,
            series::what_is_selected_counts_once_when_it_is_made,
            series::what_comes_in_is_counted_for_the_project,
            outcomes::events_are_found_by_how_their_deliveries_stand,
            outcomes::events_are_found_by_why_no_delivery_was_made,
            outcomes::copies_are_found,
            outcomes::a_sync_alone_is_who_judged_the_event,
            outcomes::everything_that_is_asked_for_holds_together,
            outcomes::a_rare_outcome_is_found_on_the_first_page,
            outcomes::an_event_comes_in_its_place_also_when_it_was_sent_after_the_fact,
            outcomes::what_is_kept_no_longer_is_not_found,
            failures::failures_are_counted_by_outcome_and_category,
            failures::a_period_counts_what_was_made_in_it,
            failures::the_most_frequent_event_types_are_named,
            failures::pending_and_delivered_ones_are_no_failures,
            queue::what_is_pending_is_told_by_what_it_waits_for,
            queue::what_is_due_is_told_by_when,
            queue::a_sync_without_anything_pending_has_an_empty_queue,
            access::the_administrator_is_always_there,
            access::a_person_reads_back_as_stored_and_changed,
            access::a_name_is_one_persons_in_whatever_case,
            access::a_key_reads_back_as_it_was_stored,
            access::a_key_is_revoked_once,
            access::the_keys_revoked_last_are_remembered,
            access::the_last_use_of_a_key_is_remembered,
            access::a_key_that_was_a_setting_is_adopted_with_it,
            access::a_deed_reads_back_as_it_was_written,
            access::deeds_come_newest_first_page_by_page,
            access::deeds_are_found_by_all_that_is_asked_for,
            access::deeds_are_kept_for_four_hundred_days,
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
        self.due(sync, now, 1_000).unwrap().deliveries
    }

    /// When something falls due after `now`.
    fn next_due(&self, sync: SyncId, now: UnixMillis) -> Option<UnixMillis> {
        self.due(sync, now, 0).unwrap().next_due_at
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
        slot: None,
        priority: Priority::Live,
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
