//! The way to Intercom: whether each endpoint that a sync sends to answers at all. No token is sent.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, SystemTime};

use futures_util::future::join_all;
use intertide_delivery::clock::Clock;
use intertide_domain::sync::Endpoint;
use intertide_domain::time::UnixMillis;
use reqwest::redirect::Policy;

use super::findings::{Check, Finding};
use super::known::Target;

/// How long an endpoint may take to answer.
const TIMEOUT: Duration = Duration::from_secs(4);

/// Endpoints that are asked, all at a time. More than Intercom has regions are proxies and tests.
const MOST_ENDPOINTS: usize = 16;

/// Names that a line shows.
const MOST_NAMES: usize = 3;

/// What an answer said of the time.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) base_url: String,
    /// This machine's clock when the answer came.
    pub(super) ours: UnixMillis,
    pub(super) theirs: UnixMillis,
}

/// Asks every endpoint once.
pub(super) async fn check(targets: &[Target], clock: &Clock) -> (Vec<Finding>, Vec<Reading>) {
    if targets.is_empty() {
        let message = "no sync is on and has an access token: nothing to reach";
        return (vec![Finding::ok(Check::Intercom, message)], Vec::new());
    }
    let http = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .redirect(Policy::none())
        .build();
    let http = match http {
        Ok(http) => http,
        Err(error) => {
            let message = format!("cannot set up TLS: {}", cause(&error));
            let remedy = "see to this machine's certificates (package ca-certificates)";
            let finding = Finding::problem(Check::Intercom, message, remedy);
            return (vec![finding], Vec::new());
        }
    };
    let endpoints = by_endpoint(targets);
    let left_out = endpoints.len().saturating_sub(MOST_ENDPOINTS);
    let asked = endpoints
        .values()
        .take(MOST_ENDPOINTS)
        .map(|targets| ask(&http, targets, clock));
    let (mut findings, readings): (Vec<_>, Vec<_>) = join_all(asked).await.into_iter().unzip();
    if left_out > 0 {
        let message = format!("{left_out} more endpoints were not asked");
        let remedy = "look at the health of their syncs with `intertide syncs list`";
        findings.push(Finding::warning(Check::Intercom, message, remedy));
    }
    (findings, readings.into_iter().flatten().collect())
}

/// The targets that share an endpoint.
fn by_endpoint(targets: &[Target]) -> BTreeMap<&str, Vec<&Target>> {
    let mut endpoints: BTreeMap<&str, Vec<&Target>> = BTreeMap::new();
    for target in targets {
        endpoints
            .entry(target.endpoint.base_url())
            .or_default()
            .push(target);
    }
    endpoints
}

async fn ask(
    http: &reqwest::Client,
    targets: &[&Target],
    clock: &Clock,
) -> (Finding, Option<Reading>) {
    let Some(endpoint) = targets.first().map(|target| &target.endpoint) else {
        return (Finding::ok(Check::Intercom, "nothing to reach"), None);
    };
    let place = place(endpoint);
    let users = users(targets);
    match http.get(endpoint.base_url()).send().await {
        Ok(response) => {
            let message = format!("{place} answers; {users}");
            let date = response.headers().get(reqwest::header::DATE);
            let reading = date.and_then(|date| {
                Some(Reading {
                    base_url: endpoint.base_url().to_owned(),
                    ours: clock.now(),
                    theirs: http_date(date.to_str().ok()?)?,
                })
            });
            (Finding::ok(Check::Intercom, message), reading)
        }
        Err(error) => {
            let message = format!("cannot reach {place}: {}; {users}", reason(&error));
            let remedy = "let this machine out to that address: see to DNS, firewall, proxy \
                          (HTTPS_PROXY) and certificates; what waits is tried again meanwhile";
            (Finding::problem(Check::Intercom, message, remedy), None)
        }
    }
}

/// The region, in words.
fn place(endpoint: &Endpoint) -> String {
    let url = endpoint.base_url();
    match endpoint {
        Endpoint::Us => format!("Intercom in the US ({url})"),
        Endpoint::Eu => format!("Intercom in Europe ({url})"),
        Endpoint::Au => format!("Intercom in Australia ({url})"),
        Endpoint::Custom(_) => format!("the custom endpoint {url}"),
    }
}

/// Who sends there: the first few by name.
fn users(targets: &[&Target]) -> String {
    let shown: Vec<String> = targets
        .iter()
        .take(MOST_NAMES)
        .map(|target| format!("`{}` ({})", target.name, target.id))
        .collect();
    let syncs = if targets.len() == 1 { "sync" } else { "syncs" };
    match targets.len().saturating_sub(MOST_NAMES) {
        0 => format!("{syncs} {}", shown.join(", ")),
        more => format!("{syncs} {} and {more} more", shown.join(", ")),
    }
}

fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        format!("no answer within {} s", TIMEOUT.as_secs())
    } else {
        cause(error)
    }
}

/// The innermost cause, which is what can be mended.
fn cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// A time as the header `Date` has it.
fn http_date(text: &str) -> Option<UnixMillis> {
    let time = httpdate::parse_http_date(text).ok()?;
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok().map(UnixMillis::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(id: i64, endpoint: Endpoint) -> Target {
        Target {
            id,
            name: format!("Sync {id}"),
            endpoint,
        }
    }

    #[test]
    fn each_endpoint_is_asked_once() {
        let targets = [
            target(1, Endpoint::Eu),
            target(2, Endpoint::Us),
            target(3, Endpoint::Eu),
        ];
        let endpoints = by_endpoint(&targets);
        assert_eq!(endpoints.len(), 2);
        let eu = &endpoints["https://api.eu.intercom.io"];
        assert_eq!(users(eu), "syncs `Sync 1` (1), `Sync 3` (3)");
        assert_eq!(
            users(&endpoints["https://api.intercom.io"]),
            "sync `Sync 2` (2)"
        );
    }

    #[test]
    fn many_users_are_told_by_their_number() {
        let targets: Vec<Target> = (1..=5).map(|id| target(id, Endpoint::Au)).collect();
        let all: Vec<&Target> = targets.iter().collect();
        assert!(users(&all).ends_with("`Sync 3` (3) and 2 more"));
    }

    #[test]
    fn the_region_is_named() {
        assert_eq!(
            place(&Endpoint::Eu),
            "Intercom in Europe (https://api.eu.intercom.io)"
        );
    }

    #[test]
    fn a_date_is_read_as_http_writes_it() {
        assert_eq!(
            http_date("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(UnixMillis::new(784_111_777_000))
        );
        assert_eq!(http_date("yesterday"), None);
    }
}
