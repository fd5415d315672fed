//! Makes a failing input small.

/// How many inputs are tried at most for it.
const MOST_TRIES: usize = 4_000;

/// Leaves out whatever can be left out while `fails` still says so: halves first, then smaller and
/// smaller stretches.
pub(super) fn minimise(input: &[u8], mut fails: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let mut small = input.to_vec();
    let mut tries = 0;
    let mut stretch = small.len().div_ceil(2);
    while stretch > 0 && tries < MOST_TRIES {
        let mut start = 0;
        while start < small.len() && tries < MOST_TRIES {
            let mut without = small.clone();
            without.drain(start..(start + stretch).min(small.len()));
            tries += 1;
            if fails(&without) {
                small = without;
            } else {
                start += stretch;
            }
        }
        stretch /= 2;
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_is_left_out() {
        let input = b"some words, a { and a } and more words";
        let fails = |bytes: &[u8]| bytes.contains(&b'{') && bytes.contains(&b'}');
        assert_eq!(minimise(input, fails), b"{}");
    }
}
