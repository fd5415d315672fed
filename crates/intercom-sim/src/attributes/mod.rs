//! Data attributes: what can be said of contacts and companies (intercom.md 3.6, 4).

mod book;
mod endpoints;
mod standard;
mod values;

pub(crate) use book::AttributeBook;
pub use book::{Attribute, DataType, Model};
pub(crate) use endpoints::{create, list, update};
pub(crate) use values::checked;

#[cfg(test)]
mod tests;
