//! Builds the web console into the folder that `src/console/assets.rs` takes it from: each file as
//! it is (`plain`), and gzipped where that makes it smaller (`gzip`).
//!
//! npm runs only when something of the console changed. Where it can't, a page stands in that says
//! why. The source tree stays as it is, but for `console/node_modules`.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};
use std::time::SystemTime;

use flate2::Compression;
use flate2::write::GzEncoder;

/// From this crate's folder, where cargo runs this.
const CONSOLE: &str = "../../console";

/// What the console is made of.
const SOURCES: [&str; 6] = [
    "package.json",
    "package-lock.json",
    "index.html",
    "vite.config.ts",
    "src",
    "public",
];

/// Set to 1 it keeps npm from running, for quick work on the Rust side.
const SKIP: &str = "SKIP_CONSOLE_BUILD";

const STAND_IN: &str = include_str!("src/console/stand_in.html");

/// How much of what npm said is shown when it fails.
const LAST_LINES: usize = 40;

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(said) => {
            eprintln!("{said}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    let console = Path::new(CONSOLE);
    run_again_for_changes(console).map_err(|error| format!("cannot list {CONSOLE}: {error}"))?;
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets no OUT_DIR")?);
    let plain = out.join("console/plain");
    match obstacle(console)? {
        None => {
            install(console)?;
            bundle(console, &plain)?;
        }
        Some(reason) => stand_in(&plain, reason)
            .map_err(|error| format!("cannot write {}: {error}", plain.display()))?,
    }
    let gzip = out.join("console/gzip");
    emptied(&gzip)
        .and_then(|()| compress(&plain, &gzip))
        .map_err(|error| format!("cannot compress the console: {error}"))
}

/// Names what is there: a path that is missing would have this run at every build.
fn run_again_for_changes(console: &Path) -> io::Result<()> {
    println!("cargo:rerun-if-env-changed={SKIP}");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/console/stand_in.html");
    let mut sources: Vec<PathBuf> = SOURCES.iter().map(|name| console.join(name)).collect();
    if console.is_dir() {
        for entry in fs::read_dir(console)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with("tsconfig") && name.ends_with(".json") {
                sources.push(entry.path());
            }
        }
    }
    for source in sources.iter().filter(|source| source.exists()) {
        println!("cargo:rerun-if-changed={}", source.display());
    }
    Ok(())
}

/// Why the console can't be built here.
fn obstacle(console: &Path) -> Result<Option<&'static str>, String> {
    if std::env::var(SKIP).is_ok_and(|value| !matches!(value.as_str(), "" | "0")) {
        return Ok(Some("It was built with SKIP_CONSOLE_BUILD set."));
    }
    let obstacle = if !console.join("package.json").is_file() {
        "The folder console/ was not there when it was built."
    } else if !has_npm()? {
        "There was no npm when it was built."
    } else {
        return Ok(None);
    };
    println!("cargo:warning=the web console is left out. {obstacle} A page stands in for it.");
    Ok(Some(obstacle))
}

fn has_npm() -> Result<bool, String> {
    match Command::new("npm").arg("--version").output() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(format!("cannot run npm: {error}")),
    }
}

/// Installs what the console is built with, where that is not what the lock file says.
fn install(console: &Path) -> Result<(), String> {
    if is_installed(console) {
        return Ok(());
    }
    // Also where the environment asks for a production install: what builds is needed here.
    npm(console, &["ci", "--include=dev", "--no-audit", "--no-fund"])
}

/// npm leaves a lock file of its own with what it has installed.
fn is_installed(console: &Path) -> bool {
    let modified =
        |name: &str| -> io::Result<SystemTime> { fs::metadata(console.join(name))?.modified() };
    match (
        modified("node_modules/.package-lock.json"),
        modified("package-lock.json"),
    ) {
        (Ok(installed), Ok(wanted)) => installed >= wanted,
        _ => false,
    }
}

fn bundle(console: &Path, plain: &Path) -> Result<(), String> {
    let plain = plain.to_str().ok_or("OUT_DIR is not Unicode")?;
    let arguments = ["run", "build", "--", "--outDir", plain, "--emptyOutDir"];
    npm(console, &arguments)
}

fn npm(console: &Path, arguments: &[&str]) -> Result<(), String> {
    let called = || format!("npm {} (in console/)", arguments.join(" "));
    let output = Command::new("npm")
        .args(arguments)
        .current_dir(console)
        .env("NO_COLOR", "1")
        .output()
        .map_err(|error| format!("cannot run {}: {error}", called()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{} failed, {}:\n{}\n{SKIP}=1 builds the rest without the console.",
        called(),
        output.status,
        last_lines(&output)
    ))
}

fn last_lines(output: &Output) -> String {
    let said = [&output.stdout, &output.stderr].map(|said| String::from_utf8_lossy(said));
    let lines: Vec<&str> = said.iter().flat_map(|said| said.lines()).collect();
    let first = lines.len().saturating_sub(LAST_LINES);
    lines.get(first..).unwrap_or_default().join("\n")
}

fn stand_in(plain: &Path, reason: &str) -> io::Result<()> {
    emptied(plain)?;
    fs::write(
        plain.join("index.html"),
        STAND_IN.replace("{{reason}}", reason),
    )
}

/// Makes this an empty folder.
fn emptied(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::create_dir_all(folder)
}

/// Writes everything in `plain` gzipped into `gzip`, but for what hardly gets smaller.
fn compress(plain: &Path, gzip: &Path) -> io::Result<()> {
    for entry in fs::read_dir(plain)? {
        let from = entry?.path();
        let to = gzip.join(from.file_name().unwrap_or_default());
        if from.is_dir() {
            fs::create_dir_all(&to)?;
            compress(&from, &to)?;
            continue;
        }
        let bytes = fs::read(&from)?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&bytes)?;
        let compressed = encoder.finish()?;
        if compressed.len() < bytes.len() / 10 * 9 {
            fs::write(&to, compressed)?;
        }
    }
    Ok(())
}
