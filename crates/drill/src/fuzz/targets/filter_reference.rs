//! What a condition means, in the plainest way (product.md 3, amplitude.md 5.2).

use std::borrow::Cow;
use std::cmp::Ordering;

use intertide_domain::filter::{Condition, Operator};
use regex::Regex;
use serde_json::Value;

/// Whether a condition holds for what was found of its property.
pub(super) fn holds(condition: &Condition, values: &[Cow<'_, Value>]) -> bool {
    let found: Vec<&Value> = values
        .iter()
        .map(AsRef::as_ref)
        .filter(|value| !value.is_null())
        .collect();
    match condition.operator {
        Operator::IsSet => return !found.is_empty(),
        Operator::IsNotSet => return found.is_empty(),
        _ => {}
    }
    let asks_for_none = condition.values.iter().any(|value| value == "(none)");
    if found.is_empty() {
        return match condition.operator {
            Operator::Is => asks_for_none,
            Operator::IsNot => !asks_for_none,
            Operator::DoesNotContain => true,
            _ => false,
        };
    }
    let elements: Vec<&Value> = found
        .into_iter()
        .flat_map(|value| match value {
            Value::Array(elements) => elements.iter().collect(),
            other => vec![other],
        })
        .filter(|element| !element.is_null())
        .collect();
    if elements.is_empty() {
        return matches!(
            condition.operator,
            Operator::IsNot | Operator::DoesNotContain
        );
    }
    elements.iter().any(|element| accepts(condition, element))
}

fn accepts(condition: &Condition, element: &Value) -> bool {
    let text = text_of(element);
    let any = |test: &dyn Fn(&str) -> bool| condition.values.iter().any(|value| test(value));
    let lower = |text: &str| -> String { text.chars().flat_map(char::to_lowercase).collect() };
    match condition.operator {
        Operator::Is => any(&|value| value != "(none)" && equal(element, value)),
        Operator::IsNot => !any(&|value| value != "(none)" && equal(element, value)),
        Operator::Contains => any(&|value| lower(&text).contains(&lower(value))),
        Operator::DoesNotContain => !any(&|value| lower(&text).contains(&lower(value))),
        Operator::StartsWith => any(&|value| lower(&text).starts_with(&lower(value))),
        Operator::EndsWith => any(&|value| lower(&text).ends_with(&lower(value))),
        Operator::GreaterThan => any(&|value| order(element, value).is_gt()),
        Operator::GreaterOrEqual => any(&|value| order(element, value).is_ge()),
        Operator::LessThan => any(&|value| order(element, value).is_lt()),
        Operator::LessOrEqual => any(&|value| order(element, value).is_le()),
        Operator::Matches => any(&|value| Regex::new(value).is_ok_and(|it| it.is_match(&text))),
        Operator::IsSet | Operator::IsNotSet => false,
    }
}

fn text_of(element: &Value) -> String {
    match element {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn equal(element: &Value, value: &str) -> bool {
    match (number_of(element), number_in(value)) {
        (Some(found), Some(wanted)) => compare(found, wanted).is_eq(),
        _ => !element.is_number() && text_of(element) == value,
    }
}

fn order(element: &Value, value: &str) -> Ordering {
    match (number_of(element), number_in(value)) {
        (Some(found), Some(wanted)) => compare(found, wanted),
        _ => text_of(element).as_str().cmp(value),
    }
}

#[derive(Clone, Copy)]
enum Number {
    Whole(i128),
    Broken(f64),
}

fn number_of(element: &Value) -> Option<Number> {
    match element {
        Value::Number(number) if number.is_f64() => number.as_f64().map(Number::Broken),
        Value::Number(number) => number.to_string().parse().ok().map(Number::Whole),
        Value::String(text) => number_in(text),
        _ => None,
    }
}

fn number_in(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.is_empty() {
        return None;
    }
    if unsigned.chars().all(|char| char.is_ascii_digit()) {
        return text.parse().ok().map(Number::Whole);
    }
    let is_of_a_number = |char: char| char.is_ascii_digit() || ".eE+-".contains(char);
    if !unsigned.chars().all(is_of_a_number) || unsigned.starts_with(['e', 'E', '+', '-']) {
        return None;
    }
    let float: f64 = text.parse().ok()?;
    float.is_finite().then_some(Number::Broken(float))
}

fn compare(a: Number, b: Number) -> Ordering {
    match (a, b) {
        (Number::Whole(a), Number::Whole(b)) => a.cmp(&b),
        (Number::Broken(a), Number::Broken(b)) => a.partial_cmp(&b).unwrap(),
        (Number::Broken(a), Number::Whole(b)) => whole_to_broken(b, a).reverse(),
        (Number::Whole(a), Number::Broken(b)) => whole_to_broken(a, b),
    }
}

/// Exact: what a float has before its point is a whole number that fits, or is far beyond.
fn whole_to_broken(whole: i128, broken: f64) -> Ordering {
    const BEYOND: f64 = 1.8e38;
    if broken.abs() >= BEYOND {
        return 0.0_f64.partial_cmp(&broken).unwrap();
    }
    let before_point = whole.cmp(&(broken.trunc() as i128));
    before_point.then(0.0_f64.partial_cmp(&broken.fract()).unwrap())
}
