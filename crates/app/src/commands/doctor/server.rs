//! A running server: whether it is ready, and how its syncs fare, in its own words.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use intertide_domain::sync::Credentials;
use intertide_domain::time::UnixMillis;
use secrecy::SecretString;
use serde::Deserialize;
use tokio::time::timeout;

use super::data_dir::Occupancy;
use super::findings::{Check, Finding, Status};
use super::known::{Known, Target};
use crate::client::ApiClient;
use crate::failure::one_line;
use crate::settings::Settings;

/// How long the server may take to say whether it is ready, and then to tell of its syncs.
const READY_TIMEOUT: Duration = Duration::from_secs(2);
const API_TIMEOUT: Duration = Duration::from_secs(3);

/// Bytes of a readiness that are read at most.
const MOST_BYTES: usize = 64 * 1024;

/// Where the server is, and the keys to it
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Server")]
pub(super) struct DoctorServerArgs {
    /// The server's address [default: as the setting `listen` has it]
    #[arg(long, env = "INTERTIDE_SERVER")]
    server: Option<String>,

    /// The project's API key [default: the setting `project.api_key`]
    #[arg(long, env = "INTERTIDE_API_KEY", hide_env_values = true)]
    api_key: Option<String>,

    /// The project's secret key [default: the setting `project.secret_key`]
    #[arg(long, env = "INTERTIDE_SECRET_KEY", hide_env_values = true)]
    secret_key: Option<SecretString>,
}

/// A server that is expected to run.
#[derive(Debug)]
pub(super) struct Server {
    url: String,
    keys: Option<(String, SecretString)>,
}

impl Server {
    /// The server to ask: the one that was named, or the one at work on the data directory.
    pub(super) fn expected(
        args: &DoctorServerArgs,
        settings: &Settings,
        occupancy: Occupancy,
    ) -> Option<Self> {
        let named = args.server.clone().filter(|url| !url.is_empty());
        let here = (occupancy == Occupancy::InUse)
            .then(|| local_url(settings.listen, settings.tls.is_some()));
        let project = &settings.project;
        let api_key = args.api_key.clone().or_else(|| project.api_key.clone());
        let secret_key = args.secret_key.clone();
        let secret_key = secret_key.or_else(|| project.secret_key.clone());
        Some(Self {
            url: named.or(here)?.trim_end_matches('/').to_owned(),
            keys: api_key.filter(|key| !key.is_empty()).zip(secret_key),
        })
    }
}

/// Where a listener is reached from its own machine.
fn local_url(listen: SocketAddr, tls: bool) -> String {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let scheme = if tls { "https" } else { "http" };
    format!("{scheme}://{}", SocketAddr::new(ip, listen.port()))
}

/// What `/readyz` says.
#[derive(Debug, Deserialize)]
struct Readiness {
    problems: Vec<ReadinessProblem>,
}

#[derive(Debug, Deserialize)]
struct ReadinessProblem {
    message: String,
}

/// A sync, as far as it is looked at.
#[derive(Debug, Deserialize)]
struct SyncSeen {
    id: i64,
    name: String,
    enabled: bool,
    credentials: Credentials,
    health: HealthSeen,
}

#[derive(Debug, Deserialize)]
struct HealthSeen {
    state: String,
    message: Option<String>,
}

#[derive(Debug, Deserialize)]
struct EventSeen {
    received_at: String,
}

