//! Words and values that mean something to whoever reads inputs, or that readers get wrong.

use serde_json::{Value, json};

/// Pieces of text. The key is the one that the targets' project has.
pub(super) const TOKENS: &[&str] = &[
    // What JSON is made of, and what looks like it.
    "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "true", "false", "0", "-1", "1e999", "-0",
    "1E400", "0.1", "01", "9223372036854775807", "9223372036854775808", "18446744073709551616",
    "1e-400", "NaN", "Infinity", "\\u0000", "\\ud800", "\\udfff", "\\ud83d\\ude00", "\\u00e9",
    "\u{feff}", "\u{0}", "\u{7f}", "\u{2028}", "é", "😀", "ﬃ", "İ", "Σς", "\r\n", "\t", "{}", "[]",
    "\"\"", "[[]]", "{\"\":{}}", "//", "/* */",
    // Uploads and their events.
    "\"api_key\":", "\"0123456789abcdef0123456789abcdef\"", "\"events\":", "\"options\":",
    "\"min_id_length\":", "\"event_type\":", "\"user_id\":", "\"device_id\":", "\"time\":",
    "\"insert_id\":", "\"event_properties\":", "\"user_properties\":", "\"groups\":",
    "\"group_properties\":", "\"session_id\":", "\"event_id\":", "\"price\":", "\"quantity\":",
    "\"revenue\":", "\"productId\":", "\"currency\":", "\"ip\":", "\"$remote\"", "\"library\":",
    "\"language\":", "\"user_agent\":", "\"location_lat\":", "\"plan\":", "\"timestamp\":",
    "\"uuid\":", "\"version_name\":", "\"$skip_user_properties_sync\":", "\"paying\":",
    "\"$identify\"", "\"$groupidentify\"", "\"$set\":", "\"$setOnce\":", "\"$add\":",
    "\"$append\":", "\"$prepend\":", "\"$unset\":", "\"$preInsert\":", "\"$postInsert\":",
    "\"$remove\":", "\"$clearAll\":", "\"[Amplitude] Page Viewed\"", "\"anonymous\"", "\"null\"",
    // Forms.
    "&", "=", "+", "%", "%00", "%7B", "%22", "%5B", "%FF", "%zz", "client=", "e=", "event=", "v=2",
    "api_key=", "checksum=", "upload_time=", "identification=", "--b\r\n", "--b--\r\n",
    "Content-Disposition: form-data; name=\"e\"\r\n\r\n",
    // Syncs.
    "\"property\":", "\"operator\":", "\"values\":", "\"matches\"", "\"where\":", "\"select\":",
    "\"all\"", "\"access_token\":", "\"set\":", "\"(none)\"", "${TOKEN}", "(a|a)*", "(?i)", "\\p{L}",
    "{1,1000}", ".*", "^", "$", "[^a]", "4h", "gp:", "event.", "user.", "group.", "&a", "*a", "!!", "---\n",
    "- ", ": ", "|\n",
    // Parameters.
    "?", "cursor=", "limit=", "from=", "to=", "status=", "category=", "user=", "event_type=",
    "AAAAAAAAAAE", "_________38", "AAAAAAAAAAA=", "2022-10-01T06:00:00Z",
    // Files.
    "itidelog", "\u{f7}ITd", "raw\n", "mend\n", "pack\n", "twice\n", "torn\n", "swell\n",
];

/// Names of fields, as they stand in documents.
pub(super) const NAMES: &[&str] = &[
    "", "a", "api_key", "events", "options", "min_id_length", "event_type", "user_id", "device_id",
    "time", "insert_id", "event_properties", "user_properties", "groups", "group_properties",
    "session_id", "event_id", "price", "quantity", "revenue", "productId", "product_id",
    "revenueType", "currency", "ip", "library", "language", "user_agent", "location_lat",
    "location_lng", "plan", "timestamp", "uuid", "version_name", "app_version", "platform",
    "$skip_user_properties_sync", "paying", "$set", "$setOnce", "$add", "$append", "$prepend",
    "$unset", "$preInsert", "$postInsert", "$remove", "$clearAll", "property", "operator", "values",
    "where", "select", "name", "attribute", "custom_attribute", "access_token", "set", "hint",
    "retry", "window", "attempts", "endpoint", "context", "other", "\u{0}", "é", "a.b[0]",
    "conditions", "event", "user", "group", "group_type", "group_value",
];

/// Values that readers get wrong.
pub(super) fn odd_values() -> Vec<Value> {
    let mut values = vec![
        json!(null), json!(true), json!(false), json!(0), json!(-1), json!(1), json!(5),
        json!(i64::MIN), json!(i64::MAX), json!(u64::MAX), json!(9_007_199_254_740_993_i64),
        json!(0.1), json!(-0.0), json!(1e308), json!(5e-324), json!(1.5), json!(1e15), json!(""),
        json!(" "), json!("a"), json!("null"), json!("true"), json!("0"), json!("-1"), json!("1e5"),
        json!("1e999"), json!("+1"), json!(".5"), json!("007"), json!("12345678901234567890123"),
        json!("NaN"), json!("anonymous"), json!("(none)"), json!("$identify"),
        json!("$groupidentify"), json!("$remote"), json!("127.0.0.1"), json!("en-US"),
        json!("2022-10-01T06:00:00Z"), json!("\u{0}"), json!("é"), json!("😀"), json!("ΣΑΣ"),
        json!("İ"), json!("\u{feff}"), json!([]), json!({}), json!([[]]), json!([null]),
        json!({"": null}), json!(["a", 1, null, true, {"b": []}]), json!({"set": true}),
        json!({"$set": {"a": 1}}), json!({"$add": {"a": "1"}}), json!({"$clearAll": "-"}),
        json!({"$append": {"a": ["b"]}, "plain": 1}), json!("all"), json!("matches"),
        json!("^(a+)+$"), json!("(a|b|ab)*c"), json!("("), json!("event.total"),
        json!("user.gp:plan"), json!("4h"), json!("user_id"), json!("email"),
        json!("0123456789abcdef0123456789abcdef"), json!("$[]"), json!("${TOKEN}"),
    ];
    values.push(Value::from("x".repeat(1_024)));
    values.push(Value::from("é".repeat(1_025)));
    values.push(Value::from("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"));
    values
}
