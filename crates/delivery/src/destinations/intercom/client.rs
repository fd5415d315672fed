//! The HTTP client: adds host, credentials and version to a request, and reads the answer whole,
//! within a time and a size.

use std::error::Error as _;
use std::time::Duration;

use intertide_domain::delivery::WaitReason;
use intertide_domain::sync::{AccessToken, Endpoint};
use intertide_domain::time::UnixSeconds;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, redirect};

use crate::destinations::{Answer, Method, RateReading, Request, Response};
use crate::dispatch::{Sender, Sending};

/// The most of a body that is read. Lists of contacts and attributes are far smaller.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// How long an idle connection is kept.
const KEEP_IDLE: Duration = Duration::from_secs(90);

const USER_AGENT: &str = concat!("Intertide/", env!("CARGO_PKG_VERSION"));
const VERSION: HeaderName = HeaderName::from_static("intercom-version");
const REQUEST_ID: &str = "x-request-id";
const RATE_LIMIT: &str = "x-ratelimit-limit";
const RATE_REMAINING: &str = "x-ratelimit-remaining";
const RATE_RESET: &str = "x-ratelimit-reset";

/// Why there can be no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The version can't stand in a header.
    #[error("`{0}` is not an Intercom version; write one such as 2.16")]
    Version(String),
    /// TLS could not be set up.
    #[error("the HTTPS client could not be set up: {0}")]
    Tls(String),
}

/// Sends requests to Intercom. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct IntercomClient {
    http: Client,
    timeout: Duration,
}

impl IntercomClient {
    /// A client that gives each request `timeout` until its answer is there whole, and sends
    /// `version` as `Intercom-Version`.
    ///
    /// # Errors
    /// A version that can't stand in a header, or no TLS on this machine.
    pub fn new(timeout: Duration, version: &str) -> Result<Self, ClientError> {
        // Fails only when the process has chosen a provider already, which then is the one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let version_header = HeaderValue::from_str(version)
            .ok()
            .filter(|value| !value.is_empty())
            .ok_or_else(|| ClientError::Version(version.to_owned()))?;
        let json = HeaderValue::from_static("application/json");
        // Without the header the customer's own setting would choose the contract (intercom.md 1).
        let headers = HeaderMap::from_iter([
            (VERSION, version_header),
            (ACCEPT, json.clone()),
            (CONTENT_TYPE, json),
        ]);
        let http = Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .timeout(timeout)
            .pool_idle_timeout(KEEP_IDLE)
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| ClientError::Tls(causes(&error)))?;
        Ok(Self { http, timeout })
    }

    /// Sends a request and reads the answer. Ends within the timeout.
    pub async fn send(
        &self,
        endpoint: &Endpoint,
        token: &AccessToken,
        request: &Request,
    ) -> Answer {
        match self.exchange(endpoint, token, request).await {
            Ok(response) => Answer::Response(response),
            Err(failure) => failure.answer(self.timeout),
        }
    }

    async fn exchange(
        &self,
        endpoint: &Endpoint,
        token: &AccessToken,
        request: &Request,
    ) -> Result<Response, Failure> {
        let url = format!("{}{}", endpoint.base_url(), request.path);
        let mut outgoing = self
            .http
            .request(method(request.method), url)
            .header(AUTHORIZATION, bearer(token)?);
        if let Some(body) = &request.body {
            outgoing = outgoing.body(body.clone());
        }
        let mut incoming = outgoing.send().await?;
        let mut response = head(incoming.status().as_u16(), incoming.headers());
        let mut body = Vec::new();
        while let Some(chunk) = incoming.chunk().await? {
            let room = MAX_BODY_BYTES - body.len();
            body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if body.len() == MAX_BODY_BYTES {
                break;
            }
        }
        response.body = String::from_utf8_lossy(&body).into_owned();
        Ok(response)
    }
}

impl Sender for IntercomClient {
    fn send<'a>(
        &'a self,
        endpoint: &'a Endpoint,
        token: &'a AccessToken,
        request: &'a Request,
    ) -> Sending<'a> {
        Box::pin(self.send(endpoint, token, request))
    }
}

/// Why there is no whole answer.
enum Failure {
    Http(reqwest::Error),
    /// The token can't stand in a header: it is none of Intercom's.
    Token,
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

impl Failure {
    fn answer(self, timeout: Duration) -> Answer {
        let (reason, message) = match self {
            Self::Http(error) if error.is_timeout() => (
                WaitReason::Timeout,
                format!("no whole answer within {} ms", timeout.as_millis()),
            ),
            // Addresses hold users' ids, and messages are logged.
            Self::Http(error) => (WaitReason::Network, causes(&error.without_url())),
            Self::Token => (
                WaitReason::Credentials,
                "the access token holds characters that no token has".to_owned(),
            ),
        };
        Answer::Failed { reason, message }
    }
}

/// An error with what is behind it, outermost first.
fn causes(error: &reqwest::Error) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message.push_str(": ");
        message.push_str(&cause.to_string());
        source = cause.source();
    }
    message
}

/// The header is marked as secret, so that nothing shows it.
fn bearer(token: &AccessToken) -> Result<HeaderValue, Failure> {
    let mut value =
        HeaderValue::from_str(&format!("Bearer {}", token.expose())).map_err(|_| Failure::Token)?;
    value.set_sensitive(true);
    Ok(value)
}

const fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// What status and headers of an answer say, without its body.
pub fn head(status: u16, headers: &HeaderMap) -> Response {
    Response {
        status,
        request_id: text(headers, REQUEST_ID),
        link: text(headers, "link"),
        rate: rate(headers),
        retry_after: number(headers, "retry-after").map(Duration::from_secs),
        body: String::new(),
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn number<T: std::str::FromStr>(headers: &HeaderMap, name: &str) -> Option<T> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// All three headers, or nothing that could be relied on (intercom.md 5).
fn rate(headers: &HeaderMap) -> Option<RateReading> {
    Some(RateReading {
        limit: number(headers, RATE_LIMIT)?,
        // Other programs may have overdrawn the budget.
        remaining: number::<i64>(headers, RATE_REMAINING)
            .map(|left| u32::try_from(left.max(0)).unwrap_or(u32::MAX))?,
        reset: UnixSeconds::new(number(headers, RATE_RESET)?),
    })
}

#[cfg(test)]
mod tests;
