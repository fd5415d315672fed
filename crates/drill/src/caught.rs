//! What panics, and what it says.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};

thread_local! {
    /// What the last panic of this thread said, and where it was.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Has panics kept instead of printed, for the whole program: whoever tries things prints
/// those that count, and making a failure small causes hundreds.
pub fn hush() {
    panic::set_hook(Box::new(keep));
}

fn keep(info: &PanicHookInfo<'_>) {
    let told = info.to_string();
    LAST.with_borrow_mut(|last| *last = Some(told));
}

/// Does something that may panic.
///
/// # Errors
/// What the panic said.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    LAST.take();
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let words = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied());
        LAST.take()
            .or_else(|| words.map(str::to_owned))
            .unwrap_or_else(|| "a panic without words".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_and_what_comes_after_goes_on() {
        assert!(caught(|| assert_eq!(1, 2, "sums")).is_err_and(|told| told.contains("sums")));
        assert_eq!(caught(|| 3), Ok(3));
    }
}
