//! The folder that is deployed: templates and binaries laid out as `sam` wants them.
//!
//! Beside the real `target/lambda`, so that a build meant for AWS is neither overwritten nor taken by mistake.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result};
use tokio::process::Command;

use crate::build;
use crate::project::Project;

/// Rights that AWS has under one name for a call and its batch, and the emulator under two.
const BATCHED: [&str; 3] = ["sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"];

/// Copies the templates and the binaries to `stage`.
pub(crate) async fn fill(project: &Project, stage: &Path) -> Result<()> {
    if stage.exists() {
        fs::remove_dir_all(stage)?;
    }
    for template in build::templates(project)? {
        let to = stage.join(template.strip_prefix(&project.root)?);
        fs::create_dir_all(to.parent().context("a template has a folder")?)?;
        let text = fs::read_to_string(&template).with_context(|| format!("could not read {}", template.display()))?;
        fs::write(to, with_mail_anywhere(&with_batch_actions(&text)))?;
    }
    for function in &project.functions {
        let folder = stage.join("target/lambda").join(function);
        fs::create_dir_all(&folder)?;
        stripped(&build::binary(project, function), &folder.join("bootstrap")).await?;
    }
    Ok(())
}

/// Grants the emulator's second name wherever a template grants the first, in either way of writing a list.
fn with_batch_actions(template: &str) -> String {
    template.lines().map(|line| in_brackets(line).unwrap_or_else(|| on_its_line(line)) + "\n").collect()
}

/// Grants mail without its conditions: the emulator looks at neither the sender's identity nor its address.
fn with_mail_anywhere(template: &str) -> String {
    let granted = |line: &str| {
        let Some(indent) = line.strip_suffix("Action: [ses:SendRawEmail]") else { return line.to_owned() + "\n" };
        let item = indent.get(2..).unwrap_or_default();
        format!("{line}\n{indent}Resource: \"*\"\n{item}- Effect: Allow\n{line}\n")
    };
    template.lines().map(granted).collect()
}

/// `Action: [sqs:SendMessage, …]`
fn in_brackets(line: &str) -> Option<String> {
    let (before, rest) = line.split_once("Action: [")?;
    let (actions, after) = rest.split_once(']')?;
    let actions: Vec<&str> = actions.split(',').map(str::trim).collect();
    let batches = actions.iter().filter(|action| BATCHED.contains(action)).map(|action| format!(", {action}Batch"));
    Some(format!("{before}Action: [{}{}]{after}", actions.join(", "), batches.collect::<String>()))
}

/// `- sqs:SendMessage`
fn on_its_line(line: &str) -> String {
    let action = line.trim_start().strip_prefix("- ").unwrap_or_default();
    if BATCHED.contains(&action) { format!("{line}\n{line}Batch") } else { line.to_owned() }
}

/// Copies without symbols, which are half of what would have to be zipped; as it is where there is no `strip`.
async fn stripped(from: &Path, to: &Path) -> Result<()> {
    let mut strip = Command::new("strip");
    strip.arg("-o").arg(to).arg(from).stderr(Stdio::null());
    if !strip.status().await.is_ok_and(|status| status.success()) {
        let missing = || format!("{} is missing: build the functions first", from.display());
        fs::copy(from, to).with_context(missing)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{with_batch_actions, with_mail_anywhere};

    #[test]
    fn mail_is_granted_once_more_without_conditions() {
        let template = "  - Effect: Allow\n    Action: [ses:SendRawEmail]\n    Resource: one\n";
        let staged = "  - Effect: Allow\n    Action: [ses:SendRawEmail]\n    Resource: \"*\"\n\
            \x20 - Effect: Allow\n    Action: [ses:SendRawEmail]\n    Resource: one\n";
        assert_eq!(with_mail_anywhere(template), staged);
    }

    #[test]
    fn a_right_is_granted_for_the_batch_too() {
        let template =
            "Action:\n  - sqs:SendMessage\n  - sqs:GetQueueUrl\nAction: [sqs:SendMessage, sqs:GetQueueUrl]\n";
        let staged = "Action:\n  - sqs:SendMessage\n  - sqs:SendMessageBatch\n  - sqs:GetQueueUrl\n\
            Action: [sqs:SendMessage, sqs:GetQueueUrl, sqs:SendMessageBatch]\n";
        assert_eq!(with_batch_actions(template), staged);
    }
}
