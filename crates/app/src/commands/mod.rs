//! The commands, one file or folder each.

pub(crate) mod apply;
pub(crate) mod backup;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod restore;
pub(crate) mod serve;
pub(crate) mod sim_intercom;
pub(crate) mod syncs;
pub(crate) mod tail;
