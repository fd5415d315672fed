//! The client of a running server's API, for the commands that work from outside.

use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use crate::failure::WrongUsage;

/// How long a call may take; what the server does meanwhile is bounded by its own times.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// How long it may take to reach the server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Pages of a list that are read at most: a list that never ends is not one.
const MOST_PAGES: usize = 1_000;

/// Where the server is, and the keys to it.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Server")]
pub(crate) struct ServerArgs {
    /// The server's address
    #[arg(
        long,
        env = "INTERTIDE_SERVER",
        default_value = "http://127.0.0.1:8686"
    )]
    server: String,

    /// The project's API key
    #[arg(long, env = "INTERTIDE_API_KEY", hide_env_values = true)]
    api_key: Option<String>,

    /// The project's secret key
    #[arg(long, env = "INTERTIDE_SECRET_KEY", hide_env_values = true)]
    secret_key: Option<SecretString>,
}

/// A server, spoken to with a project's keys.
#[derive(Debug)]
pub(crate) struct ApiClient {
    http: reqwest::Client,
    server: String,
    api_key: String,
    secret_key: SecretString,
}

/// An answer that is a success.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The body; null where it is empty.
    pub(crate) body: Value,
    /// The version of the document, for `If-Match`.
    pub(crate) etag: Option<String>,
}

/// A refusal, as the API words it (product.md 3).
#[derive(Clone, Debug, Deserialize, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Refusal {
    pub(crate) message: String,
    /// The place in the document.
    #[serde(default)]
    pub(crate) field: Option<String>,
    /// Every fault of a document, the first one of which is the refusal itself.
    #[serde(default)]
    pub(crate) faults: Vec<Fault>,
}

/// What is wrong at one place of a document.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Fault {
    /// The place; empty for the document itself.
    pub(crate) field: String,
    pub(crate) message: String,
}

/// Keys that the server does not know.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{server} does not know these keys; check --api-key and --secret-key")]
struct WrongKeys {
    server: String,
}

#[derive(Deserialize)]
struct RefusalBody {
    error: Refusal,
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Value>,
    #[serde(default)]
    next_cursor: Option<String>,
}

impl ApiClient {
    /// A client for the server that the arguments name.
    ///
    /// # Errors
    /// [`WrongUsage`] when a key is missing or the address is none.
    pub(crate) fn new(args: &ServerArgs) -> anyhow::Result<Self> {
        let missing = |flag: &str, variable: &str| {
            WrongUsage(format!(
                "no {flag}: pass --{flag} or set {variable}; \
                 the server printed its keys when it was first started"
            ))
        };
        let api_key = args.api_key.clone().filter(|key| !key.is_empty());
        let secret_key = args
            .secret_key
            .clone()
            .filter(|key| !key.expose_secret().is_empty());
        Self::with_keys(
            args.server.clone(),
            api_key.ok_or_else(|| missing("api-key", "INTERTIDE_API_KEY"))?,
            secret_key.ok_or_else(|| missing("secret-key", "INTERTIDE_SECRET_KEY"))?,
        )
    }

    /// A client for a server at this address, with these keys.
    ///
    /// # Errors
    /// [`WrongUsage`] when the address is none.
    pub(crate) fn with_keys(
        server: String,
        api_key: String,
        secret_key: SecretString,
    ) -> anyhow::Result<Self> {
        if !server.starts_with("http://") && !server.starts_with("https://") {
            bail!(WrongUsage(format!(
                "--server {server}: write an address such as http://127.0.0.1:8686"
            )));
        }
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .build()
            .context("cannot set up HTTP")?;
        Ok(Self {
            http,
            server: server.trim_end_matches('/').to_owned(),
            api_key,
            secret_key,
        })
    }

    /// Reads a resource.
    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.call(self.request(Method::GET, path)).await
    }

    /// Makes a resource.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Answer> {
        self.call(self.request(Method::POST, path).json(body)).await
    }

    /// Replaces a resource, if it still is at the version that `etag` names.
    pub(crate) async fn put(
        &self,
        path: &str,
        etag: Option<&str>,
        body: &Value,
    ) -> anyhow::Result<Answer> {
        let mut request = self.request(Method::PUT, path).json(body);
        if let Some(etag) = etag {
            request = request.header(reqwest::header::IF_MATCH, etag);
        }
        self.call(request).await
    }

    /// Removes a resource.
    pub(crate) async fn delete(&self, path: &str) -> anyhow::Result<Answer> {
        self.call(self.request(Method::DELETE, path)).await
    }

    /// Reads a whole list.
    pub(crate) async fn list(&self, path: &str) -> anyhow::Result<Vec<Value>> {
        let mut all = Vec::new();
        let mut next = path.to_owned();
        for _ in 0..MOST_PAGES {
            let page: Page = serde_json::from_value(self.get(&next).await?.body)
                .context("the server answered with something that is not a list")?;
            all.extend(page.data);
            match page.next_cursor {
                None => return Ok(all),
                Some(cursor) => next = format!("{path}?cursor={cursor}"),
            }
        }
        bail!("the list at {path} does not end")
    }

    /// Opens a stream of server-sent events, which lasts as long as both sides want.
    pub(crate) async fn stream(&self, path: &str) -> anyhow::Result<reqwest::Response> {
        let request = self
            .request(Method::GET, path)
            .header(reqwest::header::ACCEPT, "text/event-stream");
        let response = request
            .send()
            .await
            .map_err(|error| self.unreachable(&error))?;
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(self.refused(response).await)
        }
    }

    /// Whether asking again will not help: the server does not let this client in.
    pub(crate) fn is_refusal(error: &anyhow::Error) -> bool {
        error.is::<WrongKeys>()
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.server))
            .basic_auth(&self.api_key, Some(self.secret_key.expose_secret()))
    }

    async fn call(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Answer> {
        let response = request
            .timeout(CALL_TIMEOUT)
            .send()
            .await
            .map_err(|error| self.unreachable(&error))?;
        if !response.status().is_success() {
            return Err(self.refused(response).await);
        }
        let etag = response
            .headers()
            .get(reqwest::header::ETAG)
            .and_then(|etag| etag.to_str().ok())
            .map(str::to_owned);
        let body = response
            .bytes()
            .await
            .map_err(|error| self.unreachable(&error))?;
        let body = if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&body)
                .with_context(|| format!("{} does not answer like Intertide", self.server))?
        };
        Ok(Answer { body, etag })
    }

    fn unreachable(&self, error: &reqwest::Error) -> anyhow::Error {
        let mut cause: &dyn std::error::Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        anyhow::anyhow!(
            "cannot reach {}: {cause}; is `intertide serve` running there? --server names another place",
            self.server
        )
    }

    async fn refused(&self, response: reqwest::Response) -> anyhow::Error {
        let status = response.status();
        let body = response.bytes().await.unwrap_or_default();
        if status == StatusCode::UNAUTHORIZED {
            return anyhow::Error::new(WrongKeys {
                server: self.server.clone(),
            });
        }
        match serde_json::from_slice::<RefusalBody>(&body) {
            Ok(RefusalBody { error }) => anyhow::Error::new(error),
            Err(_) => anyhow::anyhow!(
                "{} answered {status}; is it an Intertide server?",
                self.server
            ),
        }
    }
}
