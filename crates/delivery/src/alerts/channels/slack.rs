//! Slack, and whatever takes its incoming webhooks.

use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use secrecy::SecretString;
use serde_json::json;
use url::Url;

use super::text::{details, headline};
use super::{Channel, ChannelError, ChannelKind, Links, Telling, http};
use crate::alerts::message::Message;

/// The longest text of a block is 3000 characters.
const LONGEST_BLOCK: usize = 2_900;

/// Posts to an incoming webhook.
pub struct Slack {
    http: Client,
    url: Url,
    links: Links,
}

/// The address is a secret.
impl std::fmt::Debug for Slack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slack").finish_non_exhaustive()
    }
}

impl Slack {
    /// An incoming webhook at this address.
    ///
    /// # Errors
    /// [`ChannelError::SetUp`] where the address is none.
    pub fn new(url: &SecretString, links: Links) -> Result<Self, ChannelError> {
        Ok(Self {
            http: http::client()?,
            url: http::address(url)?,
            links,
        })
    }

    async fn post(&self, message: &Message) -> Result<(), ChannelError> {
        let request = self
            .http
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("idempotency-key", message.id.as_str());
        http::post(request.body(body(message, &self.links))).await
    }
}

impl Channel for Slack {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Slack
    }

    fn target_hint(&self) -> String {
        http::host(&self.url)
    }

    fn tell<'a>(&'a self, message: &'a Message) -> Telling<'a> {
        Box::pin(self.post(message))
    }
}

/// The text is readable by itself: notifications show nothing else.
fn body(message: &Message, links: &Links) -> String {
    let headline = escaped(&headline(message));
    let details = escaped(&details(message, links).join("\n"));
    let section = |text: String| {
        let text: String = text.chars().take(LONGEST_BLOCK).collect();
        json!({"type": "section", "text": {"type": "mrkdwn", "text": text}})
    };
    json!({
        "text": format!("{headline}\n{details}"),
        "blocks": [section(format!("*{headline}*")), section(details)],
    })
    .to_string()
}

/// The three characters that mean something else to Slack: nobody is mentioned by a sync's name.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::Value;

    use super::*;
    use crate::alerts::channels::text::tests::raised;

    #[test]
    fn the_text_is_readable_by_itself() {
        let body: Value = serde_json::from_str(&body(&raised(), &Links::default())).unwrap();
        let text = body["text"].as_str().unwrap();
        assert!(
            text.starts_with("[WARNING] Products: deliveries are discarded"),
            "{text}"
        );
        assert!(text.contains("What to do: "), "{text}");
        assert_eq!(body["blocks"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn nobody_is_mentioned_by_a_name() {
        let message = Message {
            title: "<!channel> & co".to_owned(),
            ..raised()
        };
        let body = body(&message, &Links::default());
        assert!(body.contains("&lt;!channel&gt; &amp; co"), "{body}");
    }
}
