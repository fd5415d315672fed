//! The plan: what has to change so that the server's syncs are as the files have them.

use anyhow::bail;
use intertide_domain::sync::read::{FieldFault, Rules, read};
use serde_json::{Map, Value};

use super::documents::Wanted;

/// What is to be done about one document.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) wanted: Wanted,
    pub(crate) action: Action,
    pub(crate) differences: Vec<Difference>,
    /// What is allowed but probably not meant.
    pub(crate) warnings: Vec<FieldFault>,
}

/// The kind of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Create,
    Update { id: i64 },
    Nothing { id: i64 },
}

/// One place where the server has something else than the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    /// `send_events.select[2].where[0].operator`
    pub(crate) field: String,
    /// What the server has.
    pub(crate) from: Option<Value>,
    /// What the file has.
    pub(crate) to: Option<Value>,
}

/// What is wrong with one document.
#[derive(Clone, Debug)]
pub(crate) struct Faulty {
    pub(crate) wanted: Wanted,
    pub(crate) faults: Vec<FieldFault>,
}

/// The fields whose default is a setting of the server's, which nobody else knows, by the area that
/// they are in. Every other default is the same everywhere.
const FILLED_IN_BY_THE_SERVER: [(&str, &str); 2] = [("retry", "window"), ("retry", "attempts")];

/// Where the token stands in a document.
const TOKEN: &str = "/credentials/access_token";

/// Plans one document against the server's syncs.
///
/// `resend_token` has a token count as changed in any case: from outside only its last four
/// characters can be compared, and none of a token that is too short to show them.
///
/// # Errors
/// When the server has several syncs of this name. `Ok(Err)` is a document that is not valid.
pub(crate) fn plan(
    mut wanted: Wanted,
    present: &[Value],
    resend_token: bool,
) -> anyhow::Result<Result<Step, Faulty>> {
    let found = find(present, &wanted.name)?;
    let sends_token = wanted.document.pointer(TOKEN).is_some_and(Value::is_string);
    if let Some((_, current)) = &found {
        keep_token(&mut wanted.document, current);
        keep_what_the_server_fills_in(&mut wanted.document, current);
    }
    // Whether an endpoint of one's own is allowed, the server decides, and what it fills in.
    let rules = Rules {
        allow_custom_endpoint: true,
        ..Rules::default()
    };
    let input = match read(wanted.document.clone(), &rules) {
        Ok(input) => input,
        Err(faults) => return Ok(Err(Faulty { wanted, faults })),
    };
    let mut target = serde_json::to_value(&input.document)?;
    leave_out_what_the_server_fills_in(&mut target, &wanted.document);
    let mut differences = Vec::new();
    let action = match found {
        None => {
            compare("", None, Some(&target), &mut differences);
            Action::Create
        }
        Some((id, current)) => {
            compare_documents(&current, &target, &mut differences);
            if resend_token && sends_token {
                differences.push(Difference {
                    field: join("credentials", "access_token"),
                    from: None,
                    to: Some(Value::from("sent again")),
                });
            }
            match differences.is_empty() {
                true => Action::Nothing { id },
                false => Action::Update { id },
            }
        }
    };
    Ok(Ok(Step {
        wanted,
        action,
        differences,
        warnings: input.warnings,
    }))
}

/// The sync of this name.
pub(crate) fn find(present: &[Value], name: &str) -> anyhow::Result<Option<(i64, Value)>> {
    let mut found = present
        .iter()
        .filter(|sync| sync.get("name").and_then(Value::as_str) == Some(name))
        .filter_map(|sync| Some((sync.get("id")?.as_i64()?, sync.clone())));
    let first = found.next();
    if let (Some((one, _)), Some((other, _))) = (&first, found.next()) {
        bail!(
            "the server has several syncs named `{name}` ({one} and {other}); rename or delete one"
        );
    }
    Ok(first)
}

/// A token that the file leaves out stays as it is.
fn keep_token(document: &mut Value, current: &Value) {
    let left_out = document.pointer(TOKEN).is_none_or(Value::is_null);
    if let Some(mark) = current.pointer(TOKEN).filter(|_| left_out)
        && let Some(Value::Object(credentials)) = document.get_mut("credentials")
    {
        credentials.insert("access_token".to_owned(), mark.clone());
    }
}

