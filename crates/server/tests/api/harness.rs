//! A server to ask, and what to ask it with.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use intertide_delivery::alerts::{Alerts, AlertsParts, Patience};
use intertide_delivery::clock::Clock;
use intertide_delivery::destinations::intercom::Intercom;
use intertide_delivery::directory::SyncDirectory;
use intertide_delivery::intake::Intake;
use intertide_delivery::lanes::{Lanes, LanesParts};
use intertide_delivery::live::LiveFeed;
use intertide_delivery::vault::{KEY_BYTES, Vault};
use intertide_domain::delivery::{Settled, Settlement};
use intertide_domain::ids::DeliveryId;
use intertide_domain::process::MergePolicy;
use intertide_domain::sync::Rules;
use intertide_domain::time::UnixMillis;
use intertide_server::amplitude::Limits;
use intertide_server::{
    GivenKeys, KeyRing, PasswordHash, Project, ServerParts, SummaryLimits, Visitors,
};
use intertide_store::log::EventLog as _;
use intertide_store::sqlite::SqliteState;
use intertide_store::state::State;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Notify, watch};
use tower::ServiceExt as _;
use zeroize::Zeroizing;

use crate::parts::{TestIntercom, TestLog};

pub(crate) const API_KEY: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const SECRET_KEY: &str = "fedcba9876543210fedcba9876543210";
pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const TOKEN: &str = "dG9rOmFiY2RlZmdoaWprbG1ub3Bxab12";

/// 2022-10-01T06:00:00Z.
pub(crate) const NOW: i64 = 1_664_604_000_000;

