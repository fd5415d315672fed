//! The settings: whether they read, and what is allowed in them but risky.

use super::findings::{Check, Finding};
use crate::settings::{Settings, SettingsError};

/// What is to be said about settings that can't be used. The error names the mend itself.
pub(super) fn invalid(error: &SettingsError) -> Finding {
    Finding::problem(
        Check::Configuration,
        error.to_string(),
        "correct it, and run `intertide doctor` again: the other checks need the settings; \
         intertide.default.toml explains every one",
    )
}

/// What is to be said about settings that are valid.
pub(super) fn findings(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![Finding::ok(
        Check::Configuration,
        format!(
            "the settings are valid: data in {}, listening on {}",
            settings.data_dir.display(),
            settings.listen
        ),
    )];
    findings.extend(open_listener(settings));
    findings.extend(custom_endpoints(settings));
    findings
}

/// Without a certificate of its own the server speaks HTTP, so keys and passwords cross the network
/// in clear text unless a proxy stands before it. Of such a proxy the settings know only that its
/// header is believed.
fn open_listener(settings: &Settings) -> Option<Finding> {
    let covered = settings.tls.is_some() || settings.ingest.trust_forwarded_for;
    let open = !settings.listen.ip().to_canonical().is_loopback() && !covered;
    open.then(|| {
        Finding::warning(
            Check::Configuration,
            format!(
                "`listen` is {}: other machines reach the server, without TLS",
                settings.listen
            ),
            "put a TLS proxy before it and set ingest.trust_forwarded_for=true, or listen on \
             127.0.0.1; the settings under tls let the server speak TLS itself",
        )
    })
}

fn custom_endpoints(settings: &Settings) -> Option<Finding> {
    settings.intercom.allow_custom_endpoint.then(|| {
        Finding::warning(
            Check::Configuration,
            "`intercom.allow_custom_endpoint` is on: a sync may send access tokens and events to \
             any URL",
            "switch it off, unless this is a test or a proxy to Intercom stands there",
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::findings::Status;
    use super::*;
    use crate::settings::{CommandSettings, SettingsArgs, load};

    fn settings(set: &[(&'static str, &str)]) -> Settings {
        let command = CommandSettings {
            command: "doctor",
            fixed: set.iter().map(|(k, v)| (*k, (*v).to_owned())).collect(),
            ..CommandSettings::default()
        };
        load(&SettingsArgs::default(), &command, std::iter::empty()).unwrap()
    }

    fn warnings(set: &[(&'static str, &str)]) -> Vec<Finding> {
        let mut findings = findings(&settings(set));
        findings.retain(|finding| finding.status != Status::Ok);
        findings
    }

    #[test]
    fn the_defaults_are_nothing_to_warn_of() {
        assert_eq!(warnings(&[]), []);
        assert_eq!(warnings(&[("listen", "[::1]:8686")]), []);
    }

    #[test]
    fn a_listener_that_others_reach_wants_a_tls_proxy() {
        for address in ["0.0.0.0:8686", "[::]:8686", "192.0.2.7:80"] {
            let found = warnings(&[("listen", address)]);
            let [finding] = &found[..] else {
                panic!("{found:?}");
            };
            assert_eq!(finding.status, Status::Warning);
            assert!(finding.message.contains(address), "{finding:?}");
            assert!(finding.remedy.as_ref().unwrap().contains("TLS proxy"));
            let behind = ("ingest.trust_forwarded_for", "true");
            assert_eq!(warnings(&[("listen", address), behind]), []);
        }
    }

    #[test]
    fn custom_endpoints_are_warned_of() {
        let found = warnings(&[("intercom.allow_custom_endpoint", "true")]);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("any URL"), "{found:?}");
    }
}
