//! What the documents name is there: each test, each file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_test_that_a_promise_or_a_threat_names_is_there() {
    let mut named = 0;
    for document in ["docs/promises.md", "docs/security.md"] {
        let text = read(&root().join(document));
        let tests = quoted(&text).filter_map(|quoted| quoted.split_once("::"));
        for (file, test) in tests.filter(|(file, _)| *file != "FILE") {
            let source = read(&root().join("crates").join(file));
            let there = source.contains(&format!("fn {test}("));
            assert!(there, "{document}: {file} has no {test}");
            named += 1;
        }
    }
    assert!(named > 40, "{named}");
}

#[test]
fn every_file_that_a_document_links_to_is_there() {
    let documents = std::fs::read_dir(root().join("docs")).unwrap();
    let documents = documents.map(|entry| entry.unwrap().path());
    let documents = documents.filter(|path| path.extension().is_some_and(|end| end == "md"));
    for document in documents.chain([root().join("README.md")]) {
        let text = read(&document);
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.starts_with("http") && !link.starts_with('#')) {
            let path = link.split('#').next().unwrap_or(link);
            let target = document.parent().unwrap().join(path);
            assert!(
                target.exists(),
                "{}: {link} is not there",
                document.display()
            );
        }
    }
}
