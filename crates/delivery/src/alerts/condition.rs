//! What can be wrong: each condition with its severity, its words and its place in the console.

use intertide_domain::delivery::DiscardReason;
use intertide_domain::ids::SyncId;
use serde::{Deserialize, Serialize};

use crate::advice::Advice;

/// Something that can be wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum Condition {
    /// The log takes no events.
    LogRefuses,
    /// Events are accepted and not decided on, since deciding fails.
    IntakeFails,
    /// Events are decided on long after they were accepted.
    IntakeLags,
    /// Little of the disk is free.
    DiskLow,
    /// The access token of a sync is refused or unreadable.
    SyncCredentials { sync: SyncId },
    /// The workspace's plan does not allow what a sync does.
    SyncPlanRestricted { sync: SyncId },
    /// Intercom cannot be reached, or has only faults of its own.
    SyncFailing { sync: SyncId },
    /// Many deliveries of a sync are discarded for one reason.
    SyncDiscarding {
        sync: SyncId,
        category: DiscardReason,
    },
    /// Many deliveries of a sync expire.
    SyncExpiring { sync: SyncId },
}

/// How soon somebody has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing gets through, or something is lost for good, until somebody acts.
    Critical,
    /// It is to be looked at.
    Warning,
}

impl Severity {
    /// Its name in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
        }
    }
}

impl Condition {
    /// The names of the conditions that are there once.
    pub const OF_SERVER: [Self; 4] = [
        Self::LogRefuses,
        Self::IntakeFails,
        Self::IntakeLags,
        Self::DiskLow,
    ];

    /// The names of the conditions of a sync.
    pub const NAMES_OF_SYNC: [&'static str; 5] = [
        "sync_credentials",
        "sync_plan_restricted",
        "sync_failing",
        "sync_discarding",
        "sync_expiring",
    ];

