//! Names the build for `--version`: the commit where there is one, the profile and the target.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for path in ["../../.git/HEAD", "../../.git/refs/heads"] {
        // A path that is missing would have this run at every build.
        if Path::new(path).exists() {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    let target = std::env::var("TARGET").unwrap_or_default();
    let profile = std::env::var("PROFILE").unwrap_or_default();
    let build = match commit() {
        Some(commit) => format!("{commit}, {target}, {profile}"),
        None => format!("{target}, {profile}"),
    };
    println!("cargo:rustc-env=BUILD_OF_INTERTIDE={build}");
}

/// The commit that is checked out; none outside of a repository.
fn commit() -> Option<String> {
    let output = Command::new("git")
        .args(["rev-parse", "--short=12", "HEAD"])
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let commit = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!commit.is_empty()).then_some(commit)
}
