//! One line for each item: time, state, user, event, and what is to be said of it.

use std::collections::BTreeMap;
use std::io::IsTerminal;

use owo_colors::{AnsiColors, OwoColorize};

use super::{LiveDelivery, LiveEvent, LiveKind, LiveStatus, LiveVerdict, LiveVerdicts};

/// Whether to colour what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paint(bool);

impl Paint {
    /// Colours for a terminal, unless `NO_COLOR` is set.
    pub(crate) fn for_stdout() -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self(std::io::stdout().is_terminal() && !refused)
    }

    /// The text in a colour, or as it is.
    pub(crate) fn apply(self, text: &str, color: AnsiColors) -> String {
        if self.0 {
            text.color(color).to_string()
        } else {
            text.to_owned()
        }
    }
}

/// Shows items.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    pub(crate) paint: Paint,
    /// Names of syncs by id.
    pub(crate) names: BTreeMap<i64, String>,
}

const USER_WIDTH: usize = 26;
const EVENT_WIDTH: usize = 18;
const STATE_WIDTH: usize = 9;

impl Lines {
    /// An event's line.
    pub(crate) fn event(&self, event: &LiveEvent) -> String {
        let (state, color, detail) = if event.duplicate {
            let detail = "a copy of an earlier event; nothing follows".to_owned();
            ("copy", AnsiColors::BrightBlack, detail)
        } else {
            ("arrived", AnsiColors::Cyan, self.verdicts(&event.syncs))
        };
        let visitor = event.device_id.as_ref().map(|device| format!("({device})"));
        let user = event.user_id.clone().or(visitor).unwrap_or_default();
        self.line(
            &event.received_at,
            (state, color),
            &user,
            &event.event_type,
            &detail,
        )
    }

    /// A delivery's line.
    pub(crate) fn delivery(&self, delivery: &LiveDelivery) -> String {
        let (state, color) = match delivery.status {
            LiveStatus::Delivered => ("delivered", AnsiColors::Green),
            LiveStatus::Pending => ("pending", AnsiColors::Yellow),
            LiveStatus::Discarded => ("discarded", AnsiColors::Red),
            LiveStatus::Expired => ("expired", AnsiColors::Red),
        };
        let kind = match delivery.kind {
            LiveKind::Event => "event",
            LiveKind::User => "user update",
        };
        let mut said = vec![format!("{}: {kind}", self.name(delivery.sync_id))];
        said.extend(delivery.category.clone());
        said.extend(delivery.latency_ms.map(|millis| format!("{millis} ms")));
        said.push(counted(delivery.requests, "request"));
        if delivery.attempts > 1 {
            said.push(format!("attempt {}", delivery.attempts));
        }
        if let Some(next) = &delivery.next_attempt_at {
            said.push(format!("next attempt at {}", clock(next)));
        }
        said.extend(delivery.notes.iter().cloned());
        let user = delivery.user_id.as_deref().unwrap_or_default();
        self.line(
            &delivery.at,
            (state, color),
            user,
            &delivery.event_type,
            &said.join(", "),
        )
    }

    /// A line of one's own.
    pub(crate) fn line(
        &self,
        time: &str,
        (state, color): (&str, AnsiColors),
        user: &str,
        event_type: &str,
        detail: &str,
    ) -> String {
        let time = self.paint.apply(clock(time), AnsiColors::BrightBlack);
        let state = self.paint.apply(&format!("{state:STATE_WIDTH$}"), color);
        let user = fitted(user, USER_WIDTH);
        let event_type = fitted(event_type, EVENT_WIDTH);
        format!("{time}  {state}  {event_type}  {user}  {detail}")
    }

    fn verdicts(&self, syncs: &[LiveVerdicts]) -> String {
        let said: Vec<String> = syncs
            .iter()
            .filter_map(|sync| {
                let event = sync.event.as_ref();
                // That an event changes nothing about its user goes without saying.
                let user = sync
                    .user
                    .as_ref()
                    .filter(|verdict| event.is_none() || !matches!(verdict, LiveVerdict::NoChange));
                let parts: Vec<String> = [("event", event), ("user update", user)]
                    .into_iter()
                    .filter_map(|(kind, verdict)| Some(said_of(kind, verdict?)))
                    .collect();
                (!parts.is_empty())
                    .then(|| format!("{}: {}", self.name(sync.sync_id), parts.join(", ")))
            })
            .collect();
        if said.is_empty() {
            "no sync looks at it".to_owned()
        } else {
            said.join("; ")
        }
    }

