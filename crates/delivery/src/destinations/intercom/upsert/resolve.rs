//! Which contact it is: found, searched, met as a conflict, restored, or claimed (intercom.md 3.2
//! to 3.5).

use intertide_domain::delivery::{DiscardReason, WaitReason};

use super::super::classify::Fault;
use super::super::envelope::{Contact, ContactId, Holder, Role};
use super::super::facts::Known;
use super::super::identity::{Identity, same_email};
use super::super::requests;
use super::{Stage, Target, Turn, Upsert, Write};
use crate::destinations::Verdict;

/// Conflicts that one attempt sorts out. Two happen when a lead is claimed for an id that an
/// archived user holds.
const MAX_CONFLICTS: u32 = 3;

/// Ids that a note names.
const NAMED_IDS: usize = 5;

impl Upsert {
    /// Asks who it is. Users are found by their id at once, by their address only with a delay
    /// (intercom.md 3.5).
    pub(super) fn look_up(&mut self) -> Turn {
        let (stage, request) = match &self.identity {
            Identity::UserId(id) => match requests::find_by_external_id(id) {
                Some(request) => (Stage::Finding, request),
                None => return self.write(Write::Create),
            },
            Identity::Email(email) => (Stage::Searching, requests::search_by_email(email)),
        };
        self.ask(stage, request)
    }

    /// No user has this id. A contact with the same address may be the one, before anybody said
    /// which user it is; leads are found by their address alone.
    pub(super) fn not_found(&mut self) -> Turn {
        match self.address() {
            Some(email) if matches!(self.identity, Identity::UserId(_)) => {
                let request = requests::search_by_email(&email);
                self.ask(Stage::Searching, request)
            }
            _ => self.nobody(),
        }
    }

    /// The address that the update writes, or that names the user.
    fn address(&self) -> Option<String> {
        match &self.identity {
            Identity::Email(email) => Some(email.clone()),
            Identity::UserId(_) => {
                let email = self.fields.attributes.get("email")?;
                email.as_str().map(str::to_owned)
            }
        }
    }

    /// Takes in who has the address.
    pub(super) fn searched(&mut self, contacts: &[Contact]) -> Turn {
        let address = self.address().unwrap_or_default();
        let has_address = |contact: &&Contact| {
            contact
                .email
                .as_deref()
                .is_some_and(|email| same_email(email, &address))
        };
        let users: Vec<&Contact> = contacts
            .iter()
            .filter(|contact| contact.role == Role::User)
            .filter(has_address)
            .collect();
        let newest_lead = contacts
            .iter()
            .filter(|contact| contact.role == Role::Lead)
            .filter(has_address)
            .max_by_key(|lead| (lead.updated_at, lead.id.as_str()));
        match (&self.identity, users.as_slice(), newest_lead) {
            (_, [], Some(lead)) => self.claim(&lead.id.clone()),
            (_, [], None) => self.nobody(),
            (Identity::Email(_), [user], _) => self.take(&user.id.clone()),
            (Identity::Email(_), users, _) => self.ambiguous(users),
            (Identity::UserId(id), users, _) => {
                let ours = users
                    .iter()
                    .find(|user| user.external_id.as_ref() == Some(id));
                match (ours, users) {
                    (Some(user), _) => self.take(&user.id.clone()),
                    (None, [user]) if user.external_id.is_none() => self.claim(&user.id.clone()),
                    // Users who share an address and have ids of their own are others.
                    (None, _) => self.nobody(),
                }
            }
        }
    }

    fn ambiguous(&mut self, users: &[&Contact]) -> Turn {
        let named: Vec<_> = users
            .iter()
            .take(NAMED_IDS)
            .map(|user| user.id.as_str())
            .collect();
        let named = named.join(", ");
        let count = users.len();
        self.note(format!(
            "{count} users in Intercom share the address: {named}"
        ));
        Turn::Stop(Verdict::Discard(DiscardReason::AmbiguousUser))
    }

    /// Nobody is found. After a conflict there is somebody, whom Intercom does not show yet.
    fn nobody(&mut self) -> Turn {
        if self.conflicts > 0 {
            return self.hidden();
        }
        self.write(Write::Create)
    }

    fn hidden(&mut self) -> Turn {
        self.note("Intercom has such a contact but does not show it yet".to_owned());
        Turn::Stop(Verdict::TryLater(WaitReason::ServerError))
    }

    fn take(&mut self, id: &ContactId) -> Turn {
        self.remember(id);
        self.write(Write::Update(Target {
            id: id.clone(),
            claims: false,
        }))
    }

    fn claim(&mut self, id: &ContactId) -> Turn {
        self.write(Write::Update(Target {
            id: id.clone(),
            claims: true,
        }))
    }

    pub(super) fn verify(&mut self, id: &ContactId) -> Turn {
        self.ask(Stage::Verifying, requests::get_contact(id))
    }

