//! The numbers of the demonstration, counted from what the feed tells: they add up at any moment.

use crate::live::lines::counted;
use crate::live::{LiveEvent, LiveItem, LiveStatus, LiveVerdict};

/// What was counted, for one sync.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Requests of the demonstration, and what they brought.
    pub(super) accepted_requests: u64,
    pub(super) refused_requests: u64,
    pub(super) accepted_events: u64,
    /// Events that arrived, whoever sent them: the sum of the five that follow.
    pub(super) arrived: u64,
    pub(super) for_intercom: u64,
    pub(super) filtered: u64,
    pub(super) not_selected: u64,
    /// Changes of properties that are no event.
    pub(super) property_changes: u64,
    pub(super) copies: u64,
    /// Changes of users that go to Intercom.
    pub(super) user_updates: u64,
    pub(super) delivered: u64,
    pub(super) discarded: u64,
    pub(super) expired: u64,
    /// Items that the feed skipped: the numbers are too small by what they held.
    pub(super) missed: u64,
}

impl Tally {
    /// Counts what the feed told of this sync.
    pub(super) fn count(&mut self, item: &LiveItem, sync: i64) {
        match item {
            LiveItem::Event(event) => self.count_event(event, sync),
            LiveItem::Delivery(delivery) if delivery.sync_id == sync => match delivery.status {
                LiveStatus::Pending => {}
                LiveStatus::Delivered => self.delivered += 1,
                LiveStatus::Discarded => self.discarded += 1,
                LiveStatus::Expired => self.expired += 1,
            },
            LiveItem::Delivery(_) => {}
            LiveItem::Missed(count) => self.missed += count,
        }
    }

    fn count_event(&mut self, event: &LiveEvent, sync: i64) {
        self.arrived += 1;
        if event.duplicate {
            self.copies += 1;
            return;
        }
        let verdicts = event.syncs.iter().find(|verdicts| verdicts.sync_id == sync);
        match verdicts.and_then(|verdicts| verdicts.event.as_ref()) {
            Some(LiveVerdict::Selected) => self.for_intercom += 1,
            Some(LiveVerdict::Discarded { .. }) => {
                self.for_intercom += 1;
                self.discarded += 1;
            }
            Some(LiveVerdict::Filtered { .. }) => self.filtered += 1,
            Some(LiveVerdict::NotSelected | LiveVerdict::NoChange) => self.not_selected += 1,
            None => self.property_changes += 1,
        }
        match verdicts.and_then(|verdicts| verdicts.user.as_ref()) {
            Some(LiveVerdict::Selected) => self.user_updates += 1,
            Some(LiveVerdict::Discarded { .. }) => {
                self.user_updates += 1;
                self.discarded += 1;
            }
            _ => {}
        }
    }

    /// Deliveries there are: events and user updates.
    pub(super) fn deliveries(&self) -> u64 {
        self.for_intercom + self.user_updates
    }

    /// Deliveries on their way.
    pub(super) fn pending(&self) -> u64 {
        self.deliveries()
            .saturating_sub(self.delivered + self.discarded + self.expired)
    }

    /// All numbers, each sum with its parts.
    pub(super) fn lines(&self) -> Vec<String> {
        let requests = self.accepted_requests + self.refused_requests;
        let mut lines = vec![
            format!(
                "requests    {requests} = {} accepted + {} refused",
                self.accepted_requests, self.refused_requests
            ),
            format!(
                "events      {} = {} for Intercom + {} filtered + {} not selected + {} + {}",
                self.arrived,
                self.for_intercom,
                self.filtered,
                self.not_selected,
                counted(self.property_changes, "property change"),
                if self.copies == 1 {
                    "1 copy".to_owned()
                } else {
                    format!("{} copies", self.copies)
                },
            ),
            format!(
                "deliveries  {} = {} delivered + {} pending + {} discarded + {} expired ({}, {})",
                self.deliveries(),
                self.delivered,
                self.pending(),
                self.discarded,
                self.expired,
                counted(self.for_intercom, "event"),
                counted(self.user_updates, "user update"),
            ),
        ];
        if self.missed > 0 {
            lines.push(format!(
                "{} of the feed not counted",
                counted(self.missed, "item")
            ));
        }
        lines
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::live::LiveDelivery;

    fn event(extra: Value) -> LiveItem {
        let mut event = json!({"received_at": "t", "event_type": "E"});
        event
            .as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        LiveItem::Event(serde_json::from_value(event).unwrap())
    }

    fn judged(event_verdict: Value, user_verdict: Value) -> LiveItem {
        event(json!({"syncs": [
            {"sync_id": 2, "event": {"verdict": "selected"}},
            {"sync_id": 1, "event": event_verdict, "user": user_verdict},
        ]}))
    }

    fn ended(status: &str) -> LiveItem {
        LiveItem::Delivery(
            serde_json::from_value::<LiveDelivery>(json!({
                "id": 1, "sync_id": 1, "kind": "event", "status": status, "event_type": "E",
                "at": "t", "attempts": 1, "requests": 1,
            }))
            .unwrap(),
        )
    }

    #[test]
    fn the_numbers_add_up() {
        let selected = || json!({"verdict": "selected"});
        let filtered = json!({"verdict": "filtered", "condition": "c"});
        let items = [
            judged(selected(), json!({"verdict": "no_change"})),
            judged(selected(), selected()),
            judged(
                json!({"verdict": "discarded", "category": "missing_identity"}),
                Value::Null,
            ),
            judged(filtered, Value::Null),
            judged(json!({"verdict": "not_selected"}), Value::Null),
            judged(Value::Null, selected()),
            event(json!({"duplicate": true})),
            ended("pending"),
            ended("delivered"),
            ended("discarded"),
        ];
        let mut tally = Tally::default();
        for item in &items {
            tally.count(item, 1);
        }
        let parts = [
            tally.for_intercom,
            tally.filtered,
            tally.not_selected,
            tally.property_changes,
            tally.copies,
        ];
        assert_eq!(parts, [3, 1, 1, 1, 1]);
        assert_eq!(tally.arrived, parts.iter().sum::<u64>());
        assert_eq!(tally.deliveries(), 5);
        assert_eq!(
            (tally.delivered, tally.discarded, tally.pending()),
            (1, 2, 2)
        );
        assert_eq!(
            tally.lines(),
            [
                "requests    0 = 0 accepted + 0 refused",
                "events      7 = 3 for Intercom + 1 filtered + 1 not selected + 1 property change + 1 copy",
                "deliveries  5 = 1 delivered + 2 pending + 2 discarded + 0 expired (3 events, 2 user updates)",
            ]
        );
    }
}
