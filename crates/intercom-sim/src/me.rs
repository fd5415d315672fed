//! `GET /me`: who the token belongs to, and the workspace that it opens (intercom.md 4).

use serde_json::json;

use crate::call::{Outcome, Reply};
use crate::settings::{Admin, Settings};

/// When the simulated workspace was made.
const CREATED_AT_SECONDS: i64 = 1_671_465_577;

/// The admin with the embedded app.
pub(crate) fn get(settings: &Settings) -> Outcome {
    let nobody = Admin::default();
    let admin = settings.admins.first().unwrap_or(&nobody);
    Ok(Reply::Json(json!({
        "type": "admin",
        "id": admin.id.to_string(),
        "email": admin.email,
        "name": admin.name,
        "email_verified": true,
        "app": {
            "type": "app",
            "id_code": settings.workspace_id,
            "name": settings.workspace_name,
            "created_at": CREATED_AT_SECONDS,
            "secure": false,
            "identity_verification": false,
            "timezone": settings.timezone,
            "region": settings.region,
        },
        "avatar": {"type": "avatar", "image_url": "https://static.intercomassets.com/assets/default-avatars/admins/128.png"},
        "has_inbox_seat": true,
    })))
}
