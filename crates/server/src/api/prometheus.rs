//! `GET /metrics`: the server's numbers for Prometheus.
//!
//! Read afresh at each scrape, from where the API reads them: both always tell the same. Syncs are
//! named by their ids alone, so that nothing here is personal and everybody may scrape it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use intertide_delivery::alerts::Condition;
use intertide_domain::delivery::{Outcome, WaitReason};
use intertide_domain::ids::SyncId;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::context::{Api, Shared};
use super::error::{ApiError, ErrorBody};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The server's numbers, in the text format of OpenMetrics, which Prometheus reads.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "get_prometheus_metrics",
    tag = "health",
    security(()),
    responses(
        (status = 200, description = "The numbers", body = String,
            content_type = "application/openmetrics-text"),
        (status = 500, description = "A fault of the server's; its log says more",
            body = ErrorBody),
        (status = 503, description = "The server has too much to do", body = ErrorBody),
    )
)]
pub(crate) async fn metrics(State(api): State<Shared>) -> Result<Response, ApiError> {
    let text = api.blocking(written).await?;
    let kind = HeaderValue::from_static(OPEN_METRICS);
    Ok(([(CONTENT_TYPE, kind)], text).into_response())
}

fn written(api: &Api) -> Result<String, ApiError> {
    let mut registry = Registry::with_prefix("intertide");
    let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
    registry.register("build", "The program", build);
    server(&mut registry, api)?;
    syncs(&mut registry, api)?;
    alerts(&mut registry, api)?;
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|fmt::Error| ApiError::Internal)?;
    Ok(text)
}

/// What there is once.
fn server(registry: &mut Registry, api: &Api) -> Result<(), ApiError> {
    let parts = &api.parts;
    let log = parts.log.status();
    let processed = parts.state.processed()?.get();
    let received: Counter = Counter::default();
    received.inner().store(log.end.get(), Ordering::Relaxed);
    registry.register("events_received", "Events accepted, ever", received);
    let suppressed: Counter = Counter::default();
    suppressed
        .inner()
        .store(parts.privacy.kept_out.events(), Ordering::Relaxed);
    registry.register(
        "intertide_events_suppressed",
        "Events of erased users that were kept out since the start",
        suppressed,
    );
    let duplicates: Counter = Counter::default();
    duplicates
        .inner()
        .store(parts.state.duplicates()?, Ordering::Relaxed);
    registry.register(
        "events_duplicate",
        "Copies of earlier events among those decided on, ever",
        duplicates,
    );
    let healthy = parts.intake_healthy.load(Ordering::Acquire);
    for (name, help, value) in [
        (
            "log_start_offset",
            "The first record still kept",
            log.start.get(),
        ),
        (
            "log_end_offset",
            "The place after the last record",
            log.end.get(),
        ),
        ("log_size_bytes", "Bytes of the log", log.bytes),
        (
            "log_accepts",
            "Whether events are accepted",
            log.poisoned.is_none().into(),
        ),
        (
            "intake_lag_events",
            "Events accepted and not decided on yet",
            log.end.get().saturating_sub(processed),
        ),
        (
            "intake_healthy",
            "Whether events are decided on without failing",
            healthy.into(),
        ),
    ] {
        let gauge: Gauge<u64, AtomicU64> = Gauge::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    }
    Ok(())
}

/// Labels: a sync's id, and what more there is.
type Labels = Vec<(&'static str, String)>;

/// What there is of each sync.
fn syncs(registry: &mut Registry, api: &Api) -> Result<(), ApiError> {
    let deliveries = Family::<Labels, Gauge<u64, AtomicU64>>::default();
    let enabled = Family::<Labels, Gauge<u64, AtomicU64>>::default();
    let held = Family::<Labels, Gauge<u64, AtomicU64>>::default();
    let limited = Family::<Labels, Gauge<u64, AtomicU64>>::default();
    let now = api.parts.clock.now();
    for stored in api.parts.state.syncs()? {
        let of = |more: Option<(&'static str, &str)>| labels(stored.id, more);
        let totals = api.parts.state.totals(stored.id)?;
        for outcome in Outcome::ALL {
            let count = totals.get(outcome).copied().unwrap_or(0);
            let labels = of(Some(("outcome", outcome.as_str())));
            deliveries.get_or_create(&labels).set(count);
        }
        let lane = api.parts.lanes.report(stored.id).unwrap_or_default();
        let hold = lane.hold.map(|hold| hold.reason);
        for reason in [WaitReason::Credentials, WaitReason::PlanRestricted] {
            let labels = of(Some(("reason", reason.as_str())));
            held.get_or_create(&labels)
                .set((hold == Some(reason)).into());
        }
        let waits = lane.rate_limited_until.is_some_and(|until| until > now);
        limited.get_or_create(&of(None)).set(waits.into());
        enabled
            .get_or_create(&of(None))
            .set(stored.document.enabled.into());
    }
    for (name, help, family) in [
        // A delivery that is put back leaves one outcome for another, so none of them only grows.
        (
            "deliveries",
            "Deliveries there ever were, by outcome",
            deliveries,
        ),
        ("sync_enabled", "Whether the sync is on", enabled),
        ("lane_held", "Whether everything waits, and why", held),
        (
            "lane_rate_limited",
            "Whether Intercom's limit keeps the lane quiet",
            limited,
        ),
    ] {
        registry.register(name, help, family);
    }
    Ok(())
}

/// What is wrong. Of a sync that discards for several reasons there are several alerts of one name.
fn alerts(registry: &mut Registry, api: &Api) -> Result<(), ApiError> {
    let raised = Family::<Labels, Gauge<u64, AtomicU64>>::default();
    let of = |name: &'static str, sync: Option<SyncId>| {
        let sync = sync.map(|sync| sync.to_string()).unwrap_or_default();
        vec![("condition", name.to_owned()), ("sync", sync)]
    };
    for condition in Condition::OF_SERVER {
        raised.get_or_create(&of(condition.name(), None)).set(0);
    }
    for stored in api.parts.state.syncs()? {
        for name in Condition::NAMES_OF_SYNC {
            raised.get_or_create(&of(name, Some(stored.id))).set(0);
        }
    }
    for condition in api.parts.alerts.raised() {
        let labels = of(condition.name(), condition.sync());
        raised.get_or_create(&labels).inc();
    }
    registry.register("alert_raised", "Alerts that are raised", raised);
    let untold: Gauge<u64, AtomicU64> = Gauge::default();
    untold.set(u64::try_from(api.parts.alerts.untold()).unwrap_or(u64::MAX));
    registry.register(
        "alerts_untold",
        "Messages that a channel has not taken yet",
        untold,
    );
    Ok(())
}

fn labels(sync: SyncId, more: Option<(&'static str, &str)>) -> Labels {
    let more = more.map(|(name, value)| (name, value.to_owned()));
    std::iter::once(("sync_id", sync.to_string()))
        .chain(more)
        .collect()
}
