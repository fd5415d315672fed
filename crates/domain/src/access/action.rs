//! The words of the audit log: what was done, and to what kind of thing.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word for it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// What this word stands for.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words! {
    /// What somebody did.
    Action {
        SyncCreated => "sync.created",
        SyncUpdated => "sync.updated",
        SyncDeleted => "sync.deleted",
        DeliveriesRetried => "deliveries.retried",
        BackfillStarted => "backfill.started",
        BackfillCancelled => "backfill.cancelled",
        TestEventSent => "test_event.sent",
        SecretKeyRevealed => "secret_key.revealed",
        KeyCreated => "key.created",
        KeyRevoked => "key.revoked",
        /// The erasure of a user was asked for.
        UserErased => "user.erased",
        /// An erased user may come back.
        SuppressionLifted => "user.suppression_lifted",
        PersonCreated => "person.created",
        PersonRoleChanged => "person.role_changed",
        /// An administrator gave somebody another password.
        PersonPasswordReset => "person.password_reset",
        /// Somebody chose another password.
        PersonPasswordChanged => "person.password_changed",
        PersonRemoved => "person.removed",
        SessionOpened => "session.opened",
        /// Somebody tried to sign in with a wrong name or password.
        SessionRefused => "session.refused",
    }
}

words! {
    /// To what kind of thing something was done.
    SubjectKind {
        Sync => "sync",
        Key => "key",
        Person => "person",
        /// The erasure of a user: its receipt names the user, and what was done does not.
        Deletion => "deletion",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for action in Action::ALL {
            assert_eq!(Action::parse(action.as_str()), Some(*action));
        }
        for kind in SubjectKind::ALL {
            assert_eq!(SubjectKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(Action::parse("sync.painted"), None);
    }
}
