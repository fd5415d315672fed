//! Alerts: each change of state is told once, on every channel, whatever happens in between.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::process::PATIENCE;
use support::receivers::{Mail, Posted};
use support::{
    HttpReceiver, ServerBuilder, SmtpReceiver, TestServer, TestSim, order, sync_document,
};

/// Longer than anything that would be told once more would take.
const A_WHILE: Duration = Duration::from_secs(4);

/// A server that tells soon, where channels are added.
fn builder() -> ServerBuilder {
    ServerBuilder::new()
        .env("INTERTIDE_ALERTS_RAISE_AFTER", "300ms")
        .env("INTERTIDE_ALERTS_CLEAR_AFTER", "500ms")
        .env("INTERTIDE_ALERTS_CONSOLE_URL", "https://tide.example.com")
}

fn with_email(builder: ServerBuilder, smtp: &SmtpReceiver) -> ServerBuilder {
    builder
        .env(
            "INTERTIDE_ALERTS_EMAIL_TO",
            "ops@example.com, call@example.com",
        )
        .env(
            "INTERTIDE_ALERTS_EMAIL_FROM",
            "Intertide <tide@example.com>",
        )
        .env("INTERTIDE_ALERTS_SMTP_SERVER", &smtp.address())
        .env("INTERTIDE_ALERTS_SMTP_SECURITY", "none")
}

/// Whether it is about a sync: what the disk of this machine has to say is not asked for.
fn of_sync(posted: &Posted) -> bool {
    posted.body["sync"].is_object()
}

fn in_slack(posted: &Posted) -> bool {
    posted.text.contains("Products")
}

fn in_mail(mail: &Mail) -> bool {
    mail.text.contains("Products")
}

fn states(posted: &[Posted]) -> Vec<&str> {
    let states = posted.iter().map(|posted| posted.body["state"].as_str());
    states.map(Option::unwrap).collect()
}

/// The alerts of the sync, as the API shows them.
fn alerts(server: &TestServer) -> Vec<Value> {
    let listed = server.get("/api/v1/alerts").ok();
    let alerts = listed["data"].as_array().unwrap().iter();
    alerts
        .filter(|alert| alert["sync"].is_object())
        .cloned()
        .collect()
}

/// Waits until the API says that every channel has told the last change.
fn wait_until_told(server: &TestServer) -> Vec<Value> {
    let start = Instant::now();
    loop {
        let alerts = alerts(server);
        let told = |alert: &Value| {
            let mut told = alert["told"].as_array().unwrap().iter();
            told.all(|told| told["at"].is_string())
        };
        if !alerts.is_empty() && alerts.iter().all(told) {
            return alerts;
        }
        assert!(
            start.elapsed() < PATIENCE,
            "{alerts:?}\n{}",
            server.stderr()
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_refused_token_is_told_once_on_every_channel_also_across_restarts() {
    let (sim, smtp) = (TestSim::start(), SmtpReceiver::start());
    let (webhook, slack) = (HttpReceiver::start(0), HttpReceiver::start(0));
    let builder = builder()
        .env("INTERTIDE_ALERTS_WEBHOOK_URL", &webhook.url())
        .env("INTERTIDE_ALERTS_WEBHOOK_SECRET", "hush")
        .env("INTERTIDE_ALERTS_SLACK_WEBHOOK_URL", &slack.url());
    let server = with_email(builder, &smtp).start();
    let sync = server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));

    // Given a token that Intercom refuses.
    sim.put("token", &json!({"standing": "revoked"}));
    server.ingest(&[order(1)]).unwrap().ok();

    // Then every channel tells it.
    let posted = webhook.wait_for(1, of_sync);
    let raised = &posted[0];
    assert_eq!(raised.body["condition"], "sync_credentials");
    assert_eq!(raised.body["state"], "raised");
    assert_eq!(raised.body["severity"], "critical");
    assert_eq!(raised.body["sync"], json!({"id": sync, "name": "Products"}));
    let link = format!("https://tide.example.com/syncs/{sync}/settings");
    assert_eq!(raised.body["link"], link);
    let id = raised.body["id"].as_str().unwrap();
    assert_eq!(raised.header("idempotency-key"), Some(id));
    let signature = raised.header("x-intertide-signature").unwrap();
    assert!(signature.starts_with("sha256=") && signature.len() == 71);
    slack.wait_for(1, in_slack);
    smtp.wait_for(1, in_mail);
    wait_until_told(&server);

    // And neither a crash nor a stop has it told again.
    let server = server.kill().start();
    std::thread::sleep(A_WHILE);
    let server = server.terminate().start();
    std::thread::sleep(A_WHILE);
    let told = webhook
        .so_far()
        .into_iter()
        .filter(of_sync)
        .collect::<Vec<_>>();
    assert_eq!(states(&told), ["raised"], "{told:?}");
    assert_eq!(slack.so_far().iter().filter(|one| in_slack(one)).count(), 1);
    assert_eq!(smtp.so_far().iter().filter(|one| in_mail(one)).count(), 1);

    // When the token works again, that is told once as well.
    sim.put("token", &json!({"standing": "valid"}));
    let path = format!("/api/v1/syncs/{sync}/test-connection");
    server.post(&path, &json!({})).ok();
    webhook.wait_for(2, of_sync);
    slack.wait_for(2, in_slack);
    smtp.wait_for(2, in_mail);
    std::thread::sleep(A_WHILE);
    let told = webhook
        .so_far()
        .into_iter()
        .filter(of_sync)
        .collect::<Vec<_>>();
    assert_eq!(states(&told), ["raised", "cleared"], "{told:?}");
    assert_eq!(slack.so_far().iter().filter(|one| in_slack(one)).count(), 2);
    assert_eq!(smtp.so_far().iter().filter(|one| in_mail(one)).count(), 2);
    let alerts = wait_until_told(&server);
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert_eq!(alerts[0]["state"], "cleared");

    // Nothing told who it was about, and nothing that is secret was logged.
    let order = "user-1@example.com";
    assert!(told.iter().all(|posted| !posted.text.contains(order)));
    assert!(!server.stderr().contains("hush"), "{}", server.stderr());
}

#[test]
fn a_webhook_that_fails_is_tried_again_and_told_once() {
    let sim = TestSim::start();
    let webhook = HttpReceiver::start(2);
    let server = builder()
        .env("INTERTIDE_ALERTS_WEBHOOK_URL", &webhook.url())
        .start();
    server.create_sync(&sync_document(sim.url(), TestSim::TOKEN));
    sim.put("token", &json!({"standing": "plan_restricted"}));
    server.ingest(&[order(1)]).unwrap().ok();
    let alerts = wait_until_told(&server);
    assert_eq!(alerts[0]["condition"], "sync_plan_restricted");
    std::thread::sleep(A_WHILE);
    // Each message that met a fault came once more, as the same one, until it was taken.
    let posted = webhook.so_far();
    let taken = &posted[2..];
    let mut ids: Vec<_> = taken.iter().map(|one| one.body["id"].to_string()).collect();
    assert!(
        posted[..2]
            .iter()
            .all(|one| ids.contains(&one.body["id"].to_string()))
    );
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), taken.len(), "{posted:?}");
    assert_eq!(taken.iter().filter(|one| of_sync(one)).count(), 1);
}

