//! What a workspace knows: contacts, events, attributes, companies, tags and its webhook.

use crate::attributes::AttributeBook;
use crate::companies::CompanyBook;
use crate::contacts::ContactBook;
use crate::events::EventStore;
use crate::ids::IdSource;
use crate::settings::Settings;
use crate::switches::Switches;
use crate::tags::TagBook;
use crate::webhooks::Webhooks;

/// Everything that endpoints read and change.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) switches: Switches,
    pub(crate) ids: IdSource,
    pub(crate) contacts: ContactBook,
    pub(crate) events: EventStore,
    pub(crate) attributes: AttributeBook,
    pub(crate) companies: CompanyBook,
    pub(crate) tags: TagBook,
    pub(crate) webhooks: Webhooks,
}

impl State {
    pub(crate) fn new(settings: Settings, switches: Switches) -> Self {
        Self {
            ids: IdSource::new(settings.seed),
            contacts: ContactBook::default(),
            events: EventStore::default(),
            attributes: AttributeBook::default(),
            companies: CompanyBook::default(),
            tags: TagBook::default(),
            webhooks: Webhooks::new(settings.limits.notifications),
            settings,
            switches,
        }
    }
}
