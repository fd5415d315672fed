//! Which events a sync selects, and under which conditions.

use std::collections::HashMap;

use super::super::{EventSelection, FieldFault, Select, SendEvents};
use super::Findings;
use crate::event_names;
use crate::filter::{Condition, ConditionFaultKind, Filter, Operator};
use crate::ids::control;
use crate::property::PropertyRef;

/// The event names that Intercom keeps per workspace (intercom.md 2.6).
const MAX_EVENT_NAMES: usize = 120;

/// Bounds for what one document may ask of every event; far beyond what anyone needs.
const MAX_ROWS: usize = 1_000;
const MAX_CONDITIONS: usize = 100;
const MAX_VALUES: usize = 1_000;
/// Each pattern may take a megabyte.
const MAX_PATTERNS: usize = 20;

/// Names that Amplitude shows, and those under which its SDKs send them (amplitude.md 1.2).
const SENT_AS: [(&str, &str); 3] = [
    ("[Amplitude] Start Session", "session_start"),
    ("[Amplitude] End Session", "session_end"),
    ("[Amplitude] Revenue", "revenue_amount"),
];

pub(super) fn check(send_events: &SendEvents, findings: &mut Findings) {
    if let Select::Types(rows) = &send_events.select {
        if rows.is_empty() && send_events.enabled {
            findings.warn(
                "send_events.select",
                "selects_nothing",
                "no event is selected, so none is sent; list event types, or write `all`",
            );
        }
        check_rows(rows, findings);
    }
    check_conditions(&send_events.conditions, "send_events.where", findings);
}

fn check_rows(rows: &[EventSelection], findings: &mut Findings) {
    if !is_within(rows.len(), MAX_ROWS, "send_events.select", findings) {
        return;
    }
    let mut by_folded_name: HashMap<String, &EventSelection> = HashMap::new();
    for (place, row) in rows.iter().enumerate() {
        let at = format!("send_events.select[{place}]");
        let field = format!("{at}.event_type");
        check_conditions(&row.conditions, &format!("{at}.where"), findings);
        let name = row.event_type.as_str();
        if let Err(fault) = check_name(name, &field) {
            findings.faults.push(fault);
            continue;
        }
        check_duplicate(row, rows.get(..place).unwrap_or_default(), &field, findings);
        warn_of_name(name, &field, findings);
        let other = by_folded_name
            .entry(event_names::folded(name))
            .or_insert(row);
        if other.event_type != row.event_type {
            findings.warn(
                field,
                "same_in_intercom",
                format!(
                    "Intercom takes `{}` and `{name}` for one event",
                    other.event_type
                ),
            );
        }
    }
    if by_folded_name.len() > MAX_EVENT_NAMES {
        findings.fault(
            "send_events.select",
            "too_many",
            format!(
                "{} event types are selected, but an Intercom workspace keeps {MAX_EVENT_NAMES}",
                by_folded_name.len()
            ),
        );
    }
}

fn check_name(name: &str, field: &str) -> Result<(), FieldFault> {
    let (code, message) = if name.trim().is_empty() {
        ("blank", "an event type needs a name".to_owned())
    } else if matches!(name, control::IDENTIFY | control::GROUP_IDENTIFY) {
        let message =
            format!("`{name}` changes properties and is no event; `send_users` sends changes");
        ("reserved_name", message)
    } else if event_names::is_reserved(name) {
        let message = format!("`{name}` is a name that Amplitude reserves; it is never sent");
        ("reserved_name", message)
    } else if event_names::comes_from_intercom(name) {
        let message = format!(
            "events that begin with `{}` come out of Intercom; sending them back would go round \
             in a circle",
            event_names::FROM_INTERCOM
        );
        ("reserved_name", message)
    } else {
        return Ok(());
    };
    Err(FieldFault::new(field, code, message))
}

/// One event type may stand in several rows whose conditions differ: any of them selects it.
fn check_duplicate(
    row: &EventSelection,
    earlier: &[EventSelection],
    field: &str,
    findings: &mut Findings,
) {
    if let Some(first) = earlier.iter().position(|other| other == row) {
        findings.fault(
            field,
            "duplicate",
            format!(
                "`{}` is already selected by select[{first}]",
                row.event_type
            ),
        );
    }
}

fn warn_of_name(name: &str, field: &str, findings: &mut Findings) {
    if let Some((_, sent)) = SENT_AS.iter().find(|(shown, _)| *shown == name) {
        findings.warn(
            field,
            "sent_under_another_name",
            format!("Amplitude shows it as `{name}`, but its SDKs send `{sent}`; select that"),
        );
    }
    let stored = event_names::stored(name);
    if stored != name {
        findings.warn(
            field,
            "renamed_by_intercom",
            format!("Intercom will show it as `{stored}`"),
        );
    }
}

fn check_conditions(conditions: &[Condition], at: &str, findings: &mut Findings) {
    if !is_within(conditions.len(), MAX_CONDITIONS, at, findings) {
        return;
    }
    for (place, condition) in conditions.iter().enumerate() {
        let at = format!("{at}[{place}]");
        let most = match condition.operator {
            Operator::Matches => MAX_PATTERNS,
            _ => MAX_VALUES,
        };
        if !is_within(
            condition.values.len(),
            most,
            &format!("{at}.values"),
            findings,
        ) {
            continue;
        }
        if is_blank(&condition.property) {
            findings.fault(format!("{at}.property"), "blank", "a property needs a name");
        }
        if let Err(fault) = Filter::compile(std::slice::from_ref(condition)) {
            findings.faults.push(condition_fault(&at, &fault.kind));
        }
    }
}

fn is_within(count: usize, most: usize, field: &str, findings: &mut Findings) -> bool {
    let fits = count <= most;
    if !fits {
        findings.fault(
            field,
            "too_many",
            format!("{count} entries; at most {most} are possible"),
        );
    }
    fits
}

fn condition_fault(at: &str, kind: &ConditionFaultKind) -> FieldFault {
    let (field, code) = match kind {
        ConditionFaultKind::NoValues(_) => (format!("{at}.values"), "missing_values"),
        ConditionFaultKind::ValuesGiven(_) => (format!("{at}.values"), "unexpected_values"),
        ConditionFaultKind::BadPattern { value, .. } => {
            (format!("{at}.values[{value}]"), "invalid_pattern")
        }
        ConditionFaultKind::PatternTooLarge { value } => {
            (format!("{at}.values[{value}]"), "pattern_too_large")
        }
    };
    FieldFault::new(field, code, kind.to_string())
}

fn is_blank(property: &PropertyRef) -> bool {
    match property {
        PropertyRef::Event(name) => name.trim().is_empty(),
        PropertyRef::User(property) => property.name().trim().is_empty(),
        PropertyRef::Group { group_type, name } => {
            group_type.trim().is_empty() || name.trim().is_empty()
        }
    }
}
