//! Who may do what: the bearer token, its standing, and its scopes (intercom.md 1, 6).

use std::collections::BTreeSet;

use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// How the workspace's token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenStanding {
    /// It opens the workspace.
    #[default]
    Valid,
    /// 401 `token_revoked`.
    Revoked,
    /// 401 `token_expired`.
    Expired,
    /// 401 `token_suspended`.
    Suspended,
    /// 401 `token_not_found`.
    NotFound,
    /// 401 `token_blocked`.
    Blocked,
    /// 403 `api_plan_restricted`: the token is good, the plan is not.
    PlanRestricted,
}

/// What a token may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read contacts, companies and tags.
    ReadContacts,
    /// Change contacts, companies and tags.
    WriteContacts,
    /// Read events.
    ReadEvents,
    /// Send events.
    WriteEvents,
    /// Read data attributes.
    ReadAttributes,
    /// Change data attributes.
    WriteAttributes,
}

/// The token's standing and what it lacks.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Access {
    pub(crate) standing: TokenStanding,
    pub(crate) denied: BTreeSet<Scope>,
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

impl Access {
    /// Refuses what comes without valid credentials. Such an answer has no rate headers (intercom.md 5).
    pub(crate) fn authenticate(&self, headers: &HeaderMap, token: &str) -> Result<(), ApiError> {
        let refused = |code: &'static str, message: &'static str| {
            Err(ApiError::new(StatusCode::UNAUTHORIZED, code, message))
        };
        if bearer(headers) != Some(token) {
            return refused("unauthorized", "Access Token Invalid");
        }
        match self.standing {
            TokenStanding::Valid | TokenStanding::PlanRestricted => Ok(()),
            TokenStanding::Revoked => refused("token_revoked", "Access Token Revoked"),
            TokenStanding::Expired => refused("token_expired", "Access Token Expired"),
            TokenStanding::Suspended => refused("token_suspended", "Access Token Suspended"),
            TokenStanding::NotFound => refused("token_not_found", "Access Token Not Found"),
            TokenStanding::Blocked => refused("token_blocked", "Access Token Blocked"),
        }
    }

    /// Refuses what the plan or the token's scopes don't cover.
    pub(crate) fn authorise(&self, scope: Option<Scope>) -> Result<(), ApiError> {
        if self.standing == TokenStanding::PlanRestricted {
            return Err(ApiError::new(
                StatusCode::FORBIDDEN,
                "api_plan_restricted",
                "Active subscription needed.",
            ));
        }
        match scope {
            Some(scope) if self.denied.contains(&scope) => Err(ApiError::new(
                StatusCode::FORBIDDEN,
                "forbidden",
                "Not authorized to access resource",
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn with(authorization: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static(authorization));
        headers
    }

    #[test]
    fn only_the_bearer_of_the_right_token_gets_in() {
        let access = Access::default();
        assert!(access.authenticate(&with("Bearer t"), "t").is_ok());
        assert!(access.authenticate(&with("bearer t"), "t").is_ok());
        for headers in [
            HeaderMap::new(),
            with("Bearer x"),
            with("Bearer "),
            with("t"),
            with("Basic t"),
        ] {
            let refusal = access.authenticate(&headers, "t").err();
            let refusal = refusal.map(|e| (e.status.as_u16(), e.code, e.message));
            assert_eq!(
                refusal,
                Some((401, "unauthorized".into(), "Access Token Invalid".into()))
            );
        }
    }

    #[test]
    fn a_token_out_of_standing_is_refused_with_its_own_code() {
        for (standing, status, code) in [
            (TokenStanding::Revoked, 401, "token_revoked"),
            (TokenStanding::Expired, 401, "token_expired"),
            (TokenStanding::Suspended, 401, "token_suspended"),
            (TokenStanding::NotFound, 401, "token_not_found"),
            (TokenStanding::Blocked, 401, "token_blocked"),
            (TokenStanding::PlanRestricted, 403, "api_plan_restricted"),
        ] {
            let access = Access {
                standing,
                denied: BTreeSet::new(),
            };
            let refusal = access
                .authenticate(&with("Bearer t"), "t")
                .and_then(|()| access.authorise(None))
                .err()
                .map(|e| (e.status.as_u16(), e.code));
            assert_eq!(refusal, Some((status, code.into())));
        }
    }

    #[test]
    fn a_scope_that_the_token_lacks_is_403_forbidden() {
        let access = Access {
            standing: TokenStanding::Valid,
            denied: BTreeSet::from([Scope::WriteEvents]),
        };
        assert!(access.authorise(Some(Scope::WriteContacts)).is_ok());
        assert!(access.authorise(None).is_ok());
        let refusal = access.authorise(Some(Scope::WriteEvents)).err();
        assert_eq!(
            refusal.map(|e| (e.status, e.code)),
            Some((StatusCode::FORBIDDEN, "forbidden".into()))
        );
    }
}
