//! Scenarios and models under seeds, in parts that run beside each other. The program of this crate
//! goes through more of them.

#![allow(clippy::unwrap_used)]

use std::ops::Range;

use intertide_drill::caught::{caught, hush};
use intertide_drill::models::Model;
use intertide_drill::scenarios::{Scenario, a_seed_tells_the_same_story};

fn live_through(name: &str, seeds: Range<u64>) {
    hush();
    let scenario = Scenario::named(name).unwrap();
    for seed in seeds {
        let lived = caught(|| scenario.live(seed, scenario.size));
        assert_eq!(lived, Ok(()), "{name}, seed {seed}");
    }
}

fn try_out(name: &str, seeds: Range<u64>) {
    hush();
    let model = Model::named(name).unwrap();
    for seed in seeds {
        assert_eq!(
            caught(|| model.try_out(seed)),
            Ok(()),
            "{name}, seed {seed}"
        );
    }
}

/// A test for each part, so that none takes long and they run beside each other.
macro_rules! parts {
    ($try:ident $name:literal: $(fn $test:ident($seeds:expr);)+) => {
        $(#[test]
        fn $test() {
            $try($name, $seeds);
        })+
    };
}

parts! { live_through "crash":
    fn nothing_is_lost_doubled_or_miscounted_whatever_crashes_when_1(0..200);
    fn nothing_is_lost_doubled_or_miscounted_whatever_crashes_when_2(200..400);
    fn nothing_is_lost_doubled_or_miscounted_whatever_crashes_when_3(400..600);
    fn nothing_is_lost_doubled_or_miscounted_whatever_crashes_when_4(600..800);
    fn nothing_is_lost_doubled_or_miscounted_whatever_crashes_when_5(800..1_000);
    fn nothing_is_lost_doubled_or_miscounted_whatever_crashes_when_6(1_000..1_200);
}

parts! { live_through "storm":
    fn storms_and_crashes_lose_nothing_and_send_nothing_twice_1(0..100);
    fn storms_and_crashes_lose_nothing_and_send_nothing_twice_2(100..200);
    fn storms_and_crashes_lose_nothing_and_send_nothing_twice_3(200..300);
    fn storms_and_crashes_lose_nothing_and_send_nothing_twice_4(300..400);
}

parts! { live_through "identity":
    fn users_converge_through_crashes_while_others_write_1(0..100);
    fn users_converge_through_crashes_while_others_write_2(100..200);
    fn users_converge_through_crashes_while_others_write_3(200..300);
    fn users_converge_through_crashes_while_others_write_4(300..400);
}

parts! { try_out "state":
    fn the_state_does_what_a_plain_model_does_1(0..500);
    fn the_state_does_what_a_plain_model_does_2(500..1_000);
    fn the_state_does_what_a_plain_model_does_3(1_000..1_500);
    fn the_state_does_what_a_plain_model_does_4(1_500..2_000);
}

parts! { try_out "governor":
    fn the_governor_uses_the_whole_budget_and_never_more(0..2_000);
}

#[test]
fn a_seed_is_lived_through_the_same_way_each_time() {
    a_seed_tells_the_same_story(7);
}
