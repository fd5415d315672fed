//! What a process takes of the machine, as the kernel says.

/// A number of `/proc/PID/status`, by its name.
#[track_caller]
fn status(process: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let value = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .and_then(|rest| rest.split_whitespace().next());
    value.expect(name).parse().unwrap()
}

/// The most memory that it has had.
#[track_caller]
pub(crate) fn most_resident_mib(process: u32) -> u64 {
    status(process, "VmHWM") / 1024
}

/// The memory that it has.
#[track_caller]
pub(crate) fn resident_kib(process: u32) -> u64 {
    status(process, "VmRSS")
}

#[track_caller]
pub(crate) fn threads(process: u32) -> u64 {
    status(process, "Threads")
}

/// The files and connections that it has open.
#[track_caller]
pub(crate) fn open_files(process: u32) -> usize {
    std::fs::read_dir(format!("/proc/{process}/fd"))
        .unwrap()
        .count()
}
