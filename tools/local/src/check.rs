//! `test`: everything that must hold, in the order in which a failure costs the least waiting.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use waybill::tools::{self, Tools};
use waybill::{Project, build, command, progress};

use crate::summary::Summary;

/// Runs every check and stops at the first that fails.
pub(crate) async fn run(project: &Project) -> Result<()> {
    let tools = Tools::ready(project).await?;
    format(project).await?;
    templates(project, &tools).await?;
    licences(project).await?;
    lints(project).await?;
    build::functions(project).await?;
    tests(project).await
}

async fn format(project: &Project) -> Result<()> {
    say("format");
    let mut fmt = project.cargo();
    fmt.args(["fmt", "--all", "--check"]);
    command::run_shown(&mut fmt, "Run `cargo fmt --all`.").await
}

async fn templates(project: &Project, tools: &Tools) -> Result<()> {
    say("templates: cfn-lint");
    let mut lint = Command::new(tools.program("cfn-lint"));
    lint.current_dir(&project.root).args(build::templates(project)?);
    command::run_shown(&mut lint, "Mend the template it names; each rule is explained by its number at cfn-lint.")
        .await?;
    say("templates: sam validate --lint");
    let mut sam = Command::new(tools.program("sam"));
    sam.current_dir(&project.root).args(["validate", "--lint", "--region", "us-east-1", "--template", "template.yaml"]);
    sam.envs([("SAM_CLI_TELEMETRY", "0"), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")]);
    command::run_shown(&mut sam, "Mend template.yaml as it says.").await
}

async fn licences(project: &Project) -> Result<()> {
    let program = tools::cargo_deny(project).await?;
    say("licences and sources: cargo deny");
    let mut deny = Command::new(program);
    deny.current_dir(&project.root).args(["check", "licenses", "bans", "sources"]);
    command::run_shown(&mut deny, "Choose another crate, or allow this one in deny.toml and say why.").await
}

async fn lints(project: &Project) -> Result<()> {
    say("lints: clippy");
    let mut clippy = project.cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    command::run_shown(&mut clippy, "Mend what it names; `cargo clippy --fix` does some of it.").await
}

async fn tests(project: &Project) -> Result<()> {
    say("tests, the flows on a local cloud among them");
    let references = project.local().join("snapshots-used");
    fs::remove_file(&references).ok();
    let mut test = project.cargo();
    test.args(["test", "--workspace", "--no-fail-fast"]);
    // A snapshot that differs fails and is not written; insta notes those that were looked at.
    test.env("INSTA_UPDATE", "no").env("INSTA_SNAPSHOT_REFERENCES_FILE", &references);
    let (succeeded, mut summary) = stream(test).await?;
    if !succeeded {
        summary.failed_unseen();
    }
    let unused = if succeeded { unused_snapshots(project, &references)? } else { vec![] };
    println!("\n{}", summary.line());
    ensure!(succeeded, "a test failed: its name and what it saw are above, `cargo test <name>` runs it alone");
    ensure!(unused.is_empty(), "no test looks at these snapshots any more, remove them:\n{}", unused.join("\n"));
    Ok(())
}

/// Runs `test` with its output passed on, and adds up its results.
async fn stream(mut test: Command) -> Result<(bool, Summary)> {
    let mut child = test.stdout(Stdio::piped()).kill_on_drop(true).spawn().context("could not start cargo test")?;
    let Some(output) = child.stdout.take() else { bail!("cargo test has no output") };
    let mut lines = BufReader::new(output).lines();
    let mut summary = Summary::default();
    while let Some(line) = lines.next_line().await? {
        println!("{line}");
        summary.read(&line);
    }
    Ok((child.wait().await?.success(), summary))
}

fn unused_snapshots(project: &Project, references: &Path) -> Result<Vec<String>> {
    let used = fs::read_to_string(references).unwrap_or_default();
    let used: Vec<PathBuf> = used.lines().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut unused = vec![];
    for folder in ["functions", "shared", "tests", "tools"].map(|folder| project.root.join(folder)) {
        find_snapshots(&folder, &mut |path| {
            if fs::canonicalize(path).is_ok_and(|path| !used.contains(&path)) {
                unused.push(path.display().to_string());
            }
        })?;
    }
    Ok(unused)
}

fn find_snapshots(folder: &Path, found: &mut impl FnMut(&Path)) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            find_snapshots(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "snap") {
            found(&path);
        }
    }
    Ok(())
}

fn say(step: &str) {
    progress::say(&format!("\n── {step}"));
}
