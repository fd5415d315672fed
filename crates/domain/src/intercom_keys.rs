//! Keys in Intercom: of an event's metadata, and of a contact's custom attributes.

use std::borrow::Cow;

/// Characters that no key may hold (intercom.md 2.4 and 3.6), besides NUL.
const FORBIDDEN: &str = ".$~`!@#%^&*'{}|\\\"";

/// What stands in their place (product.md 5).
const IN_PLACE: &str = "_";

/// The characters of a key that Intercom forbids there, in their order.
pub fn forbidden_in(key: &str) -> impl Iterator<Item = char> {
    key.chars().filter(|letter| is_forbidden(*letter))
}

/// The key as it is sent: each forbidden character replaced by `_`.
pub fn mended(key: &str) -> Cow<'_, str> {
    if key.contains(is_forbidden) {
        Cow::Owned(key.replace(is_forbidden, IN_PLACE))
    } else {
        Cow::Borrowed(key)
    }
}

fn is_forbidden(letter: char) -> bool {
    letter == '\0' || FORBIDDEN.contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_become_underscores_and_all_others_stay() {
        assert_eq!(mended("cart.total"), "cart_total");
        assert_eq!(mended("$revenue"), "_revenue");
        assert_eq!(mended("a\"b\\c\0d"), "a_b_c_d");
        for key in ["plan", "Full name", "größe", "a-b_c", "price €"] {
            assert_eq!(mended(key), key);
        }
        assert_eq!(forbidden_in("a.b$c").collect::<String>(), ".$");
    }
}