/// A server in this process.
pub(crate) struct Server {
    pub(crate) parts: ServerParts,
    pub(crate) log: Arc<TestLog>,
    pub(crate) intercom: Arc<TestIntercom>,
    pub(crate) stop: watch::Sender<bool>,
    now: Arc<AtomicI64>,
    router: Router,
    intake: Intake,
    _dir: TempDir,
}

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Asserts an error's status, code and field.
    #[track_caller]
    pub(crate) fn assert_error(&self, status: u16, code: &str, field: Option<&str>) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        let error = &self.json()["error"];
        assert_eq!(error["code"], code, "{}", self.text);
        assert_eq!(error["field"], json!(field), "{}", self.text);
        let message = error["message"].as_str().unwrap();
        assert!(!message.is_empty());
    }
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(|_| {})
    }

    /// A server whose parts were changed before it started.
    pub(crate) fn start_with(change: impl FnOnce(&mut ServerParts)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let state: Arc<dyn State> = Arc::new(SqliteState::open(&dir.path().join("s")).unwrap());
        let now = Arc::new(AtomicI64::new(NOW));
        let told = now.clone();
        let clock = Clock::from_fn(move || UnixMillis::new(told.load(Ordering::Acquire)));
        let log = Arc::new(TestLog::default());
        let intercom = Arc::new(TestIntercom::new());
        let vault = Arc::new(Vault::new(&Zeroizing::new([7; KEY_BYTES])));
        let directory = Arc::new(SyncDirectory::open(&*state, &vault).unwrap());
        let live = LiveFeed::new();
        let lanes = Arc::new(Lanes::new(LanesParts {
            state: state.clone(),
            directory: directory.clone(),
            destination: Arc::new(Intercom),
            sender: intercom.clone(),
            live: live.clone(),
            clock: clock.clone(),
        }));
        let given = GivenKeys {
            api_key: Some(API_KEY.to_owned()),
            secret_key: Some(SECRET_KEY.into()),
        };
        let keys = KeyRing::open(state.clone(), &vault, given, clock.clone()).unwrap();
        let alerts = Alerts::open(AlertsParts {
            state: state.clone(),
            channels: Vec::new(),
            patience: Patience::default(),
            clock: clock.clone(),
        });
        let alerts = Arc::new(alerts.unwrap());
        let (stop, stopping) = watch::channel(false);
        let mut parts = ServerParts {
            log: log.clone(),
            state,
            directory,
            vault,
            lanes,
            backfill_started: Arc::new(Notify::new()),
            intake_healthy: Arc::new(AtomicBool::new(true)),
            alerts,
            destination: Arc::new(Intercom),
            sender: intercom.clone(),
            intercom_version: "2.16".into(),
            merge: MergePolicy::default(),
            live,
            privacy: Arc::default(),
            clock,
            rules: Rules::default(),
            limits: Limits::default(),
            summary_limits: SummaryLimits::default(),
            project: Project {
                name: "Test".to_owned(),
                keys: Arc::new(keys),
            },
            password: cheap_hash(PASSWORD),
            console_enabled: true,
            visitors: Visitors::SignIn,
            retention: Duration::from_secs(7 * 24 * 60 * 60),
            started_at: UnixMillis::new(NOW),
            build: "0123456789ab, test",
            stopping,
        };
        change(&mut parts);
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
        Self {
            router: intertide_server::router(parts.clone()),
            parts,
            log,
            intercom,
            stop,
            now,
            intake,
            _dir: dir,
        }
    }

    /// The server after a restart, perhaps with other parts: memory is lost, the state is not.
    pub(crate) fn restart_with(&mut self, change: impl FnOnce(&mut ServerParts)) {
        change(&mut self.parts);
        self.router = intertide_server::router(self.parts.clone());
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, millis: i64) {
        self.now.fetch_add(millis, Ordering::AcqRel);
    }

    pub(crate) fn now(&self) -> UnixMillis {
        UnixMillis::new(self.now.load(Ordering::Acquire))
    }

    /// Sends a request as it is, from far away where it does not say from where; gives the answer
    /// with its body unread.
    pub(crate) async fn open(&self, mut request: Request<Body>) -> axum::response::Response {
        let peer: SocketAddr = "192.0.2.1:4321".parse().unwrap();
        let extensions = request.extensions_mut();
        extensions.get_or_insert_with(|| ConnectInfo(peer));
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.open(request).await;
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Reply {
            status: head.status,
            headers: head.headers,
            text: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(keyed(Method::GET, path, Body::empty())).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(keyed(Method::POST, path, Body::from(body.to_string())))
            .await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Reply {
        self.send(keyed(Method::PUT, path, Body::from(body.to_string())))
            .await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send(keyed(Method::DELETE, path, Body::empty())).await
    }

    /// Creates a sync and gives its id.
    pub(crate) async fn create(&self, document: &Value) -> i64 {
        let reply = self.post("/api/v1/syncs", document).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
        reply.json()["id"].as_i64().unwrap()
    }

    /// Sends events through the front door, and has them decided on.
    pub(crate) async fn take_in(&self, events: Value) {
        self.accept(events).await;
        while self.parts.state.processed().unwrap() < self.log.durable_end() {
            self.intake.step().unwrap();
        }
    }

    /// Has the first attempt of a delivery end like this.
    pub(crate) fn settle(&self, id: i64, settled: Settled) {
        let settlement = Settlement {
            id: DeliveryId::new(id),
            at: self.now(),
            attempts: 1,
            first_attempt_at: Some(self.now()),
            settled,
            exchanges: Vec::new(),
            notes: Vec::new(),
        };
        self.parts.state.settle(&[settlement], &[]).unwrap();
    }

    /// Sends events through the front door, and leaves them undecided.
    pub(crate) async fn accept(&self, events: Value) {
        let body = json!({"api_key": API_KEY, "events": events});
        let request = Request::post("/2/httpapi").body(Body::from(body.to_string()));
        let reply = self.send(request.unwrap()).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    }
}

/// A hash that takes no time: tests sign in often.
pub(crate) fn cheap_hash(password: &str) -> PasswordHash {
    let costs = Params::new(Params::MIN_M_COST, 1, 1, None).unwrap();
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, costs);
    let hash = hasher.hash_password(password.as_bytes()).unwrap();
    PasswordHash::from_phc(&hash.to_string()).unwrap()
}

/// A request with the project's keys and a JSON body.
pub(crate) fn keyed(method: Method, path: &str, body: Body) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, "intertide.test")
        .header(AUTHORIZATION, basic(API_KEY, SECRET_KEY))
        .header(CONTENT_TYPE, "application/json")
        .body(body)
        .unwrap()
}

/// The value of `Authorization`.
pub(crate) fn basic(api_key: &str, secret_key: &str) -> String {
    format!(
        "Basic {}",
        STANDARD.encode(format!("{api_key}:{secret_key}"))
    )
}

/// A sync that sends all events and the plan of users.
pub(crate) fn document() -> Value {
    json!({
        "name": "Product events to Intercom",
        "destination": "intercom",
        "enabled": true,
        "credentials": {"endpoint": "us", "access_token": TOKEN},
        "mapping": {"user_property": "user_id", "intercom_id": "user_id"},
        "send_events": {"enabled": true, "select": "all"},
        "send_users": {"enabled": true, "user_properties": ["plan"]},
    })
}

/// An event of a user.
pub(crate) fn event(user: &str, name: &str) -> Value {
    json!({"user_id": user, "event_type": name, "time": NOW, "event_properties": {"total": 12}})
}
