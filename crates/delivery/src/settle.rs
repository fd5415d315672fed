//! Settling: from how an attempt ended to what is recorded of it (product.md 4).

use intertide_domain::delivery::{Due, Settled, WaitReason};
use intertide_domain::retry::{Fraction, next_attempt};
use intertide_domain::sync::RetryPolicy;
use intertide_domain::time::{HumanDuration, UnixMillis};

use crate::destinations::Verdict;

/// How long `unknown_user: wait` waits for a user to appear (product.md 3).
const LONGEST_WAIT_FOR_USER: HumanDuration = HumanDuration(std::time::Duration::from_secs(15 * 60));

/// How a delivery stands after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub settled: Settled,
    /// Attempts spent by now.
    pub attempts: u32,
    /// When the first of them began.
    pub first_attempt_at: Option<UnixMillis>,
}

/// When a lane that was told to wait goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resume(pub UnixMillis);

/// How `due` stands after an attempt that began at `began_at` and ended at `now` with `verdict`.
///
/// Waiting for the limit and being held with the whole lane spend no attempt: the delivery goes on
/// at `resume`.
pub fn settle(
    due: &Due,
    verdict: &Verdict,
    policy: &RetryPolicy,
    began_at: UnixMillis,
    now: UnixMillis,
    resume: Resume,
    jitter: Fraction,
) -> Standing {
    let unspent = |reason| Standing {
        settled: Settled::Retry {
            due_at: resume.0,
            reason,
        },
        attempts: due.attempts,
        first_attempt_at: due.first_attempt_at,
    };
    let first = due.first_attempt_at.unwrap_or(began_at);
    let attempts = due.attempts.saturating_add(1);
    let spent = |settled| Standing {
        settled,
        attempts,
        first_attempt_at: Some(first),
    };
    match verdict {
        Verdict::Delivered => spent(Settled::Delivered),
        Verdict::Discard(reason) => spent(Settled::Discarded(*reason)),
        Verdict::RateLimited => unspent(WaitReason::RateLimited),
        Verdict::Hold(reason) => unspent(*reason),
        Verdict::TryLater(reason) => {
            let policy = narrowed(policy, *reason);
            spent(match next_attempt(&policy, attempts, first, now, jitter) {
                Some(due_at) => Settled::Retry {
                    due_at,
                    reason: *reason,
                },
                None => Settled::Expired(*reason),
            })
        }
    }
}

fn narrowed(policy: &RetryPolicy, reason: WaitReason) -> RetryPolicy {
    match reason {
        WaitReason::WaitingForUser => RetryPolicy {
            window: policy.window.min(LONGEST_WAIT_FOR_USER),
            ..*policy
        },
        _ => *policy,
    }
}
