//! Our rule engine beside another.

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::project::Project;

/// How long an order takes, held against so many rules.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Compared {
    pub(crate) rules: u64,
    pub(crate) ours_nanos: u64,
    /// A decision table of zen-engine.
    pub(crate) zen_nanos: u64,
    /// Each rule by itself, as an expression that zen-engine compiled.
    pub(crate) expressions_nanos: u64,
}

/// Builds and runs `tools/rule-engines`, which has both engines in one process.
pub(crate) async fn compare(project: &Project) -> Result<Vec<Compared>> {
    let mut engines = project.cargo();
    engines.args(["run", "--quiet", "--release", "--manifest-path", "tools/rule-engines/Cargo.toml"]);
    let output = engines.output().await.context("cargo could not be started")?;
    ensure!(output.status.success(), "the engines differ or fail:\n{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout)?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