/// Asks a server; what is known of its syncs, where it tells.
pub(super) async fn check(server: &Server) -> (Vec<Finding>, Option<Known>) {
    let mut findings = match readiness(&server.url).await {
        Ok(readiness) => ready(&server.url, &readiness),
        Err(error) => {
            let message = format!("no server answers at {}: {error:#}", server.url);
            let remedy = "name its address with --server if it listens elsewhere or its \
                          certificate is for a name; else see its log, and start it again";
            return (vec![Finding::problem(Check::Server, message, remedy)], None);
        }
    };
    let Some((api_key, secret_key)) = server.keys.clone() else {
        findings.push(Finding::warning(
            Check::Sync,
            "the syncs were not looked at, nor the way to Intercom: the keys are not known",
            "pass --api-key and --secret-key, or set INTERTIDE_API_KEY and INTERTIDE_SECRET_KEY",
        ));
        return (findings, None);
    };
    match told(&server.url, api_key, secret_key).await {
        Ok((syncs, newest)) => {
            findings.extend(syncs.iter().filter_map(fares));
            let known = Known {
                targets: syncs.into_iter().filter_map(target).collect(),
                newest,
            };
            (findings, Some(known))
        }
        Err(error) => {
            let remedy = "pass the keys of this server's project with --api-key and --secret-key";
            let message = format!(
                "the syncs were not looked at: {}",
                one_line(&format!("{error:#}"))
            );
            findings.push(Finding::problem(Check::Sync, message, remedy));
            (findings, None)
        }
    }
}

async fn readiness(url: &str) -> anyhow::Result<Readiness> {
    let http = reqwest::Client::builder()
        .timeout(READY_TIMEOUT)
        .build()
        .context("cannot set up HTTP")?;
    let response = http.get(format!("{url}/readyz")).send().await;
    let mut response = response.map_err(|error| innermost(&error))?;
    let mut text = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| innermost(&error))? {
        text.extend_from_slice(&piece);
        anyhow::ensure!(text.len() <= MOST_BYTES, "what answers is not Intertide");
    }
    serde_json::from_slice(&text).context("what answers is not Intertide")
}

