//! The structure that `docs/architecture.md` describes, held against the workspace.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// The longest a source file may be: beyond this it has two subjects.
const LONGEST_FILE: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Each crate's dependencies on our own crates, tests aside.
fn own_dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let ours: BTreeSet<String> = metadata
        .packages
        .iter()
        .map(|package| package.name.to_string())
        .collect();
    metadata
        .packages
        .iter()
        .map(|package| {
            let of_ours = package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind == DependencyKind::Normal)
                .map(|dependency| dependency.name.clone())
                .filter(|name| ours.contains(name))
                .collect();
            (package.name.to_string(), of_ours)
        })
        .collect()
}

#[test]
fn dependencies_point_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("intertide-domain", [].as_slice()),
        ("intertide-store", &["intertide-domain"]),
        (
            "intertide-delivery",
            &["intertide-domain", "intertide-store"],
        ),
        (
            "intertide-server",
            &["intertide-domain", "intertide-store", "intertide-delivery"],
        ),
        ("intercom-sim", &[]),
        (
            "intertide-drill",
            &[
                "intertide-domain",
                "intertide-store",
                "intertide-delivery",
                "intertide-server",
                "intercom-sim",
            ],
        ),
        (
            "intertide",
            &[
                "intertide-domain",
                "intertide-store",
                "intertide-delivery",
                "intertide-server",
                "intercom-sim",
            ],
        ),
    ]);
    let actual = own_dependencies();
    assert_eq!(
        actual.keys().map(String::as_str).collect::<Vec<_>>(),
        allowed.keys().copied().collect::<Vec<_>>(),
        "a crate that docs/architecture.md does not know"
    );
    for (name, dependencies) in actual {
        for dependency in dependencies {
            assert!(
                allowed[name.as_str()].contains(&dependency.as_str()),
                "{name} may not depend on {dependency}"
            );
        }
    }
}

#[test]
fn only_the_app_names_concrete_backends() {
    for file in sources(&["crates/delivery/src", "crates/server/src"]) {
        let text = code_of(&file);
        for backend in ["SegmentLog", "SqliteState"] {
            assert!(
                !text.contains(backend),
                "{} names {backend}; it may know the traits only",
                file.display()
            );
        }
    }
}

#[test]
fn the_domain_has_no_clock_and_no_io() {
    for file in sources(&["crates/domain/src"]) {
        let text = code_of(&file);
        for shell in [
            "SystemTime",
            "Instant::now",
            "std::fs",
            "std::net",
            "tokio",
            "async fn",
        ] {
            assert!(!text.contains(shell), "{} uses {shell}", file.display());
        }
    }
}

/// `cargo run` hands what a build script sets on to the program, where an unknown `INTERTIDE_…`
/// is an error.
#[test]
fn the_build_sets_no_variable_that_looks_like_a_setting() {
    for (script, variables) in [("crates/app/build.rs", 1), ("crates/server/build.rs", 0)] {
        let script = std::fs::read_to_string(root().join(script)).unwrap();
        let set = script.split("rustc-env=").skip(1);
        assert_eq!(set.clone().count(), variables);
        for name in set {
            assert!(!name.starts_with("INTERTIDE_"), "{name}");
        }
    }
}

#[test]
fn a_file_has_one_subject() {
    for file in sources(&["crates"]) {
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        assert!(
            lines <= LONGEST_FILE,
            "{} has {lines} lines; {LONGEST_FILE} at most",
            file.display()
        );
    }
}

fn sources(folders: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty());
    files
}

/// A file's code: without comments, and without its test module at the end.
fn code_of(file: &Path) -> String {
    let name = file.file_name().unwrap();
    if name == "tests.rs" || file.components().any(|part| part.as_os_str() == "tests") {
        return String::new();
    }
    let text = std::fs::read_to_string(file).unwrap();
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}
