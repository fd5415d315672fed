#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::num::NonZeroU32;
use std::time::Duration;

use intertide_domain::sync::RetryPolicy;

use super::*;

fn load_with(toml: &str, variables: &[(&str, &str)], flags: &[&str]) -> Result<Settings, String> {
    let mut config = tempfile::NamedTempFile::new().unwrap();
    config.write_all(toml.as_bytes()).unwrap();
    let args = SettingsArgs {
        config: Some(config.path().to_owned()),
        listen: None,
        set: flags.iter().map(|flag| (*flag).to_owned()).collect(),
    };
    let variables = variables
        .iter()
        .map(|(name, value)| (OsString::from(name), OsString::from(value)));
    load(&args, &CommandSettings::default(), variables).map_err(|error| {
        error
            .to_string()
            .replace(&*config.path().to_string_lossy(), "FILE")
    })
}

fn fault(toml: &str, variables: &[(&str, &str)], flags: &[&str]) -> String {
    load_with(toml, variables, flags).unwrap_err()
}

#[test]
fn without_anything_the_defaults_are_those_of_the_contract() {
    let settings = load_with("", &[], &[]).unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8686");
    assert_eq!(settings.data_dir, Path::new("./data"));
    assert_eq!(settings.secret_key_file, Path::new("./data/secret.key"));
    assert!(settings.admin_password.is_none());
    assert!(settings.project.api_key.is_none());
    assert!(settings.project.secret_key.is_none());
    assert!(!settings.intercom.allow_custom_endpoint);
    assert_eq!(settings.intercom.version, "2.16");
    assert_eq!(settings.intercom.request_timeout, Duration::from_secs(10));
    assert_eq!(settings.retention.max_age, Duration::from_secs(7 * 86_400));
    assert_eq!(settings.retry, RetryPolicy::DEFAULT);
    assert!(settings.console_enabled);
    assert_eq!(settings.ingest.max_body, 1 << 20);
    assert_eq!(settings.ingest.max_batch_body, 20 << 20);
    assert_eq!(settings.ingest.max_events, 2_000);
    assert_eq!(settings.ingest.events_per_second_per_key, None);
    assert_eq!(settings.ingest.requests_per_second_per_address, None);
}

#[test]
fn rates_are_whole_numbers_from_one_on() {
    let file = "[ingest]\nevents_per_second_per_key = 500\n";
    let settings = load_with(file, &[], &[]).unwrap();
    let rate = settings.ingest.events_per_second_per_key;
    assert_eq!(rate.map(NonZeroU32::get), Some(500));
    for wrong in ["0", "-1", "1.5", "many"] {
        let flag = format!("ingest.requests_per_second_per_address={wrong}");
        let told = fault("", &[], &[&flag]);
        assert!(
            told.contains("ingest.requests_per_second_per_address"),
            "{told}"
        );
    }
}

#[test]
fn flags_win_over_the_environment_which_wins_over_the_file() {
    let file = "[log]\nretention = \"1d\"\n";
    let environment = [("INTERTIDE_LOG_RETENTION", "2d")];
    let days = |settings: Settings| settings.retention.max_age.as_secs() / 86_400;
    assert_eq!(days(load_with(file, &[], &[]).unwrap()), 1);
    assert_eq!(days(load_with(file, &environment, &[]).unwrap()), 2);
    let flags = ["log.retention=3d"];
    assert_eq!(days(load_with(file, &environment, &flags).unwrap()), 3);
}

#[test]
fn the_retry_schedule_and_the_console_are_settings() {
    let file = "[retry]\nwindow = \"30m\"\nattempts = 4\n\n[console]\nenabled = false\n";
    let settings = load_with(file, &[], &[]).unwrap();
    assert_eq!(settings.retry.window.to_string(), "30m");
    assert_eq!(settings.retry.attempts, 4);
    assert!(!settings.console_enabled);
}

#[test]
fn every_setting_has_its_variable_and_its_flag() {
    for key in defaults().unwrap().keys() {
        let value = defaults().unwrap().text(key).unwrap().to_owned();
        let name = environment::variable(key);
        load_with("", &[(&name, &value)], &[]).unwrap();
        load_with("", &[], &[&format!("{key}={value}")]).unwrap();
    }
}