    /// Decides whether a contact is the user. One with an id of its own is never given another.
    pub(super) fn judge(&mut self, contact: &Contact) -> Turn {
        if self.is_somebody_else(contact) {
            let ours = self.identity.as_str();
            let theirs = contact.external_id.as_deref().or(contact.email.as_deref());
            let theirs = theirs.unwrap_or("nothing");
            self.note(format!(
                "contact {} in Intercom is `{theirs}`, not `{ours}`, and was left alone",
                contact.id
            ));
            return Turn::Stop(Verdict::Discard(DiscardReason::AmbiguousUser));
        }
        let named = match &self.identity {
            Identity::UserId(_) => contact.external_id.is_some(),
            Identity::Email(_) => true,
        };
        if contact.role == Role::User && named {
            self.take(&contact.id)
        } else {
            self.claim(&contact.id)
        }
    }

    /// Whether a user has another key than ours. What a lead has for an external id is Intercom's
    /// own (intercom.md 3.2).
    pub(super) fn is_somebody_else(&self, contact: &Contact) -> bool {
        contact.role == Role::User
            && match &self.identity {
                Identity::UserId(ours) => contact
                    .external_id
                    .as_ref()
                    .is_some_and(|theirs| theirs != ours),
                Identity::Email(ours) => {
                    let theirs = contact.email.as_ref();
                    theirs.is_some_and(|theirs| !same_email(theirs, ours))
                }
            }
    }

    /// The contact is gone from where it was: asks once more who it is.
    pub(super) fn resolve_again(&mut self) -> Turn {
        self.forget();
        if std::mem::replace(&mut self.resolved_again, true) {
            return self.hidden();
        }
        self.look_up()
    }

    /// Creating met another contact (intercom.md 3.3).
    pub(super) fn met_at_create(&mut self, holder: &Holder, fault: &Fault) -> Turn {
        if self.too_many_conflicts() {
            return self.hidden();
        }
        match (&holder.id, holder.archived) {
            (Some(id), true) => self.restore(id),
            // Only its being there was asked for.
            (Some(_), false) if self.fields.is_empty() => Turn::Done,
            (Some(id), false) => match self.identity {
                // It may be the address that was taken, by a user with another id.
                Identity::UserId(_) => self.verify(id),
                Identity::Email(_) => self.take(id),
            },
            (None, false) => self.look_up(),
            (None, true) => {
                self.note("the contact is archived in Intercom; restore it there".to_owned());
                self.notes.push(fault.note());
                Turn::Stop(Verdict::Discard(DiscardReason::Rejected))
            }
        }
    }

    /// Updating met another contact: the one that has the id which was to be claimed, or the
    /// address that the update writes.
    pub(super) fn met_at_update(&mut self, target: Target, holder: &Holder, fault: &Fault) -> Turn {
        if self.too_many_conflicts() {
            return self.hidden();
        }
        let other = holder.id.as_ref().filter(|id| **id != target.id);
        let claims_id = target.claims && matches!(self.identity, Identity::UserId(_));
        if let (true, Some(id)) = (claims_id, other) {
            return if holder.archived {
                self.restore(id)
            } else {
                self.verify(id)
            };
        }
        let holder = other.map_or_else(
            || "another contact".to_owned(),
            |id| format!("contact {id}"),
        );
        self.note(format!(
            "contact {} and {holder} are in conflict",
            target.id
        ));
        self.notes.push(fault.note());
        let verdict = Verdict::Discard(DiscardReason::AmbiguousUser);
        if self.fields.attributes.contains_key("email") {
            self.leave_out_standard("email", verdict);
            return self.write(Write::Update(target));
        }
        Turn::Stop(verdict)
    }

    fn too_many_conflicts(&mut self) -> bool {
        self.conflicts += 1;
        self.conflicts > MAX_CONFLICTS
    }

    fn restore(&mut self, id: &ContactId) -> Turn {
        self.ask(
            Stage::Restoring(id.clone()),
            requests::unarchive_contact(id),
        )
    }

    pub(super) fn restored(&mut self, contact: &Contact) -> Turn {
        self.note(format!(
            "contact {} was archived in Intercom and has been restored",
            contact.id
        ));
        match self.identity {
            // The short answer to a restoring may leave out who it is.
            Identity::UserId(_) if contact.external_id.is_none() => self.verify(&contact.id),
            Identity::UserId(_) => self.judge(contact),
            Identity::Email(_) => self.take(&contact.id),
        }
    }

    /// Restoring a deleted contact was once seen to end in a server error (intercom.md 3.4). One
    /// may be Intercom's own trouble; another one in a later attempt is taken for that.
    pub(super) fn restore_failed(&mut self) -> Turn {
        match self.remembered {
            Some(Known::RestoreFailed(at)) if at < self.now => self.deleted(),
            _ => {
                self.known = Some(Known::RestoreFailed(self.now));
                Turn::Stop(Verdict::TryLater(WaitReason::ServerError))
            }
        }
    }
}

#[cfg(test)]
mod tests;
