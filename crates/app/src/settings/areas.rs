//! The settings as the program uses them: one small struct for each area.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use intertide_domain::privacy::SuppressionScope;
use intertide_domain::process::MergePolicy;
use intertide_domain::sync::RetryPolicy;
use intertide_domain::time::HumanDuration;
use intertide_store::log::Retention;
use secrecy::SecretString;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

use super::alerts::AlertsSettings;
use super::layers::Layers;
use super::origin::SettingsError;
use super::size::ByteSize;

/// All settings.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) listen: SocketAddr,
    /// What TLS is spoken with; none where it is not.
    pub(crate) tls: Option<TlsSettings>,
    pub(crate) data_dir: PathBuf,
    /// The password that was given; none where it is the stored one that counts.
    pub(crate) admin_password: Option<SecretString>,
    pub(crate) secret_key_file: PathBuf,
    pub(crate) project: ProjectSettings,
    pub(crate) ingest: IngestSettings,
    pub(crate) merge: MergePolicy,
    /// Which events of erased users are kept out.
    pub(crate) suppress: SuppressionScope,
    pub(crate) intercom: IntercomSettings,
    pub(crate) retention: Retention,
    /// For syncs whose document does not say.
    pub(crate) retry: RetryPolicy,
    pub(crate) console_enabled: bool,
    pub(crate) alerts: AlertsSettings,
    pub(crate) logging: LoggingSettings,
}

/// The files of the certificate that the server shows, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsSettings {
    /// The chain, the server's own certificate first.
    pub(crate) certificate_file: PathBuf,
    pub(crate) key_file: PathBuf,
}

/// The project, as far as settings give it.
#[derive(Clone, Debug)]
pub(crate) struct ProjectSettings {
    pub(crate) name: String,
    pub(crate) api_key: Option<String>,
    pub(crate) secret_key: Option<SecretString>,
}

/// What is accepted from senders of events.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IngestSettings {
    /// Bytes of a body to HTTP V2 and the older endpoints.
    pub(crate) max_body: usize,
    /// Bytes of a body to the batch endpoint.
    pub(crate) max_batch_body: usize,
    pub(crate) max_events: usize,
    pub(crate) trust_forwarded_for: bool,
    pub(crate) events_per_second_per_key: Option<NonZeroU32>,
    pub(crate) requests_per_second_per_address: Option<NonZeroU32>,
}

/// How Intercom is spoken to.
#[derive(Clone, Debug)]
pub(crate) struct IntercomSettings {
    pub(crate) version: String,
    pub(crate) request_timeout: Duration,
    pub(crate) allow_custom_endpoint: bool,
}

/// What the program tells on standard error.
#[derive(Clone, Debug)]
pub(crate) struct LoggingSettings {
    /// In the words of tracing's filter.
    pub(crate) level: String,
    pub(crate) format: LogFormat,
}

/// How a line of the program's own account looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

impl Settings {
    /// Reads every setting.
    pub(super) fn read(layers: &Layers) -> Result<Self, SettingsError> {
        let data_dir = data_dir(layers)?;
        Ok(Self {
            listen: layers.one_of(
                "listen",
                "write an IP address and a port: 127.0.0.1:8686, or 0.0.0.0:8686 for all interfaces",
                |text| text.parse().ok(),
            )?,
            tls: tls(layers)?,
            admin_password: layers.optional("admin_password")?.map(SecretString::from),
            secret_key_file: secret_key_file(layers, &data_dir)?,
            data_dir,
            project: project(layers)?,
            ingest: ingest(layers)?,
            merge: layers.one_of("identity.merge", "write overwrite or keep", |text| match text {
                "overwrite" => Some(MergePolicy::Overwrite),
                "keep" => Some(MergePolicy::Keep),
                _ => None,
            })?,
            suppress: layers.one_of(
                "privacy.suppress",
                "write everything or earlier",
                |text| match text {
                    "everything" => Some(SuppressionScope::Everything),
                    "earlier" => Some(SuppressionScope::Earlier),
                    _ => None,
                },
            )?,
            intercom: intercom(layers)?,
            retention: retention(layers)?,
            retry: retry(layers)?,
            console_enabled: layers.flag("console.enabled")?,
            alerts: AlertsSettings::read(layers)?,
            logging: logging(layers)?,
        })
    }
}

fn data_dir(layers: &Layers) -> Result<PathBuf, SettingsError> {
    layers
        .optional("data_dir")?
        .map(PathBuf::from)
        .ok_or_else(|| layers.invalid("data_dir", "is empty; name a directory"))
}

fn secret_key_file(layers: &Layers, data_dir: &Path) -> Result<PathBuf, SettingsError> {
    let given = layers.optional("secret_key_file")?;
    Ok(given.map_or_else(|| data_dir.join("secret.key"), PathBuf::from))
}

