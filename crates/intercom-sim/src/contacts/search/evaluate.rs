//! Whether a contact meets a filter.

use std::cmp::Ordering;

use super::field::{Field, FieldValue};
use super::query::{Filter, Operator};
use crate::contacts::Contact;
use crate::contacts::book::same_email;
use crate::state::State;
use crate::switches::EmailCase;

/// Whether a contact meets a filter in this workspace.
pub(super) fn holds(filter: &Filter, contact: &Contact, state: &State) -> bool {
    match filter {
        Filter::All(filters) => filters.iter().all(|f| holds(f, contact, state)),
        Filter::Any(filters) => filters.iter().any(|f| holds(f, contact, state)),
        Filter::Field {
            field,
            operator,
            value,
        } => compares(
            &Comparison {
                text_case: text_case(field, state),
                utc_offset_minutes: state.settings.utc_offset_minutes,
            },
            &field.of(contact),
            *operator,
            value,
        ),
    }
}

/// Case counts in every text but an email.
fn text_case(field: &Field, state: &State) -> EmailCase {
    match field {
        Field::Email => state.switches.email_case,
        _ => EmailCase::Sensitive,
    }
}

/// What the workspace adds to a comparison.
struct Comparison {
    text_case: EmailCase,
    utc_offset_minutes: i32,
}

fn compares(by: &Comparison, own: &FieldValue, operator: Operator, wanted: &FieldValue) -> bool {
    match operator {
        Operator::Equal => equal(by, own, wanted),
        Operator::NotEqual => !equal(by, own, wanted),
        Operator::In => any_equal(by, own, wanted),
        Operator::NotIn => !any_equal(by, own, wanted),
        Operator::Greater => ordered(by, own, wanted).is_some_and(Ordering::is_gt),
        Operator::GreaterOrEqual => ordered(by, own, wanted).is_some_and(Ordering::is_ge),
        Operator::Less => ordered(by, own, wanted).is_some_and(Ordering::is_lt),
        Operator::LessOrEqual => ordered(by, own, wanted).is_some_and(Ordering::is_le),
        Operator::Contains => text_holds(by, own, wanted, |own, part| own.contains(part)),
        Operator::DoesNotContain => !text_holds(by, own, wanted, |own, part| own.contains(part)),
        Operator::StartsWith => text_holds(by, own, wanted, |own, part| own.starts_with(part)),
        Operator::EndsWith => text_holds(by, own, wanted, |own, part| own.ends_with(part)),
    }
}

/// Dates are equal when they lie in one day of the workspace (intercom.md 3.5).
fn equal(by: &Comparison, own: &FieldValue, wanted: &FieldValue) -> bool {
    match (own, wanted) {
        (FieldValue::Many(own), wanted) => own.iter().any(|one| equal(by, one, wanted)),
        (FieldValue::Text(own), FieldValue::Text(wanted)) => same_email(own, wanted, by.text_case),
        (FieldValue::Date(own), FieldValue::Date(wanted)) => {
            own.day(by.utc_offset_minutes) == wanted.day(by.utc_offset_minutes)
        }
        (own, wanted) => own == wanted,
    }
}

fn any_equal(by: &Comparison, own: &FieldValue, wanted: &FieldValue) -> bool {
    match wanted {
        FieldValue::Many(alternatives) => alternatives.iter().any(|one| equal(by, own, one)),
        _ => false,
    }
}

/// The order of two values of one type; days, not seconds, for dates. Nothing is ordered with a missing value.
fn ordered(by: &Comparison, own: &FieldValue, wanted: &FieldValue) -> Option<Ordering> {
    match (own, wanted) {
        (FieldValue::Number(own), FieldValue::Number(wanted)) => own.partial_cmp(wanted),
        (FieldValue::Date(own), FieldValue::Date(wanted)) => Some(
            own.day(by.utc_offset_minutes)
                .cmp(&wanted.day(by.utc_offset_minutes)),
        ),
        _ => None,
    }
}

fn text_holds(
    by: &Comparison,
    own: &FieldValue,
    wanted: &FieldValue,
    test: impl Fn(&str, &str) -> bool,
) -> bool {
    match (own, wanted) {
        (FieldValue::Text(own), FieldValue::Text(wanted))
            if by.text_case == EmailCase::Insensitive =>
        {
            test(&own.to_lowercase(), &wanted.to_lowercase())
        }
        (FieldValue::Text(own), FieldValue::Text(wanted)) => test(own, wanted),
        _ => false,
    }
}