fn innermost(error: &reqwest::Error) -> anyhow::Error {
    if error.is_timeout() {
        return anyhow::anyhow!("no answer within {} s", READY_TIMEOUT.as_secs());
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    anyhow::anyhow!("{cause}")
}

fn ready(url: &str, readiness: &Readiness) -> Vec<Finding> {
    if readiness.problems.is_empty() {
        let message = format!("{url} is ready: it accepts and delivers");
        return vec![Finding::ok(Check::Server, message)];
    }
    let problem = |problem: &ReadinessProblem| {
        let message = format!("{url} is not ready: {}", problem.message);
        let remedy = "see to the disk and the server's log; it goes on by itself once that is \
                      mended";
        Finding::problem(Check::Server, message, remedy)
    };
    readiness.problems.iter().map(problem).collect()
}

/// The syncs and the newest event, through the API.
async fn told(
    url: &str,
    api_key: String,
    secret_key: SecretString,
) -> anyhow::Result<(Vec<SyncSeen>, Option<UnixMillis>)> {
    let client = ApiClient::with_keys(url.to_owned(), api_key, secret_key)?;
    let asking = async {
        let syncs = client.list("/api/v1/syncs").await?;
        let events = client.get("/api/v1/events?limit=1").await?.body;
        anyhow::Ok((syncs, events))
    };
    let (syncs, mut events) = timeout(API_TIMEOUT, asking)
        .await
        .with_context(|| format!("{url} does not answer within {} s", API_TIMEOUT.as_secs()))??;
    let syncs = syncs
        .into_iter()
        .map(serde_json::from_value)
        .collect::<Result<_, _>>()
        .with_context(|| format!("{url} is of another version"))?;
    // A page may be empty and still have a next one; the newest event is not worth the search.
    let newest = events
        .pointer_mut("/data/0")
        .and_then(|event| serde_json::from_value::<EventSeen>(event.take()).ok())
        .and_then(|event| UnixMillis::parse(&event.received_at));
    Ok((syncs, newest))
}

fn target(sync: SyncSeen) -> Option<Target> {
    (sync.enabled && sync.credentials.access_token.set).then_some(Target {
        id: sync.id,
        name: sync.name,
        endpoint: sync.credentials.endpoint,
    })
}

/// How a sync fares, in the words of the server; a sync that is switched off is as it should be.
fn fares(sync: &SyncSeen) -> Option<Finding> {
    let (status, remedy) = match &*sync.health.state {
        "disabled" => return None,
        "ok" => (Status::Ok, None),
        "rate_limited" => (
            Status::Warning,
            Some("nothing: it goes on by itself; if it stays so, select fewer events"),
        ),
        "no_token" | "credentials" => (
            Status::Problem,
            Some("give the sync a valid access token, in the console or with `intertide apply`"),
        ),
        "plan_restricted" => (
            Status::Problem,
            Some("see to the workspace's plan in Intercom, or select less in the sync"),
        ),
        "failing" => (
            Status::Problem,
            Some("see to the way to Intercom, and to status.intercom.com"),
        ),
        _ => (
            Status::Warning,
            Some("look at it with `intertide syncs show`"),
        ),
    };
    let fares = match (&sync.health.message, status) {
        (Some(message), _) => message.clone(),
        (None, Status::Ok) => "it delivers".to_owned(),
        (None, _) => format!("its state is {}", sync.health.state),
    };
    Some(Finding {
        check: Check::Sync,
        status,
        message: format!("`{}` ({}): {fares}", sync.name, sync.id),
        remedy: remedy.map(str::to_owned),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sync(enabled: bool, state: &str, message: Option<&str>) -> SyncSeen {
        serde_json::from_value(json!({
            "id": 7,
            "name": "Products",
            "enabled": enabled,
            "credentials": {"endpoint": "eu", "access_token": {"set": true, "hint": "…ab12"}},
            "health": {"state": state, "message": message, "since": null},
        }))
        .unwrap()
    }

    #[test]
    fn a_listener_on_all_interfaces_is_reached_on_loopback() {
        for (listen, url) in [
            ("127.0.0.1:1", "http://127.0.0.1:1"),
            ("0.0.0.0:8686", "http://127.0.0.1:8686"),
            ("[::]:8686", "http://[::1]:8686"),
        ] {
            assert_eq!(local_url(listen.parse().unwrap(), false), url);
        }
    }

    #[test]
    fn a_health_that_stops_deliveries_is_a_problem() {
        for (state, status) in [
            ("ok", Some(Status::Ok)),
            ("disabled", None),
            ("rate_limited", Some(Status::Warning)),
            ("no_token", Some(Status::Problem)),
            ("credentials", Some(Status::Problem)),
            ("plan_restricted", Some(Status::Problem)),
            ("failing", Some(Status::Problem)),
            ("of_a_later_version", Some(Status::Warning)),
        ] {
            let found = fares(&sync(true, state, None));
            assert_eq!(found.as_ref().map(|f| f.status), status, "{state}");
            let well = matches!(status, None | Some(Status::Ok));
            assert_eq!(found.is_none_or(|f| f.remedy.is_none()), well, "{state}");
        }
        let told = fares(&sync(true, "no_token", Some("Enter an access token.")));
        assert_eq!(
            told.unwrap().message,
            "`Products` (7): Enter an access token."
        );
    }

    #[test]
    fn only_a_sync_that_is_on_and_has_a_token_is_a_target() {
        assert_eq!(target(sync(true, "ok", None)).unwrap().id, 7);
        assert!(target(sync(false, "disabled", None)).is_none());
        let mut without = sync(true, "no_token", None);
        without.credentials.access_token.set = false;
        assert!(target(without).is_none());
    }

    #[test]
    fn what_stands_in_the_way_of_a_server_is_told_in_its_words() {
        let json = r#"{"ready": false, "problems": [{"code": "log_refuses", "message": "full"}]}"#;
        let found = ready("http://x", &serde_json::from_str(json).unwrap());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].status, Status::Problem);
        assert!(found[0].message.ends_with("not ready: full"), "{found:?}");
    }
}