#[test]
fn the_variables_of_the_contract_are_settings() {
    let settings = load_with(
        "",
        &[
            ("INTERTIDE_LISTEN", "0.0.0.0:80"),
            ("INTERTIDE_DATA_DIR", "/var/lib/intertide"),
            ("INTERTIDE_ADMIN_PASSWORD", "correct horse"),
            ("INTERTIDE_SECRET_KEY_FILE", "/run/secrets/key"),
            ("INTERTIDE_PROJECT_API_KEY", "a"),
            ("INTERTIDE_PROJECT_SECRET_KEY", "s"),
            ("INTERTIDE_INTERCOM_ALLOW_CUSTOM_ENDPOINT", "true"),
            ("INTERTIDE_INTERCOM_VERSION", "2.11"),
            ("INTERTIDE_LOG_RETENTION", "3d"),
            ("INTERTIDE_SERVER", "http://elsewhere"),
            ("INTERTIDE_API_KEY", "client"),
            ("INTERTIDE_SECRET_KEY", "client"),
        ],
        &[],
    )
    .unwrap();
    assert_eq!(settings.listen.port(), 80);
    assert_eq!(settings.data_dir, Path::new("/var/lib/intertide"));
    assert_eq!(settings.secret_key_file, Path::new("/run/secrets/key"));
    assert_eq!(settings.project.api_key.as_deref(), Some("a"));
    assert!(settings.admin_password.is_some());
    assert!(settings.project.secret_key.is_some());
    assert!(settings.intercom.allow_custom_endpoint);
    assert_eq!(settings.intercom.version, "2.11");
}

#[test]
fn an_unknown_key_is_an_error_that_names_line_and_nearest_key() {
    assert_eq!(
        fault("\n[log]\nretension = \"3d\"\n", &[], &[]),
        "FILE line 3: there is no setting `log.retension`; the nearest one is `log.retention`"
    );
    assert_eq!(
        fault("lissten = \"127.0.0.1:1\"\n", &[], &[]),
        "FILE line 1: there is no setting `lissten`; the nearest one is `listen`"
    );
    assert!(fault("[projct]\n", &[], &[]).contains("no setting `projct`"));
    assert!(fault("[listen]\nport = 1\n", &[], &[]).contains("nearest one is `listen`"));
    assert_eq!(
        fault("", &[], &["ingest.max_event=3"]),
        "the flag --set: there is no setting `ingest.max_event`; the nearest one is \
         `ingest.max_events`"
    );
}

#[test]
fn an_unknown_variable_is_an_error_that_names_the_nearest_one() {
    assert_eq!(
        fault("", &[("INTERTIDE_LISTN", "127.0.0.1:1")], &[]),
        "the environment variable INTERTIDE_LISTN is not a setting; the nearest one is \
         INTERTIDE_LISTEN; correct it or unset it"
    );
}

#[test]
fn what_kubernetes_sets_for_its_services_is_not_taken_for_a_setting() {
    let variables = [
        ("INTERTIDE_SERVICE_HOST", "10.0.0.1"),
        ("INTERTIDE_SERVICE_PORT", "8686"),
        ("INTERTIDE_SERVICE_PORT_HTTP", "8686"),
        ("INTERTIDE_PORT", "tcp://10.0.0.1:8686"),
        ("INTERTIDE_PORT_8686_TCP", "tcp://10.0.0.1:8686"),
        ("INTERTIDE_PORT_8686_TCP_ADDR", "10.0.0.1"),
        ("INTERTIDE_STAGING_SERVICE_HOST", "10.0.0.1"),
        ("INTERTIDE_STAGING_PORT_8686_TCP_PROTO", "tcp"),
    ];
    load_with("", &variables, &[]).unwrap();
    assert!(fault("", &[("INTERTIDE_PORT", "8686")], &[]).contains("INTERTIDE_PORT"));
    assert!(fault("", &[("INTERTIDE_LOG_PORT_", "1")], &[]).contains("not a setting"));
}

#[test]
fn a_wrong_value_is_an_error_that_says_where_and_how_to_mend_it() {
    let cases = [
        ("listen = \"localhost\"", "write an IP address and a port"),
        ("[log]\nretention = \"4 h\"", "FILE line 2: `log.retention`"),
        ("[ingest]\nmax_events = 0", "write a whole number from 1"),
        ("[ingest]\nmax_body = \"1\"", "512B, 64KB, 1MB or 2GB"),
        ("[ingest]\nmax_events = 1.5", "is written as float"),
        (
            "[intercom]\nallow_custom_endpoint = \"yes\"",
            "write true or false",
        ),
        ("[intercom]\nversion = \"latest\"", "2.16"),
        ("[retry]\nwindow = \"0s\"", "must be between 1s and 30d"),
        ("[retry]\nattempts = 101", "must be between 1 and 100"),
        ("[console]\nenabled = \"off\"", "write true or false"),
        ("[identity]\nmerge = \"first\"", "write overwrite or keep"),
        (
            "[privacy]\nsuppress = \"never\"",
            "write everything or earlier",
        ),
        ("[logging]\nformat = \"xml\"", "write text or json"),
        ("[project]\napi_key = \"a:b\"", "no colon"),
        ("data_dir = \"\"", "name a directory"),
        ("[logging]\nlevel = \"infoo\"", "error, warn, info"),
        ("[logging]\nlevel = \"\"", "error, warn, info"),
        ("listen = ", "FILE line 1: not valid TOML"),
    ];
    for (file, part) in cases {
        let message = fault(file, &[], &[]);
        assert!(message.contains(part), "{file}: {message}");
        assert!(!message.contains('\n'), "{message}");
    }
}

