//! The people of the demonstration. All of them are invented.

use serde_json::{Value, json};

/// A customer of the shop that the demonstration plays.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) user_id: String,
    pub(super) full_name: String,
    pub(super) device_id: String,
    pub(super) plan: &'static str,
    pub(super) seats: u32,
}

/// The plans there are.
pub(super) const PLANS: [&str; 3] = ["free", "team", "business"];

/// Those whom Intercom knows from the start.
const RESIDENTS: [(&str, &str, u32); 6] = [
    ("Ada Okafor", "team", 12),
    ("Bruno Keller", "business", 80),
    ("Chiara Conti", "free", 1),
    ("Daniel Svensson", "team", 7),
    ("Emi Tanaka", "free", 2),
    ("Farid Haddad", "business", 45),
];

/// Those who sign up while the demonstration runs; then come the same names with a number.
const NEWCOMERS: [&str; 8] = [
    "Grace Mbeki",
    "Hugo Marchand",
    "Ines Duarte",
    "Jonas Weber",
    "Kavya Rao",
    "Liam Byrne",
    "Mila Novak",
    "Nils Larsen",
];

/// Who uses the shop, but is not in Intercom.
pub(super) const STRANGER: &str = "import-4711@example.com";

impl Person {
    fn new(full_name: &str, number: usize, plan: &'static str, seats: u32) -> Self {
        let first = full_name
            .split(' ')
            .next()
            .unwrap_or(full_name)
            .to_lowercase();
        let suffix = if number == 0 {
            String::new()
        } else {
            format!("-{}", number + 1)
        };
        Self {
            user_id: format!("{first}{suffix}@example.com"),
            full_name: full_name.to_owned(),
            device_id: format!("web-{first}{suffix}"),
            plan,
            seats,
        }
    }

    /// Those whom Intercom knows from the start.
    pub(super) fn residents() -> Vec<Self> {
        RESIDENTS
            .iter()
            .map(|(name, plan, seats)| Self::new(name, 0, plan, *seats))
            .collect()
    }

    /// The newcomer of this number, counted from 0.
    pub(super) fn newcomer(number: usize) -> Self {
        let name = NEWCOMERS
            .get(number % NEWCOMERS.len())
            .copied()
            .unwrap_or(STRANGER);
        Self::new(name, number / NEWCOMERS.len(), "free", 1)
    }

    /// The contact as Intercom has it.
    pub(super) fn contact(&self) -> Value {
        json!({
            "role": "user",
            "external_id": self.user_id,
            "email": self.user_id,
            "name": self.full_name,
            "custom_attributes": {"plan": self.plan, "seats": self.seats},
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everybody_is_somebody_else() {
        let newcomers = (0..40).map(Person::newcomer);
        let everybody: Vec<Person> = Person::residents().into_iter().chain(newcomers).collect();
        let ids: BTreeSet<_> = everybody.iter().map(|person| &person.user_id).collect();
        let devices: BTreeSet<_> = everybody.iter().map(|person| &person.device_id).collect();
        assert_eq!((ids.len(), devices.len()), (46, 46));
    }
}
