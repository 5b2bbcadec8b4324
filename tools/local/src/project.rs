//! Where things lie in the workspace, as cargo tells it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use tokio::process::Command;

/// What cargo starts in the compiler's place, for crates of the workspace, to have them linted while they are compiled; and
/// what that is told, as `cargo clippy -- --deny warnings` tells it.
const LINTING: [(&str, &str); 2] =
    [("RUSTC_WORKSPACE_WRAPPER", "clippy-driver"), ("CLIPPY_ARGS", "--deny=warnings__CLIPPY_HACKERY__")];

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
    /// The names of all packages' test binaries (`tests/<name>.rs` and the like), sorted.
    pub test_binaries: Vec<String>,
    /// Whether its cargo lints what it compiles (docs/adr/0036-lints-while-compiling.md).
    lints: bool,
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
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
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

    /// The same, whose cargo lints the workspace while it compiles it, and refuses what has a warning.
    #[must_use]
    pub fn linting(&self) -> Self {
        Self { lints: true, ..self.clone() }
    }

    /// `cargo`, to be run at the workspace's root.
    pub fn cargo(&self) -> Command {
        let mut cargo = cargo(&self.root);
        if self.lints {
            cargo.envs(LINTING);
        }
        cargo
    }
}

fn read(metadata: &[u8]) -> Result<Project> {
    let metadata: Metadata = serde_json::from_slice(metadata).context("cargo metadata answered something else")?;
    let folder = metadata.workspace_root.join("functions");
    let targets = metadata.packages.iter().flat_map(|package| &package.targets);
    let tests = targets.filter(|target| target.kind.iter().any(|kind| kind == "test"));
    let test_binaries: BTreeSet<String> = tests.map(|target| target.name.clone()).collect();
    let is_function = |package: &Package| package.manifest_path.starts_with(&folder);
    let functions: BTreeSet<String> =
        metadata.packages.into_iter().filter(is_function).map(|package| package.name).collect();
    Ok(Project {
        root: metadata.workspace_root,
        target: metadata.target_directory,
        functions: functions.into_iter().collect(),
        test_binaries: test_binaries.into_iter().collect(),
        lints: false,
    })
}

#[expect(clippy::disallowed_methods, reason = "what cargo says to the programs it starts: no caller has it to give")]
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
    use std::fs;
    use std::process::Command;

    use super::{LINTING, read};

    /// Catches a toolchain whose linter is told nothing by what it is told here: then a run of all tests would lint nothing.
    #[test]
    fn a_warning_of_clippy_stops_the_build_that_lints() {
        let folder = std::env::temp_dir().join(format!("waybill-lints-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let build = |source: &str| {
            fs::write(folder.join("linted.rs"), source).unwrap();
            let [(_, driver), (name, arguments)] = LINTING;
            let mut driver = Command::new(driver);
            driver.current_dir(&folder).env(name, arguments).args(["rustc", "--crate-type=lib", "linted.rs"]);
            driver.output().unwrap()
        };
        let refused = build("pub fn is_there(texts: &[u8]) -> bool { return texts.len() != 0; }");
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success() && said.contains("clippy::needless_return"), "{said}");
        let taken = build("pub fn is_there(texts: &[u8]) -> bool { !texts.is_empty() }");
        assert!(taken.status.success(), "{}", String::from_utf8_lossy(&taken.stderr));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn packages_under_functions_are_functions_and_test_binaries_are_those_of_all() {
        let metadata = r#"{"packages":[
            {"name":"take-it","manifest_path":"/w/functions/take-it/Cargo.toml","targets":[]},
            {"name":"domain","manifest_path":"/w/shared/domain/Cargo.toml","targets":[
                {"name":"domain","kind":["lib"]},{"name":"memory","kind":["test"]}]},
            {"name":"do-it","manifest_path":"/w/functions/do-it/Cargo.toml","targets":[
                {"name":"do-it","kind":["bin"]},{"name":"api","kind":["test"]}]}],
            "workspace_root":"/w","target_directory":"/w/target"}"#;
        let project = read(metadata.as_bytes()).unwrap();
        assert_eq!(project.functions, ["do-it", "take-it"]);
        assert_eq!(project.test_binaries, ["api", "memory"]);
    }
}
