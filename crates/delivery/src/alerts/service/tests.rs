#![allow(clippy::unwrap_used)]

use intertide_domain::time::UnixMillis;
use intertide_store::sqlite::SqliteState;

use super::*;
use crate::alerts::channels::Telling;
use crate::alerts::observation::DiskRoom;

/// Remembers what it told, and fails as often as it is to.
#[derive(Debug, Default)]
struct TestChannel {
    told: Mutex<Vec<MessageId>>,
    fails: Mutex<usize>,
}

impl Channel for TestChannel {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Webhook
    }

    fn target_hint(&self) -> String {
        "test".to_owned()
    }

    fn tell<'a>(&'a self, message: &'a Message) -> Telling<'a> {
        self.told.lock().push(message.id.clone());
        let mut fails = self.fails.lock();
        let result = if *fails > 0 {
            *fails -= 1;
            Err(ChannelError::Refused("500".to_owned()))
        } else {
            Ok(())
        };
        Box::pin(std::future::ready(result))
    }
}

fn alerts(directory: &tempfile::TempDir, channel: Arc<TestChannel>) -> Arc<Alerts> {
    let state = SqliteState::open(&directory.path().join("state")).unwrap();
    let alerts = Alerts::open(AlertsParts {
        state: Arc::new(state),
        channels: vec![channel],
        patience: Patience {
            raise_after: Duration::ZERO,
            clear_after: Duration::ZERO,
        },
        clock: Clock::from_fn(|| UnixMillis::new(0)),
    });
    Arc::new(alerts.unwrap())
}

fn disk_low() -> Observation {
    Observation {
        disk: Some(DiskRoom {
            free: 1,
            total: 100,
        }),
        ..Observation::default()
    }
}

#[tokio::test]
async fn what_is_told_is_not_told_again_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let channel = Arc::new(TestChannel::default());
    let told = alerts(&directory, channel.clone());
    told.observe(&disk_low());
    let (stop, stopping) = watch::channel(false);
    let telling = tokio::spawn(tell(told.clone(), channel.clone(), stopping));
    while told.untold() > 0 {
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    telling.await.unwrap();
    drop(told);

    let again = alerts(&directory, channel.clone());
    again.observe(&disk_low());
    assert_eq!((again.untold(), channel.told.lock().len()), (0, 1));
    assert_eq!(again.raised(), [Condition::DiskLow]);
}

#[test]
fn what_was_not_told_waits_across_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let channel = Arc::new(TestChannel::default());
    let first = alerts(&directory, channel.clone());
    first.observe(&disk_low());
    drop(first);
    let again = alerts(&directory, channel);
    assert_eq!(again.untold(), 1);
    assert!(matches!(again.next(ChannelKind::Webhook), Next::Tell(_)));
}

#[test]
fn a_history_that_is_unreadable_begins_anew() {
    let directory = tempfile::tempdir().unwrap();
    let state = SqliteState::open(&directory.path().join("state")).unwrap();
    intertide_store::state::SyncState::put_setting(&state, BOOK, "{").unwrap();
    drop(state);
    let alerts = alerts(&directory, Arc::new(TestChannel::default()));
    assert!(alerts.alerts().is_empty());
}

#[tokio::test]
async fn a_test_says_of_each_channel_whether_it_works() {
    let directory = tempfile::tempdir().unwrap();
    let channel = Arc::new(TestChannel::default());
    *channel.fails.lock() = 1;
    let alerts = alerts(&directory, channel);
    let tested = alerts.test().await;
    assert_eq!(
        tested[0].result,
        Err(ChannelError::Refused("500".to_owned()))
    );
    assert_eq!(alerts.test().await[0].result, Ok(()));
    assert_eq!(alerts.untold(), 0);
}

#[test]
fn it_looks_often_enough_to_meet_a_condition_in_time() {
    let patience = |raise, clear| Patience {
        raise_after: Duration::from_secs(raise),
        clear_after: Duration::from_secs(clear),
    };
    assert_eq!(look_every(Patience::default()), Duration::from_secs(10));
    assert_eq!(look_every(patience(1, 300)), Duration::from_millis(250));
    assert_eq!(look_every(patience(0, 0)), Duration::from_millis(100));
}
