//! Work on large bodies happens on other threads, so that small requests don't wait behind it.

use super::answer::Trouble;

/// Up to here the work is quicker than moving it.
const INLINE_BYTES: usize = 64 * 1024;

/// Runs `work` on `bytes` bytes here, or on a thread for such work.
///
/// # Errors
/// [`Trouble::Unavailable`] when the runtime is shutting down.
pub(super) async fn offload<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Trouble> {
    if bytes <= INLINE_BYTES {
        return Ok(work());
    }
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Trouble::Unavailable),
        },
    }
}
