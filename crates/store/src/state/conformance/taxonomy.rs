//! Names that were seen: kept as they were learned, also after reopening.

use intertide_domain::ids::EventType;
use intertide_domain::property::{BuiltIn, UserProperty};
use intertide_domain::taxonomy::{Seen, Taxonomy};
use serde_json::json;

use super::{DAY, Fresh, HOUR, Opened, at};

/// What was seen at the beginning, and what changed when more was seen an hour later.
fn learn(taxonomy: &mut Taxonomy, moment: i64, total: serde_json::Value) {
    let order = EventType::from("Order Completed");
    let properties = json!({"total": total, "gift": true});
    let properties = properties.as_object().unwrap();
    taxonomy.observe_event(&order, properties, at(moment));
    taxonomy.observe_built_in(BuiltIn::Country, &json!("Norway"), at(moment));
    taxonomy.observe_custom("country", &json!(["a", "b"]), at(moment));
    taxonomy.observe_group_property("company", "seats", &total, at(moment));
}

pub fn what_was_seen_is_kept_as_it_was_learned(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    assert_eq!(state.taxonomy().unwrap(), Taxonomy::default());
    let mut taxonomy = Taxonomy::default();
    for (moment, total) in [(0, json!(1.5)), (HOUR, json!("much"))] {
        learn(&mut taxonomy, moment, total);
        let mut commit = state.batch(at(moment));
        commit.taxonomy = taxonomy.take_changed();
        state.commit_intake(&commit).unwrap();
    }
    state.reopen();
    assert_eq!(state.taxonomy().unwrap(), taxonomy);
}

pub fn a_custom_property_is_told_from_a_built_in_one_of_its_name(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let mut taxonomy = Taxonomy::default();
    taxonomy.observe_custom("country", &json!("Elsewhere"), at(0));
    let mut commit = state.batch(at(0));
    commit.taxonomy = taxonomy.take_changed();
    state.commit_intake(&commit).unwrap();
    state.reopen();
    let kept = state.taxonomy().unwrap();
    let custom = Seen::UserProperty(UserProperty::Custom("country".into()));
    let built_in = Seen::UserProperty(UserProperty::BuiltIn(BuiltIn::Country));
    assert!(kept.entry(&custom).is_some());
    assert!(kept.entry(&built_in).is_none());
}

pub fn what_was_seen_outlives_the_events_that_taught_it(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let mut taxonomy = Taxonomy::default();
    learn(&mut taxonomy, 0, json!(1));
    let mut commit = state.batch(at(0));
    commit.taxonomy = taxonomy.take_changed();
    state.commit_intake(&commit).unwrap();
    state.prune(at(400 * DAY), at(400 * DAY)).unwrap();
    assert_eq!(state.taxonomy().unwrap(), taxonomy);
}
