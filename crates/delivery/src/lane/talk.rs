//! One delivery being talked over: its conversation, what was said, and the quick retries that
//! belong to one attempt (amplitude.md 5.5).

use std::time::Duration;

use intertide_domain::delivery::{Due, Exchange, Note};
use intertide_domain::retry::{Fraction, quick_delay};
use intertide_domain::sync::SyncDocument;
use intertide_domain::time::UnixMillis;

use crate::destinations::{
    Answer, Conversation, Destination, Ending, Facts, Request, Step, Verdict,
};

/// A delivery with what is remembered of its user.
#[derive(Debug)]
pub struct Offer {
    pub due: Due,
    pub facts: Facts,
}

/// An attempt under way.
pub(super) struct Talk {
    pub(super) due: Due,
    facts: Facts,
    conversation: Box<dyn Conversation>,
    began_at: UnixMillis,
    tries: u32,
    exchanges: Vec<Exchange>,
    notes: Vec<Note>,
    /// Facts of earlier tries, in the order in which they were learned.
    learned: Vec<(String, Option<String>)>,
}

/// What comes next.
pub(super) enum Turn {
    /// This request.
    Send(Request),
    /// The next try, not before this moment.
    Again(UnixMillis),
    /// Nothing: the attempt is over.
    Over(Ended),
}

/// An attempt that is over.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) due: Due,
    pub(super) verdict: Verdict,
    pub(super) began_at: UnixMillis,
    pub(super) exchanges: Vec<Exchange>,
    pub(super) notes: Vec<Note>,
    pub(super) facts: Vec<(String, Option<String>)>,
}

impl Talk {
    /// Begins an attempt.
    pub(super) fn begin(
        offer: Offer,
        destination: &dyn Destination,
        document: &SyncDocument,
        now: UnixMillis,
    ) -> Self {
        let Offer { due, facts } = offer;
        Self {
            conversation: destination.converse(&due, document, &facts),
            due,
            facts,
            began_at: now,
            tries: 1,
            exchanges: Vec::new(),
            notes: Vec::new(),
            learned: Vec::new(),
        }
    }

    /// The number of the attempt, from 1.
    pub(super) fn attempt(&self) -> u32 {
        self.due.attempts.saturating_add(1)
    }

    /// The first step of a try.
    pub(super) fn open(self, now: UnixMillis, jitter: Fraction) -> (Option<Self>, Turn) {
        let mut talk = self;
        let step = talk.conversation.begin();
        talk.follow(step, now, jitter)
    }

    /// What follows from an answer.
    pub(super) fn answered(
        mut self,
        exchange: Exchange,
        answer: &Answer,
        now: UnixMillis,
        jitter: Fraction,
    ) -> (Option<Self>, Turn) {
        self.exchanges.push(exchange);
        let step = self.conversation.answer(answer);
        self.follow(step, now, jitter)
    }

    /// Prepares the next try of the same attempt.
    pub(super) fn again(mut self, destination: &dyn Destination, document: &SyncDocument) -> Self {
        self.tries += 1;
        self.conversation = destination.converse(&self.due, document, &self.facts);
        self
    }

    fn follow(mut self, step: Step, now: UnixMillis, jitter: Fraction) -> (Option<Self>, Turn) {
        let ending = match step {
            Step::Send(request) => return (Some(self), Turn::Send(request)),
            Step::End(ending) => ending,
        };
        match self.next_try(&ending, now, jitter) {
            Some(delay) => {
                self.learn(ending);
                (Some(self), Turn::Again(now.plus(delay)))
            }
            None => (None, Turn::Over(self.end(ending))),
        }
    }

    fn next_try(&self, ending: &Ending, now: UnixMillis, jitter: Fraction) -> Option<Duration> {
        match ending.verdict {
            Verdict::TryLater(reason) if reason.passes_quickly() => {
                quick_delay(self.tries, now.since(self.began_at), jitter)
            }
            _ => None,
        }
    }

    fn learn(&mut self, ending: Ending) {
        for (key, value) in &ending.facts {
            match value {
                Some(value) => self.facts.insert(key.clone(), value.clone()),
                None => self.facts.remove(key),
            };
        }
        self.learned.extend(ending.facts);
        self.notes.extend(ending.notes);
    }

    fn end(mut self, ending: Ending) -> Ended {
        let verdict = ending.verdict.clone();
        self.learn(ending);
        Ended {
            due: self.due,
            verdict,
            began_at: self.began_at,
            exchanges: self.exchanges,
            notes: self.notes,
            facts: self.learned,
        }
    }
}