    fn name(&self, sync: i64) -> String {
        let named = self.names.get(&sync).cloned();
        named.unwrap_or_else(|| format!("sync {sync}"))
    }
}

fn said_of(kind: &str, verdict: &LiveVerdict) -> String {
    match verdict {
        LiveVerdict::Selected => format!("{kind} to be sent"),
        LiveVerdict::Discarded { category } => format!("{kind} discarded ({category})"),
        LiveVerdict::NotSelected => format!("{kind} not selected"),
        LiveVerdict::Filtered { condition } => format!("{kind} filtered ({condition})"),
        LiveVerdict::NoChange => format!("no {kind} (no change)"),
    }
}

/// A number of things.
pub(crate) fn counted(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// The time of day, to the millisecond, of a time as the API writes it (UTC).
fn clock(time: &str) -> &str {
    time.get("2026-11-25T".len().."2026-11-25T02:21:56.123".len())
        .unwrap_or(time)
}

/// A text as wide as its column, cut where it is wider. Control characters stay out of terminals.
fn fitted(text: &str, width: usize) -> String {
    let text: String = text
        .chars()
        .map(|letter| if letter.is_control() { '�' } else { letter })
        .collect();
    if text.chars().count() <= width {
        return format!("{text:width$}");
    }
    let cut: String = text.chars().take(width - 1).collect();
    format!("{cut}…")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::super::{LiveItem, Told};
    use super::*;

    fn lines() -> Lines {
        Lines {
            paint: Paint(false),
            names: BTreeMap::from([(1, "Products".to_owned())]),
        }
    }

    fn shown(name: &str, data: serde_json::Value) -> String {
        let told = Told::read(name.to_owned(), &data.to_string())
            .unwrap()
            .unwrap();
        match told.item {
            LiveItem::Event(event) => lines().event(&event),
            LiveItem::Delivery(delivery) => lines().delivery(&delivery),
            LiveItem::Missed(count) => count.to_string(),
        }
    }

    #[test]
    fn an_event_is_shown_with_the_verdict_of_every_sync() {
        let line = shown(
            "event",
            json!({
                "received_at": "2026-11-25T02:21:56.123Z", "event_type": "Order Completed",
                "user_id": "ann@example.com", "device_id": "d", "duplicate": false,
                "syncs": [
                    {"sync_id": 1, "event": {"verdict": "filtered", "condition": "event.total greater_than 10"},
                     "user": {"verdict": "no_change"}},
                    {"sync_id": 2, "event": {"verdict": "selected"}},
                ],
            }),
        );
        assert_eq!(
            line,
            "02:21:56.123  arrived    Order Completed     ann@example.com             Products: event \
             filtered (event.total greater_than 10); sync 2: event to be sent"
        );
    }

    #[test]
    fn a_visitor_is_shown_by_the_device() {
        let line = shown(
            "event",
            json!({"received_at": "t", "event_type": "Page\nViewed", "device_id": "dev-1"}),
        );
        assert!(line.contains("(dev-1)"), "{line}");
        assert!(line.contains("Page�Viewed"), "{line}");
        assert!(line.ends_with("no sync looks at it"), "{line}");
    }

    #[test]
    fn a_delivery_is_shown_with_outcome_and_latency() {
        let line = shown(
            "delivery",
            json!({
                "id": 9, "sync_id": 1, "kind": "user", "status": "delivered", "category": null,
                "event_type": "$identify", "user_id": "a-user-with-a-very-long-identifier@example.com",
                "at": "2026-11-25T02:21:56.123Z", "attempts": 2, "requests": 2, "latency_ms": 45,
                "next_attempt_at": null, "notes": ["a value was cut"],
            }),
        );
        assert_eq!(
            line,
            "02:21:56.123  delivered  $identify           a-user-with-a-very-long-i…  Products: user \
             update, 45 ms, 2 requests, attempt 2, a value was cut"
        );
    }

    #[test]
    fn what_waits_says_why_and_until_when() {
        let line = shown(
            "delivery",
            json!({
                "id": 9, "sync_id": 1, "kind": "event", "status": "pending",
                "category": "server_error", "event_type": "E", "at": "2026-11-25T02:21:56.123Z",
                "attempts": 1, "requests": 1, "next_attempt_at": "2026-11-25T02:22:20.000Z",
            }),
        );
        assert!(
            line.ends_with(
                "Products: event, server_error, 1 request, next attempt at 02:22:20.000"
            ),
            "{line}"
        );
    }
}
