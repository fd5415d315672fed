//! The governor against readings, case by case, and against a server with windows of its own.

use intertide_domain::time::UnixSeconds;

use super::trials::{Run, alone_the_whole_budget_is_used, run};
use super::*;

fn at(seconds: i64) -> UnixMillis {
    UnixMillis::new(seconds * 1_000)
}

fn reading(limit: u32, remaining: u32, reset: i64) -> Option<RateReading> {
    Some(RateReading {
        limit,
        remaining,
        reset: UnixSeconds::new(reset),
    })
}

/// Reads without anything else under way, answered at once.
fn read(governor: &mut Governor, reading: Option<RateReading>) {
    governor.reading(reading, 0, at(1), at(1));
}

#[test]
fn one_request_finds_out_about_the_limit() {
    let governor = Governor::default();
    assert_eq!(governor.permit(at(0), 0), Permit::Now);
    assert_eq!(governor.permit(at(0), 1), Permit::AfterAnswer);
}

#[test]
fn answers_without_limit_set_none() {
    let mut governor = Governor::default();
    read(&mut governor, None);
    assert_eq!(governor.permit(at(0), 1_000), Permit::Now);
}

#[test]
fn what_is_under_way_counts_as_used() {
    let mut governor = Governor::default();
    governor.reading(reading(10, 5, 12), 5, at(1), at(1));
    assert_eq!(governor.permit(at(1), 3), Permit::Now);
    assert_eq!(governor.permit(at(1), 4), Permit::At(at(12)));
}

#[test]
fn the_budget_of_a_window_is_spent_to_the_last_request() {
    let mut governor = Governor::default();
    let mut sent = 0;
    while governor.permit(at(1), 0) == Permit::Now {
        read(&mut governor, reading(10, 10 - sent, 12));
        sent += 1;
    }
    assert_eq!(sent, 10);
    assert_eq!(governor.permit(at(12), 0), Permit::Now);
}

#[test]
fn what_others_spend_shows_in_the_next_answer() {
    let mut governor = Governor::default();
    read(&mut governor, reading(10, 9, 12));
    read(&mut governor, reading(10, 1, 12));
    assert_eq!(governor.permit(at(1), 0), Permit::At(at(12)));
}

#[test]
fn something_is_held_back_for_others_only_where_there_are_others() {
    let mut alone = Governor::default();
    read(&mut alone, reading(10, 10, 12));
    read(&mut alone, reading(10, 9, 12));
    assert_eq!(alone.permit(at(1), 7), Permit::Now);
    let mut shared = Governor::default();
    read(&mut shared, reading(10, 9, 12));
    read(&mut shared, reading(10, 7, 12));
    assert_eq!(shared.permit(at(1), 4), Permit::At(at(12)));
}

#[test]
fn a_late_answer_of_an_earlier_window_changes_nothing() {
    let mut governor = Governor::default();
    read(&mut governor, reading(10, 10, 22));
    read(&mut governor, reading(10, 1, 12));
    assert_eq!(governor.permit(at(13), 5), Permit::Now);
}

#[test]
fn a_429_silences_the_lane_until_the_reset() {
    let mut governor = Governor::default();
    assert_eq!(governor.refused(Some(at(12)), at(5)), at(12));
    assert_eq!(governor.permit(at(11), 0), Permit::At(at(12)));
    assert_eq!(governor.permit(at(12), 0), Permit::Now);
}

#[test]
fn a_429_whose_reset_lies_in_the_past_still_pauses_longer_each_time() {
    let mut governor = Governor::default();
    assert_eq!(governor.refused(Some(at(0)), at(5)), at(6));
    assert_eq!(governor.refused(Some(at(0)), at(6)), at(8));
    governor.accepted();
    assert_eq!(governor.refused(None, at(8)), at(9));
}

#[test]
fn alone_the_whole_budget_is_used_and_never_more() {
    for seed in 0..8 {
        alone_the_whole_budget_is_used(seed);
    }
}

/// A statement about many runs: other programs come when they come, and a single run may have bad
/// luck.
#[test]
fn beside_another_program_hardly_anything_is_refused() {
    let limit = 167;
    let runs: Vec<Run> = (0..12)
        .map(|seed| {
            run(
                seed,
                limit,
                limit / 2,
                (5, 20 + 20 * i64::try_from(seed).unwrap_or(0)),
                300,
            )
        })
        .collect();
    let sum = |number: fn(&Run) -> u32| runs.iter().map(number).sum::<u32>();
    let (ours, others, refused) = (sum(|r| r.ours), sum(|r| r.others), sum(|r| r.refused));
    assert!(
        f64::from(refused) < 0.001 * f64::from(ours + refused),
        "{refused} were refused of {ours}"
    );
    let budget = sum(|r| r.windows) * limit;
    let used = f64::from(ours + others) / f64::from(budget);
    assert!(used >= 0.9, "{used} of the budget was used");
}
