//! Which names were seen.

use intertide_domain::taxonomy::Taxonomy;

use super::StateError;

/// The names that events and properties were seen under.
pub trait Taxonomies: Send + Sync {
    /// All that [`commit_intake`](super::IntakeState::commit_intake) has taken in. Nothing of it
    /// goes with the events that taught it.
    fn taxonomy(&self) -> Result<Taxonomy, StateError>;
}
