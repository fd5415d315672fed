//! `intertide sim-intercom`: the Intercom simulator alone, for trying and testing.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use intercom_sim::{Settings, Simulator};

use super::serve::bind;
use crate::output::print;
use crate::shutdown::StopSignals;

/// Run a simulated Intercom, for trying and testing
///
/// It answers as Intercom's REST API does, keeps everything in memory, and shows what it received
/// under /_sim.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    intertide sim-intercom --listen 127.0.0.1:8787 --token sim-token\n\n\
    A server sends to it when it runs with INTERTIDE_INTERCOM_ALLOW_CUSTOM_ENDPOINT=true and the \
    sync's endpoint is the simulator's address.")]
pub(crate) struct SimIntercomArgs {
    /// The address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,

    /// The access token that opens the workspace
    #[arg(long, default_value = "sim-token")]
    token: String,
}

/// Runs the command.
pub(crate) async fn run(args: SimIntercomArgs) -> anyhow::Result<()> {
    let mut signals = StopSignals::listen()?;
    let listener = bind(args.listen)?;
    let address = listener
        .local_addr()
        .context("the listener has no address")?;
    let simulator = Arc::new(Simulator::new(Settings {
        token: args.token,
        ..Settings::default()
    }));
    print(&format!(
        "A simulated Intercom listens on http://{address}\n\
         What it received: http://{address}/_sim/requests, and http://{address}/_sim for the rest"
    ))?;
    let stop = async move {
        signals.wait().await;
    };
    intercom_sim::serve(listener, simulator, stop)
        .await
        .context("the simulator can't listen any more")
}
