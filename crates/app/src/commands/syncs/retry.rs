//! `intertide syncs retry`: puts failed deliveries back.

use serde_json::{Map, Value, json};

use super::{One, SYNCS, get, text};
use crate::client::ApiClient;
use crate::output::{OutputFormat, print, print_json};

/// Requests at most: each puts back what the server manages in some seconds.
const MOST_REQUESTS: usize = 1_000;

#[derive(Debug, clap::Args)]
#[group(id = "which", multiple = true, required = true,
    args = ["ids", "category", "from", "to"])]
pub(super) struct Retry {
    /// This delivery; may be given several times
    #[arg(long = "id", value_name = "ID")]
    ids: Vec<i64>,

    /// Those of this category, such as user_not_found
    #[arg(long)]
    category: Option<String>,

    /// Those created at this time or later: 2026-11-25T02:00:00Z
    #[arg(long, value_name = "TIME")]
    from: Option<String>,

    /// Those created before this time
    #[arg(long, value_name = "TIME")]
    to: Option<String>,

    /// Only say how many there are
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    one: One,
}

/// Runs the command.
pub(super) async fn run(args: &Retry) -> anyhow::Result<()> {
    let One { sync, common } = &args.one;
    let client = ApiClient::new(&common.server)?;
    let (id, current) = get(&client, sync).await?;
    let done = if args.dry_run {
        let path = format!("{SYNCS}/{id}/retry?dry_run=true");
        client.post(&path, &args.body()).await?.body
    } else {
        put_back(&client, id, &args.body()).await?
    };
    match common.output {
        OutputFormat::Json => print_json(&done),
        OutputFormat::Text => Ok(print(&said(&done, &text(&current.body, "/name"), id))?),
    }
}

impl Retry {
    fn body(&self) -> Value {
        let mut body = Map::new();
        if !self.ids.is_empty() {
            body.insert("ids".to_owned(), json!(self.ids));
        }
        for (name, value) in [
            ("category", &self.category),
            ("from", &self.from),
            ("to", &self.to),
        ] {
            if let Some(value) = value {
                body.insert(name.to_owned(), json!(value));
            }
        }
        Value::Object(body)
    }
}

/// Asks until as many are put back as there were at first: the server stops after some seconds.
/// What fails again meanwhile is not waited for.
async fn put_back(client: &ApiClient, id: i64, body: &Value) -> anyhow::Result<Value> {
    let path = format!("{SYNCS}/{id}/retry");
    let mut wanted = None;
    let mut done = 0;
    for _ in 0..MOST_REQUESTS {
        let answer = client.post(&path, body).await?.body;
        let count = number(&answer, "count");
        let wanted = *wanted.get_or_insert(count);
        let more = number(&answer, "put_back");
        done += more;
        if more == 0 || more >= count || done >= wanted {
            break;
        }
    }
    Ok(json!({"count": wanted.unwrap_or(0), "put_back": done}))
}

fn number(answer: &Value, name: &str) -> u64 {
    answer.get(name).and_then(Value::as_u64).unwrap_or(0)
}

fn said(done: &Value, name: &str, id: i64) -> String {
    let deliveries = |count: u64| match count {
        1 => "1 delivery".to_owned(),
        count => format!("{count} deliveries"),
    };
    match done.get("put_back").and_then(Value::as_u64) {
        Some(count) => format!("{} of `{name}`, sync {id}, put back", deliveries(count)),
        None => format!(
            "{} of `{name}`, sync {id}, would be put back",
            deliveries(number(done, "count"))
        ),
    }
}
