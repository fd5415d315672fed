//! Whatever others do in Intercom meanwhile, a conversation ends, a delivery that counts as
//! delivered has arrived, and nobody's id is overwritten.

use std::collections::BTreeMap;
use std::time::Duration;

use intercom_sim::{
    ArchivedAttribute, DeletedUnarchive, EmailOnlyCreate, MergedContact, Refusal, Role,
};
use intertide_delivery::destinations::Verdict;
use proptest::prelude::*;
use serde_json::json;

use super::bench::Bench;

/// What happens.
#[derive(Clone, Debug)]
enum Happening {
    /// A user is updated: which, whether with an address.
    Update(u8, Option<u8>),
    /// Somebody creates a user with an id, an address, or both.
    OtherCreates(Option<u8>, Option<u8>),
    OtherCreatesLead(u8),
    Archive(prop::sample::Index),
    Delete(prop::sample::Index),
    ForgetFacts,
    Pass(u32),
}

fn happening() -> impl Strategy<Value = Happening> {
    let user = 0u8..3;
    let address = 0u8..2;
    prop_oneof![
        4 => (user.clone(), prop::option::of(address.clone())).prop_map(|(u, a)| Happening::Update(u, a)),
        1 => (prop::option::of(user), prop::option::of(address.clone()))
            .prop_map(|(u, a)| Happening::OtherCreates(u, a)),
        1 => address.prop_map(Happening::OtherCreatesLead),
        1 => any::<prop::sample::Index>().prop_map(Happening::Archive),
        1 => any::<prop::sample::Index>().prop_map(Happening::Delete),
        1 => Just(Happening::ForgetFacts),
        1 => (0u32..700).prop_map(Happening::Pass),
    ]
}

fn address(number: u8) -> String {
    format!("person{number}@x.io")
}

fn act(bench: &mut Bench, happening: &Happening, count: usize) {
    match happening {
        Happening::Update(user, with) => {
            let identity = format!("u{user}");
            let mut entries = vec![("plan", json!(format!("plan {count}")))];
            entries.extend(with.map(|with| ("email=e", json!(address(with)))));
            let ending = bench.update(&identity, &entries);
            if ending.verdict == Verdict::Delivered {
                let user = bench.user(&identity).expect("a delivered user is there");
                assert_eq!(user.custom_attributes["plan"], format!("plan {count}"));
            }
        }
        Happening::OtherCreates(user, with) => {
            let mut body = json!({"role": "user"});
            if let Some(user) = user {
                body["external_id"] = json!(format!("u{user}"));
            }
            if let Some(with) = with {
                body["email"] = json!(address(*with));
            }
            other(bench, "POST", "/contacts".to_owned(), body);
        }
        Happening::OtherCreatesLead(with) => {
            let body = json!({"role": "lead", "email": address(*with)});
            other(bench, "POST", "/contacts".to_owned(), body);
        }
        Happening::Archive(which) => {
            if let Some(id) = any_contact(bench, *which) {
                other(bench, "POST", format!("/contacts/{id}/archive"), json!({}));
            }
        }
        Happening::Delete(which) => {
            if let Some(id) = any_contact(bench, *which) {
                other(bench, "DELETE", format!("/contacts/{id}"), json!({}));
            }
        }
        Happening::ForgetFacts => bench.facts.clear(),
        Happening::Pass(seconds) => bench.pass(Duration::from_secs(u64::from(*seconds))),
    }
}

/// Somebody else's request, which may be refused.
fn other(bench: &mut Bench, method: &str, path: String, body: serde_json::Value) {
    use intertide_delivery::destinations::{Method, Request};
    let method = if method == "DELETE" {
        Method::Delete
    } else {
        Method::Post
    };
    let body = Some(body.to_string());
    bench.send(&Request { method, path, body });
}

fn any_contact(bench: &Bench, which: prop::sample::Index) -> Option<String> {
    let live = bench.live();
    (!live.is_empty()).then(|| which.get(&live).id.to_string())
}

/// The external ids that users have.
fn ids(bench: &Bench) -> BTreeMap<String, Option<String>> {
    let users = bench
        .workspace
        .contacts()
        .filter(|contact| contact.role == Role::User);
    users
        .map(|user| (user.id.to_string(), user.external_id.clone()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn updates_converge_whatever_others_do(
        happenings in prop::collection::vec(happening(), 1..30),
        server_error in any::<bool>(),
        second_user in any::<bool>(),
        not_found in any::<bool>(),
        unprocessable in any::<bool>(),
        ignore_archived in any::<bool>(),
    ) {
        let mut bench = Bench::new("user_id");
        let switches = bench.workspace.switches_mut();
        if server_error {
            switches.deleted_unarchive = DeletedUnarchive::ServerError;
        }
        if second_user {
            switches.email_only_create = EmailOnlyCreate::SecondUser;
        }
        if not_found {
            switches.merged_contact = MergedContact::NotFound;
        }
        if unprocessable {
            switches.unknown_attribute = Refusal::Unprocessable;
        }
        if !ignore_archived {
            switches.archived_attribute = ArchivedAttribute::Reject;
        }
        for (count, happening) in happenings.iter().enumerate() {
            let before = ids(&bench);
            act(&mut bench, happening, count);
            let after = ids(&bench);
            for (id, external_id) in before {
                if external_id.is_some() {
                    prop_assert_eq!(after.get(&id), Some(&external_id), "after {:?}", happening);
                }
            }
        }
        // Once others let it be and search has caught up, every user can be written or is deleted.
        bench.pass(Duration::from_secs(3_600));
        for user in 0..3u8 {
            for _ in 0..2 {
                bench.pass(Duration::from_secs(60));
                let ending = bench.update(&format!("u{user}"), &[("plan", json!("last"))]);
                if ending.verdict == Verdict::Delivered {
                    break;
                }
            }
            let ending = bench.update(&format!("u{user}"), &[("plan", json!("last"))]);
            let deleted = super::bench::discarded(intertide_domain::delivery::DiscardReason::UserDeleted);
            prop_assert!([Verdict::Delivered, deleted].contains(&ending.verdict), "{ending:?}");
        }
    }
}