/// Both files, or neither.
fn tls(layers: &Layers) -> Result<Option<TlsSettings>, SettingsError> {
    let certificate = layers.optional("tls.certificate_file")?;
    let key = layers.optional("tls.key_file")?;
    match (certificate, key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some(TlsSettings {
            certificate_file: certificate.into(),
            key_file: key.into(),
        })),
        (Some(_), None) => Err(layers.invalid("tls.key_file", MISSING_PAIR)),
        (None, Some(_)) => Err(layers.invalid("tls.certificate_file", MISSING_PAIR)),
    }
}

const MISSING_PAIR: &str = "is not set, and TLS needs certificate_file and key_file, both";

fn project(layers: &Layers) -> Result<ProjectSettings, SettingsError> {
    Ok(ProjectSettings {
        name: layers.text("project.name")?.to_owned(),
        api_key: key(layers, "project.api_key")?.map(str::to_owned),
        secret_key: key(layers, "project.secret_key")?.map(SecretString::from),
    })
}

/// A key of the project, such as HTTP Basic can carry it.
fn key<'l>(layers: &'l Layers, name: &str) -> Result<Option<&'l str>, SettingsError> {
    let Some(key) = layers.optional(name)? else {
        return Ok(None);
    };
    if key
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b':')
    {
        Ok(Some(key))
    } else {
        Err(layers.invalid(name, "may hold only visible ASCII characters, and no colon"))
    }
}

fn ingest(layers: &Layers) -> Result<IngestSettings, SettingsError> {
    Ok(IngestSettings {
        max_body: bytes(layers, "ingest.max_body")?,
        max_batch_body: bytes(layers, "ingest.max_batch_body")?,
        max_events: layers.count("ingest.max_events")?,
        trust_forwarded_for: layers.flag("ingest.trust_forwarded_for")?,
        events_per_second_per_key: rate(layers, "ingest.events_per_second_per_key")?,
        requests_per_second_per_address: rate(layers, "ingest.requests_per_second_per_address")?,
    })
}

/// So many a second; none where it is not set.
fn rate(layers: &Layers, key: &str) -> Result<Option<NonZeroU32>, SettingsError> {
    match layers.optional(key)? {
        None => Ok(None),
        Some(_) => Ok(NonZeroU32::new(layers.count(key)?)),
    }
}

fn bytes(layers: &Layers, key: &str) -> Result<usize, SettingsError> {
    let ByteSize(bytes) = layers.parsed(key)?;
    usize::try_from(bytes)
        .ok()
        .filter(|bytes| *bytes > 0)
        .ok_or_else(|| layers.invalid(key, "is out of range; write a size such as 1MB"))
}

fn intercom(layers: &Layers) -> Result<IntercomSettings, SettingsError> {
    Ok(IntercomSettings {
        version: layers.one_of(
            "intercom.version",
            "write a version of Intercom's API: 2.16",
            |text| is_version(text).then(|| text.to_owned()),
        )?,
        request_timeout: positive(layers, "intercom.request_timeout")?,
        allow_custom_endpoint: layers.flag("intercom.allow_custom_endpoint")?,
    })
}

fn is_version(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text == "Preview"
        || text
            .split_once('.')
            .is_some_and(|(a, b)| digits(a) && digits(b))
}

pub(super) fn positive(layers: &Layers, key: &str) -> Result<Duration, SettingsError> {
    let HumanDuration(duration) = layers.parsed(key)?;
    if duration.is_zero() {
        return Err(layers.invalid(key, "is zero; write a duration such as 10s"));
    }
    Ok(duration)
}

fn retention(layers: &Layers) -> Result<Retention, SettingsError> {
    let max_bytes = match layers.optional("log.max_size")? {
        None => None,
        Some(_) => {
            let ByteSize(bytes) = layers.parsed("log.max_size")?;
            Some(bytes)
        }
    };
    Ok(Retention {
        max_age: positive(layers, "log.retention")?,
        max_bytes,
    })
}

/// The bounds are those of a sync's document, or it would be refused for what it left out. Its
/// fields have the names of the settings.
fn retry(layers: &Layers) -> Result<RetryPolicy, SettingsError> {
    let retry = RetryPolicy {
        window: layers.parsed("retry.window")?,
        attempts: layers.count("retry.attempts")?,
    };
    match retry.faults().first() {
        None => Ok(retry),
        Some(fault) => Err(layers.invalid(&fault.field, &fault.message)),
    }
}

fn logging(layers: &Layers) -> Result<LoggingSettings, SettingsError> {
    Ok(LoggingSettings {
        level: layers.one_of(
            "logging.level",
            "write error, warn, info, debug or trace, or directives such as info,intertide_delivery=debug",
            |text| is_filter(text).then(|| text.to_owned()),
        )?,
        format: layers.one_of("logging.format", "write text or json", |text| match text {
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => None,
        })?,
    })
}

/// Whether tracing understands it. What names a part of the program has a level too: a word alone
/// that is no level would silence everything.
fn is_filter(text: &str) -> bool {
    let is_level = |word: &str| !word.is_empty() && word.parse::<LevelFilter>().is_ok();
    let levelled = text
        .split(',')
        .all(|directive| directive.contains('=') || is_level(directive));
    levelled && EnvFilter::try_new(text).is_ok()
}
