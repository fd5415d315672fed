#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use intertide_domain::delivery::DiscardReason;
use intertide_domain::ids::SyncId;
use proptest::prelude::*;

use super::*;
use crate::alerts::observation::{DiskRoom, SyncSeen};
use crate::health::{Health, HealthState};

fn at(seconds: i64) -> UnixMillis {
    UnixMillis::new(seconds * 1_000)
}

/// What a sync in this state looks like.
pub(in crate::alerts) fn seen(state: HealthState) -> Observation {
    let one = SyncSeen {
        sync: SyncName {
            id: SyncId::new(1),
            name: "Products".to_owned(),
        },
        health: Health::plain(state),
        settled: 0,
        discarded: BTreeMap::new(),
        expired: BTreeMap::new(),
        samples: Vec::new(),
    };
    Observation {
        syncs: Some(vec![one]),
        ..Observation::default()
    }
}

/// Looks every ten seconds from `from` to before `to`; what is told, with its time.
fn look(
    watch: &mut Watch,
    seconds: std::ops::Range<i64>,
    observation: &Observation,
) -> Vec<(i64, Change)> {
    let mut told = Vec::new();
    for second in seconds.step_by(10) {
        for transition in watch.observe(at(second), observation, Patience::default()) {
            told.push((second, transition.change));
        }
    }
    told
}

#[test]
fn what_holds_for_a_minute_is_raised_and_what_is_quiet_for_five_is_cleared() {
    let (bad, well) = (seen(HealthState::Credentials), seen(HealthState::Ok));
    let mut watch = Watch::default();
    let told = look(&mut watch, 0..120, &bad);
    assert_eq!(told, [(60, Change::Raised)]);
    let told = look(&mut watch, 120..900, &well);
    assert_eq!(told, [(420, Change::Cleared)]);
}

#[test]
fn what_comes_and_goes_is_told_once() {
    let (bad, well) = (seen(HealthState::Failing), seen(HealthState::Ok));
    let mut watch = Watch::default();
    let mut told = look(&mut watch, 0..120, &bad);
    for round in 1..20 {
        let start = round * 240;
        told.extend(look(&mut watch, start..start + 120, &well));
        told.extend(look(&mut watch, start + 120..start + 240, &bad));
    }
    assert_eq!(told, [(60, Change::Raised)]);
}

#[test]
fn what_does_not_last_is_never_told() {
    let (bad, well) = (seen(HealthState::Failing), seen(HealthState::Ok));
    let mut watch = Watch::default();
    for round in 0..20 {
        let start = round * 60;
        assert!(look(&mut watch, start..start + 50, &bad).is_empty());
        assert!(look(&mut watch, start + 50..start + 60, &well).is_empty());
    }
}

#[test]
fn time_in_which_nothing_was_seen_counts_for_nothing() {
    let (bad, well) = (seen(HealthState::Credentials), seen(HealthState::Ok));
    let mut watch = Watch::default();
    look(&mut watch, 0..20, &bad);
    // An hour later it has held for no minute yet.
    assert!(look(&mut watch, 3_600..3_650, &bad).is_empty());
    assert_eq!(
        look(&mut watch, 3_650..3_670, &bad),
        [(3_660, Change::Raised)]
    );
    look(&mut watch, 3_670..3_700, &well);
    // A stop of an hour is no quiet hour.
    assert!(look(&mut watch, 7_300..7_590, &well).is_empty());
    assert_eq!(
        look(&mut watch, 7_590..7_610, &well),
        [(7_600, Change::Cleared)]
    );
}

#[test]
fn what_cannot_be_seen_changes_nothing() {
    let mut watch = Watch::default();
    look(&mut watch, 0..120, &seen(HealthState::Credentials));
    let unseen = Observation::default();
    assert!(look(&mut watch, 120..7_200, &unseen).is_empty());
    assert_eq!(watch.raised().count(), 1);
}

#[test]
fn a_sync_that_is_deleted_is_cleared_with_that_reason() {
    let mut watch = Watch::default();
    look(&mut watch, 0..120, &seen(HealthState::Credentials));
    let none = Observation {
        syncs: Some(Vec::new()),
        ..Observation::default()
    };
    look(&mut watch, 120..420, &none);
    let told = watch.observe(at(420), &none, Patience::default());
    assert_eq!(told[0].reason, "The sync was deleted.");
    assert_eq!(told[0].since, at(0));
    assert_eq!(told[0].sync.as_ref().unwrap().name, "Products");
}

