//! What the fields of an event mean (amplitude.md 1.2).

use serde_json::{Value, json};

use crate::harness::{Harness, KEY, NOW};

#[tokio::test]
async fn no_events_are_taken_in_as_none() {
    let harness = Harness::new();
    let answer = harness.upload(json!([])).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["events_ingested"], 0);
    assert!(harness.stored().is_empty());
}

#[tokio::test]
async fn a_time_is_in_milliseconds_or_that_of_receipt() {
    for (time, kept) in [
        (json!(1_396_381_378_123_i64), 1_396_381_378_123),
        (json!(1_396_381_378_123.0), 1_396_381_378_123),
        (json!(0), 0),
        (json!(-5), -5),
        (json!(null), NOW),
    ] {
        let event = json!({"event_type": "E", "user_id": "user-1", "time": time});
        let kept_event = Harness::new().take_in(event).await;
        assert_eq!(kept_event.time.get(), kept, "{time}");
    }
}

#[tokio::test]
async fn a_number_is_an_id_too() {
    let event = json!({"event_type": "E", "user_id": 1_234_567, "device_id": 98_765.0});
    let event = Harness::new().take_in(event).await;
    assert_eq!(event.user_id.unwrap().as_str(), "1234567");
    assert_eq!(event.device_id.unwrap().as_str(), "98765");
}

#[tokio::test]
async fn a_group_identify_needs_no_id_and_is_not_refused_for_one() {
    for ids in [
        json!({}),
        json!({"user_id": "null"}),
        json!({"user_id": true}),
    ] {
        let mut event = json!({
            "event_type": "$groupidentify",
            "groups": {"org": "acme"},
            "group_properties": {"$set": {"tier": "gold"}},
        });
        for (name, id) in ids.as_object().unwrap() {
            event[name] = id.clone();
        }
        let event = Harness::new().take_in(event).await;
        assert_eq!((event.user_id, event.device_id), (None, None), "{ids}");
        assert_eq!(event.groups["org"], ["acme"]);
        assert_eq!(
            event.group_properties.as_str(),
            r#"{"$set":{"tier":"gold"}}"#
        );
    }
}

#[tokio::test]
async fn texts_are_cut_to_what_amplitude_keeps() {
    let long = "é".repeat(2_000);
    let kept = "é".repeat(1_024);
    let event = json!({
        "event_type": long, "user_id": long, "insert_id": long, "platform": long,
        "event_properties": {&long: {"in": [long]}},
        "groups": {"org": long},
    });
    let event = Harness::new().take_in(event).await;
    assert_eq!(event.event_type.as_str(), kept);
    assert_eq!(event.user_id.unwrap().as_str(), kept);
    assert_eq!(event.insert_id.unwrap().as_str(), kept);
    assert_eq!(event.context.platform.as_deref(), Some(kept.as_str()));
    assert_eq!(
        Value::from(event.event_properties.parse()),
        json!({&kept: {"in": [kept]}})
    );
    assert_eq!(event.groups["org"], [kept.as_str()]);
}

#[tokio::test]
async fn half_a_character_is_replaced_and_nothing_else_is_lost() {
    let body = format!(
        r#"{{"api_key":"{KEY}","events":[{{"event_type":"E\ud83d","user_id":"user-1","event_properties":{{"a":"x\ude00","b":"\ud83d\ude00"}}}}]}}"#
    );
    let harness = Harness::new();
    assert_eq!(harness.post("/2/httpapi", body).await.status, 200);
    let event = &harness.stored()[0].event;
    assert_eq!(event.event_type.as_str(), "E\u{fffd}");
    assert_eq!(
        Value::from(event.event_properties.parse()),
        json!({"a": "x\u{fffd}", "b": "😀"})
    );
}

#[tokio::test]
async fn of_keys_that_come_twice_the_last_counts() {
    let body = format!(
        r#"{{"api_key":"x","api_key":"{KEY}","events":[{{"event_type":"A","user_id":"user-1","event_type":"B"}}]}}"#
    );
    let harness = Harness::new();
    assert_eq!(harness.post("/2/httpapi", body).await.status, 200);
    assert_eq!(harness.stored()[0].event.event_type.as_str(), "B");
}

#[tokio::test]
async fn a_byte_order_mark_does_no_harm() {
    let body = json!({"api_key": KEY, "events": [{"event_type": "E", "user_id": "user-1"}]});
    let harness = Harness::new();
    let answer = harness.post("/2/httpapi", format!("\u{feff}{body}")).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn what_the_event_says_stands_before_what_its_user_agent_tells() {
    let user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:1.0) Gecko/20100101 Firefox/115.0";
    let told = json!({"event_type": "E", "user_id": "user-1", "user_agent": user_agent});
    let context = Harness::new().take_in(told.clone()).await.context;
    assert_eq!(context.os_name.as_deref(), Some("Firefox"));
    assert_eq!(context.os_version.as_deref(), Some("115"));
    assert_eq!(context.device_model.as_deref(), Some("Linux"));

    let mut said = told;
    said["os_name"] = json!("ios");
    said["device_model"] = json!("iPhone 15");
    let context = Harness::new().take_in(said).await.context;
    assert_eq!(context.os_name.as_deref(), Some("ios"));
    assert_eq!(context.os_version, None);
    assert_eq!(context.device_model.as_deref(), Some("iPhone 15"));
}

#[tokio::test]
async fn money_is_settled_and_the_currency_in_capitals() {
    let event = json!({
        "event_type": "E", "user_id": "user-1",
        "price": 2.5, "quantity": 4.0, "revenue": 1, "currency": "eur", "productId": "p",
    });
    let revenue = Harness::new().take_in(event).await.revenue;
    assert_eq!(revenue.revenue, Some(10.0));
    assert_eq!(revenue.quantity, Some(4));
    assert_eq!(revenue.currency.as_deref(), Some("EUR"));
    assert_eq!(revenue.product_id.as_deref(), Some("p"));
}

#[tokio::test]
async fn further_documented_fields_are_kept_as_they_came() {
    let event = json!({
        "event_type": "E", "user_id": "user-1", "idfa": "A", "location_lat": 37.7,
        "location_lng": -122.3, "plan": {"branch": "main"}, "user_agent": "UA/1",
        "unknown": {"x": 1}, "$skip_user_properties_sync": true, "version_name": "1.2",
    });
    let event = Harness::new().take_in(event).await;
    assert_eq!(
        Value::from(event.other.parse()),
        json!({
            "location_lat": 37.7, "location_lng": -122.3, "idfa": "A",
            "plan": {"branch": "main"}, "user_agent": "UA/1",
        })
    );
    assert!(event.skip_user_properties_sync);
    assert_eq!(event.context.version.as_deref(), Some("1.2"));
}

#[tokio::test]
async fn an_address_may_be_given_or_asked_for() {
    for (ip, kept) in [
        (json!("1.2.3.4"), Some("1.2.3.4")),
        (json!("$remote"), Some("203.0.113.9")),
        (json!(null), None),
    ] {
        let event = json!({"event_type": "E", "user_id": "user-1", "ip": ip});
        let context = Harness::new().take_in(event).await.context;
        assert_eq!(context.ip.as_deref(), kept);
    }
}
