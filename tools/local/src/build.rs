//! Building the functions for this machine.
//!
//! Not with `cargo lambda build`: it passes `--target`, so cargo builds every dependency a second time,
//! in another folder. A plain build in the tests' profile shares all of it. A real deployment does use
//! `cargo lambda build --release --arm64`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::command::run_shown;
use crate::progress;
use crate::project::Project;

/// Builds all functions. What cargo says goes to the terminal.
pub async fn functions(project: &Project) -> Result<()> {
    progress::say("… building the functions (minutes the first time, seconds later)");
    // The whole workspace, so that cargo settles on the same features as `cargo test` does: with fewer packages it
    // would build the AWS crates once more. And `--examples`, of which there are none: asked for them, cargo counts
    // the features in that dev-dependencies ask for, as it does for tests, and builds none of them.
    compile(project, &["--bins", "--examples"]).await
}

/// Builds all functions, tools and tests, as `cargo test` needs them.
pub async fn everything(project: &Project) -> Result<()> {
    compile(project, &["--all-targets"]).await
}

async fn compile(project: &Project, targets: &[&str]) -> Result<()> {
    let mut build = project.cargo();
    build.args(["build", "--workspace"]).args(targets);
    run_shown(&mut build, "Mend what the compiler names above and run this again.").await
}

/// Where the binary of `function` lies after [`functions`].
pub fn binary(project: &Project, function: &str) -> PathBuf {
    project.target.join("debug").join(function)
}

/// `template.yaml` and what lies in `infra/`.
pub fn templates(project: &Project) -> Result<Vec<PathBuf>> {
    let infra = project.root.join("infra");
    let entries = fs::read_dir(&infra).with_context(|| format!("could not read {}", infra.display()))?;
    let mut templates = vec![project.root.join("template.yaml")];
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            templates.push(path);
        }
    }
    templates.sort();
    Ok(templates)
}
