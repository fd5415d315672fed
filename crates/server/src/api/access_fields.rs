//! The fields that people and keys share.

use intertide_domain::access::{MOST_NAME_CHARS, Role, is_name};
use serde_json::Value;

use super::error::ApiError;
use super::fields::Fields;

/// Reads the field `name`, which has to be there.
///
/// # Errors
/// [`ApiError::InvalidParameter`].
pub(crate) fn name(fields: &Fields) -> Result<String, ApiError> {
    let how =
        || format!("write a name of 1 to {MOST_NAME_CHARS} characters, without spaces around it");
    let name = fields.read("name", |name| {
        let name = name.as_str().filter(|name| is_name(name));
        name.map(str::to_owned).ok_or_else(how)
    })?;
    name.ok_or_else(|| ApiError::parameter("name", how()))
}

/// Reads a role.
///
/// # Errors
/// Which roles there are.
pub(crate) fn role(value: &Value) -> Result<Role, String> {
    Role::parse(value.as_str().unwrap_or_default()).ok_or_else(|| WRITE_A_ROLE.to_owned())
}

/// How a role is written.
pub(crate) const WRITE_A_ROLE: &str = "write `viewer`, `editor` or `admin`";
