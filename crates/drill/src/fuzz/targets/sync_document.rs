//! Documents of syncs, in JSON or YAML.

use intertide_domain::sync::read::{TokenInput, read};
use intertide_domain::sync::{FieldFault, RetryPolicy, Rules, SyncInput};
use serde_json::Value;

use super::super::Seen;

/// A document.
pub(super) fn sync_document(input: &[u8]) -> Seen {
    let Some(document) = document_of(input) else {
        return Seen::Refused;
    };
    let mut seen = Seen::Refused;
    for allow_custom_endpoint in [false, true] {
        let rules = Rules {
            allow_custom_endpoint,
            default_retry: RetryPolicy::DEFAULT,
        };
        match read(document.clone(), &rules) {
            Ok(input) => {
                assert_writes_and_reads_as_it_is(&input, &rules);
                assert_hides_the_token(&input, &document);
                seen = Seen::Taken;
            }
            Err(faults) => assert_are_faults(&faults, &document),
        }
    }
    seen
}

/// JSON where it is that, else YAML, as `apply` reads it.
fn document_of(input: &[u8]) -> Option<Value> {
    if let Ok(document) = serde_json::from_slice(input) {
        return Some(document);
    }
    let options = serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        with_snippet: false,
    };
    let text = std::str::from_utf8(input).ok()?;
    let documents: Vec<Value> = serde_saphyr::from_multiple_with_options(text, options).ok()?;
    documents.into_iter().next()
}

fn assert_writes_and_reads_as_it_is(input: &SyncInput, rules: &Rules) {
    let written = serde_json::to_value(&input.document).unwrap();
    let again = read(written.clone(), rules);
    let again = again.expect("a document that was read can be read again");
    assert_eq!(again.document, input.document);
    assert_eq!(serde_json::to_value(&again.document).unwrap(), written);
    assert_eq!(again.warnings, input.warnings);
    let kept = matches!(again.token, TokenInput::Keep);
    assert_eq!(kept, input.document.credentials.access_token.set);
    let yaml = serde_saphyr::to_string(&written).expect("a document can be written as YAML");
    assert_eq!(document_of(yaml.as_bytes()), Some(written), "{yaml}");
}

fn assert_hides_the_token(input: &SyncInput, document: &Value) {
    let TokenInput::New(token) = &input.token else {
        return;
    };
    if is_unique(token.expose(), document) {
        let written = serde_json::to_string(&input.document).unwrap();
        assert_hides(&written, token.expose());
        for warning in &input.warnings {
            assert_hides(&warning.message, token.expose());
        }
    }
}

fn assert_are_faults(faults: &[FieldFault], document: &Value) {
    assert!(!faults.is_empty());
    let token = document
        .get("credentials")
        .and_then(|credentials| credentials.get("access_token")?.as_str());
    for fault in faults {
        assert!(!fault.code.is_empty() && !fault.message.is_empty());
        let known = |char: char| char.is_ascii_lowercase() || char == '_';
        assert!(fault.code.chars().all(known), "{}", fault.code);
        if let Some(token) = token.filter(|token| is_unique(token, document)) {
            assert_hides(&fault.message, token);
        }
    }
}

/// Whether a token stands nowhere else: elsewhere it is not known to be one.
fn is_unique(token: &str, document: &Value) -> bool {
    document.to_string().matches(token).count() == 1
}

/// A text tells nothing of a token. One that is short may stand in it by chance.
fn assert_hides(text: &str, token: &str) {
    const TELLING: usize = 24;
    assert!(
        token.len() < TELLING || !text.contains(token),
        "the token is told: {text}"
    );
}
