//! The money that events report (amplitude.md 1.2).
//!
//! It comes in two ways: as fields at the event's top level, or as the event properties `$price`,
//! `$quantity`, `$revenue` and so on that the SDKs' revenue calls write (amplitude.md 3.1).

use serde_json::Value;

use crate::event::{Event, Revenue};
use crate::number::Num;
use crate::property::Properties;

/// Completes the top-level fields: the quantity is 1 where only a price is given, and
/// price × quantity is the revenue wherever there is a price, whatever else was sent.
pub fn settle(mut revenue: Revenue) -> Revenue {
    if let Some(price) = revenue.price {
        let quantity = revenue.quantity.unwrap_or(1);
        revenue.quantity = Some(quantity);
        let product = price * quantity as f64;
        if product.is_finite() {
            revenue.revenue = Some(product);
        }
    }
    revenue
}

/// The names that the top-level money fields have among event properties.
pub(crate) const NAMES: [&str; 6] = [
    "$revenue",
    "$price",
    "$quantity",
    "$productId",
    "$revenueType",
    "$currency",
];

/// A top-level money field under the name that it has among event properties: `$revenue`,
/// `$price`, `$quantity`, `$productId`, `$revenueType`, `$currency`, each also without its `$`.
///
/// For use where the event's own properties have no such name. Amounts without a fraction come
/// as whole numbers.
pub fn lookup(event: &Event, name: &str) -> Option<Value> {
    let revenue = &event.revenue;
    let text = |text: &Option<Box<str>>| text.as_deref().map(Value::from);
    match name.strip_prefix('$').unwrap_or(name) {
        "revenue" => revenue.revenue.and_then(amount),
        "price" => revenue.price.and_then(amount),
        "quantity" => revenue.quantity.map(Value::from),
        "productId" => text(&revenue.product_id),
        "revenueType" => text(&revenue.revenue_type),
        "currency" => text(&revenue.currency),
        _ => None,
    }
}

/// Whether the event brings money, which makes its user `paying` (amplitude.md 4.4).
///
/// `properties` are the event's own properties. Only an amount above zero counts: the SDKs send
/// `$revenue: 0` beside a price (amplitude.md 2.6), and a refund is no payment. The event's name
/// does not matter, since the `$` names are reserved for money.
pub fn brings_revenue(event: &Event, properties: &Properties) -> bool {
    let number = |name: &str| properties.get(name).and_then(Num::of).map(Num::to_f64);
    let of_price = number("$price").map(|price| price * number("$quantity").unwrap_or(1.0));
    let at_top = settle(event.revenue.clone()).revenue;
    [at_top, of_price, number("$revenue")]
        .into_iter()
        .flatten()
        .any(|amount| amount > 0.0)
}

fn amount(amount: f64) -> Option<Value> {
    Num::Float(amount)
        .whole_if_possible()
        .to_json()
        .map(Value::Number)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn revenue(price: Option<f64>, quantity: Option<i64>, revenue: Option<f64>) -> Revenue {
        Revenue {
            price,
            quantity,
            revenue,
            ..Revenue::default()
        }
    }

    fn event(revenue: Revenue) -> Event {
        let mut event: Event =
            serde_json::from_value(json!({"event_type": "Order", "time": 0})).unwrap();
        event.revenue = revenue;
        event
    }

    #[test]
    fn price_times_quantity_wins_over_what_was_sent_as_revenue() {
        let table = [
            (
                revenue(Some(2.5), Some(3), Some(99.0)),
                revenue(Some(2.5), Some(3), Some(7.5)),
            ),
            (
                revenue(Some(2.5), None, None),
                revenue(Some(2.5), Some(1), Some(2.5)),
            ),
            (
                revenue(None, None, Some(4.0)),
                revenue(None, None, Some(4.0)),
            ),
            (revenue(None, Some(3), None), revenue(None, Some(3), None)),
            (
                revenue(Some(f64::MAX), Some(9), Some(1.0)),
                revenue(Some(f64::MAX), Some(9), Some(1.0)),
            ),
        ];
        for (sent, settled) in table {
            assert_eq!(settle(sent), settled);
            assert_eq!(
                settle(settled.clone()),
                settled,
                "settling again changes nothing"
            );
        }
    }

    #[test]
    fn top_level_money_is_found_under_its_property_names_with_and_without_the_mark() {
        let mut sent = revenue(Some(3.99), Some(2), Some(7.98));
        sent.product_id = Some("prod".into());
        sent.revenue_type = Some("sub".into());
        sent.currency = Some("EUR".into());
        let event = event(sent);
        for (name, value) in [
            ("revenue", json!(7.98)),
            ("price", json!(3.99)),
            ("quantity", json!(2)),
            ("productId", json!("prod")),
            ("revenueType", json!("sub")),
            ("currency", json!("EUR")),
        ] {
            assert_eq!(lookup(&event, name), Some(value.clone()));
            assert_eq!(lookup(&event, &format!("${name}")), Some(value));
        }
        assert_eq!(lookup(&event, "total"), None);
        assert_eq!(lookup(&event, "$$revenue"), None);
    }

    #[test]
    fn an_amount_without_fraction_is_a_whole_number() {
        let event = event(revenue(Some(10.0), None, None));
        assert_eq!(lookup(&event, "$price"), Some(json!(10)));
        assert_eq!(lookup(&event, "$revenue"), None);
    }

    #[test]
    fn a_user_pays_with_any_amount_above_zero() {
        let at_top = |price, quantity, amount| {
            brings_revenue(&event(revenue(price, quantity, amount)), &Properties::new())
        };
        assert!(at_top(None, None, Some(0.01)));
        assert!(at_top(Some(5.0), None, None));
        assert!(!at_top(None, None, Some(0.0)));
        assert!(!at_top(None, None, Some(-5.0)), "a refund");
        assert!(!at_top(Some(5.0), Some(0), Some(5.0)), "nothing bought");
        assert!(!at_top(None, Some(3), None));

        let in_properties = |properties: Value| {
            brings_revenue(&event(Revenue::default()), properties.as_object().unwrap())
        };
        assert!(in_properties(json!({"$revenue": 9.99})));
        assert!(in_properties(json!({"$revenue": "9.99"})));
        assert!(in_properties(
            json!({"$price": 3.99, "$quantity": 2, "$revenue": 0})
        ));
        assert!(in_properties(json!({"$price": 3.99})));
        assert!(!in_properties(json!({"$price": 0, "$revenue": 0})));
        assert!(!in_properties(json!({"$revenue": -1})));
        assert!(!in_properties(json!({"revenue": 10, "price": 10})));
        assert!(!in_properties(json!({"$revenue": true, "$price": null})));
    }
}
