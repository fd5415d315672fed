#![allow(clippy::unwrap_used)]
use serde_json::json;

use super::*;

const NOON: UnixMillis = UnixMillis::new(1_700_000_000_000);

fn later(minutes: i64) -> UnixMillis {
    UnixMillis::new(NOON.get() + minutes * 60_000)
}

fn properties(value: Value) -> Properties {
    serde_json::from_value(value).unwrap()
}

fn property(event_type: &str, name: &str) -> Seen {
    Seen::EventProperty {
        event_type: event_type.into(),
        name: name.into(),
    }
}

#[test]
fn what_is_known_already_changes_nothing_for_an_hour() {
    let mut taxonomy = Taxonomy::default();
    let order = EventType::from("Order");
    let total = properties(json!({"total": 10}));
    taxonomy.observe_event(&order, &total, NOON);
    assert_eq!(taxonomy.take_changed().len(), 2);
    taxonomy.observe_event(&order, &total, later(59));
    assert_eq!(taxonomy.take_changed(), []);
    taxonomy.observe_event(&order, &total, later(60));
    assert_eq!(taxonomy.take_changed().len(), 2);
    let entry = taxonomy.entry(&property("Order", "total")).unwrap();
    assert_eq!((entry.first_seen, entry.last_seen), (NOON, later(60)));
}

#[test]
fn an_entry_keeps_the_types_and_the_first_different_values() {
    let mut taxonomy = Taxonomy::default();
    let order = EventType::from("Order");
    for n in 0..30 {
        taxonomy.observe_event(&order, &properties(json!({"size": n % 15})), NOON);
    }
    taxonomy.observe_event(&order, &properties(json!({"size": ["S", null]})), NOON);
    taxonomy.observe_event(&order, &properties(json!({"size": null})), NOON);
    let entry = taxonomy.entry(&property("Order", "size")).unwrap();
    assert_eq!(entry.examples.len(), MOST_EXAMPLES);
    assert_eq!(entry.examples[0], Example::Number(0.into()));
    assert!(entry.types.iter().eq(&[ValueType::Number, ValueType::List]));
}

#[test]
fn a_long_text_is_cut_between_characters() {
    let mut taxonomy = Taxonomy::default();
    taxonomy.observe_custom("note", &json!("é".repeat(200)), NOON);
    let (_, entry) = taxonomy.custom().next().unwrap();
    assert_eq!(
        entry.examples,
        [Example::Text("é".repeat(EXAMPLE_CHARS).into())]
    );
}

#[test]
fn it_is_bounded_whatever_names_come() {
    let mut taxonomy = Taxonomy::default();
    for n in 0..MOST_PROPERTIES + 10 {
        taxonomy.observe_custom(&format!("p{n}"), &json!(1), NOON);
    }
    assert_eq!(taxonomy.custom().count(), MOST_PROPERTIES);
    for n in 0..MOST_EVENT_TYPES + 10 {
        let wide: Properties = (0..20).map(|p| (format!("p{p}"), json!(n))).collect();
        taxonomy.observe_event(&format!("e{n}").as_str().into(), &wide, NOON);
    }
    assert!(taxonomy.event_types().count() <= MOST_EVENT_TYPES);
    assert_eq!(taxonomy.take_changed().len(), MOST_ENTRIES);
}

#[test]
fn it_is_put_together_again_from_what_was_told() {
    let mut taxonomy = Taxonomy::default();
    taxonomy.observe_event(
        &"Order".into(),
        &properties(json!({"a": 1, "b": "x"})),
        NOON,
    );
    taxonomy.observe_built_in(BuiltIn::Country, &json!("Norway"), NOON);
    taxonomy.observe_custom("plan", &json!("pro"), NOON);
    taxonomy.observe_group_property("company", "seats", &json!(5), NOON);
    let told = taxonomy.take_changed();
    assert_eq!(told.len(), 6);
    assert_eq!(told.into_iter().collect::<Taxonomy>(), taxonomy);
}

#[test]
fn what_no_document_could_name_is_left_out() {
    let mut taxonomy = Taxonomy::default();
    taxonomy.observe_group_property("a.b", "seats", &json!(5), NOON);
    taxonomy.observe_custom("", &json!(5), NOON);
    assert_eq!(taxonomy.take_changed(), []);
}
