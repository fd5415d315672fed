//! `intertide serve`: the server.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use intertide_server::Visitors;
use secrecy::ExposeSecret;
use tokio::net::{TcpListener, TcpSocket};

use crate::logging;
use crate::output::print;
use crate::server::{Generated, RunningServer, keep_files_private};
use crate::settings::{self, CommandSettings, SettingsArgs};
use crate::shutdown::StopSignals;

/// Run the server: ingestion, delivery and API on one address
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    intertide serve\n  \
    intertide serve --listen 0.0.0.0:8686 --data-dir /var/lib/intertide --set log.retention=3d\n\n\
    Keys are generated at the first start and printed once. SIGTERM stops the server within 10 \
    seconds; nothing that was accepted is lost.")]
pub(crate) struct ServeArgs {
    /// Where events and state are kept
    #[arg(long, value_name = "DIRECTORY")]
    data_dir: Option<PathBuf>,

    #[command(flatten)]
    settings: SettingsArgs,
}

/// Runs the command.
pub(crate) async fn run(args: ServeArgs) -> anyhow::Result<()> {
    let command = CommandSettings {
        command: "serve",
        fixed: args
            .data_dir
            .map(|path| ("data_dir", path.display().to_string()))
            .into_iter()
            .collect(),
        ..CommandSettings::default()
    };
    let settings = settings::load(&args.settings, &command, std::env::vars_os())?;
    logging::start(&settings.logging)?;
    keep_files_private();
    let mut signals = StopSignals::listen()?;
    // Before anything is generated: a server that can't listen has not had its first start.
    let listener = bind(settings.listen)?;
    let mut server = RunningServer::start(&settings, listener, Visitors::SignIn).await?;
    if let Err(error) = welcome(&server) {
        server.stop().await?;
        return Err(error);
    }
    let failure = tokio::select! {
        signal = signals.wait() => {
            tracing::info!(signal, "stopping");
            None
        }
        error = server.failed() => Some(error),
    };
    let stopped = server.stop().await;
    match failure {
        Some(error) => Err(error),
        None => stopped,
    }
}

/// Connections that may wait for a place, as far as the system allows: of a burst beyond this, some
/// are dropped, and their clients don't know.
const WAITING: u32 = 4_096;

/// Listens, or says why not.
pub(crate) fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    listen(address).with_context(|| {
        format!("cannot listen on {address}; stop what listens there, or take another address with --listen")
    })
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A server that starts again is not kept out by connections of the one before.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Tells where the server is, and what was generated, which nothing will show again.
fn welcome(server: &RunningServer) -> anyhow::Result<()> {
    let generated = server.generated();
    if !generated.is_empty() {
        print(&boxed(&generated_lines(generated)))?;
        print(&next_steps(server))?;
    }
    print(&format!("Intertide listens on {}", server.url()))?;
    Ok(())
}

fn generated_lines(generated: &Generated) -> Vec<String> {
    let mut lines = vec![
        "First start: keys that are shown this once".to_owned(),
        String::new(),
    ];
    if let Some(key) = &generated.api_key {
        lines.push(format!("API key         {key}"));
    }
    if let Some(key) = &generated.secret_key {
        lines.push(format!("Secret key      {}", key.expose_secret()));
    }
    if let Some(password) = &generated.admin_password {
        lines.push(format!("Admin password  {}", password.expose_secret()));
    }
    lines
}

fn next_steps(server: &RunningServer) -> String {
    let url = server.url();
    format!(
        "\n\
         What to do next:\n  \
         1. Put the keys where you keep secrets.\n  \
         2. Have an Amplitude SDK send here: API key as above, server URL {url}/2/httpapi\n  \
         3. Say what goes to Intercom, in a file such as examples/sync.yaml, and:\n     \
         INTERTIDE_SERVER={url} INTERTIDE_API_KEY=… INTERTIDE_SECRET_KEY=… \
         intertide apply -f sync.yaml\n  \
         4. Watch what happens: intertide tail\n"
    )
}

/// Lines in a box.
fn boxed(lines: &[String]) -> String {
    let width = lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or_default();
    let edge = "─".repeat(width + 2);
    let mut text = format!("┌{edge}┐\n");
    for line in lines {
        text.push_str(&format!("│ {line:width$} │\n"));
    }
    text.push_str(&format!("└{edge}┘\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_as_wide_as_its_longest_line() {
        let lines = ["Schlüssel".to_owned(), String::new()];
        assert_eq!(
            boxed(&lines),
            "┌───────────┐\n│ Schlüssel │\n│           │\n└───────────┘\n"
        );
    }
}
