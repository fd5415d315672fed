//! `intertide syncs`: looks after the syncs of a running server.

mod event;
mod retry;

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::apply::plan::find;
use crate::client::{Answer, ApiClient, ServerArgs};
use crate::failure::SaidAlready;
use crate::output::{OutputFormat, Table, print, print_json};

/// List, show, enable, disable and delete syncs; preview and test events, retry failures
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  intertide syncs list")]
pub(crate) struct SyncsArgs {
    #[command(subcommand)]
    command: SyncsCommand,
}

#[derive(Debug, clap::Subcommand)]
enum SyncsCommand {
    /// List all syncs, and how they fare
    #[command(after_help = "Example:\n  intertide syncs list --output json")]
    List(Common),
    /// Show one sync's document, and how it fares
    #[command(after_help = "Example:\n  intertide syncs show 'Product events to Intercom'")]
    Show(One),
    /// Switch a sync on; it starts with the events that come from here on
    #[command(after_help = "Example:\n  intertide syncs enable 1")]
    Enable(One),
    /// Switch a sync off; it sends nothing until it is switched on
    #[command(after_help = "Example:\n  intertide syncs disable 1")]
    Disable(One),
    /// Delete a sync with its deliveries and counts
    #[command(after_help = "Example:\n  intertide syncs delete 1 --yes")]
    Delete(Delete),
    /// Show what a sync would do with an event; sends nothing
    #[command(after_help = "Example:\n  intertide syncs preview 1 -f event.json")]
    Preview(event::OneEvent),
    /// Send an event through a sync as a test, and show what Intercom answers
    #[command(after_help = "Example:\n  intertide syncs test-event 1 -f event.json")]
    TestEvent(event::OneEvent),
    /// Put failed deliveries back, after a fix
    #[command(
        after_help = "Example:\n  intertide syncs retry 1 --category user_not_found --dry-run"
    )]
    Retry(retry::Retry),
}

#[derive(Debug, clap::Args)]
struct Common {
    /// The form of the result
    #[arg(long, value_enum, default_value_t)]
    output: OutputFormat,

    #[command(flatten)]
    server: ServerArgs,
}

#[derive(Debug, clap::Args)]
struct One {
    /// The sync's id or name
    #[arg(value_name = "SYNC")]
    sync: String,

    #[command(flatten)]
    common: Common,
}

#[derive(Debug, clap::Args)]
struct Delete {
    /// Don't ask on a terminal
    #[arg(long)]
    yes: bool,

    #[command(flatten)]
    one: One,
}

/// Where the syncs are.
const SYNCS: &str = "/api/v1/syncs";

/// Runs the command.
pub(crate) async fn run(args: SyncsArgs) -> anyhow::Result<()> {
    match args.command {
        SyncsCommand::List(args) => list(&args).await,
        SyncsCommand::Show(args) => show(&args).await,
        SyncsCommand::Enable(args) => switch(&args, true).await,
        SyncsCommand::Disable(args) => switch(&args, false).await,
        SyncsCommand::Delete(args) => delete(&args).await,
        SyncsCommand::Preview(args) => event::preview(&args).await,
        SyncsCommand::TestEvent(args) => event::test(&args).await,
        SyncsCommand::Retry(args) => retry::run(&args).await,
    }
}

/// The names of all syncs, by id.
pub(crate) async fn names(client: &ApiClient) -> anyhow::Result<BTreeMap<i64, String>> {
    let syncs = client.list(SYNCS).await?;
    Ok(syncs
        .iter()
        .filter_map(|sync| Some((sync.get("id")?.as_i64()?, text(sync, "/name"))))
        .collect())
}

async fn list(args: &Common) -> anyhow::Result<()> {
    let syncs = ApiClient::new(&args.server)?.list(SYNCS).await?;
    match args.output {
        OutputFormat::Json => print_json(&syncs),
        OutputFormat::Text if syncs.is_empty() => Ok(print(
            "there are no syncs; `intertide apply -f sync.yaml` makes one",
        )?),
        OutputFormat::Text => Ok(print(&table(&syncs))?),
    }
}