#[test]
fn discards_are_told_with_a_sample_and_by_whole_e_mail() {
    let (sim, smtp) = (TestSim::start(), SmtpReceiver::start());
    let server = with_email(builder(), &smtp).start();
    let mut document = sync_document(sim.url(), TestSim::TOKEN);
    document["send_events"]["unknown_user"] = "discard".into();
    let sync = server.create_sync(&document);
    let orders: Vec<_> = (1..=5).map(order).collect();
    server.ingest(&orders).unwrap().ok();

    let mail = smtp.wait_for(1, in_mail).remove(0);
    assert_eq!(mail.from, "<tide@example.com>");
    assert_eq!(mail.to, ["<ops@example.com>", "<call@example.com>"]);
    let alert = wait_until_told(&server).remove(0);
    let delivery = alert["sample"]["delivery_id"].to_string();
    let date = header(&mail, "Date");
    let id = header(&mail, "Message-ID");
    assert_eq!(
        id,
        format!("<{}-raised@example.com>", alert["id"].as_str().unwrap())
    );
    let since = mail
        .text
        .lines()
        .find_map(|line| line.strip_prefix("Since: "));
    let expected = format!(
        "From: Intertide <tide@example.com>\n\
         Subject: [WARNING] Products: deliveries are discarded (user_not_found)\n\
         Date: {date}\n\
         Message-ID: {id}\n\
         Content-Type: text/plain; charset=utf-8\n\
         To: ops@example.com, call@example.com\n\
         Content-Transfer-Encoding: quoted-printable\n\
         \n\
         Products: deliveries are discarded (user_not_found)\n\
         \n\
         5 of the 5 deliveries that settled in the last ten minutes were discarded \
         as user_not_found.\n\
         \n\
         What to do: Create the users in Intercom, or let the sync create them or wait \
         for them (Unknown users, in its settings). Then retry.\n\
         \n\
         Sample: delivery {delivery}, Order Completed, user_not_found, Intercom's code \
         not_found\n\
         \n\
         Since: {}\n\
         \n\
         https://tide.example.com/syncs/{sync}/debugger?category=3Duser_not_found\n",
        since.unwrap()
    );
    // Lines that are too long for e-mail are broken with a sign.
    assert_eq!(mail.text.replace("=\n", ""), expected);
}

fn header<'m>(mail: &'m Mail, name: &str) -> &'m str {
    let mut lines = mail.text.lines();
    let found = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.unwrap()
}

#[test]
fn a_test_message_reaches_every_channel_that_works() {
    let (webhook, closed) = (HttpReceiver::start(0), HttpReceiver::start(usize::MAX));
    let server = builder()
        .env("INTERTIDE_ALERTS_WEBHOOK_URL", &webhook.url())
        .env("INTERTIDE_ALERTS_SLACK_WEBHOOK_URL", &closed.url())
        .start();
    let tested = server.post("/api/v1/alerts/test", &json!({})).ok();
    assert_eq!(
        tested["data"],
        json!([
            {"channel": "webhook", "ok": true, "message": "The message was taken."},
            {
                "channel": "slack",
                "ok": false,
                "message": "the other side answered 500 Internal Server Error",
            },
        ])
    );
    let test = |posted: &Posted| posted.body["condition"] == "test";
    assert_eq!(webhook.wait_for(1, test).len(), 1);
}
