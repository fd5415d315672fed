//! The moods of an Intercom: each lasts a moment, and a good one follows.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::support::TestSim;

const LASTS: Duration = Duration::from_millis(1_500);

/// How it answers while it is in a mood.
fn moods() -> Vec<Value> {
    vec![
        json!({"type": "rate_limit"}),
        json!({"type": "status", "status": 500, "code": "server_error"}),
        json!({"type": "status", "status": 503, "code": "service_unavailable", "commit": true}),
        json!({"type": "status", "status": 401, "code": "unauthorized"}),
        json!({"type": "html_bad_gateway"}),
        json!({"type": "reset"}),
        json!({"type": "reset", "commit": true}),
        json!({"type": "hang", "commit": true}),
        json!({"type": "latency", "ms": 500}),
        json!({"type": "slow_body", "chunk_bytes": 20, "pause_ms": 100}),
    ]
}

/// Which mood is next.
#[derive(Debug)]
pub(crate) struct Moods {
    random: StdRng,
    coming: Vec<Value>,
    turns: u32,
}

impl Moods {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed),
            coming: Vec::new(),
            turns: 0,
        }
    }

    /// Has Intercom change its mood when it is time to: every other one is good, and all of the
    /// others come before one comes again.
    pub(crate) fn turn(&mut self, sim: &TestSim, elapsed: Duration) {
        if elapsed < LASTS * self.turns {
            return;
        }
        self.turns += 1;
        sim.behave();
        if self.turns % 2 == 1 {
            return;
        }
        if self.coming.is_empty() {
            self.coming = moods();
            self.coming.shuffle(&mut self.random);
        }
        let effect = self.coming.pop().expect("a mood");
        let probability = self.random.random_range(0.2..1.0);
        sim.misbehave(&json!({"effect": effect, "probability": probability}));
    }
}
