//! Where things lie in the workspace, as cargo tells it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use tokio::process::Command;

const ABOUT_US: [&str; 4] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];

/// The workspace this crate belongs to.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder of the workspace's `Cargo.toml` and of `template.yaml`.
    pub root: PathBuf,
    /// Cargo's target folder, wherever it was put.
    pub target: PathBuf,
    /// The packages under `functions/`, by name, sorted.
    pub functions: Vec<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
}

impl Project {
    /// Asks cargo about the workspace this crate was built from.
    pub async fn find() -> Result<Self> {
        let output = cargo(Path::new(env!("CARGO_MANIFEST_DIR")))
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .await
            .context("cargo could not be started: is Rust installed (https://rustup.rs)?")?;
        ensure!(output.status.success(), "cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr));
        read(&output.stdout)
    }

    /// The folder that holds all local state: tools, clouds, logs.
    pub fn local(&self) -> PathBuf {
        self.root.join(".local")
    }

    /// `cargo`, to be run at the workspace's root.
    pub fn cargo(&self) -> Command {
        cargo(&self.root)
    }
}

fn read(metadata: &[u8]) -> Result<Project> {
    let metadata: Metadata = serde_json::from_slice(metadata).context("cargo metadata answered something else")?;
    let folder = metadata.workspace_root.join("functions");
    let mut functions: Vec<String> = metadata
        .packages
        .into_iter()
        .filter(|package| package.manifest_path.starts_with(&folder))
        .map(|package| package.name)
        .collect();
    functions.sort();
    Ok(Project { root: metadata.workspace_root, target: metadata.target_directory, functions })
}

fn cargo(folder: &Path) -> Command {
    // Cargo names itself to what it runs, so the pinned toolchain stays the same all the way down.
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).kill_on_drop(true);
    // What cargo said about this crate when it started us. Build scripts that look at such variables (ring's
    // does) would run again, and all AWS crates with them.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| ABOUT_US.iter().any(|start| name.starts_with(start))) {
            command.env_remove(name);
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn packages_under_functions_are_functions() {
        let metadata = r#"{"packages":[
            {"name":"take-it","manifest_path":"/w/functions/take-it/Cargo.toml"},
            {"name":"domain","manifest_path":"/w/shared/domain/Cargo.toml"},
            {"name":"do-it","manifest_path":"/w/functions/do-it/Cargo.toml"}],
            "workspace_root":"/w","target_directory":"/w/target"}"#;
        assert_eq!(read(metadata.as_bytes()).unwrap().functions, ["do-it", "take-it"]);
    }
}
