//! `intertide apply`: makes syncs match YAML files.

mod documents;
mod expand;
pub(crate) mod plan;
mod report;

use std::path::PathBuf;

use anyhow::Context;
use serde_json::Value;

use self::documents::Wanted;
use self::plan::{Action, Faulty, Step};
use crate::client::{ApiClient, Refusal, ServerArgs};
use crate::failure::{SaidAlready, complain};
use crate::output::OutputFormat;

/// Make syncs match YAML files
///
/// Each document is one sync, recognised by its name. A sync that is not there is created, one
/// that differs is replaced, and one that no file mentions stays as it is. The plan is printed
/// first; applying the same files again finds nothing to do.
///
/// What a file leaves out goes back to its default. Only the fields of `retry` stay as they are
/// then, since their default is a setting of the server's.
///
/// In a document's texts, ${NAME} stands for the environment variable NAME, and $${ for ${.
/// An access token is compared by the last four characters, which is all that a server shows; one
/// that is too short to show them counts as unchanged, and one that a file leaves out stays as it
/// is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    INTERCOM_ACCESS_TOKEN=… intertide apply -f sync.yaml\n  \
    intertide apply -f syncs/*.yaml --dry-run\n\n\
    Exit codes: 0 when nothing is left to do, 1 when something is (also after --dry-run) or failed.")]
pub(crate) struct ApplyArgs {
    /// A file of YAML documents; `-` reads standard input
    #[arg(short, long = "file", required = true, num_args = 1.., value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Stop after the plan; exits with 1 when something is left to do
    #[arg(long)]
    dry_run: bool,

    /// Send every access token that a file holds again, also where its last characters are the same
    #[arg(long)]
    resend_tokens: bool,

    /// The form of the plan
    #[arg(long, value_enum, default_value_t)]
    output: OutputFormat,

    #[command(flatten)]
    server: ServerArgs,
}

/// The path of the syncs.
const SYNCS: &str = "/api/v1/syncs";

/// Runs the command.
pub(crate) async fn run(args: ApplyArgs) -> anyhow::Result<()> {
    let variable = |name: &str| std::env::var(name).ok();
    let documents = documents::read(&args.files, &variable)?;
    let client = ApiClient::new(&args.server)?;
    let present = client.list(SYNCS).await?;
    let steps = plan_all(documents, &present, args.resend_tokens)?;
    let report = report::Report::new(args.output);
    if args.dry_run {
        report.planned(&steps)?;
        return if steps.iter().all(Step::is_done) {
            Ok(())
        } else {
            Err(SaidAlready.into())
        };
    }
    if args.output == OutputFormat::Text {
        report.planned(&steps)?;
    }
    let mut ids = Vec::new();
    for step in &steps {
        let id = carry_out(&client, step).await?;
        report.done(step, id)?;
        ids.push(id);
    }
    report.applied(&steps, &ids)
}

/// Plans all documents, or tells what is wrong with them all.
fn plan_all(
    documents: Vec<Wanted>,
    present: &[Value],
    resend_tokens: bool,
) -> anyhow::Result<Vec<Step>> {
    let mut steps = Vec::new();
    let mut faulty = Vec::new();
    for wanted in documents {
        match plan::plan(wanted, present, resend_tokens)? {
            Ok(step) => steps.push(step),
            Err(faults) => faulty.push(faults),
        }
    }
    if faulty.is_empty() {
        return Ok(steps);
    }
    for Faulty { wanted, faults } in &faulty {
        for fault in faults {
            complain(&place(wanted, &fault.field, &fault.message));
        }
    }
    Err(SaidAlready.into())
}

/// A fault with its file, sync and field.
fn place(wanted: &Wanted, field: &str, message: &str) -> String {
    let Wanted { file, name, .. } = wanted;
    if field.is_empty() {
        format!("{file}: sync `{name}`: {message}")
    } else {
        format!("{file}: sync `{name}`: {field}: {message}")
    }
}

/// Tells every fault that the server found in a document.
fn refused(wanted: &Wanted, error: anyhow::Error) -> anyhow::Error {
    let refusal = match error.downcast::<Refusal>() {
        Ok(refusal) => refusal,
        Err(error) => return error,
    };
    if refusal.faults.is_empty() {
        let field = refusal.field.as_deref().unwrap_or_default();
        return anyhow::anyhow!(place(wanted, field, &refusal.message));
    }
    for fault in &refusal.faults {
        complain(&place(wanted, &fault.field, &fault.message));
    }
    SaidAlready.into()
}

/// Does one step; the id of its sync.
async fn carry_out(client: &ApiClient, step: &Step) -> anyhow::Result<i64> {
    let done = match step.action {
        Action::Nothing { id } => return Ok(id),
        Action::Create => client.post(SYNCS, &step.wanted.document).await,
        Action::Update { id } => {
            let path = format!("{SYNCS}/{id}");
            let current = client.get(&path).await?;
            client
                .put(&path, current.etag.as_deref(), &step.wanted.document)
                .await
        }
    };
    let answer = done.map_err(|error| refused(&step.wanted, error))?;
    answer
        .body
        .get("id")
        .and_then(Value::as_i64)
        .context("the server stored the sync without an id; is it an Intertide server?")
}
