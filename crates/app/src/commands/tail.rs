//! `intertide tail`: follows events and deliveries as they happen.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::syncs::names;
use crate::client::{ApiClient, ServerArgs};
use crate::failure::one_line;
use crate::live::feed::Feed;
use crate::live::lines::{Lines, Paint, counted};
use crate::live::{LiveItem, Told};
use crate::output::{OutputFormat, print};

/// Follow events and deliveries as they happen
///
/// One line for each event that arrives, with the verdict of every sync, and one for each attempt
/// to deliver. Times are in UTC. A connection that breaks is taken up again; what happens
/// meanwhile is not shown.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    intertide tail\n  \
    intertide tail --output json | jq 'select(.status == \"discarded\")'")]
pub(crate) struct TailArgs {
    /// The form of the lines; json is one object a line, with `item` saying what it is
    #[arg(long, value_enum, default_value_t)]
    output: OutputFormat,

    #[command(flatten)]
    server: ServerArgs,
}

/// The wait before the connection is taken up again: at first, and at most.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Runs the command, which ends only by a signal or when the server refuses.
pub(crate) async fn run(args: TailArgs) -> anyhow::Result<()> {
    let client = ApiClient::new(&args.server)?;
    let mut screen = Screen {
        output: args.output,
        lines: Lines {
            paint: Paint::for_stdout(),
            names: BTreeMap::new(),
        },
    };
    // A server that can't be reached at first is a mistake; one that goes away comes back.
    let mut feed = open(&client, &mut screen).await?;
    loop {
        let lost = loop {
            match feed.next().await {
                Ok(told) => screen.show(&told)?,
                Err(error) => break error,
            }
        };
        eprintln!("note: {}; connecting again", one_line(&format!("{lost:#}")));
        feed = open_again(&client, &mut screen).await?;
        eprintln!("note: connected again; what happened meanwhile is not shown");
    }
}

async fn open(client: &ApiClient, screen: &mut Screen) -> anyhow::Result<Feed> {
    let feed = Feed::open(client).await?;
    screen.lines.names = names(client).await?;
    Ok(feed)
}

/// Tries until it works, or until a server answers that it does not want to.
async fn open_again(client: &ApiClient, screen: &mut Screen) -> anyhow::Result<Feed> {
    let mut wait = FIRST_WAIT;
    loop {
        tokio::time::sleep(wait).await;
        match open(client, screen).await {
            Ok(feed) => return Ok(feed),
            Err(error) if ApiClient::is_refusal(&error) => return Err(error),
            Err(_) => wait = (wait * 2).min(LONGEST_WAIT),
        }
    }
}

struct Screen {
    output: OutputFormat,
    lines: Lines,
}

impl Screen {
    fn show(&self, told: &Told) -> anyhow::Result<()> {
        if self.output == OutputFormat::Json {
            return Ok(print(&as_json(told))?);
        }
        match &told.item {
            LiveItem::Event(event) => print(&self.lines.event(event))?,
            LiveItem::Delivery(delivery) => print(&self.lines.delivery(delivery))?,
            LiveItem::Missed(count) => eprintln!(
                "note: {} not shown: this reader was too slow for them",
                counted(*count, "item")
            ),
        }
        Ok(())
    }
}

/// The item as it came, and what it is.
fn as_json(told: &Told) -> String {
    let mut object = serde_json::Map::from_iter([("item".to_owned(), Value::from(&*told.name))]);
    if let Value::Object(fields) = &told.data {
        object.extend(fields.clone());
    }
    Value::Object(object).to_string()
}