fn any_health() -> impl Strategy<Value = HealthState> {
    prop_oneof![
        Just(HealthState::Ok),
        Just(HealthState::Credentials),
        Just(HealthState::PlanRestricted),
        Just(HealthState::Failing),
        Just(HealthState::RateLimited),
        Just(HealthState::Disabled),
    ]
}

prop_compose! {
    fn any_sync(id: i64)(
        state in any_health(),
        settled in 0_u64..100,
        discarded in proptest::option::of(1_u64..20),
        expired in proptest::option::of(1_u64..20),
    ) -> SyncSeen {
        SyncSeen {
            sync: SyncName { id: SyncId::new(id), name: format!("Sync {id}") },
            health: Health::plain(state),
            settled,
            discarded: discarded.map(|n| (DiscardReason::UserNotFound, n)).into_iter().collect(),
            expired: expired
                .map(|n| (intertide_domain::delivery::WaitReason::Timeout, n))
                .into_iter()
                .collect(),
            samples: Vec::new(),
        }
    }
}

prop_compose! {
    fn any_observation()(
        syncs in proptest::option::weighted(0.9, (any_sync(1), any_sync(2))),
        refuses in any::<bool>(),
        intake_fails in any::<bool>(),
        lag in proptest::option::of(0_u64..200),
        free in proptest::option::of(0_u64..30),
    ) -> Observation {
        Observation {
            syncs: syncs.map(|(a, b)| vec![a, b]),
            log_refuses: refuses.then(|| "no space".to_owned()),
            intake_fails,
            intake_lag: lag.map(Duration::from_secs),
            disk: free.map(|free| DiskRoom { free, total: 100 }),
        }
    }
}

/// What is seen, and for how many seconds until the next look; sometimes the clock is put back.
fn any_story() -> impl Strategy<Value = Vec<(Observation, i64)>> {
    let pause = prop_oneof![8 => 1_i64..90, 1 => 90_i64..1_000, 1 => -100_i64..0];
    // A state lasts for a few looks, or nothing would ever be told.
    let lasting = (any_observation(), proptest::collection::vec(pause, 1..12));
    proptest::collection::vec(lasting, 1..12).prop_map(|story| {
        let looks = story.into_iter().flat_map(|(observation, pauses)| {
            let pauses = pauses.into_iter();
            pauses.map(move |pause| (observation.clone(), pause))
        });
        looks.collect()
    })
}

fn restarted(watch: &Watch) -> Watch {
    serde_json::from_str(&serde_json::to_string(watch).unwrap()).unwrap()
}

proptest! {
    #[test]
    fn a_condition_is_raised_and_cleared_in_turn(story in any_story()) {
        let mut watch = Watch::default();
        let mut open: BTreeMap<Condition, UnixMillis> = BTreeMap::new();
        let mut now = 10_000;
        for (observation, pause) in story {
            now += pause;
            for told in watch.observe(at(now), &observation, Patience::default()) {
                match told.change {
                    Change::Raised => {
                        prop_assert_eq!(open.insert(told.condition, told.since), None);
                    }
                    Change::Cleared => {
                        prop_assert_eq!(open.remove(&told.condition), Some(told.since));
                    }
                }
            }
            prop_assert!(watch.raised().eq(open.keys().copied()));
        }
    }

    #[test]
    fn the_same_observation_twice_tells_nothing_more(story in any_story()) {
        let mut watch = Watch::default();
        let mut now = 10_000;
        for (observation, pause) in story {
            now += pause;
            watch.observe(at(now), &observation, Patience::default());
            let again = watch.observe(at(now), &observation, Patience::default());
            prop_assert!(again.is_empty(), "{again:?}");
        }
    }

    #[test]
    fn a_restart_in_between_tells_nothing_more(story in any_story()) {
        let (mut through, mut restarting) = (Watch::default(), Watch::default());
        let mut now = 10_000;
        for (observation, pause) in story {
            now += pause;
            restarting = restarted(&restarting);
            prop_assert_eq!(
                through.observe(at(now), &observation, Patience::default()),
                restarting.observe(at(now), &observation, Patience::default())
            );
        }
    }
}
