//! What `apply` prints: the plan, and what was done.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::plan::{Action, Difference, Step};
use crate::output::{OutputFormat, print, print_json};

/// Prints in one form or the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report {
    form: OutputFormat,
}

impl Step {
    /// Whether the server's sync is as the file has it.
    pub(super) fn is_done(&self) -> bool {
        matches!(self.action, Action::Nothing { .. })
    }
}

impl Report {
    pub(super) fn new(form: OutputFormat) -> Self {
        Self { form }
    }

    /// Prints the plan.
    pub(super) fn planned(self, steps: &[Step]) -> anyhow::Result<()> {
        match self.form {
            OutputFormat::Json => print_json(&as_json(steps, &[])),
            OutputFormat::Text => Ok(print(&as_text(steps))?),
        }
    }

    /// Tells people of a step that was done.
    pub(super) fn done(self, step: &Step, id: i64) -> anyhow::Result<()> {
        let done = match step.action {
            Action::Create => "created",
            Action::Update { .. } => "updated",
            Action::Nothing { .. } => return Ok(()),
        };
        if self.form == OutputFormat::Text {
            print(&format!("{done} `{}`, sync {id}", step.wanted.name))?;
        }
        Ok(())
    }

    /// Tells programs of everything that was done.
    pub(super) fn applied(self, steps: &[Step], ids: &[i64]) -> anyhow::Result<()> {
        match self.form {
            OutputFormat::Json => print_json(&as_json(steps, ids)),
            OutputFormat::Text => Ok(()),
        }
    }
}

fn as_text(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        let (name, file) = (&step.wanted.name, &step.wanted.file);
        // Writing to a String can't fail.
        let _ = match step.action {
            Action::Create => writeln!(text, "+ create `{name}` ({file})"),
            Action::Update { id } => writeln!(text, "~ update `{name}`, sync {id} ({file})"),
            Action::Nothing { id } => {
                writeln!(text, "= `{name}`, sync {id}, is as written ({file})")
            }
        };
        for difference in &step.differences {
            text.push_str(&difference_text(difference, step.action));
        }
        for warning in &step.warnings {
            let _ = writeln!(text, "    warning: {}: {}", warning.field, warning.message);
        }
    }
    let count =
        |wanted: fn(&Action) -> bool| steps.iter().filter(|step| wanted(&step.action)).count();
    let create = count(|action| matches!(action, Action::Create));
    let update = count(|action| matches!(action, Action::Update { .. }));
    let _ = if create + update == 0 {
        writeln!(text, "nothing to do")
    } else {
        let same = steps.len() - create - update;
        writeln!(
            text,
            "plan: {create} to create, {update} to update, {same} as written"
        )
    };
    text
}

fn difference_text(difference: &Difference, action: Action) -> String {
    let field = &difference.field;
    match (&difference.from, &difference.to) {
        (None, Some(to)) if action == Action::Create => format!("    {field}: {to}\n"),
        (None, Some(to)) => format!("    {field}: (none) → {to}\n"),
        (Some(from), Some(to)) => format!("    {field}: {from} → {to}\n"),
        (Some(from), None) => format!("    {field}: {from} → (none)\n"),
        (None, None) => String::new(),
    }
}

/// The plan for programs; with ids once it was carried out.
fn as_json(steps: &[Step], ids: &[i64]) -> Value {
    let shown: Vec<Value> = steps
        .iter()
        .enumerate()
        .map(|(place, step)| {
            let (action, planned_id) = match step.action {
                Action::Create => ("create", None),
                Action::Update { id } => ("update", Some(id)),
                Action::Nothing { id } => ("none", Some(id)),
            };
            json!({
                "action": action,
                "id": ids.get(place).copied().or(planned_id),
                "name": step.wanted.name,
                "file": step.wanted.file,
                "differences": step.differences.iter().map(|difference| json!({
                    "field": difference.field,
                    "from": difference.from,
                    "to": difference.to,
                })).collect::<Vec<_>>(),
                "warnings": step.warnings,
            })
        })
        .collect();
    json!({"applied": !ids.is_empty(), "syncs": shown})
}
