//! Who may come in, and what they did.

use intertide_domain::access::{
    Action, Actor, ActorKind, Deed, Difference, KeyKind, Role, Subject, SubjectKind,
};
use intertide_domain::ids::{AuditId, KeyId, PersonId};
use serde_json::json;

use super::{DAY, Fresh, HOUR, Opened, at};
use crate::state::{
    AuditQuery, KeptPassword, KeyMaterial, MOST_REVOKED_KEYS, NewKey, NewPerson, Person,
    SealedToken,
};

fn ann() -> NewPerson {
    NewPerson {
        name: "Ann".to_owned(),
        role: Role::Editor,
        password: KeptPassword("hash of ann".to_owned()),
        at: at(5),
    }
}

fn person(state: &Opened, id: PersonId) -> Option<Person> {
    let people = state.people().unwrap();
    people.into_iter().find(|person| person.id == id)
}

fn key(kind: KeyKind, material: KeyMaterial) -> NewKey {
    NewKey {
        kind,
        name: "Website".to_owned(),
        role: (kind == KeyKind::Secret).then_some(Role::Viewer),
        material,
        hint: "…cdef".to_owned(),
        created_at: Some(at(3)),
        created_by: Some("admin".to_owned()),
    }
}

fn api_key(key_itself: &str) -> NewKey {
    key(KeyKind::Api, KeyMaterial::Clear(key_itself.to_owned()))
}

fn deed(moment: i64, name: &str, action: Action) -> Deed {
    Deed {
        at: at(moment),
        actor: Actor {
            kind: ActorKind::Person,
            name: name.to_owned(),
        },
        address: None,
        action,
        subject: None,
        differences: Vec::new(),
    }
}

fn times(state: &Opened, query: &AuditQuery) -> Vec<i64> {
    let page = state.audit(query).unwrap();
    let start = at(0);
    page.entries
        .iter()
        .map(|entry| entry.deed.at.get() - start.get())
        .collect()
}

fn everything() -> AuditQuery {
    AuditQuery {
        limit: 100,
        ..AuditQuery::default()
    }
}

pub fn the_administrator_is_always_there(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    assert!(!state.delete_person(PersonId::ADMIN).unwrap());
    assert!(!state.set_role(PersonId::ADMIN, Role::Viewer).unwrap());
    let password = KeptPassword("other".to_owned());
    assert!(!state.set_password(PersonId::ADMIN, &password).unwrap());
    state.person_seen(PersonId::ADMIN, at(9)).unwrap();
    state.reopen();
    let people = state.people().unwrap();
    assert_eq!(people.len(), 1);
    let admin = &people[0];
    assert_eq!((admin.id, admin.name.as_str()), (PersonId::ADMIN, "admin"));
    assert_eq!((admin.role, &admin.password), (Role::Admin, &None));
    assert_eq!(admin.last_seen_at, Some(at(9)));
}

pub fn a_person_reads_back_as_stored_and_changed(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let added = state.insert_person(&ann()).unwrap().unwrap();
    state.reopen();
    assert_eq!(person(&state, added.id), Some(added.clone()));
    assert_eq!((added.role, added.created_at), (Role::Editor, at(5)));
    assert_eq!(added.last_seen_at, None);

    let password = KeptPassword("another hash".to_owned());
    assert!(state.set_role(added.id, Role::Viewer).unwrap());
    assert!(state.set_password(added.id, &password).unwrap());
    state.person_seen(added.id, at(8)).unwrap();
    let changed = Person {
        role: Role::Viewer,
        password: Some(password),
        last_seen_at: Some(at(8)),
        ..added.clone()
    };
    assert_eq!(person(&state, added.id), Some(changed));

    assert!(state.delete_person(added.id).unwrap());
    assert!(!state.delete_person(added.id).unwrap());
    assert!(!state.set_role(added.id, Role::Admin).unwrap());
    assert_eq!(person(&state, added.id), None);
    let again = state.insert_person(&ann()).unwrap().unwrap();
    assert!(again.id > added.id, "an id stands for one person");
}

