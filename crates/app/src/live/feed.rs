//! Following the feed over HTTP.

use std::time::Duration;

use anyhow::{Context, bail};

use super::Told;
use super::sse::Reader;
use crate::client::ApiClient;

const PATH: &str = "/api/v1/events/live";

/// The server says something at least every 15 seconds; this long without a word is a dead line.
const SILENCE: Duration = Duration::from_secs(60);

/// An open feed.
#[derive(Debug)]
pub(crate) struct Feed {
    response: reqwest::Response,
    reader: Reader,
}

impl Feed {
    /// Opens the feed. What happens from here on will be told.
    ///
    /// # Errors
    /// When the server can't be reached or refuses.
    pub(crate) async fn open(client: &ApiClient) -> anyhow::Result<Self> {
        Ok(Self {
            response: client.stream(PATH).await?,
            reader: Reader::default(),
        })
    }

    /// The next item. Giving up waiting for it loses nothing.
    ///
    /// # Errors
    /// When the connection ends or says something that is not the feed.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Told> {
        loop {
            while let Some(message) = self.reader.next() {
                let told = Told::read(message.name, &message.data)
                    .context("the feed holds something that this version does not understand")?;
                if let Some(told) = told {
                    return Ok(told);
                }
            }
            let chunk = tokio::time::timeout(SILENCE, self.response.chunk())
                .await
                .context("nothing was heard for a minute")?
                .context("the connection broke")?;
            match chunk {
                Some(bytes) => self.reader.feed(&bytes)?,
                None => bail!("the server ended the feed"),
            }
        }
    }
}
