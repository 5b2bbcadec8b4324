//! Which tests run where, and running them.
//!
//! The flows alone need the local cloud. They are one test binary, [`FLOWS`], and a run without them names all others:
//! cargo takes a list of binaries to run and none to leave out. So a test needs no mark to be quick, `cargo clippy` and
//! `cargo test` see every target, and the features stay those of the whole workspace.

use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use waybill::{Project, command};

use super::snapshots::Snapshots;
use super::summary::Summary;

/// The test binary that starts a local cloud.
const FLOWS: &str = "it";

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Selection {
    /// Unit tests and every test binary that needs no cloud.
    WithoutCloud,
    /// Examples in doc comments.
    Doc,
    /// What needs the cloud.
    Flows,
}

/// Builds the tests of `selection` and runs none.
pub(super) async fn build(project: &Project, selection: Selection) -> Result<()> {
    let mut build = cargo_test(project, selection)?;
    command::run_shown(build.arg("--no-run"), "Mend what the compiler names above and run this again.").await
}

/// Runs the tests of `selection`, shows what they say and adds it up in `summary`.
pub(super) async fn run(
    project: &Project,
    selection: Selection,
    snapshots: &Snapshots,
    summary: &mut Summary,
) -> Result<()> {
    let mut test = cargo_test(project, selection)?;
    snapshots.note(test.arg("--no-fail-fast"));
    if !stream(test, summary).await? {
        summary.failed_unseen();
        bail!("a test failed: its name and what it saw are above, `cargo test --workspace <name>` runs it alone");
    }
    Ok(())
}

fn cargo_test(project: &Project, selection: Selection) -> Result<Command> {
    let mut test = project.cargo();
    test.args(["test", "--workspace"]).args(targets(&project.test_binaries, selection)?);
    Ok(test)
}

/// What cargo is told to take of a workspace with these test binaries.
fn targets(test_binaries: &[String], selection: Selection) -> Result<Vec<&str>> {
    ensure!(test_binaries.iter().any(|name| name == FLOWS), "there is no test binary {FLOWS}: was it renamed?");
    Ok(match selection {
        Selection::Doc => vec!["--doc"],
        Selection::Flows => vec!["--test", FLOWS],
        Selection::WithoutCloud => {
            let others = test_binaries.iter().filter(|name| *name != FLOWS);
            ["--lib", "--bins"].into_iter().chain(others.flat_map(|name| ["--test", name.as_str()])).collect()
        }
    })
}

/// Runs `test` with its output passed on, and adds up its results. False if cargo says that something failed.
async fn stream(mut test: Command, summary: &mut Summary) -> Result<bool> {
    let mut child = test.stdout(Stdio::piped()).kill_on_drop(true).spawn().context("could not start cargo test")?;
    let Some(output) = child.stdout.take() else { bail!("cargo test has no output") };
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        println!("{line}");
        summary.read(&line);
    }
    Ok(child.wait().await?.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_test_binary_runs_with_the_cloud_or_without_it() {
        let binaries = ["api", "it", "tidy"].map(str::to_owned);
        let without = ["--lib", "--bins", "--test", "api", "--test", "tidy"];
        assert_eq!(targets(&binaries, Selection::WithoutCloud).unwrap(), without);
        assert_eq!(targets(&binaries, Selection::Flows).unwrap(), ["--test", "it"]);
    }

    #[test]
    fn flows_under_another_name_would_start_a_cloud_in_every_check() {
        let error = targets(&["stories".to_owned()], Selection::WithoutCloud).unwrap_err();
        assert!(error.to_string().contains("no test binary it"), "{error}");
    }
}
