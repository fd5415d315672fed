//! The whole server, with a few events that were decided on.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HOST};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use intertide_delivery::alerts::{Alerts, AlertsParts, Patience};
use intertide_delivery::clock::Clock;
use intertide_delivery::destinations::intercom::Intercom;
use intertide_delivery::destinations::{Answer, Request as Outgoing, Response};
use intertide_delivery::directory::SyncDirectory;
use intertide_delivery::dispatch::{Sender, Sending};
use intertide_delivery::intake::Intake;
use intertide_delivery::lanes::{Lanes, LanesParts};
use intertide_delivery::live::LiveFeed;
use intertide_delivery::vault::{KEY_BYTES, Vault};
use intertide_domain::process::MergePolicy;
use intertide_domain::sync::{AccessToken, Endpoint, Rules};
use intertide_domain::time::UnixMillis;
use intertide_server::amplitude::Limits;
use intertide_server::{
    GivenKeys, KeyRing, PasswordHash, Project, ServerParts, SummaryLimits, Visitors,
};
use intertide_store::log::MemoryLog;
use intertide_store::sqlite::SqliteState;
use intertide_store::state::State;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Notify, watch};
use tower::ServiceExt as _;
use zeroize::Zeroizing;

use super::ingest::on_runtime;

const API_KEY: &str = "0123456789abcdef0123456789abcdef";
const SECRET_KEY: &str = "fedcba9876543210fedcba9876543210";

/// 2022-10-01T06:00:00Z.
const NOW: i64 = 1_664_604_000_000;

/// A server to ask.
pub(super) struct Server {
    /// The number of its sync.
    pub(super) sync: i64,
    router: Router,
    _stop: watch::Sender<bool>,
    _folder: TempDir,
}

impl Server {
    /// A server with one sync and a dozen events.
    pub(super) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (stop, stopping) = watch::channel(false);
        let parts = parts(&folder, stopping);
        let mut server = Self {
            sync: 0,
            router: intertide_server::router(parts.clone()),
            _stop: stop,
            _folder: folder,
        };
        server.inhabit(&parts);
        server
    }

    /// Asks the API with the project's keys.
    pub(super) fn ask(
        &self,
        method: Method,
        target: &str,
        body: Option<&Value>,
    ) -> (StatusCode, Value) {
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let keys = STANDARD.encode(format!("{API_KEY}:{SECRET_KEY}"));
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header(HOST, "intertide.test")
            .header(AUTHORIZATION, format!("Basic {keys}"))
            .header("content-type", "application/json")
            .body(body)
            .unwrap();
        on_runtime(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (head, body) = response.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            let body = serde_json::from_slice(&body).expect("an answer of the API is JSON");
            (head.status, body)
        })
    }

    fn inhabit(&mut self, parts: &ServerParts) {
        let sync = json!({
            "name": "A sync", "destination": "intercom", "enabled": true,
            "credentials": {"endpoint": "us", "access_token": "dG9rOmFiY2RlZmdoaWprbG1ub3Bxab12"},
            "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
            "send_events": {"enabled": true, "select": "all"},
        });
        let (status, made) = self.ask(Method::POST, "/api/v1/syncs", Some(&sync));
        assert_eq!(status, StatusCode::CREATED);
        self.sync = made["id"].as_i64().unwrap();
        let events: Value = (0..12)
            .map(|number| {
                json!({"event_type": "A", "user_id": format!("user-{}", number % 3), "time": NOW + number})
            })
            .collect();
        let upload = json!({"api_key": API_KEY, "events": events});
        let (status, _) = self.ask(Method::POST, "/2/httpapi", Some(&upload));
        assert_eq!(status, StatusCode::OK);
        let intake = Intake {
            log: parts.log.clone(),
            state: parts.state.clone(),
            directory: parts.directory.clone(),
            destination: parts.destination.clone(),
            merge: MergePolicy::default(),
            privacy: parts.privacy.clone(),
            live: parts.live.clone(),
            clock: parts.clock.clone(),
        };
        while parts.state.processed().unwrap() < parts.log.durable_end() {
            intake.step().unwrap();
        }
    }
}

fn parts(folder: &TempDir, stopping: watch::Receiver<bool>) -> ServerParts {
    let state: Arc<dyn State> =
        Arc::new(SqliteState::open(&folder.path().join("state.sqlite")).unwrap());
    let clock = Clock::from_fn(|| UnixMillis::new(NOW));
    let vault = Arc::new(Vault::new(&Zeroizing::new([7; KEY_BYTES])));
    let directory = Arc::new(SyncDirectory::open(&*state, &vault).unwrap());
    let live = LiveFeed::new();
    let sender = Arc::new(Silent);
    let lanes = Arc::new(Lanes::new(LanesParts {
        state: state.clone(),
        directory: directory.clone(),
        destination: Arc::new(Intercom),
        sender: sender.clone(),
        live: live.clone(),
        clock: clock.clone(),
    }));
    let given = GivenKeys {
        api_key: Some(API_KEY.to_owned()),
        secret_key: Some(SECRET_KEY.into()),
    };
    let keys = KeyRing::open(state.clone(), &vault, given, clock.clone());
    let alerts = Alerts::open(AlertsParts {
        state: state.clone(),
        channels: Vec::new(),
        patience: Patience::default(),
        clock: clock.clone(),
    });
    ServerParts {
        log: Arc::new(MemoryLog::new()),
        state,
        directory,
        vault,
        lanes,
        backfill_started: Arc::new(Notify::new()),
        intake_healthy: Arc::new(AtomicBool::new(true)),
        destination: Arc::new(Intercom),
        sender,
        intercom_version: "2.16".into(),
        merge: MergePolicy::default(),
        live,
        privacy: Arc::default(),
        alerts: Arc::new(alerts.unwrap()),
        clock,
        rules: Rules::default(),
        limits: Limits::default(),
        summary_limits: SummaryLimits::default(),
        project: Project {
            name: "Fuzz".to_owned(),
            keys: Arc::new(keys.unwrap()),
        },
        password: PasswordHash::of(&"correct horse battery staple".into()).unwrap(),
        console_enabled: false,
        visitors: Visitors::SignIn,
        retention: Duration::from_secs(7 * 24 * 60 * 60),
        started_at: UnixMillis::new(NOW),
        build: "fuzz",
        stopping,
    }
}

/// An Intercom that says nothing.
#[derive(Debug)]
struct Silent;

impl Sender for Silent {
    fn send<'a>(&'a self, _: &'a Endpoint, _: &'a AccessToken, _: &'a Outgoing) -> Sending<'a> {
        Box::pin(std::future::ready(Answer::Response(Response::default())))
    }
}
