//! A request that passed the gate, as endpoints see it, and what they answer.

use http::{HeaderMap, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::time::UnixMillis;
use crate::version::ApiVersion;

/// A request that passed the gate.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) now: UnixMillis,
    pub(crate) version: ApiVersion,
    /// Where links in answers point, such as `https://api.intercom.io`.
    pub(crate) origin: String,
    pub(crate) query: Query,
    pub(crate) body: Map<String, Value>,
}

/// What an endpoint answers when it does not refuse.
#[derive(Debug)]
pub(crate) enum Reply {
    /// 200 with a JSON body.
    Json(Value),
    /// A status without a body and without a content type.
    Empty(StatusCode),
}

/// The answer of an endpoint.
pub(crate) type Outcome = Result<Reply, ApiError>;

/// The decoded parameters of a query string, in order.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(raw: &str) -> Self {
        Self(
            raw.split('&')
                .filter(|pair| !pair.is_empty())
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decode(name), decode(value))
                })
                .collect(),
        )
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A whole number, or the refusal that names the parameter.
    pub(crate) fn number(&self, name: &str) -> Result<Option<i64>, ApiError> {
        self.get(name)
            .map(|text| {
                text.parse().map_err(|_| {
                    ApiError::parameter_invalid(format!("{name} must be a whole number"))
                })
            })
            .transpose()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

/// Where the caller reached us, for the links in list answers.
pub(crate) fn origin(headers: &HeaderMap) -> String {
    headers
        .get(http::header::HOST)
        .and_then(|host| host.to_str().ok())
        .map_or_else(
            || "https://api.intercom.io".to_owned(),
            |host| format!("http://{host}"),
        )
}

/// Items of a page when the caller names no number (intercom.md 2.8, 3.1).
const DEFAULT_PER_PAGE: usize = 50;
/// The most that a page holds (intercom.md 3.5).
const MOST_PER_PAGE: i64 = 150;

/// A page size between 1 and the most.
pub(crate) fn page_size(wanted: Option<i64>) -> usize {
    wanted
        .and_then(|wanted| usize::try_from(wanted.clamp(1, MOST_PER_PAGE)).ok())
        .unwrap_or(DEFAULT_PER_PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_decoded_and_keeps_the_first_of_a_name() {
        let query = Query::parse("user_id=a%2Fb+c&user_id=x&empty=&flag=true&n=7&bad=1x");
        assert_eq!(query.get("user_id"), Some("a/b c"));
        assert_eq!(query.get("empty"), None);
        assert!(query.flag("flag"));
        assert!(matches!(query.number("n"), Ok(Some(7))));
        assert!(query.number("bad").is_err());
    }

    #[test]
    fn a_page_holds_fifty_items_and_at_most_a_hundred_and_fifty() {
        assert_eq!(page_size(None), 50);
        assert_eq!(page_size(Some(7)), 7);
        assert_eq!(page_size(Some(0)), 1);
        assert_eq!(page_size(Some(10_000)), 150);
    }
}
