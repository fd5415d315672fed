//! A message as text for people.

use super::Links;
use crate::alerts::message::Message;
use crate::alerts::observation::Sample;
use crate::alerts::watch::Change;

/// The first line: whether it is wrong or well, and what.
pub(super) fn headline(message: &Message) -> String {
    let state = match message.change {
        Change::Raised => message.severity.as_str().to_uppercase(),
        Change::Cleared => "OK".to_owned(),
    };
    format!("[{state}] {}", message.title)
}

/// What follows, a line for each thing that is known.
pub(super) fn details(message: &Message, links: &Links) -> Vec<String> {
    let mut lines = vec![message.reason.clone()];
    if message.change == Change::Raised {
        lines.push(format!("What to do: {}", message.remedy));
    }
    if let Some(sample) = &message.sample {
        lines.push(format!("Sample: {}", described(sample)));
    }
    if let Some(since) = message.since {
        let said = match message.change {
            Change::Raised => "Since",
            Change::Cleared => "It began",
        };
        lines.push(format!("{said}: {}", since.to_rfc3339()));
    }
    lines.extend(links.to(&message.page));
    lines
}

fn described(sample: &Sample) -> String {
    let mut text = format!("delivery {}, {}", sample.delivery_id, sample.event_type);
    if let Some(category) = &sample.category {
        text.push_str(", ");
        text.push_str(category);
    }
    if let Some(code) = &sample.code {
        text.push_str(", Intercom's code ");
        text.push_str(code);
    }
    text
}

#[cfg(test)]
pub(super) mod tests {
    use intertide_domain::delivery::DiscardReason;
    use intertide_domain::ids::{DeliveryId, SyncId};
    use intertide_domain::time::UnixMillis;

    use super::*;
    use crate::alerts::condition::Condition;
    use crate::alerts::message::AlertId;
    use crate::alerts::observation::SyncName;
    use crate::alerts::watch::Transition;

    /// A message with everything there can be in one.
    pub(in crate::alerts::channels) fn raised() -> Message {
        let at = UnixMillis::new(60_000);
        let transition = Transition {
            at,
            condition: Condition::SyncDiscarding {
                sync: SyncId::new(7),
                category: DiscardReason::UserNotFound,
            },
            change: Change::Raised,
            since: UnixMillis::new(0),
            sync: Some(SyncName {
                id: SyncId::new(7),
                name: "Products".to_owned(),
            }),
            reason: "12 of the 40 deliveries were discarded.".to_owned(),
            sample: Some(Sample {
                delivery_id: DeliveryId::new(1086),
                event_type: "Order Completed".into(),
                category: Some("user_not_found".to_owned()),
                code: Some("not_found".to_owned()),
            }),
        };
        Message::of(&AlertId::new(at, 1), &transition)
    }

    #[test]
    fn the_headline_says_how_bad_it_is() {
        assert_eq!(
            headline(&raised()),
            "[WARNING] Products: deliveries are discarded (user_not_found)"
        );
        let well = Message {
            change: Change::Cleared,
            ..raised()
        };
        assert!(headline(&well).starts_with("[OK] "));
    }

    #[test]
    fn the_details_name_the_sample_and_what_to_do() {
        let lines = details(&raised(), &Links::default());
        assert_eq!(
            lines[2],
            "Sample: delivery 1086, Order Completed, user_not_found, Intercom's code not_found"
        );
        assert!(lines[1].starts_with("What to do: Create the users"));
        assert_eq!(lines[3], "Since: 1970-01-01T00:00:00.000Z");
        assert_eq!(lines.len(), 4);
    }
}
