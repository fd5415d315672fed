//! `GET /api/v1/categories`: what each category means and what to do about it (product.md 4).

use axum::Json;
use intertide_delivery::advice;
use intertide_domain::delivery::{DiscardReason, WaitReason};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::AnyFault;
use super::views::Page;

/// Why a delivery waits, was discarded or expired, explained.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoryView {
    /// As deliveries name it.
    #[schema(examples("user_not_found"))]
    category: &'static str,
    /// How a delivery of this category stands first; one that waited too long expires.
    outcome: CategoryOutcome,
    #[serde(flatten)]
    advice: Advice,
}

/// How a delivery of a category stands first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CategoryOutcome {
    Pending,
    Discarded,
}

/// What a category means and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Advice {
    /// What happened, in a sentence or two.
    meaning: &'static str,
    /// What mends it, in a sentence or two.
    remedy: &'static str,
    /// Whether a retry can succeed once that is done.
    retryable: bool,
}

impl From<advice::Advice> for Advice {
    fn from(advice: advice::Advice) -> Self {
        Self {
            meaning: advice.meaning,
            remedy: advice.remedy,
            retryable: advice.retryable,
        }
    }
}

/// What every category means and what to do about it.
#[utoipa::path(
    get,
    path = "/api/v1/categories",
    operation_id = "list_categories",
    tag = "deliveries",
    responses(
        (status = 200, description = "All categories", body = Page<CategoryView>),
        AnyFault,
    )
)]
pub(crate) async fn list() -> Json<Page<CategoryView>> {
    let waits = WaitReason::ALL.iter().map(|reason| CategoryView {
        category: reason.as_str(),
        outcome: CategoryOutcome::Pending,
        advice: advice::Advice::on_waiting(*reason).into(),
    });
    let discards = DiscardReason::ALL.iter().map(|reason| CategoryView {
        category: reason.as_str(),
        outcome: CategoryOutcome::Discarded,
        advice: advice::Advice::on_discard(*reason).into(),
    });
    Json(Page::whole(waits.chain(discards).collect()))
}