#[test]
fn a_wrong_secret_is_not_repeated() {
    let message = fault("", &[("INTERTIDE_PROJECT_SECRET_KEY", "hush hush")], &[]);
    assert!(!message.contains("hush"), "{message}");
}

const EMAIL: &str = "[alerts]\nemail_to = \"ops@example.com, On Call <call@example.com>\"\n\
    email_from = \"alerts@example.com\"\nsmtp_server = \"smtp.example.com:587\"\n";

#[test]
fn channels_of_alerts_are_set_whole() {
    let file = format!(
        "{EMAIL}smtp_security = \"starttls\"\nsmtp_user = \"u\"\nsmtp_password = \"p\"\n\
         webhook_url = \"https://hooks.example.com/x\"\nraise_after = \"2m\"\n"
    );
    let alerts = load_with(&file, &[], &[]).unwrap().alerts;
    let email = alerts.email.unwrap();
    assert_eq!(email.to, ["ops@example.com", "On Call <call@example.com>"]);
    assert_eq!((&*email.host, email.port), ("smtp.example.com", 587));
    assert!(email.login.is_some() && alerts.webhook.is_some() && alerts.slack.is_none());
    assert_eq!(alerts.patience.raise_after, Duration::from_secs(120));
    let alerts = load_with("", &[], &[]).unwrap().alerts;
    assert!(alerts.email.is_none() && alerts.webhook.is_none() && alerts.slack.is_none());
}

#[test]
fn channels_of_alerts_that_are_set_in_part_are_refused_with_the_mend() {
    let cases = [
        (
            "[alerts]\nemail_to = \"ops@example.com\"".to_owned(),
            "all three",
        ),
        ("[alerts]\nsmtp_user = \"u\"".to_owned(), "all three"),
        (
            format!("{EMAIL}smtp_user = \"u\""),
            "smtp_user and smtp_password, both",
        ),
        (
            format!("{EMAIL}smtp_user = \"u\"\nsmtp_password = \"p\"\nsmtp_security = \"none\""),
            "write tls or starttls",
        ),
        (EMAIL.replace(":587", ""), "smtp.example.com:465"),
        (
            EMAIL.replace("alerts@example.com", "nobody"),
            "no e-mail address",
        ),
        (
            "[alerts]\nsmtp_security = \"ssl\"".to_owned(),
            "tls, starttls or none",
        ),
        (
            "[alerts]\nwebhook_secret = \"s\"".to_owned(),
            "set the address",
        ),
        (
            "[alerts]\nconsole_url = \"intertide\"".to_owned(),
            "is no address",
        ),
        ("[alerts]\nraise_after = \"0s\"".to_owned(), "is zero"),
    ];
    for (file, part) in cases {
        let message = fault(&file, &[], &[]);
        assert!(message.contains(part), "{file}: {message}");
    }
    for key in ["webhook_url", "slack_webhook_url"] {
        let message = fault(&format!("[alerts]\n{key} = \"hush\""), &[], &[]);
        assert!(message.contains("is no address"), "{message}");
        assert!(!message.contains("hush"), "{message}");
    }
}

#[test]
fn a_named_file_has_to_be_there() {
    let args = SettingsArgs {
        config: Some("/nowhere/intertide.toml".into()),
        ..SettingsArgs::default()
    };
    let error = load(&args, &CommandSettings::default(), std::iter::empty()).unwrap_err();
    assert!(error.to_string().contains("--config"), "{error}");
}

#[test]
fn what_a_command_fixes_nobody_overrules_and_its_defaults_everybody() {
    let command = CommandSettings {
        command: "demo",
        defaults: vec![("logging.level", "warn".to_owned())],
        fixed: vec![("data_dir", "/tmp/demo".to_owned())],
    };
    let args = SettingsArgs {
        set: vec![
            "data_dir=elsewhere".to_owned(),
            "logging.level=debug".to_owned(),
        ],
        ..SettingsArgs::default()
    };
    let settings = load(&args, &command, std::iter::empty()).unwrap();
    assert_eq!(settings.data_dir, Path::new("/tmp/demo"));
    assert_eq!(settings.logging.level, "debug");
}
