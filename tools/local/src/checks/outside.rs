//! The checks that tools from elsewhere make: templates, licences, unused dependencies.
//!
//! They run while cargo compiles and shows what it does, so they say nothing of their own unless they find something.

use anyhow::Result;
use tokio::process::Command;
use waybill::tools::{CargoTools, Tools};
use waybill::{Project, build, command};

use super::times::Times;

/// Budgets of the steps here on a clean clone, in seconds, on two cores that compile the workspace meanwhile.
mod budget {
    pub(super) const EMULATOR_AND_SAM: u64 = 90;
    pub(super) const TEMPLATES: u64 = 30;
    pub(super) const CARGO_TOOLS: u64 = 200;
    pub(super) const LICENCES: u64 = 10;
    pub(super) const UNUSED: u64 = 50;
}

/// The folders whose packages are searched for unused dependencies. `fuzz` is a workspace of its own.
const PACKAGES: [&str; 4] = ["functions", "shared", "tests", "tools"];

/// Installs the tools unless they are there, and has each look at its part.
pub(super) async fn all(project: &Project, times: &mut Times) -> Result<()> {
    let tools = times.step("tools: emulator, sam", budget::EMULATOR_AND_SAM, Tools::ready(project)).await?;
    times.step("templates", budget::TEMPLATES, templates(project, &tools)).await?;
    let cargo = times.step("tools: of cargo", budget::CARGO_TOOLS, CargoTools::ready(project)).await?;
    times.step("licences and sources", budget::LICENCES, licences(project, &cargo)).await?;
    times.step("unused dependencies", budget::UNUSED, unused_dependencies(project, &cargo)).await
}

async fn templates(project: &Project, tools: &Tools) -> Result<()> {
    let mut lint = Command::new(tools.program("cfn-lint"));
    lint.current_dir(&project.root).args(build::templates(project)?);
    command::run_silent(&mut lint, "Mend the template it names; each rule is explained by its number at cfn-lint.")
        .await?;
    let mut sam = Command::new(tools.program("sam"));
    sam.current_dir(&project.root).args(["validate", "--lint", "--region", "us-east-1", "--template", "template.yaml"]);
    sam.envs([("SAM_CLI_TELEMETRY", "0"), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")]);
    command::run_silent(&mut sam, "Mend template.yaml as it says.").await
}

async fn licences(project: &Project, tools: &CargoTools) -> Result<()> {
    let mut deny = Command::new(tools.program("cargo-deny"));
    deny.current_dir(&project.root).args(["check", "licenses", "bans", "sources"]);
    command::run_silent(&mut deny, "Choose another crate, or allow this one in deny.toml and say why.").await
}

async fn unused_dependencies(project: &Project, tools: &CargoTools) -> Result<()> {
    let mut machete = Command::new(tools.program("cargo-machete"));
    // Without the metadata it takes a crate whose library has another name for unused.
    machete.current_dir(&project.root).args(["--with-metadata", "--skip-target-dir"]).args(PACKAGES);
    command::run_silent(&mut machete, "Remove what no code of the package names from its Cargo.toml.").await
}
