//! What the program consists of may be given to others: each crate that is linked into it comes from
//! the registry, under a licence that allows it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use spdx::{Expression, LicenseReq, ParseMode};

/// Licences that ask for no more than that they are named, or, as MPL-2.0 does, that changes to the
/// files under it are given on as well.
const ALLOWED: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .unwrap()
}

/// All that is linked into the program, on whichever system, but what is ours.
fn linked(metadata: &Metadata) -> Vec<&Package> {
    let nodes = &metadata.resolve.as_ref().expect("what is resolved").nodes;
    let nodes: BTreeMap<&PackageId, _> = nodes.iter().map(|node| (&node.id, node)).collect();
    let program = metadata
        .packages
        .iter()
        .find(|package| package.name == "intertide")
        .expect("the program");
    let mut reached = BTreeSet::new();
    let mut next = vec![&program.id];
    while let Some(id) = next.pop() {
        if reached.insert(id) {
            let linked = nodes[id].deps.iter().filter(|dependency| {
                let mut kinds = dependency.dep_kinds.iter();
                kinds.any(|kind| kind.kind == DependencyKind::Normal)
            });
            next.extend(linked.map(|dependency| &dependency.pkg));
        }
    }
    let packages = metadata.packages.iter();
    packages
        .filter(|package| reached.contains(&package.id))
        .filter(|package| !metadata.workspace_members.contains(&package.id))
        .collect()
}

/// Whether a licence is one of those allowed. An exception to it only ever allows more.
fn is_allowed(licence: &LicenseReq) -> bool {
    let id = licence.license.id();
    id.is_some_and(|id| ALLOWED.contains(&id.name))
}

#[test]
fn every_crate_in_the_program_may_be_given_to_others() {
    let metadata = metadata();
    let packages = linked(&metadata);
    assert!(packages.len() > 100, "{}", packages.len());
    for package in packages {
        let name = format!("{} {}", package.name, package.version);
        let licence = package
            .license
            .as_deref()
            .unwrap_or_else(|| panic!("{name} names no licence"));
        let expression = Expression::parse_mode(licence, ParseMode::LAX)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(expression.evaluate(is_allowed), "{name}: {licence}");
    }
}

#[test]
fn every_dependency_comes_from_the_registry() {
    let metadata = metadata();
    for package in &metadata.packages {
        let ours = metadata.workspace_members.contains(&package.id);
        let source = package.source.as_ref().map(|source| source.repr.as_str());
        let expected = (!ours).then_some(REGISTRY);
        assert_eq!(source, expected, "{} {}", package.name, package.version);
    }
}