/// What a file leaves out for the server to fill in stays as the server has it: replacing the
/// document would otherwise change, without a word in the plan, what nobody wrote.
fn keep_what_the_server_fills_in(document: &mut Value, current: &Value) {
    let Some(document) = document.as_object_mut() else {
        return;
    };
    for (area, field) in FILLED_IN_BY_THE_SERVER {
        let Some(value) = current.get(area).and_then(|area| area.get(field)) else {
            continue;
        };
        let area = document
            .entry(area)
            .or_insert_with(|| Value::Object(Map::new()));
        if let Some(area) = area.as_object_mut() {
            area.entry(field).or_insert_with(|| value.clone());
        }
    }
}

/// Takes out of what a document amounts to what it leaves to the server: a plan tells only what is
/// known.
fn leave_out_what_the_server_fills_in(target: &mut Value, document: &Value) {
    for (area, field) in FILLED_IN_BY_THE_SERVER {
        let written = document.get(area).and_then(|area| area.get(field));
        if written.is_none()
            && let Some(Value::Object(area)) = target.get_mut(area)
        {
            area.shift_remove(field);
        }
    }
}

/// Compares what belongs to the document; a read gives more, such as the id.
fn compare_documents(current: &Value, target: &Value, differences: &mut Vec<Difference>) {
    let none = Map::new();
    for (key, value) in target.as_object().unwrap_or(&none) {
        compare(key, current.get(key), Some(value), differences);
    }
}

/// Compares two values, down to single places. The YAML reader bounds how deep they are.
fn compare(
    field: &str,
    from: Option<&Value>,
    to: Option<&Value>,
    differences: &mut Vec<Difference>,
) {
    match (from, to) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let gone = old.keys().filter(|key| !new.contains_key(*key));
            for key in new.keys().chain(gone) {
                compare(&join(field, key), old.get(key), new.get(key), differences);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            for place in 0..old.len().max(new.len()) {
                let field = format!("{field}[{place}]");
                compare(&field, old.get(place), new.get(place), differences);
            }
        }
        // What comes or goes as a whole is shown by its parts, but not what is empty.
        (None, Some(Value::Object(new))) if !new.is_empty() => {
            for (key, value) in new {
                compare(&join(field, key), None, Some(value), differences);
            }
        }
        (from, to) if from == to => {}
        (from, to) => differences.push(Difference {
            field: field.to_owned(),
            from: from.cloned(),
            to: to.cloned(),
        }),
    }
}

