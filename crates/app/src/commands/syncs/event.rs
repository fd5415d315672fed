//! `intertide syncs preview` and `test-event`: what a sync does with one event.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::Value;

use super::{One, SYNCS, get, text};
use crate::client::ApiClient;
use crate::failure::SaidAlready;
use crate::output::{OutputFormat, print, print_json};

/// The largest body that the server reads.
const MOST_BYTES: u64 = 1024 * 1024;

#[derive(Debug, clap::Args)]
pub(super) struct OneEvent {
    /// The event, as Amplitude's HTTP API takes it, in a JSON file; `-` reads standard input
    #[arg(short, long, value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    one: One,
}

/// Shows what the sync would do; sends nothing.
pub(super) async fn preview(args: &OneEvent) -> anyhow::Result<()> {
    let preview = ask(args, "preview").await?;
    match args.one.common.output {
        OutputFormat::Json => print_json(&preview),
        OutputFormat::Text => Ok(print(&previewed(&preview)?)?),
    }
}

/// Sends the event, and shows what came of it. Fails when it was not delivered.
pub(super) async fn test(args: &OneEvent) -> anyhow::Result<()> {
    let trial = ask(args, "test-event").await?;
    match args.one.common.output {
        OutputFormat::Json => print_json(&trial)?,
        OutputFormat::Text => print(&tried(&trial)?)?,
    }
    let sent = list(&trial, "sent");
    let arrived = |sent: &Value| text(sent, "/status") == "delivered";
    if sent.is_empty() || !sent.iter().all(arrived) {
        return Err(SaidAlready.into());
    }
    Ok(())
}

async fn ask(args: &OneEvent, what: &str) -> anyhow::Result<Value> {
    let event = read(&args.file)?;
    let client = ApiClient::new(&args.one.common.server)?;
    let (id, _) = get(&client, &args.one.sync).await?;
    let answer = client.post(&format!("{SYNCS}/{id}/{what}"), &event).await?;
    Ok(answer.body)
}

fn read(path: &Path) -> anyhow::Result<Value> {
    let (name, bytes) = if path == Path::new("-") {
        ("standard input".to_owned(), whole(stdin().lock()))
    } else {
        let file = File::open(path);
        (path.display().to_string(), file.and_then(whole))
    };
    let bytes = bytes.with_context(|| format!("cannot read {name}"))?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!("{name} is larger than 1 MB; give one event");
    }
    serde_json::from_slice(&bytes).with_context(|| format!("{name} is not JSON"))
}

fn whole(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    let list = value.get(name).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// A preview for people.
fn previewed(preview: &Value) -> anyhow::Result<String> {
    let mut said = format!("verdict: {}\n", text(preview, "/verdict"));
    if preview.pointer("/reason").is_some_and(Value::is_string) {
        writeln!(said, "reason: {}", text(preview, "/reason"))?;
    }
    for condition in list(preview, "conditions") {
        let held = condition.get("held") == Some(&Value::Bool(true));
        let values: Vec<String> = match condition.pointer("/condition/values") {
            Some(Value::Array(values)) => values.iter().map(|value| text(value, "")).collect(),
            _ => Vec::new(),
        };
        writeln!(
            said,
            "condition: {} {} {} {}, found {}",
            if held { "holds:" } else { "does not hold:" },
            text(condition, "/condition/property"),
            text(condition, "/condition/operator"),
            values.join(" or "),
            text(condition, "/value"),
        )?;
    }
    for request in list(preview, "requests") {
        write!(said, "request: {}", text(request, "/method"))?;
        writeln!(said, " {}", text(request, "/path"))?;
        if let Some(body) = request.get("body").filter(|body| !body.is_null()) {
            for line in serde_json::to_string_pretty(body)?.lines() {
                writeln!(said, "  {line}")?;
            }
        }
    }
    for warning in list(preview, "warnings") {
        writeln!(said, "warning: {}", text(warning, ""))?;
    }
    Ok(said)
}

/// A test event for people.
fn tried(trial: &Value) -> anyhow::Result<String> {
    let sent = list(trial, "sent");
    if sent.is_empty() {
        return previewed(trial);
    }
    let mut said = String::new();
    for delivery in sent {
        write!(said, "{}: ", text(delivery, "/kind"))?;
        write!(said, "{}", text(delivery, "/status"))?;
        match delivery.get("category").and_then(Value::as_str) {
            Some(category) => writeln!(said, ", {category}")?,
            None => writeln!(said)?,
        }
        for exchange in list(delivery, "exchanges") {
            let answer = match text(exchange, "/response/result").as_str() {
                "answered" => text(exchange, "/response/status"),
                _ => text(exchange, "/response/message"),
            };
            writeln!(
                said,
                "  {} {} → {answer}, {} ms",
                text(exchange, "/request/method"),
                text(exchange, "/request/url"),
                text(exchange, "/duration_ms"),
            )?;
        }
        for note in list(delivery, "notes") {
            writeln!(said, "  note: {}", text(note, ""))?;
        }
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    #[test]
    fn a_preview_reads_from_the_verdict_to_the_requests() {
        let preview = json!({
            "verdict": "send",
            "reason": null,
            "conditions": [{
                "condition": {"property": "event.total", "operator": "is", "values": ["1", "2"]},
                "held": true,
                "value": 2,
            }],
            "requests": [
                {"method": "GET", "path": "/contacts", "body": null},
                {"method": "POST", "path": "/events", "body": {"event_name": "A"}},
            ],
            "warnings": ["mind the step"],
        });
        assert_eq!(
            previewed(&preview).unwrap(),
            "verdict: send\n\
             condition: holds: event.total is 1 or 2, found 2\n\
             request: GET /contacts\n\
             request: POST /events\n  \
             {\n    \"event_name\": \"A\"\n  }\n\
             warning: mind the step\n"
        );
    }

    #[test]
    fn a_test_event_reads_delivery_by_delivery() {
        let trial = json!({"verdict": "send", "sent": [{
            "kind": "event",
            "status": "pending",
            "category": "timeout",
            "exchanges": [
                {"duration_ms": 80, "request": {"method": "GET", "url": "http://i/contacts"},
                    "response": {"result": "answered", "status": 200}},
                {"duration_ms": 10_000, "request": {"method": "POST", "url": "http://i/events"},
                    "response": {"result": "failed", "reason": "timeout", "message": "no answer"}},
            ],
            "notes": ["`a.b` is sent as `a_b`"],
        }]});
        assert_eq!(
            tried(&trial).unwrap(),
            "event: pending, timeout\n  \
             GET http://i/contacts → 200, 80 ms\n  \
             POST http://i/events → no answer, 10000 ms\n  \
             note: `a.b` is sent as `a_b`\n"
        );
    }
}
