//! Which tests run where, and running them.
//!
//! The flows alone need the local cloud, and the tests with real servers the tools from elsewhere. Each are one test
//! binary, [`FLOWS`] and [`SERVERS`], and a run without them names all others: cargo takes a list of binaries to run and
//! none to leave out. So a test needs no mark to be quick, `cargo clippy` and
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

/// The test binary that starts SFTP and FTP servers.
const SERVERS: &str = "real_servers";

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Selection {
    /// Unit tests and every test binary that needs no cloud and no tool from elsewhere.
    WithoutCloud,
    /// What needs servers that are written in Python.
    Servers,
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
    for needed in [FLOWS, SERVERS] {
        ensure!(test_binaries.iter().any(|name| name == needed), "there is no test binary {needed}: was it renamed?");
    }
    Ok(match selection {
        Selection::Doc => vec!["--doc"],
        Selection::Flows => vec!["--test", FLOWS],
        Selection::Servers => vec!["--test", SERVERS],
        Selection::WithoutCloud => {
            let others = test_binaries.iter().filter(|name| ![FLOWS, SERVERS].contains(&name.as_str()));
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
    fn each_test_binary_runs_with_the_cloud_or_with_servers_or_without_either() {
        let binaries = ["api", "it", "real_servers", "tidy"].map(str::to_owned);
        let without = ["--lib", "--bins", "--test", "api", "--test", "tidy"];
        assert_eq!(targets(&binaries, Selection::WithoutCloud).unwrap(), without);
        assert_eq!(targets(&binaries, Selection::Flows).unwrap(), ["--test", "it"]);
        assert_eq!(targets(&binaries, Selection::Servers).unwrap(), ["--test", "real_servers"]);
    }

    #[test]
    fn under_another_name_they_would_start_a_cloud_or_servers_in_every_check() {
        for (binaries, missing) in [(["stories", "real_servers"], "it"), (["it", "servers"], "real_servers")] {
            let error = targets(&binaries.map(str::to_owned), Selection::WithoutCloud).unwrap_err();
            assert!(error.to_string().contains(&format!("no test binary {missing}")), "{error}");
        }
    }
}
