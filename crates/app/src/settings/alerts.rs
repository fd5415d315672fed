//! The area of alerts: the channels that are set, each whole.

use intertide_delivery::alerts::Patience;
use intertide_delivery::alerts::channels::{EmailSettings, Links, SmtpSecurity, email};
use secrecy::SecretString;

use super::areas::positive;
use super::layers::Layers;
use super::origin::SettingsError;

/// Who is told when something is wrong, and how.
#[derive(Clone, Debug)]
pub(crate) struct AlertsSettings {
    pub(crate) webhook: Option<WebhookSettings>,
    /// The address of an incoming webhook.
    pub(crate) slack: Option<SecretString>,
    pub(crate) email: Option<EmailSettings>,
    pub(crate) links: Links,
    pub(crate) patience: Patience,
}

/// A webhook of one's own.
#[derive(Clone, Debug)]
pub(crate) struct WebhookSettings {
    pub(crate) url: SecretString,
    /// What its body is signed with.
    pub(crate) secret: Option<SecretString>,
}

impl AlertsSettings {
    pub(super) fn read(layers: &Layers) -> Result<Self, SettingsError> {
        Ok(Self {
            webhook: webhook(layers)?,
            slack: address(layers, "alerts.slack_webhook_url")?,
            email: email(layers)?,
            links: Links {
                console_url: console_url(layers)?,
            },
            patience: Patience {
                raise_after: positive(layers, "alerts.raise_after")?,
                clear_after: positive(layers, "alerts.clear_after")?,
            },
        })
    }
}

fn webhook(layers: &Layers) -> Result<Option<WebhookSettings>, SettingsError> {
    let secret = layers.optional("alerts.webhook_secret")?;
    match address(layers, "alerts.webhook_url")? {
        Some(url) => Ok(Some(WebhookSettings {
            url,
            secret: secret.map(SecretString::from),
        })),
        None if secret.is_some() => Err(layers.invalid(
            "alerts.webhook_url",
            "is not set, but alerts.webhook_secret is; set the address, or take the secret out",
        )),
        None => Ok(None),
    }
}

/// An address that is a secret: a text about it does not repeat it.
fn address(layers: &Layers, key: &str) -> Result<Option<SecretString>, SettingsError> {
    let Some(text) = layers.optional(key)? else {
        return Ok(None);
    };
    let url = SecretString::from(text);
    match intertide_delivery::alerts::channels::http_address(&url) {
        Ok(_) => Ok(Some(url)),
        Err(error) => Err(layers.invalid(key, error)),
    }
}

fn console_url(layers: &Layers) -> Result<Option<String>, SettingsError> {
    const KEY: &str = "alerts.console_url";
    let url = layers.optional(KEY)?;
    let is_address = |url: &str| url.starts_with("http://") || url.starts_with("https://");
    match url {
        Some(url) if !is_address(url) => Err(layers.invalid(
            KEY,
            "is no address; write one such as https://intertide.example.com",
        )),
        url => Ok(url.map(str::to_owned)),
    }
}

/// What e-mail can't do without, and what says nothing without e-mail.
const NEEDED: [&str; 3] = ["alerts.email_to", "alerts.email_from", "alerts.smtp_server"];
const USER: &str = "alerts.smtp_user";
const PASSWORD: &str = "alerts.smtp_password";

fn email(layers: &Layers) -> Result<Option<EmailSettings>, SettingsError> {
    let mut given = false;
    for key in NEEDED.into_iter().chain([USER, PASSWORD]) {
        given |= layers.optional(key)?.is_some();
    }
    let security = security(layers)?;
    if !given {
        return Ok(None);
    }
    let [to, from, server] = NEEDED;
    let (host, port) = server_of(layers, needed(layers, server)?)?;
    Ok(Some(EmailSettings {
        to: recipients(layers, needed(layers, to)?)?,
        from: mailbox(layers, from, needed(layers, from)?)?,
        host,
        port,
        security,
        login: login(layers, security)?,
    }))
}

fn needed<'l>(layers: &'l Layers, key: &str) -> Result<&'l str, SettingsError> {
    layers.optional(key)?.ok_or_else(|| {
        layers.invalid(
            key,
            "is not set, and e-mail needs email_to, email_from and smtp_server, all three",
        )
    })
}

fn recipients(layers: &Layers, text: &str) -> Result<Vec<String>, SettingsError> {
    let addresses = text.split(',').filter(|part| !part.trim().is_empty());
    let addresses: Vec<_> = addresses
        .map(|part| mailbox(layers, "alerts.email_to", part))
        .collect::<Result<_, _>>()?;
    if addresses.is_empty() {
        let mend = "names nobody; write addresses with commas between them";
        return Err(layers.invalid("alerts.email_to", mend));
    }
    Ok(addresses)
}

fn mailbox(layers: &Layers, key: &str, text: &str) -> Result<String, SettingsError> {
    match email::mailbox(text) {
        Ok(_) => Ok(text.trim().to_owned()),
        Err(error) => Err(layers.invalid(key, error)),
    }
}

fn server_of(layers: &Layers, text: &str) -> Result<(String, u16), SettingsError> {
    let parts = text.rsplit_once(':').and_then(|(host, port)| {
        let port = port.parse::<u16>().ok().filter(|port| *port > 0)?;
        (!host.is_empty()).then(|| (host.to_owned(), port))
    });
    parts.ok_or_else(|| {
        layers.invalid(
            "alerts.smtp_server",
            "is no name and port; write smtp.example.com:465",
        )
    })
}

fn security(layers: &Layers) -> Result<SmtpSecurity, SettingsError> {
    layers.one_of(
        "alerts.smtp_security",
        "write tls, starttls or none",
        |text| match text {
            "tls" => Some(SmtpSecurity::Tls),
            "starttls" => Some(SmtpSecurity::StartTls),
            "none" => Some(SmtpSecurity::None),
            _ => None,
        },
    )
}

/// Both, or neither, and not in the clear.
fn login(
    layers: &Layers,
    security: SmtpSecurity,
) -> Result<Option<(String, SecretString)>, SettingsError> {
    const BOTH: &str = "is not set, and the SMTP server needs smtp_user and smtp_password, both";
    match (layers.optional(USER)?, layers.optional(PASSWORD)?) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) if security == SmtpSecurity::None => Err(layers.invalid(
            "alerts.smtp_security",
            "is none, which sends the password in the clear; write tls or starttls, or take \
             smtp_user and smtp_password out",
        )),
        (Some(user), Some(password)) => Ok(Some((user.to_owned(), password.into()))),
        (Some(_), None) => Err(layers.invalid(PASSWORD, BOTH)),
        (None, Some(_)) => Err(layers.invalid(USER, BOTH)),
    }
}
