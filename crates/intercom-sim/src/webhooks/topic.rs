//! What a webhook can be about (intercom.md 4).

/// A subject of notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    UserCreated,
    UserUpdated,
    LeadCreated,
    LeadUpdated,
    /// A lead became a user.
    LeadSignedUp,
    ContactArchived,
    ContactUnarchived,
    ContactDeleted,
    /// A lead became part of a user; the payload is the user.
    ContactMerged,
    EventCreated,
    /// A try, which nobody has to subscribe to.
    Ping,
}

impl Topic {
    const ALL: [Self; 11] = [
        Self::UserCreated,
        Self::UserUpdated,
        Self::LeadCreated,
        Self::LeadUpdated,
        Self::LeadSignedUp,
        Self::ContactArchived,
        Self::ContactUnarchived,
        Self::ContactDeleted,
        Self::ContactMerged,
        Self::EventCreated,
        Self::Ping,
    ];

    /// The names that it goes by: the usual one, then another that is seen too. A notification
    /// carries the one that was subscribed to.
    pub(super) const fn names(self) -> &'static [&'static str] {
        match self {
            Self::UserCreated => &["contact.user.created"],
            Self::UserUpdated => &["contact.user.updated"],
            Self::LeadCreated => &["contact.lead.created"],
            Self::LeadUpdated => &["contact.lead.updated"],
            Self::LeadSignedUp => &["contact.lead.signed_up"],
            Self::ContactArchived => &["contact.archived", "contact.archive"],
            Self::ContactUnarchived => &["contact.unarchived", "contact.unarchive"],
            Self::ContactDeleted => &["contact.deleted"],
            Self::ContactMerged => &["contact.merged"],
            Self::EventCreated => &["event.created"],
            Self::Ping => &["ping"],
        }
    }

    /// Every name that can be subscribed to.
    pub(crate) fn all_names() -> impl Iterator<Item = &'static str> {
        Self::ALL
            .into_iter()
            .flat_map(|topic| topic.names())
            .copied()
    }
}
