//! How many files a process may have open.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Lets this process, and those that it starts, have so many files.
pub(crate) fn allow_files(files: u64) {
    let mut limit = getrlimit(Resource::Nofile);
    assert!(
        limit.maximum.is_none_or(|maximum| maximum >= files),
        "this drill needs {files} open files; `ulimit -Hn` allows {:?}",
        limit.maximum
    );
    limit.current = limit.current.map(|current| current.max(files));
    setrlimit(Resource::Nofile, limit).unwrap();
}
