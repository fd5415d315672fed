//! Writing down who did what.

use std::net::IpAddr;
use std::time::Duration;

use intertide_domain::access::{Action, Deed, Difference, Subject, SubjectKind, differences};
use intertide_domain::ids::SyncId;
use intertide_domain::sync::SyncDocument;
use intertide_domain::time::UnixMillis;
use intertide_store::state::{Person, StoredSync, TokenChange};
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::caller::{Caller, person_actor};
use super::context::Api;

/// Refusals of sign-in that are written down within [`WINDOW`]: somebody who tries many passwords
/// from many places does not fill the disk.
const MOST_REFUSALS: u32 = 60;

const WINDOW: Duration = Duration::from_secs(60);

/// The name of whoever tried a name that nobody has.
const NOBODY: &str = "(nobody of that name)";

/// Where the token of a sync's document lies. It is only ever told that it changed.
const TOKEN: &str = "credentials.access_token";

/// Writes down what somebody did, before they are told that it is done. Where it can't be written,
/// the log says so, and what was done stands all the same. Blocks.
pub(crate) fn record(
    api: &Api,
    caller: &Caller,
    action: Action,
    subject: Option<Subject>,
    differences: Vec<Difference>,
) {
    write(
        api,
        Deed {
            at: api.parts.clock.now(),
            actor: caller.actor.clone(),
            address: caller.address,
            action,
            subject,
            differences,
        },
    );
}

/// Writes down that somebody could not sign in; `person` is who they said they were, where there is
/// one of that name. A name that nobody has may be a password in the wrong field, and is not kept.
/// Blocks.
pub(crate) fn record_refusal(api: &Api, person: Option<&Person>, address: Option<IpAddr>) {
    let at = api.parts.clock.now();
    if api.refusals.is_one_more(at) {
        write(
            api,
            Deed {
                at,
                actor: person_actor(person.map_or(NOBODY, |person| &person.name)),
                address,
                action: Action::SessionRefused,
                subject: None,
                differences: Vec::new(),
            },
        );
    }
}

fn write(api: &Api, deed: Deed) {
    let action = deed.action.as_str();
    if let Err(error) = api.parts.state.append_audit(&deed) {
        tracing::error!(action, %error, "what was done could not be written into the audit log");
    }
}

/// A sync, as a subject.
pub(crate) fn sync_subject(sync: &StoredSync) -> Subject {
    Subject {
        kind: SubjectKind::Sync,
        id: sync.id.to_string(),
        name: sync.document.name.clone(),
    }
}

/// The sync of this id, as a subject; by its id where it is gone already. Blocks.
pub(crate) fn subject_of(api: &Api, id: SyncId) -> Subject {
    let stored = api.parts.state.sync(id).ok().flatten();
    stored.as_ref().map_or_else(
        || Subject {
            kind: SubjectKind::Sync,
            id: id.to_string(),
            name: String::new(),
        },
        sync_subject,
    )
}

/// What a change changed of a sync's document; of its token, only that it did.
pub(crate) fn sync_differences(
    before: Option<&StoredSync>,
    after: &StoredSync,
    token: &TokenChange,
) -> Vec<Difference> {
    let nothing = json!({});
    let before_document = before.map_or(nothing, |sync| without_token(&sync.document));
    let mut found = differences(&before_document, &without_token(&after.document));
    let had = before.is_some_and(|sync| sync.token.is_some());
    let told = match (token, had) {
        (TokenChange::Set(_), false) => Some("set"),
        (TokenChange::Set(_), true) => Some("changed"),
        (TokenChange::Clear, true) => Some("cleared"),
        (TokenChange::Clear, false) | (TokenChange::Keep, _) => None,
    };
    found.extend(told.map(|told| fact(TOKEN, told)));
    found
}

/// Something that is to be told of a deed beside what it was done to.
pub(crate) fn fact(path: &str, value: impl Into<Value>) -> Difference {
    Difference {
        path: path.to_owned(),
        before: Value::Null,
        after: value.into(),
    }
}

/// A document without its token's mark, which shows a few of the token's characters.
fn without_token(document: &SyncDocument) -> Value {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    let credentials = document
        .get_mut("credentials")
        .and_then(Value::as_object_mut);
    if let Some(credentials) = credentials {
        credentials.remove("access_token");
    }
    document
}

/// How many refusals were written down lately.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<(UnixMillis, u32)>);

impl Refusals {
    /// Counts one more; whether it is to be written down.
    fn is_one_more(&self, now: UnixMillis) -> bool {
        let mut lately = self.0.lock();
        if now.since(lately.0) >= WINDOW {
            *lately = (now, 0);
        }
        lately.1 = lately.1.saturating_add(1);
        lately.1 <= MOST_REFUSALS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_written_down_so_many_a_minute() {
        let refusals = Refusals::default();
        let written = |at: i64| {
            let moment = UnixMillis::new(at);
            (0..100).filter(|_| refusals.is_one_more(moment)).count()
        };
        let window = i64::from(MOST_REFUSALS) * 1_000;
        assert_eq!(written(window), 60);
        assert_eq!(written(window + 59_999), 0);
        assert_eq!(written(2 * window), 60);
    }
}