fn table(syncs: &[Value]) -> String {
    let mut table = Table::new([
        "ID",
        "NAME",
        "STATE",
        "ENDPOINT",
        "DELIVERED",
        "PENDING",
        "DISCARDED",
        "EXPIRED",
    ]);
    for sync in syncs {
        table.row([
            text(sync, "/id"),
            text(sync, "/name"),
            text(sync, "/health/state"),
            text(sync, "/credentials/endpoint"),
            text(sync, "/totals/delivered"),
            text(sync, "/totals/pending"),
            text(sync, "/totals/discarded"),
            text(sync, "/totals/expired"),
        ]);
    }
    table.to_string()
}

/// What stands at a place, for people.
fn text(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

async fn show(args: &One) -> anyhow::Result<()> {
    let client = ApiClient::new(&args.common.server)?;
    let (_, current) = get(&client, &args.sync).await?;
    match args.common.output {
        OutputFormat::Json => print_json(&current.body),
        OutputFormat::Text => {
            let yaml = serde_saphyr::to_string(&current.body).context("cannot write YAML")?;
            Ok(print(&yaml)?)
        }
    }
}

async fn switch(args: &One, enabled: bool) -> anyhow::Result<()> {
    let client = ApiClient::new(&args.common.server)?;
    let (id, mut current) = get(&client, &args.sync).await?;
    let name = text(&current.body, "/name");
    let state = if enabled { "on" } else { "off" };
    let was = current.body.get("enabled").and_then(Value::as_bool);
    let said = if was == Some(enabled) {
        format!("`{name}`, sync {id}, is {state} already")
    } else {
        if let Some(fields) = current.body.as_object_mut() {
            fields.insert("enabled".to_owned(), Value::Bool(enabled));
        }
        let path = format!("{SYNCS}/{id}");
        current = client
            .put(&path, current.etag.as_deref(), &current.body)
            .await?;
        format!("`{name}`, sync {id}, is switched {state}")
    };
    match args.common.output {
        OutputFormat::Json => print_json(&current.body),
        OutputFormat::Text => Ok(print(&said)?),
    }
}

async fn delete(args: &Delete) -> anyhow::Result<()> {
    let One { sync, common } = &args.one;
    let client = ApiClient::new(&common.server)?;
    let (id, current) = get(&client, sync).await?;
    let name = text(&current.body, "/name");
    if !args.yes && std::io::stdin().is_terminal() && !agreed(&name, id)? {
        print("nothing was deleted")?;
        return Err(SaidAlready.into());
    }
    client.delete(&format!("{SYNCS}/{id}")).await?;
    match common.output {
        OutputFormat::Json => print_json(&json!({"id": id, "name": name, "deleted": true})),
        OutputFormat::Text => Ok(print(&format!("`{name}`, sync {id}, is deleted"))?),
    }
}

/// Asks on the terminal.
fn agreed(name: &str, id: i64) -> anyhow::Result<bool> {
    let mut question = std::io::stderr();
    write!(
        question,
        "Delete `{name}`, sync {id}, with its deliveries and counts? [y/N] "
    )?;
    question.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// The sync of this id or name, as the server has it.
async fn get(client: &ApiClient, wanted: &str) -> anyhow::Result<(i64, Answer)> {
    let syncs = client.list(SYNCS).await?;
    let has_id = |id: i64| syncs.iter().any(|sync| sync.get("id") == Some(&json!(id)));
    let id = match wanted.parse::<i64>().ok().filter(|id| has_id(*id)) {
        Some(id) => id,
        None => match find(&syncs, wanted)? {
            Some((id, _)) => id,
            None => {
                bail!("there is no sync with the id or name `{wanted}`; see `intertide syncs list`")
            }
        },
    };
    let answer = client.get(&format!("{SYNCS}/{id}")).await?;
    Ok((id, answer))
}
