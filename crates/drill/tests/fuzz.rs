//! Every target with its corpus, and with as many inputs as there is time for.

#![allow(clippy::panic)]

use std::time::Duration;

use intertide_drill::caught::hush;
use intertide_drill::fuzz::{Bound, Ran, Target, run};

/// Inputs of a plain run: quick, and always the same.
const INPUTS: u64 = 1_000;

const SEED: u64 = 1;

/// For how long to go on, where `INTERTIDE_FUZZ_SECONDS` says so.
fn bound() -> Bound {
    let seconds = std::env::var("INTERTIDE_FUZZ_SECONDS").ok();
    seconds
        .and_then(|seconds| seconds.parse().ok())
        .map_or(Bound::Inputs(INPUTS), |seconds| {
            Bound::Time(Duration::from_secs(seconds))
        })
}

fn holds(name: &str) {
    let Some(target) = Target::named(name) else {
        panic!("there is no target {name}");
    };
    hush();
    match run(target, SEED, 0, bound()) {
        Ok(ran) => {
            let Ran {
                examples,
                next: inputs,
                taken,
            } = ran;
            println!("{examples} files, {inputs} inputs, of which {taken} were taken");
            // Otherwise it tries nothing but the refusal.
            assert!(taken * 50 > inputs, "{taken} of {inputs} were taken");
            assert!(taken < inputs, "none of {inputs} was refused");
        }
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}

macro_rules! targets {
    ($(fn $test:ident($name:literal);)+) => {
        $(#[test]
        fn $test() {
            holds($name);
        })+

        #[test]
        fn every_target_has_a_test() {
            let tested = [$($name),+];
            let all: Vec<_> = intertide_drill::fuzz::TARGETS.iter().map(|t| t.name).collect();
            assert_eq!(all, tested);
        }
    };
}

targets! {
    fn any_upload_is_answered_by_the_contract("http_v2");
    fn any_large_upload_is_answered_by_the_contract("batch");
    fn any_packed_upload_is_unpacked_within_bounds("gzip");
    fn any_form_is_answered_by_the_contract("form");
    fn any_identification_is_answered_by_the_contract("identify");
    fn any_file_of_the_log_gives_only_what_was_written("segment");
    fn any_filter_says_what_a_plain_one_does("filter");
    fn any_document_reads_as_it_is_written_or_has_faults("sync_document");
    fn any_parameters_give_a_page_or_an_error("cursor");
    fn any_record_reads_as_it_is_written("event_record");
}
