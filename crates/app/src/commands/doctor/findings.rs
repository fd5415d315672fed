//! What the doctor finds, and how it is told.

use owo_colors::AnsiColors;
use serde::Serialize;

use crate::failure::one_line;
use crate::live::lines::counted;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Check {
    Configuration,
    DataDirectory,
    Disk,
    Clock,
    Server,
    Sync,
    Intercom,
}

impl Check {
    const fn words(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::DataDirectory => "data directory",
            Self::Disk => "disk",
            Self::Clock => "clock",
            Self::Server => "server",
            Self::Sync => "sync",
            Self::Intercom => "Intercom",
        }
    }
}

/// The longest of the words, so that messages stand below each other.
const WORDS_WIDTH: usize = "data directory".len();

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Ok,
    /// It works, and may not stay so.
    Warning,
    /// It does not work, or is not safe.
    Problem,
}

/// One thing that was found, good or bad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) check: Check,
    pub(super) status: Status,
    pub(super) message: String,
    /// What to do about it; none where all is well.
    pub(super) remedy: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: Check, message: impl Into<String>) -> Self {
        Self {
            check,
            status: Status::Ok,
            message: message.into(),
            remedy: None,
        }
    }

    pub(super) fn warning(
        check: Check,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            check,
            status: Status::Warning,
            message: message.into(),
            remedy: Some(remedy.into()),
        }
    }

    pub(super) fn problem(
        check: Check,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            status: Status::Problem,
            ..Self::warning(check, message, remedy)
        }
    }
}

/// All findings, and whether there is no problem among them.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    findings: Vec<Finding>,
    pub(super) ok: bool,
}

impl Report {
    pub(super) fn new(findings: Vec<Finding>) -> Self {
        let is_problem = |finding: &Finding| finding.status == Status::Problem;
        Self {
            ok: !findings.iter().any(is_problem),
            findings,
        }
    }

    /// One line a finding, the remedy below what is not well, and the sum at the end.
    pub(super) fn text(&self, paint: impl Fn(&str, AnsiColors) -> String) -> String {
        let mut text = String::new();
        for finding in &self.findings {
            let (mark, color) = match finding.status {
                Status::Ok => ("✓", AnsiColors::Green),
                Status::Warning => ("!", AnsiColors::Yellow),
                Status::Problem => ("✗", AnsiColors::Red),
            };
            let mark = paint(mark, color);
            let words = finding.check.words();
            let message = one_line(&finding.message);
            text.push_str(&format!("{mark} {words:WORDS_WIDTH$}  {message}\n"));
            if let Some(remedy) = &finding.remedy {
                let indent = WORDS_WIDTH + 2;
                text.push_str(&format!("{:indent$}  → {}\n", "", one_line(remedy)));
            }
        }
        text.push_str(&format!("\n{}\n", self.sum()));
        text
    }

    fn sum(&self) -> String {
        let count = |status| {
            let with = |finding: &&Finding| finding.status == status;
            self.findings.iter().filter(with).count() as u64
        };
        match (count(Status::Problem), count(Status::Warning)) {
            (0, 0) => "All is well.".to_owned(),
            (0, warnings) => format!("No problem; {}.", counted(warnings, "warning")),
            (problems, 0) => format!("{}.", counted(problems, "problem")),
            (problems, warnings) => format!(
                "{}, {}.",
                counted(problems, "problem"),
                counted(warnings, "warning")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings() -> Vec<Finding> {
        vec![
            Finding::ok(Check::Configuration, "the settings are valid"),
            Finding::warning(Check::Disk, "it is\nfull soon", "free some space"),
        ]
    }

    #[test]
    fn a_remedy_stands_below_what_is_not_well() {
        assert_eq!(
            Report::new(findings()).text(|mark, _| mark.to_owned()),
            "✓ configuration   the settings are valid\n\
             ! disk            it is full soon\n                  \
             → free some space\n\
             \nNo problem; 1 warning.\n"
        );
    }

    #[test]
    fn only_a_problem_makes_the_answer_no() {
        let mut findings = findings();
        assert!(Report::new(findings.clone()).ok);
        findings.push(Finding::problem(Check::Clock, "it is wrong", "set it"));
        let report = Report::new(findings);
        assert!(!report.ok);
        assert_eq!(report.sum(), "1 problem, 1 warning.");
    }

    #[test]
    fn programs_read_snake_case() {
        let json = serde_json::json!(Finding::ok(Check::DataDirectory, "it is there"));
        let expected = serde_json::json!({
            "check": "data_directory", "status": "ok", "message": "it is there", "remedy": null,
        });
        assert_eq!(json, expected);
    }
}
