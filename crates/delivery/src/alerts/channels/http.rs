//! What the channels over HTTP share: a client, and what an answer means.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, redirect};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{ChannelError, words};

/// How long a message may take, from connecting to the answer.
const TIMEOUT: Duration = Duration::from_secs(10);

const USER_AGENT: &str = concat!("Intertide/", env!("CARGO_PKG_VERSION"));

/// A client. It follows no redirect: one would turn a POST into a GET and tell nothing.
pub(super) fn client() -> Result<Client, ChannelError> {
    // Fails only when the process has chosen a provider already, which then is the one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(USER_AGENT)
        .timeout(TIMEOUT)
        .redirect(redirect::Policy::none())
        .build()
        .map_err(|error| ChannelError::SetUp(format!("HTTPS could not be set up: {error}")))
}

/// Reads an address that messages are posted to.
///
/// # Errors
/// [`ChannelError::SetUp`] where it is none; the text does not repeat it.
pub fn address(url: &SecretString) -> Result<Url, ChannelError> {
    Url::parse(url.expose_secret())
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| {
            ChannelError::SetUp(
                "is no address; write one such as https://hooks.example.com/path".to_owned(),
            )
        })
}

/// Sends a message; only an answer from 200 to 299 means that it was taken.
pub(super) async fn post(request: RequestBuilder) -> Result<(), ChannelError> {
    let answer = request.send().await.map_err(failure)?;
    let status = answer.status();
    if status.is_success() {
        Ok(())
    } else {
        Err(ChannelError::Refused(status.to_string()))
    }
}

fn failure(error: reqwest::Error) -> ChannelError {
    if error.is_timeout() {
        return ChannelError::TooSlow(TIMEOUT.as_secs());
    }
    // The address is a secret.
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    ChannelError::Unreachable(words(&cause.to_string()))
}

/// The part of an address that is no secret.
pub(super) fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
