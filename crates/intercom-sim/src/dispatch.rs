//! From route to endpoint.

use crate::call::{Call, Outcome};
use crate::route::Route;
use crate::state::State;
use crate::{attributes, companies, contacts, events, me, tags};

/// Runs the endpoint.
pub(crate) fn run(state: &mut State, route: &Route, call: &Call) -> Outcome {
    match route {
        Route::Me => me::get(&state.settings),
        Route::CreateEvent => events::create(state, call),
        Route::ListEvents => events::list(state, call),
        Route::AddEventSummaries => events::add_summaries(state, call),
        Route::CreateContact => contacts::create(state, call),
        Route::ListContacts => contacts::list(state, call),
        Route::SearchContacts => contacts::search::search(state, call),
        Route::MergeContacts => contacts::merge(state, call),
        Route::FindContact { external_id } => {
            contacts::find_by_external_id(state, call, external_id)
        }
        Route::GetContact { id } => contacts::get(state, call, id),
        Route::UpdateContact { id } => contacts::update(state, call, id),
        Route::DeleteContact { id } => contacts::delete(state, call, id),
        Route::ArchiveContact { id } => contacts::archive(state, call, id),
        Route::UnarchiveContact { id } => contacts::unarchive(state, call, id),
        Route::BlockContact { id } => contacts::block(state, call, id),
        Route::ContactCompanies { id } => companies::of_contact(state, id),
        Route::AttachCompany { id } => companies::attach(state, call, id),
        Route::DetachCompany { id, company } => companies::detach(state, call, id, company),
        Route::ContactTags { id } => tags::of_contact(state, id),
        Route::TagContact { id } => tags::attach(state, call, id),
        Route::UntagContact { id, tag } => tags::detach(state, call, id, tag),
        Route::ListAttributes => attributes::list(state, call),
        Route::CreateAttribute => attributes::create(state, call),
        Route::UpdateAttribute { id } => attributes::update(state, call, id),
        Route::UpsertCompany => companies::upsert(state, call),
        Route::ListCompanies => companies::list(state, call),
        Route::GetCompany { id } => companies::get(state, id),
        Route::CreateTag => tags::create(state, call),
        Route::ListTags => tags::list(state),
    }
}
