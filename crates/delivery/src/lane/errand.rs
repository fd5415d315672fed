//! Errands: what is to be said to a destination beside deliveries, such as that a contact is to be
//! deleted. They share the lane's budget, and go one at a time.

use std::collections::{BTreeSet, VecDeque};

use intertide_domain::ids::DeliveryId;
use tokio::sync::oneshot;

use crate::destinations::{Answer, Conversation, Ending, Request, Step};

/// How many errands wait in a lane at most. Whoever brings one more hears nothing of it, and comes
/// again.
const MOST_WAITING: usize = 64;

/// A conversation, and who wants to know how it ends. They hear nothing where the lane comes to
/// rest before.
pub struct Errand {
    pub conversation: Box<dyn Conversation>,
    pub ended: oneshot::Sender<Ending>,
}

impl std::fmt::Debug for Errand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Errand")
    }
}

/// The errands of a lane.
#[derive(Default)]
pub(super) struct Errands {
    waiting: VecDeque<Waiting>,
    open: Option<Open>,
}

struct Waiting {
    errand: Errand,
    /// Attempts that were under way when it came: they may be about the same contact.
    after: BTreeSet<DeliveryId>,
}

struct Open {
    errand: Errand,
    /// The request that waits for a permit; none while one is out.
    next: Option<Request>,
}

impl Errands {
    pub(super) fn push(&mut self, errand: Errand, after: BTreeSet<DeliveryId>) {
        if self.waiting.len() < MOST_WAITING {
            self.waiting.push_back(Waiting { errand, after });
        }
    }

    /// Whether a request could be sent; `is_under_way` tells which attempts have not ended.
    pub(super) fn wants_to_send(&mut self, is_under_way: impl Fn(&DeliveryId) -> bool) -> bool {
        while self.open.is_none() {
            let ready = |waiting: &Waiting| !waiting.after.iter().any(&is_under_way);
            let Some(place) = self.waiting.iter().position(ready) else {
                return false;
            };
            let Some(waiting) = self.waiting.remove(place) else {
                return false;
            };
            let mut errand = waiting.errand;
            let step = errand.conversation.begin();
            self.follow(errand, step);
        }
        self.has_request()
    }

    /// Whether a request waits for a permit.
    pub(super) fn has_request(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.next.is_some())
    }

    /// The request that waits.
    pub(super) fn take_request(&mut self) -> Option<Request> {
        self.open.as_mut()?.next.take()
    }

    pub(super) fn answered(&mut self, answer: &Answer) {
        if let Some(Open { mut errand, .. }) = self.open.take() {
            let step = errand.conversation.answer(answer);
            self.follow(errand, step);
        }
    }

    /// Lets go of what has not begun.
    pub(super) fn clear_waiting(&mut self) {
        self.waiting.clear();
        self.open.take_if(|open| open.next.is_some());
    }

    fn follow(&mut self, errand: Errand, step: Step) {
        match step {
            Step::Send(request) => {
                let next = Some(request);
                self.open = Some(Open { errand, next });
            }
            Step::End(ending) => {
                // Nobody may want to know any more.
                let _ = errand.ended.send(ending);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::destinations::{Method, Response, Verdict};

    /// Says this many requests and ends well.
    struct Says(u32);

    impl Says {
        fn next(&mut self) -> Step {
            match self.0 {
                0 => Step::End(Ending {
                    verdict: Verdict::Delivered,
                    facts: Vec::new(),
                    notes: Vec::new(),
                }),
                left => {
                    self.0 -= 1;
                    Step::Send(Request {
                        method: Method::Delete,
                        path: format!("/{left}"),
                        body: None,
                    })
                }
            }
        }
    }

    impl Conversation for Says {
        fn begin(&mut self) -> Step {
            self.next()
        }

        fn answer(&mut self, _: &Answer) -> Step {
            self.next()
        }
    }

    fn errand(requests: u32) -> (Errand, oneshot::Receiver<Ending>) {
        let (ended, ending) = oneshot::channel();
        let conversation = Box::new(Says(requests));
        let errand = Errand {
            conversation,
            ended,
        };
        (errand, ending)
    }

    fn answer() -> Answer {
        Answer::Response(Response::default())
    }

    #[test]
    fn an_errand_says_one_thing_after_the_other_and_tells_how_it_ended() {
        let mut errands = Errands::default();
        let (errand, mut ending) = errand(2);
        errands.push(errand, BTreeSet::new());
        for path in ["/2", "/1"] {
            assert!(errands.wants_to_send(|_| false));
            assert_eq!(errands.take_request().unwrap().path, path);
            assert!(!errands.wants_to_send(|_| false), "one request is out");
            errands.answered(&answer());
        }
        assert_eq!(ending.try_recv().unwrap().verdict, Verdict::Delivered);
        assert!(!errands.wants_to_send(|_| false));
    }

    #[test]
    fn an_errand_begins_when_the_attempts_before_it_have_ended() {
        let mut errands = Errands::default();
        let (first, _first) = errand(1);
        errands.push(first, BTreeSet::from([DeliveryId::new(7)]));
        assert!(!errands.wants_to_send(|id| id.get() == 7));
        let (second, _second) = errand(2);
        errands.push(second, BTreeSet::new());
        assert!(errands.wants_to_send(|id| id.get() == 7));
        assert_eq!(errands.take_request().unwrap().path, "/2");
        errands.clear_waiting();
        errands.answered(&answer());
        assert_eq!(errands.take_request().unwrap().path, "/1");
    }

    #[test]
    fn of_too_many_errands_the_last_hears_nothing() {
        let mut errands = Errands::default();
        let endings: Vec<_> = (0..=MOST_WAITING)
            .map(|_| {
                let (errand, ending) = errand(1);
                errands.push(errand, BTreeSet::new());
                ending
            })
            .collect();
        let dropped = |mut ending: oneshot::Receiver<Ending>| {
            ending.try_recv() == Err(oneshot::error::TryRecvError::Closed)
        };
        assert_eq!(
            endings
                .into_iter()
                .filter_map(|e| dropped(e).then_some(()))
                .count(),
            1
        );
    }
}
