//! E-mail: a message as plain text through an SMTP server.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use super::text::{details, headline};
use super::{Channel, ChannelError, ChannelKind, Links, Telling, words};
use crate::alerts::message::Message;

/// How long a message may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// How the connection to the SMTP server is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte.
    Tls,
    /// TLS after a greeting in the clear, or nothing.
    StartTls,
    /// None at all.
    None,
}

/// How e-mail is sent, and to whom.
#[derive(Clone, Debug)]
pub struct EmailSettings {
    pub to: Vec<String>,
    pub from: String,
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    /// Whom the server knows, and the password.
    pub login: Option<(String, SecretString)>,
}

/// Sends e-mail.
pub struct Email {
    smtp: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    to: Vec<Mailbox>,
    links: Links,
}

/// What it holds may hold the password.
impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Email").finish_non_exhaustive()
    }
}

/// Reads an address, with or without a name before it.
///
/// # Errors
/// [`ChannelError::SetUp`] where it is none.
pub fn mailbox(text: &str) -> Result<Mailbox, ChannelError> {
    text.trim().parse().map_err(|_| {
        ChannelError::SetUp(format!(
            "`{}` is no e-mail address; write one such as ops@example.com",
            words(text.trim())
        ))
    })
}

impl Email {
    /// E-mail as the settings say.
    ///
    /// # Errors
    /// [`ChannelError::SetUp`] where an address is none, or TLS is not there.
    pub fn new(settings: &EmailSettings, links: Links) -> Result<Self, ChannelError> {
        // Fails only when the process has chosen a provider already, which then is the one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut smtp = server(&settings.host, settings.security)?
            .port(settings.port)
            .timeout(Some(TIMEOUT));
        if let Some((user, password)) = &settings.login {
            let password = password.expose_secret().to_owned();
            smtp = smtp.credentials(Credentials::new(user.clone(), password));
        }
        let to = settings.to.iter().map(|address| mailbox(address));
        Ok(Self {
            smtp: smtp.build(),
            from: mailbox(&settings.from)?,
            to: to.collect::<Result<_, _>>()?,
            links,
        })
    }

    async fn send(&self, message: &Message) -> Result<(), ChannelError> {
        let email = self.written(message)?;
        match tokio::time::timeout(TIMEOUT, self.smtp.send(email)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failure(&error)),
            Err(_) => Err(ChannelError::TooSlow(TIMEOUT.as_secs())),
        }
    }

    fn written(&self, message: &Message) -> Result<lettre::Message, ChannelError> {
        let id = format!("<{}@{}>", message.id.as_str(), self.from.email.domain());
        let mut builder = MessageBuilder::new()
            .from(self.from.clone())
            .subject(headline(message))
            .date(date(message))
            .message_id(Some(id))
            .header(ContentType::TEXT_PLAIN);
        for to in &self.to {
            builder = builder.to(to.clone());
        }
        builder
            .body(text(message, &self.links))
            .map_err(|error| ChannelError::SetUp(words(&error.to_string())))
    }
}

impl Channel for Email {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Email
    }

    fn target_hint(&self) -> String {
        let first = self.to.first().map(|to| to.email.to_string());
        let first = first.unwrap_or_default();
        match self.to.len().saturating_sub(1) {
            0 => first,
            more => format!("{first} and {more} more"),
        }
    }

    fn tell<'a>(&'a self, message: &'a Message) -> Telling<'a> {
        Box::pin(self.send(message))
    }
}

fn server(host: &str, security: SmtpSecurity) -> Result<AsyncSmtpTransportBuilder, ChannelError> {
    let tls = || {
        TlsParameters::new(host.to_owned())
            .map_err(|error| ChannelError::SetUp(format!("TLS could not be set up: {error}")))
    };
    let tls = match security {
        SmtpSecurity::Tls => Tls::Wrapper(tls()?),
        SmtpSecurity::StartTls => Tls::Required(tls()?),
        SmtpSecurity::None => Tls::None,
    };
    Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host).tls(tls))
}

/// The message's own time, so that every try sends the same.
fn date(message: &Message) -> SystemTime {
    let millis = u64::try_from(message.at.get()).unwrap_or(0);
    UNIX_EPOCH + Duration::from_millis(millis)
}

fn text(message: &Message, links: &Links) -> String {
    let mut text = message.title.clone();
    for line in details(message, links) {
        text.push_str("\n\n");
        text.push_str(&line);
    }
    text
}

fn failure(error: &lettre::transport::smtp::Error) -> ChannelError {
    match error.status() {
        Some(code) => ChannelError::Refused(format!("{code}: {}", words(&error.to_string()))),
        None => ChannelError::Unreachable(words(&error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::alerts::channels::text::tests::raised;

    fn email(to: &[&str]) -> Email {
        let settings = EmailSettings {
            to: to.iter().map(|to| (*to).to_owned()).collect(),
            from: "Intertide <alerts@example.com>".to_owned(),
            host: "smtp.example.com".to_owned(),
            port: 587,
            security: SmtpSecurity::None,
            login: Some(("user".to_owned(), "hush".into())),
        };
        Email::new(&settings, Links::default()).unwrap()
    }

    #[test]
    fn the_whole_message_is_plain_text_to_everybody() {
        let email = email(&["ops@example.com", "oncall@example.com"]);
        let whole = email.written(&raised()).unwrap().formatted();
        let whole = String::from_utf8(whole).unwrap().replace("\r\n", "\n");
        assert_eq!(
            whole,
            "From: Intertide <alerts@example.com>\n\
             Subject: [WARNING] Products: deliveries are discarded (user_not_found)\n\
             Date: Thu, 01 Jan 1970 00:01:00 +0000\n\
             Message-ID: <60000-1-raised@example.com>\n\
             Content-Type: text/plain; charset=utf-8\n\
             To: ops@example.com, oncall@example.com\n\
             Content-Transfer-Encoding: quoted-printable\n\
             \n\
             Products: deliveries are discarded (user_not_found)\n\
             \n\
             12 of the 40 deliveries were discarded.\n\
             \n\
             What to do: Create the users in Intercom, or let the sync create them or wa=\n\
             it for them (Unknown users, in its settings). Then retry.\n\
             \n\
             Sample: delivery 1086, Order Completed, user_not_found, Intercom's code not=\n\
             _found\n\
             \n\
             Since: 1970-01-01T00:00:00.000Z"
        );
    }

    #[test]
    fn a_name_cannot_add_a_header() {
        let message = Message {
            title: "Products\r\nBcc: everybody@example.com".to_owned(),
            ..raised()
        };
        let whole = email(&["ops@example.com"]).written(&message).unwrap();
        let whole = String::from_utf8(whole.formatted()).unwrap();
        let (head, _) = whole.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
    }

    #[test]
    fn every_way_of_keeping_the_connection_secret_can_be_set_up() {
        for security in [
            SmtpSecurity::Tls,
            SmtpSecurity::StartTls,
            SmtpSecurity::None,
        ] {
            let built = server("smtp.example.com", security);
            assert!(built.is_ok(), "{security:?}");
        }
    }

    #[test]
    fn it_shows_whom_it_reaches_and_no_secret() {
        let email = email(&["ops@example.com", "oncall@example.com"]);
        assert_eq!(email.target_hint(), "ops@example.com and 1 more");
        assert!(!format!("{email:?}").contains("hush"));
        assert!(mailbox("nobody").is_err());
    }
}
