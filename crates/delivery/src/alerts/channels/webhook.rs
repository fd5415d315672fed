//! The webhook: a message as JSON, signed, to an address of one's own.

use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sha2::Sha256;
use url::Url;

use super::{Channel, ChannelError, ChannelKind, Links, Telling, http};
use crate::alerts::message::Message;
use crate::alerts::observation::SyncName;

const SIGNATURE: &str = "x-intertide-signature";
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Posts JSON.
pub struct Webhook {
    http: Client,
    url: Url,
    secret: Option<SecretString>,
    links: Links,
}

/// The address is a secret.
impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook").finish_non_exhaustive()
    }
}

/// A message as it is posted.
#[derive(Debug, Serialize)]
struct Body<'a> {
    id: &'a str,
    at: String,
    state: &'static str,
    condition: &'a str,
    category: Option<&'static str>,
    severity: &'static str,
    title: &'a str,
    reason: &'a str,
    remedy: &'a str,
    sync: Option<&'a SyncName>,
    sample: Option<SampleBody<'a>>,
    since: Option<String>,
    link: Option<String>,
}

/// A sample as it is posted.
#[derive(Debug, Serialize)]
struct SampleBody<'a> {
    delivery_id: i64,
    event_type: &'a str,
    category: Option<&'a str>,
    code: Option<&'a str>,
    link: Option<String>,
}

impl Webhook {
    /// A webhook to this address; signed where there is a secret.
    ///
    /// # Errors
    /// [`ChannelError::SetUp`] where the address is none.
    pub fn new(
        url: &SecretString,
        secret: Option<SecretString>,
        links: Links,
    ) -> Result<Self, ChannelError> {
        Ok(Self {
            http: http::client()?,
            url: http::address(url)?,
            secret,
            links,
        })
    }

    async fn post(&self, message: &Message) -> Result<(), ChannelError> {
        let body = body(message, &self.links);
        let mut request = self
            .http
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(IDEMPOTENCY_KEY, message.id.as_str());
        if let Some(secret) = &self.secret {
            request = request.header(SIGNATURE, signature(secret, body.as_bytes()));
        }
        http::post(request.body(body)).await
    }
}

impl Channel for Webhook {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Webhook
    }

    fn target_hint(&self) -> String {
        http::host(&self.url)
    }

    fn tell<'a>(&'a self, message: &'a Message) -> Telling<'a> {
        Box::pin(self.post(message))
    }
}

fn body(message: &Message, links: &Links) -> String {
    let sample = message.sample.as_ref().map(|sample| SampleBody {
        delivery_id: sample.delivery_id.get(),
        event_type: sample.event_type.as_str(),
        category: sample.category.as_deref(),
        code: sample.code.as_deref(),
        link: message.sample_page().and_then(|page| links.to(&page)),
    });
    let body = Body {
        id: message.id.as_str(),
        at: message.at.to_rfc3339(),
        state: message.change.as_str(),
        condition: &message.condition,
        category: message.category.map(|category| category.as_str()),
        severity: message.severity.as_str(),
        title: &message.title,
        reason: &message.reason,
        remedy: &message.remedy,
        sync: message.sync.as_ref(),
        sample,
        since: message.since.map(|since| since.to_rfc3339()),
        link: links.to(&message.page),
    };
    // Texts and numbers: nothing that could fail to be written.
    serde_json::to_string(&body).unwrap_or_default()
}

/// `sha256=` and the HMAC of the body in hexadecimal digits.
fn signature(secret: &SecretString, body: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = "sha256=".to_owned();
    // HMAC takes a key of any length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) {
        mac.update(body);
        for byte in mac.finalize().into_bytes() {
            // A text takes whatever is written to it.
            let _ = write!(text, "{byte:02x}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::*;
    use crate::alerts::channels::text::tests::raised;

    #[test]
    fn the_body_says_all_there_is() {
        let links = Links {
            console_url: Some("https://intertide.example.com/".to_owned()),
        };
        let body: Value = serde_json::from_str(&body(&raised(), &links)).unwrap();
        assert_eq!(
            body,
            json!({
                "id": "60000-1-raised",
                "at": "1970-01-01T00:01:00.000Z",
                "state": "raised",
                "condition": "sync_discarding",
                "category": "user_not_found",
                "severity": "warning",
                "title": "Products: deliveries are discarded (user_not_found)",
                "reason": "12 of the 40 deliveries were discarded.",
                "remedy": "Create the users in Intercom, or let the sync create them or wait for \
                    them (Unknown users, in its settings). Then retry.",
                "sync": {"id": 7, "name": "Products"},
                "sample": {
                    "delivery_id": 1086,
                    "event_type": "Order Completed",
                    "category": "user_not_found",
                    "code": "not_found",
                    "link": "https://intertide.example.com/syncs/7/debugger?delivery=1086",
                },
                "since": "1970-01-01T00:00:00.000Z",
                "link":
                    "https://intertide.example.com/syncs/7/debugger?category=user_not_found",
            })
        );
    }

    #[test]
    fn without_an_address_of_the_console_there_are_no_links() {
        let body: Value = serde_json::from_str(&body(&raised(), &Links::default())).unwrap();
        assert_eq!(
            (&body["link"], &body["sample"]["link"]),
            (&Value::Null, &Value::Null)
        );
    }

    #[test]
    fn the_signature_is_the_hmac_of_the_body() {
        // The well-known example of HMAC-SHA-256.
        let signed = signature(
            &"key".into(),
            b"The quick brown fox jumps over the lazy dog",
        );
        assert_eq!(
            signed,
            "sha256=f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
        );
    }

    #[test]
    fn what_it_is_told_of_shows_no_secret() {
        let url = "https://user:hush@hooks.example.com/hush?token=hush".into();
        let webhook = Webhook::new(&url, Some("hush".into()), Links::default()).unwrap();
        assert_eq!(webhook.target_hint(), "hooks.example.com");
        assert!(!format!("{webhook:?}").contains("hush"));
        let error = Webhook::new(&"hush".into(), None, Links::default()).unwrap_err();
        assert!(!error.to_string().contains("hush"));
    }
}