pub fn a_name_is_one_persons_in_whatever_case(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    state.insert_person(&ann()).unwrap().unwrap();
    for taken in ["Ann", "ann", "ANN", "Admin"] {
        let other = NewPerson {
            name: taken.to_owned(),
            ..ann()
        };
        assert_eq!(state.insert_person(&other).unwrap(), None, "{taken}");
    }
    assert_eq!(state.people().unwrap().len(), 2);
}

pub fn a_key_reads_back_as_it_was_stored(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    assert!(state.keys().unwrap().is_empty());
    let materials = [
        (KeyKind::Api, KeyMaterial::Clear("0123".to_owned())),
        (KeyKind::Secret, KeyMaterial::Sealed(SealedToken(vec![1]))),
        (KeyKind::Secret, KeyMaterial::Hash([7; 32])),
    ];
    for (kind, material) in materials.clone() {
        let stored = state.insert_key(&key(kind, material)).unwrap();
        assert!(stored.id > KeyId::GIVEN_SECRET_KEY);
    }
    state.reopen();
    let stored = state.keys().unwrap();
    assert_eq!(stored.len(), materials.len());
    for (stored, (kind, material)) in stored.iter().zip(materials) {
        assert_eq!((stored.key.kind, &stored.key.material), (kind, &material));
        assert_eq!(stored.key.role.is_some(), kind == KeyKind::Secret);
        assert_eq!(stored.key.name, "Website");
        assert_eq!(stored.key.hint, "…cdef");
        assert_eq!(stored.key.created_at, Some(at(3)));
        assert_eq!(stored.key.created_by.as_deref(), Some("admin"));
        assert_eq!((stored.last_used_at, stored.revoked_at), (None, None));
    }
}

pub fn a_key_is_revoked_once(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let id = state.insert_key(&api_key("a")).unwrap().id;
    assert!(state.revoke_key(id, at(7)).unwrap());
    assert!(!state.revoke_key(id, at(9)).unwrap());
    assert!(!state.revoke_key(KeyId::new(99), at(9)).unwrap());
    assert_eq!(state.keys().unwrap()[0].revoked_at, Some(at(7)));
}

pub fn the_keys_revoked_last_are_remembered(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let kept = state.insert_key(&api_key("kept")).unwrap().id;
    for moment in 0..=MOST_REVOKED_KEYS {
        let id = state.insert_key(&api_key("revoked")).unwrap().id;
        state.revoke_key(id, at(moment as i64)).unwrap();
    }
    let keys = state.keys().unwrap();
    assert_eq!(keys.len(), 1 + MOST_REVOKED_KEYS);
    assert_eq!(keys[0].id, kept);
    assert_eq!(keys[1].revoked_at, Some(at(1)), "the first one went");
}

pub fn the_last_use_of_a_key_is_remembered(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let id = state.insert_key(&api_key("a")).unwrap().id;
    for (used, known) in [(5, 5), (9, 9), (7, 9)] {
        state
            .keys_used(&[(id, at(used)), (KeyId::new(99), at(used))])
            .unwrap();
        assert_eq!(state.keys().unwrap()[0].last_used_at, Some(at(known)));
    }
}

pub fn a_key_that_was_a_setting_is_adopted_with_it(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    state.put_setting("one", "a").unwrap();
    state.put_setting("other", "b").unwrap();
    state.adopt_key("one", &api_key("a"), None).unwrap();
    state
        .adopt_key("other", &api_key("b"), Some(at(4)))
        .unwrap();
    state.reopen();
    assert_eq!(state.setting("one").unwrap(), None);
    assert_eq!(state.setting("other").unwrap(), None);
    let revoked: Vec<_> = state
        .keys()
        .unwrap()
        .iter()
        .map(|key| key.revoked_at)
        .collect();
    assert_eq!(revoked, [None, Some(at(4))]);
}

