//! What each category means and what to do about it (product.md 4): the one place for these texts.

use intertide_domain::delivery::{DiscardReason, WaitReason};

/// What a category means and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What happened, in a sentence or two.
    pub meaning: &'static str,
    /// What mends it, in a sentence or two.
    pub remedy: &'static str,
    /// Whether a retry can succeed once that is done.
    pub retryable: bool,
}

const fn mendable(meaning: &'static str, remedy: &'static str) -> Advice {
    Advice {
        meaning,
        remedy,
        retryable: true,
    }
}

const fn lost(meaning: &'static str, remedy: &'static str) -> Advice {
    Advice {
        meaning,
        remedy,
        retryable: false,
    }
}

impl Advice {
    /// What a reason to wait means.
    pub const fn on_waiting(reason: WaitReason) -> Self {
        match reason {
            WaitReason::RateLimited => mendable(
                "Intercom's rate limit is used up. It costs no attempt.",
                "Nothing to do: sending goes on when the limit resets. If it happens all the \
                 time, select fewer events, or ask Intercom for a higher limit.",
            ),
            WaitReason::ServerError => mendable(
                "Intercom answered with a fault of its own.",
                "Nothing to do while it is tried again. When it lasts, look at Intercom's status \
                 page, and retry what has expired.",
            ),
            WaitReason::Network => mendable(
                "No connection to Intercom could be made, or it broke.",
                "Check that this server may reach the endpoint of the sync: firewall, proxy, \
                 name resolution.",
            ),
            WaitReason::Timeout => mendable(
                "Intercom did not answer in time.",
                "Nothing to do while it is tried again. When it lasts, look at Intercom's status \
                 page, and at the network between this server and Intercom.",
            ),
            WaitReason::Credentials => mendable(
                "Intercom refuses the access token. Everything waits, and no attempt is spent.",
                "Enter a valid access token in the sync's settings and test the connection: \
                 sending goes on when the test succeeds.",
            ),
            WaitReason::PlanRestricted => mendable(
                "The plan of the Intercom workspace does not allow this. Everything waits, and no \
                 attempt is spent.",
                "Change the plan in Intercom, or choose another workspace, and test the \
                 connection: sending goes on when the test succeeds.",
            ),
            WaitReason::WaitingForUser => mendable(
                "Intercom does not know the user yet, and the sync waits for the user to appear.",
                "Let the user be created in Intercom, or switch on Send Users, so that the user \
                 comes before the event.",
            ),
            WaitReason::BehindEarlier => mendable(
                "An earlier delivery of the same user has not arrived yet: one user's story \
                 arrives in order.",
                "Nothing to do: it goes on as soon as the earlier one has settled.",
            ),
        }
    }

    /// What a reason to discard means.
    pub const fn on_discard(reason: DiscardReason) -> Self {
        match reason {
            DiscardReason::MissingIdentity => mendable(
                "The user has no value for the mapped user property, so that nobody in Intercom \
                 could be meant.",
                "Map a property that every user has, or filter events without it, such as those \
                 of anonymous visitors.",
            ),
            DiscardReason::InvalidIdentity => mendable(
                "The value of the mapped user property cannot identify anyone in Intercom.",
                "Look at the user's value: an e-mail address must be one, and an id must be a \
                 short text or a number. Then map another property or mend the value.",
            ),
            DiscardReason::UserNotFound => mendable(
                "Intercom knows no user with this identifier.",
                "Create the users in Intercom, or let the sync create them or wait for them \
                 (Unknown users, in its settings). Then retry.",
            ),
            DiscardReason::AmbiguousUser => mendable(
                "Several users in Intercom share the e-mail address, and Intercom does not choose.",
                "Merge the users in Intercom, or map the User ID in place of the Email. Then \
                 retry.",
            ),
            DiscardReason::UserDeleted => lost(
                "The user was permanently deleted in Intercom, which accepts nothing more for \
                 them.",
                "Nothing to do. If the person came back, Intercom knows them as another user.",
            ),
            DiscardReason::EventTypeLimit => mendable(
                "The workspace has used up its 120 event names, and this one is another.",
                "Archive event names in Intercom that nobody uses, or select fewer. Then retry.",
            ),
            DiscardReason::AttributeMissing => mendable(
                "A selected user property has no custom attribute of its name in Intercom.",
                "Create the attribute in Intercom, let the sync create missing attributes, or \
                 take the property out of the selection. Then retry.",
            ),
            DiscardReason::AttributeType => mendable(
                "A custom attribute has another type in Intercom than the value.",
                "Change the attribute's type in Intercom, or send the right type of value. Then \
                 retry.",
            ),
            DiscardReason::AttributeLimit => mendable(
                "The workspace has used up its custom attributes.",
                "Archive attributes in Intercom that nobody uses, or select fewer user \
                 properties. Then retry.",
            ),
            DiscardReason::ReservedName => lost(
                "Intercom keeps the name of the event or of an attribute for itself.",
                "Rename it where it is tracked, or take it out of the selection.",
            ),
            DiscardReason::InvalidPayload => mendable(
                "Intercom cannot read what was sent; its answer says why.",
                "Compare request and answer of a sample, then change the selected properties or \
                 the values. Then retry.",
            ),
            DiscardReason::Rejected => mendable(
                "Intercom refused it for a reason that its answer gives.",
                "Read the answer of a sample, mend the cause, and retry.",
            ),
        }
    }
}
