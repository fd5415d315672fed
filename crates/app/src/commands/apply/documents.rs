//! The documents to apply: YAML files into JSON values, with what the environment fills in.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::Value;

use super::expand::expand;

/// The largest file that is read.
const MOST_BYTES: u64 = 16 << 20;

/// A sync as a file has it.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The file, for messages.
    pub(crate) file: String,
    pub(crate) name: String,
    pub(crate) document: Value,
}

/// Reads all documents of all files; `-` is standard input.
///
/// # Errors
/// When a file can't be read, is not YAML, is not a sync with a name, or names a variable that is
/// not set; and when two documents have one name.
pub(crate) fn read(
    files: &[PathBuf],
    variable: &dyn Fn(&str) -> Option<String>,
) -> anyhow::Result<Vec<Wanted>> {
    let mut all: Vec<Wanted> = Vec::new();
    for file in files {
        let (shown, text) = text_of(file)?;
        for document in parse(&shown, &text)? {
            let wanted = wanted(&shown, document, variable)?;
            if let Some(other) = all.iter().find(|other| other.name == wanted.name) {
                bail!(
                    "{shown}: the sync `{}` is also in {}; a sync is one document",
                    wanted.name,
                    other.file
                );
            }
            all.push(wanted);
        }
    }
    if all.is_empty() {
        bail!("there is no document in what was given; see `intertide apply --help`");
    }
    Ok(all)
}

fn text_of(file: &Path) -> anyhow::Result<(String, String)> {
    let mut text = String::new();
    if file == Path::new("-") {
        std::io::stdin()
            .take(MOST_BYTES)
            .read_to_string(&mut text)
            .context("cannot read standard input")?;
        return Ok(("standard input".to_owned(), text));
    }
    let shown = file.display().to_string();
    std::fs::File::open(file)
        .and_then(|opened| opened.take(MOST_BYTES).read_to_string(&mut text))
        .with_context(|| format!("cannot read {shown}"))?;
    Ok((shown, text))
}

fn parse(file: &str, text: &str) -> anyhow::Result<Vec<Value>> {
    // As YAML 1.2 has it, `yes` and `007` are texts, not true and 7.
    let options = serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        with_snippet: false,
    };
    let documents: Vec<Value> = serde_saphyr::from_multiple_with_options(text, options)
        .with_context(|| format!("{file} is not valid YAML"))?;
    Ok(documents
        .into_iter()
        .filter(|document| !document.is_null())
        .collect())
}

fn wanted(
    file: &str,
    mut document: Value,
    variable: &dyn Fn(&str) -> Option<String>,
) -> anyhow::Result<Wanted> {
    expand(&mut document, variable).with_context(|| file.to_owned())?;
    let name = document
        .get("name")
        .and_then(Value::as_str)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .with_context(|| {
            format!("{file}: a document has no `name`; syncs are recognised by their names")
        })?;
    Ok(Wanted {
        file: file.to_owned(),
        name,
        document,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read_text(text: &str) -> Result<Vec<Wanted>, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let path = file.path().to_owned();
        read(std::slice::from_ref(&path), &|_| None)
            .map_err(|error| format!("{error:#}").replace(&path.display().to_string(), "FILE"))
    }

    #[test]
    fn a_file_may_hold_several_documents() {
        let all = read_text("name: One\n---\nname: Two\n---\n").unwrap();
        let names: Vec<_> = all.iter().map(|wanted| wanted.name.as_str()).collect();
        assert_eq!(names, ["One", "Two"]);
    }

    #[test]
    fn values_keep_the_kind_that_they_are_written_in() {
        let all =
            read_text("name: yes\nnumber: 10\nquoted: \"10\"\ncode: 007\nflag: true\n").unwrap();
        let expected = serde_json::json!({
            "name": "yes", "number": 10, "quoted": "10", "code": "007", "flag": true
        });
        assert_eq!(all.first().unwrap().document, expected);
    }

    #[test]
    fn one_name_belongs_to_one_document() {
        let error = read_text("name: One\n---\nname: One\n").unwrap_err();
        assert!(error.contains("the sync `One` is also in FILE"), "{error}");
    }

    #[test]
    fn what_is_no_sync_is_refused_with_the_file() {
        assert!(
            read_text("destination: intercom\n")
                .unwrap_err()
                .contains("FILE: a document has no `name`")
        );
        assert!(
            read_text("name: [\n")
                .unwrap_err()
                .starts_with("FILE is not valid YAML")
        );
        assert!(read_text("").unwrap_err().contains("no document"));
        let twice = read_text("name: a\nname: b\n").unwrap_err();
        assert!(twice.contains("duplicate"), "{twice}");
    }
}