pub fn a_deed_reads_back_as_it_was_written(fresh: Fresh<'_>) {
    let mut state = Opened::new(fresh);
    let full = Deed {
        address: Some("2001:db8::1".parse().unwrap()),
        subject: Some(Subject {
            kind: SubjectKind::Sync,
            id: "30000001".to_owned(),
            name: "Product events".to_owned(),
        }),
        differences: vec![Difference {
            path: "send_events.select[2]".to_owned(),
            before: json!(null),
            after: json!({"event": "Opened"}),
        }],
        ..deed(2, "ann", Action::SyncUpdated)
    };
    let bare = deed(3, "ann", Action::SessionOpened);
    let first = state.append_audit(&full).unwrap();
    let second = state.append_audit(&bare).unwrap();
    assert!(second > first);
    state.reopen();
    let page = state.audit(&everything()).unwrap();
    let entries: Vec<_> = page.entries.into_iter().map(|e| (e.id, e.deed)).collect();
    assert_eq!(entries, [(second, bare), (first, full)]);
    assert_eq!(page.next, None);
}

pub fn deeds_come_newest_first_page_by_page(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    for moment in 0..5 {
        let deed = deed(moment, "ann", Action::SyncCreated);
        state.append_audit(&deed).unwrap();
    }
    let mut query = AuditQuery {
        limit: 2,
        ..AuditQuery::default()
    };
    let mut pages = Vec::new();
    loop {
        pages.push(times(&state, &query));
        query.before = state.audit(&query).unwrap().next;
        if query.before.is_none() {
            break;
        }
    }
    assert_eq!(pages, [vec![4, 3], vec![2, 1], vec![0]]);
}

pub fn deeds_are_found_by_all_that_is_asked_for(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    let of = |id: &str| {
        Some(Subject {
            kind: SubjectKind::Sync,
            id: id.to_owned(),
            name: "n".to_owned(),
        })
    };
    let deeds = [
        Deed {
            subject: of("1"),
            ..deed(0, "ann", Action::SyncCreated)
        },
        Deed {
            subject: of("2"),
            ..deed(1, "bob", Action::SyncCreated)
        },
        Deed {
            subject: of("1"),
            ..deed(2, "bob", Action::SyncDeleted)
        },
        deed(3, "ann", Action::SessionOpened),
    ];
    for deed in &deeds {
        state.append_audit(deed).unwrap();
    }
    let of_one = AuditQuery {
        subject: Some(SubjectKind::Sync),
        subject_id: Some("1".to_owned()),
        ..everything()
    };
    for (query, found) in [
        (everything(), vec![3, 2, 1, 0]),
        (
            AuditQuery {
                actor: Some("bob".to_owned()),
                ..everything()
            },
            vec![2, 1],
        ),
        (
            AuditQuery {
                action: Some(Action::SyncCreated),
                ..everything()
            },
            vec![1, 0],
        ),
        (
            AuditQuery {
                subject: Some(SubjectKind::Sync),
                ..everything()
            },
            vec![2, 1, 0],
        ),
        (of_one.clone(), vec![2, 0]),
        (
            AuditQuery {
                actor: Some("bob".to_owned()),
                ..of_one
            },
            vec![2],
        ),
        (
            AuditQuery {
                from: Some(at(1)),
                to: Some(at(3)),
                ..everything()
            },
            vec![2, 1],
        ),
        (
            AuditQuery {
                before: Some(AuditId::new(1)),
                ..everything()
            },
            vec![],
        ),
    ] {
        assert_eq!(times(&state, &query), found, "{query:?}");
    }
}

pub fn deeds_are_kept_for_four_hundred_days(fresh: Fresh<'_>) {
    let state = Opened::new(fresh);
    for moment in [0, HOUR, 2 * HOUR] {
        let deed = deed(moment, "ann", Action::SyncCreated);
        state.append_audit(&deed).unwrap();
    }
    state.prune(at(0), at(400 * DAY + HOUR)).unwrap();
    assert_eq!(times(&state, &everything()), [2 * HOUR, HOUR]);
}
