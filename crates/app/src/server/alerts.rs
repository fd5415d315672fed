//! The alerts of the server: their channels as the settings say, and what they look at.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use intertide_delivery::alerts::channels::{Email, Slack, Webhook};
use intertide_delivery::alerts::observation::DiskRoom;
use intertide_delivery::alerts::observer::Disk;
use intertide_delivery::alerts::{Alerts, AlertsParts, Channel};
use intertide_delivery::clock::Clock;
use intertide_store::state::State;

use crate::settings::AlertsSettings;

/// Puts the alerts together. Blocks.
///
/// # Errors
/// When the state can't be read, or TLS can't be set up.
pub(super) fn open(
    settings: &AlertsSettings,
    state: Arc<dyn State>,
    clock: Clock,
) -> anyhow::Result<Arc<Alerts>> {
    let alerts = Alerts::open(AlertsParts {
        state,
        channels: channels(settings)?,
        patience: settings.patience,
        clock,
    });
    let alerts = alerts.context("cannot read the alerts from the state")?;
    Ok(Arc::new(alerts))
}

fn channels(settings: &AlertsSettings) -> anyhow::Result<Vec<Arc<dyn Channel>>> {
    let links = &settings.links;
    let mut channels: Vec<Arc<dyn Channel>> = Vec::new();
    if let Some(webhook) = &settings.webhook {
        let webhook = Webhook::new(&webhook.url, webhook.secret.clone(), links.clone())
            .context("the alerts' webhook")?;
        channels.push(Arc::new(webhook));
    }
    if let Some(url) = &settings.slack {
        let slack = Slack::new(url, links.clone()).context("the alerts' Slack webhook")?;
        channels.push(Arc::new(slack));
    }
    if let Some(email) = &settings.email {
        let email = Email::new(email, links.clone()).context("the alerts' e-mail")?;
        channels.push(Arc::new(email));
    }
    Ok(channels)
}

/// The disk on which the data directory lies.
pub(super) fn disk(data_dir: &Path) -> Disk {
    let data_dir = data_dir.to_owned();
    Disk::from_fn(move || {
        let found = rustix::fs::statvfs(&data_dir).ok()?;
        Some(DiskRoom {
            free: found.f_bavail.saturating_mul(found.f_frsize),
            total: found.f_blocks.saturating_mul(found.f_frsize),
        })
    })
}
