//! Contacts: users and leads (intercom.md 3).

mod book;
mod create;
mod lifecycle;
mod merge;
mod read;
mod render;
pub(crate) mod search;
mod update;
mod write;

pub(crate) use book::ContactBook;
pub use book::{Contact, Presence, Role};
pub(crate) use create::{create, full};
pub(crate) use lifecycle::{archive, block, delete, unarchive};
pub(crate) use merge::merge;
pub(crate) use read::{find_by_external_id, get, list, live};
pub(crate) use render::rendered;
pub(crate) use update::update;

#[cfg(test)]
mod tests;
