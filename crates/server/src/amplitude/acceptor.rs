//! Events go into the log, and a request is answered once they are there to stay.

use std::sync::Arc;

use intertide_delivery::privacy::Privacy;
use intertide_domain::event::Received;
use intertide_store::log::{Ack, BatchFull, EventLog, RecordBatch};
use tokio::sync::oneshot;

use super::answer::Trouble;
use super::offload::offload;

/// What an event of usual size takes in the log: only where the writing begins, not a limit.
const USUAL_EVENT_BYTES: usize = 512;

/// The way into the log.
#[derive(Clone, Debug)]
pub(super) struct Acceptor {
    log: Arc<dyn EventLog>,
    privacy: Arc<Privacy>,
}

impl Acceptor {
    /// The way into this log.
    pub(super) fn new(log: Arc<dyn EventLog>, privacy: Arc<Privacy>) -> Self {
        Self { log, privacy }
    }

    /// Returns when all events are durable (the trait [`EventLog`] says what that means). Events of
    /// users who are kept out are taken, and written nowhere.
    ///
    /// # Errors
    /// [`Trouble::Unavailable`] when the log refused: then nothing of this may be reported as
    /// taken in. Of a request that takes several batches some may be in the log all the same;
    /// their insert ids keep them single when they are sent again.
    pub(super) async fn accept(&self, mut events: Vec<Received>) -> Result<(), Trouble> {
        self.keep_out(&mut events);
        if events.is_empty() {
            return Ok(());
        }
        let bytes = events.len() * USUAL_EVENT_BYTES;
        let batches = offload(bytes, move || encode(&events, bytes)).await??;
        let acknowledgements: Vec<_> = batches
            .into_iter()
            .map(|batch| {
                let (answered, answer) = oneshot::channel();
                let ack = Ack::new(move |result| {
                    // Nobody waits any more when the client has hung up.
                    let _ = answered.send(result);
                });
                self.log.append(batch, ack);
                answer
            })
            .collect();
        for acknowledgement in acknowledgements {
            match acknowledgement.await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => {
                    tracing::warn!(%error, "the log refused events");
                    return Err(Trouble::Unavailable);
                }
                Err(_) => return Err(Trouble::Unavailable),
            }
        }
        Ok(())
    }
}

impl Acceptor {
    fn keep_out(&self, events: &mut Vec<Received>) {
        let suppressions = self.privacy.kept_out.current();
        if suppressions.since.is_empty() {
            return;
        }
        let came = events.len();
        events.retain(|received| !suppressions.cover(&received.event));
        self.privacy.kept_out.count((came - events.len()) as u64);
    }
}

/// The records, in as few batches as hold them. All are encoded before any is appended, so that
/// an event that fits in no batch keeps the whole request out of the log.
fn encode(events: &[Received], bytes: usize) -> Result<Vec<RecordBatch>, Trouble> {
    let mut batches = Vec::new();
    let mut batch = RecordBatch::with_capacity(bytes);
    for event in events {
        let record = event.encode().map_err(|_| Trouble::Unavailable)?;
        if let Err(BatchFull { .. }) = batch.push(&record) {
            batches.push(std::mem::take(&mut batch));
            batch.push(&record).map_err(|_| Trouble::TooLarge)?;
        }
    }
    batches.push(batch);
    batches.retain(|batch| !batch.is_empty());
    Ok(batches)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use intertide_domain::event::{Context, Endpoint, Event, Revenue};
    use intertide_domain::property::{Properties, RawObject};
    use intertide_domain::time::UnixMillis;
    use intertide_store::log::{MAX_BATCH_BYTES, MemoryLog, ReadLimit};

    use super::*;

    fn event(name: &str, bytes: usize) -> Received {
        let mut properties = Properties::new();
        properties.insert("p".to_owned(), "x".repeat(bytes).into());
        Received {
            received_at: UnixMillis::new(1),
            endpoint: Endpoint::Batch,
            event: Event {
                event_type: name.into(),
                user_id: Some("user-1".into()),
                device_id: None,
                time: UnixMillis::new(1),
                insert_id: None,
                event_properties: RawObject::from(&properties),
                user_properties: RawObject::empty(),
                groups: Default::default(),
                group_properties: RawObject::empty(),
                skip_user_properties_sync: false,
                context: Context::default(),
                revenue: Revenue::default(),
                session_id: None,
                event_id: None,
                other: RawObject::empty(),
            },
        }
    }

    fn stored(log: &MemoryLog) -> Vec<Received> {
        let mut events = Vec::new();
        let mut from = log.start();
        let limit = ReadLimit {
            bytes: usize::MAX,
            records: usize::MAX,
        };
        loop {
            let batch = log.read(from, limit).unwrap();
            if batch.is_empty() {
                return events;
            }
            events.extend(
                batch
                    .iter()
                    .map(|record| Received::decode(record.bytes).unwrap()),
            );
            from = batch.next();
        }
    }

    #[tokio::test]
    async fn accepted_events_are_in_the_log_in_order() {
        let log = Arc::new(MemoryLog::new());
        let events: Vec<_> = ["a", "b", "c"].map(|name| event(name, 3)).into();
        Acceptor::new(log.clone(), Arc::default())
            .accept(events.clone())
            .await
            .unwrap();
        assert_eq!(stored(&log), events);
    }

    #[tokio::test]
    async fn no_events_make_no_record() {
        let log = Arc::new(MemoryLog::new());
        Acceptor::new(log.clone(), Arc::default())
            .accept(Vec::new())
            .await
            .unwrap();
        assert_eq!(stored(&log), []);
    }

    #[tokio::test]
    async fn what_one_batch_cannot_hold_takes_several() {
        let log = Arc::new(MemoryLog::new());
        let half = MAX_BATCH_BYTES / 2;
        let events: Vec<_> = ["a", "b", "c"].map(|name| event(name, half)).into();
        Acceptor::new(log.clone(), Arc::default())
            .accept(events.clone())
            .await
            .unwrap();
        assert_eq!(stored(&log), events);
        assert!(log.status().segments > 1);
    }

    #[tokio::test]
    async fn an_event_that_fits_nowhere_keeps_its_request_out() {
        let log = Arc::new(MemoryLog::new());
        let events = vec![event("small", 1), event("large", MAX_BATCH_BYTES)];
        let result = Acceptor::new(log.clone(), Arc::default())
            .accept(events)
            .await;
        assert_eq!(result, Err(Trouble::TooLarge));
        assert_eq!(stored(&log), []);
    }

    #[tokio::test]
    async fn a_log_that_refuses_makes_the_request_fail() {
        let log = Arc::new(MemoryLog::new());
        log.close();
        let result = Acceptor::new(log, Arc::default())
            .accept(vec![event("a", 1)])
            .await;
        assert_eq!(result, Err(Trouble::Unavailable));
    }
}