    /// Its name in messages and answers.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::LogRefuses => "log_refuses",
            Self::IntakeFails => "intake_fails",
            Self::IntakeLags => "intake_lags",
            Self::DiskLow => "disk_low",
            Self::SyncCredentials { .. } => "sync_credentials",
            Self::SyncPlanRestricted { .. } => "sync_plan_restricted",
            Self::SyncFailing { .. } => "sync_failing",
            Self::SyncDiscarding { .. } => "sync_discarding",
            Self::SyncExpiring { .. } => "sync_expiring",
        }
    }

    /// The sync that it is about, if it is about one.
    pub const fn sync(&self) -> Option<SyncId> {
        match self {
            Self::LogRefuses | Self::IntakeFails | Self::IntakeLags | Self::DiskLow => None,
            Self::SyncCredentials { sync }
            | Self::SyncPlanRestricted { sync }
            | Self::SyncFailing { sync }
            | Self::SyncDiscarding { sync, .. }
            | Self::SyncExpiring { sync } => Some(*sync),
        }
    }

    /// How soon somebody has to act.
    pub const fn severity(&self) -> Severity {
        match self {
            Self::LogRefuses
            | Self::IntakeFails
            | Self::SyncCredentials { .. }
            | Self::SyncPlanRestricted { .. }
            | Self::SyncExpiring { .. } => Severity::Critical,
            Self::IntakeLags
            | Self::DiskLow
            | Self::SyncFailing { .. }
            | Self::SyncDiscarding { .. } => Severity::Warning,
        }
    }

    /// What is wrong, in a few words, while it is.
    pub fn title(&self, sync: &str) -> String {
        match self {
            Self::LogRefuses => "No events are accepted".to_owned(),
            Self::IntakeFails => "Accepted events are not processed".to_owned(),
            Self::IntakeLags => "Events are processed late".to_owned(),
            Self::DiskLow => "The disk is almost full".to_owned(),
            Self::SyncCredentials { .. } => format!("{sync}: the access token is refused"),
            Self::SyncPlanRestricted { .. } => {
                format!("{sync}: the Intercom plan does not allow it")
            }
            Self::SyncFailing { .. } => format!("{sync}: Intercom cannot be reached or fails"),
            Self::SyncDiscarding { category, .. } => {
                format!("{sync}: deliveries are discarded ({})", category.as_str())
            }
            Self::SyncExpiring { .. } => format!("{sync}: deliveries expire"),
        }
    }

    /// That it is well again, in a few words.
    pub fn title_when_well(&self, sync: &str) -> String {
        match self {
            Self::LogRefuses => "Events are accepted again".to_owned(),
            Self::IntakeFails => "Accepted events are processed again".to_owned(),
            Self::IntakeLags => "Events are processed in time again".to_owned(),
            Self::DiskLow => "The disk has room again".to_owned(),
            Self::SyncCredentials { .. } => format!("{sync}: the access token is accepted again"),
            Self::SyncPlanRestricted { .. } => format!("{sync}: the Intercom plan allows it again"),
            Self::SyncFailing { .. } => format!("{sync}: Intercom answers again"),
            Self::SyncDiscarding { category, .. } => format!(
                "{sync}: deliveries are not discarded any more ({})",
                category.as_str()
            ),
            Self::SyncExpiring { .. } => format!("{sync}: deliveries do not expire any more"),
        }
    }

    /// What mends it, in a sentence or two.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::LogRefuses => {
                "Free some space, or look at the disk; accepting goes on by itself within seconds. \
                 Senders try again meanwhile."
            }
            Self::IntakeFails => {
                "Look at the server's own log; most often the disk is full. Nothing is lost: events \
                 wait in the log."
            }
            Self::IntakeLags => {
                "Look at what the machine is busy with, and at its disk. Nothing is lost: events \
                 wait in the log."
            }
            Self::DiskLow => {
                "Free some space, enlarge the disk, or keep events for a shorter time \
                 (log.retention, log.max_size)."
            }
            Self::SyncCredentials { .. } => {
                "Enter a valid access token in the sync's settings and test the connection. Nothing \
                 is lost: sending goes on when the test succeeds."
            }
            Self::SyncPlanRestricted { .. } => {
                "Change the plan in Intercom, or choose another workspace, and test the connection. \
                 Nothing is lost: sending goes on when the test succeeds."
            }
            Self::SyncFailing { .. } => {
                "Look at Intercom's status page, and at the network between this server and \
                 Intercom. What waits is tried again by itself."
            }
            Self::SyncDiscarding { category, .. } => Advice::on_discard(*category).remedy,
            Self::SyncExpiring { .. } => {
                "Mend what kept them from arriving, which the sample names, then retry what has \
                 expired in the sync's Debugger."
            }
        }
    }

    /// Where the console shows it.
    pub fn page(&self) -> String {
        match self {
            Self::LogRefuses | Self::IntakeFails | Self::IntakeLags | Self::DiskLow => {
                "/project".to_owned()
            }
            Self::SyncCredentials { sync } | Self::SyncPlanRestricted { sync } => {
                format!("/syncs/{sync}/settings")
            }
            Self::SyncFailing { sync } => format!("/syncs/{sync}/delivery"),
            Self::SyncDiscarding { sync, category } => {
                format!("/syncs/{sync}/debugger?category={}", category.as_str())
            }
            Self::SyncExpiring { sync } => format!("/syncs/{sync}/debugger"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_conditions_name_is_the_one_that_is_stored() {
        let sync = SyncId::new(7);
        let of_sync = [
            Condition::SyncCredentials { sync },
            Condition::SyncPlanRestricted { sync },
            Condition::SyncFailing { sync },
            Condition::SyncDiscarding {
                sync,
                category: DiscardReason::UserNotFound,
            },
            Condition::SyncExpiring { sync },
        ];
        assert_eq!(of_sync.map(|one| one.name()), Condition::NAMES_OF_SYNC);
        for condition in of_sync.iter().chain(&Condition::OF_SERVER) {
            let stored = serde_json::to_value(condition).unwrap();
            assert_eq!(stored["name"], condition.name());
            assert_eq!(
                serde_json::from_value::<Condition>(stored).unwrap(),
                *condition
            );
        }
    }
}