/// A place one deeper.
pub(super) fn join(field: &str, key: &str) -> String {
    if field.is_empty() {
        key.to_owned()
    } else {
        format!("{field}.{key}")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "name": "Products",
            "destination": "intercom",
            "enabled": true,
            "credentials": {"endpoint": "us", "access_token": "dG9rOjEyMzQ1Njc4ab12"},
            "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
            "send_events": {"enabled": true, "select": [{"event_type": "Order Completed"}]},
        })
    }

    fn wanted(document: Value) -> Wanted {
        Wanted {
            file: "sync.yaml".to_owned(),
            name: "Products".to_owned(),
            document,
        }
    }

    /// What the server answers once it has this document.
    fn stored(document: Value) -> Vec<Value> {
        let rules = Rules {
            allow_custom_endpoint: true,
            ..Rules::default()
        };
        let input = read(document, &rules).unwrap();
        let mut stored = serde_json::to_value(input.document).unwrap();
        stored["id"] = json!(7);
        stored["updated_at"] = json!("2026-11-25T02:21:56.123Z");
        vec![stored]
    }

    fn planned(document: Value, present: &[Value]) -> Step {
        plan(wanted(document), present, false).unwrap().unwrap()
    }

    fn fields(step: &Step) -> Vec<&str> {
        step.differences
            .iter()
            .map(|difference| difference.field.as_str())
            .collect()
    }

    #[test]
    fn a_sync_that_is_not_there_is_created_and_its_token_is_not_shown() {
        let step = planned(document(), &[]);
        assert_eq!(step.action, Action::Create);
        assert!(fields(&step).contains(&"credentials.access_token.hint"));
        assert!(!format!("{:?}", step.differences).contains("dG9rOjEyMzQ1Njc4"));
    }

    #[test]
    fn a_sync_that_is_as_written_is_left_alone() {
        let step = planned(document(), &stored(document()));
        assert_eq!(step.action, Action::Nothing { id: 7 });
    }

    #[test]
    fn differences_are_shown_by_their_place() {
        let mut changed = document();
        changed["send_events"]["select"][0]["where"] =
            json!([{"property": "event.total", "operator": "greater_than", "values": ["10"]}]);
        changed["metadata_limit"] = json!(10);
        let step = planned(changed, &stored(document()));
        assert_eq!(step.action, Action::Update { id: 7 });
        assert_eq!(
            fields(&step),
            ["send_events.select[0].where", "metadata_limit"]
        );
    }

    #[test]
    fn another_token_is_seen_by_its_hint() {
        let mut changed = document();
        changed["credentials"]["access_token"] = json!("dG9rOjEyMzQ1Njc4cd34");
        let step = planned(changed, &stored(document()));
        assert_eq!(fields(&step), ["credentials.access_token.hint"]);
    }

    #[test]
    fn a_token_too_short_for_a_hint_counts_as_unchanged_unless_it_is_to_be_sent_again() {
        let mut short = document();
        short["credentials"]["access_token"] = json!("sim-token");
        let present = stored(short.clone());
        assert_eq!(
            planned(short.clone(), &present).action,
            Action::Nothing { id: 7 }
        );
        let again = plan(wanted(short), &present, true).unwrap().unwrap();
        assert_eq!(again.action, Action::Update { id: 7 });
    }

    #[test]
    fn a_token_that_the_file_leaves_out_stays() {
        let mut without = document();
        without["credentials"] = json!({"endpoint": "eu"});
        let step = planned(without, &stored(document()));
        assert_eq!(fields(&step), ["credentials.endpoint"]);
        let kept = step.wanted.document.pointer(TOKEN).unwrap();
        assert_eq!(kept, &json!({"set": true, "hint": "…ab12"}));
    }

    #[test]
    fn what_the_file_leaves_out_goes_back_to_its_default() {
        let mut present = stored(document());
        present[0]["metadata_limit"] = json!(10);
        let step = planned(document(), &present);
        assert_eq!(fields(&step), ["metadata_limit"]);
    }

    #[test]
    fn what_the_server_fills_in_stays_as_the_server_has_it() {
        let mut present = stored(document());
        present[0]["retry"] = json!({"window": "2h", "attempts": 3});
        let step = planned(document(), &present);
        assert_eq!(step.action, Action::Nothing { id: 7 });

        let mut partly = document();
        partly["retry"] = json!({"attempts": 5});
        let step = planned(partly, &present);
        assert_eq!(fields(&step), ["retry.attempts"]);
        let sent = &step.wanted.document["retry"];
        assert_eq!(sent, &json!({"attempts": 5, "window": "2h"}));
    }

    #[test]
    fn a_sync_that_is_created_says_nothing_of_what_the_server_will_fill_in() {
        let mut partly = document();
        partly["retry"] = json!({"attempts": 5});
        let step = planned(partly, &[]);
        assert!(fields(&step).contains(&"retry.attempts"));
        assert!(!fields(&step).contains(&"retry.window"));
        assert_eq!(step.wanted.document["retry"], json!({"attempts": 5}));
    }

    #[test]
    fn a_document_that_is_not_valid_has_its_faults_named() {
        let mut wrong = document();
        wrong["mapping"]["intercom_id"] = json!("phone");
        let faulty = plan(wanted(wrong), &[], false).unwrap().unwrap_err();
        assert_eq!(faulty.faults.first().unwrap().field, "mapping.intercom_id");
    }

    #[test]
    fn two_syncs_of_one_name_cannot_be_told_apart() {
        let twice = [stored(document()), stored(document())].concat();
        let error = plan(wanted(document()), &twice, false).unwrap_err();
        assert!(error.to_string().contains("several syncs named `Products`"));
    }
}
