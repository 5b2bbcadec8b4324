//! The workspace: where it lies, what it is called, and its release binaries.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Seek;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use tokio::process::Command;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::lambda_api::Binary;

/// What the functions are compared with.
pub(crate) const BARE: &str = "bare-runtime";
pub(crate) const MINIMAL: &str = "minimal-put";

/// The workspace this crate belongs to.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever it was put.
    target: PathBuf,
    /// The packages under `functions/`, sorted.
    functions: Vec<String>,
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

/// What was measured, and on what.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Machine {
    pub(crate) commit: String,
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) system: String,
}

impl Project {
    /// Asks cargo about the workspace this crate was built from.
    pub(crate) async fn find() -> Result<Self> {
        let mut metadata = cargo(Path::new(env!("CARGO_MANIFEST_DIR")));
        metadata.args(["metadata", "--no-deps", "--format-version", "1"]);
        let output = metadata.output().await.context("cargo could not be started")?;
        ensure!(output.status.success(), "cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
        let folder = metadata.workspace_root.join("functions");
        let is_function = |package: &Package| package.manifest_path.starts_with(&folder);
        let mut functions: Vec<_> = metadata.packages.into_iter().filter(is_function).map(|found| found.name).collect();
        functions.sort();
        Ok(Self { root: metadata.workspace_root, target: metadata.target_directory, functions })
    }

    /// Cargo in the workspace's folder.
    pub(crate) fn cargo(&self) -> Command {
        cargo(&self.root)
    }

    /// Builds these functions, all when none is named. Without this crate, as a deployment has them: its dependencies
    /// ask for features that would make them larger.
    pub(crate) async fn build(&self, names: &BTreeSet<&str>) -> Result<()> {
        let mut functions = cargo(&self.root);
        functions.args(["build", "--release"]);
        for function in self.functions.iter().filter(|name| names.is_empty() || names.contains(name.as_str())) {
            functions.args(["--package", function]);
        }
        run(functions).await
    }

    /// Builds what the functions are compared with.
    pub(crate) async fn build_baselines(&self) -> Result<()> {
        let mut baselines = cargo(&self.root);
        baselines.args(["build", "--release", "--package", "bench", "--bin", BARE, "--bin", MINIMAL]);
        run(baselines).await
    }

    /// The release binary of this name.
    pub(crate) fn binary(&self, name: &str) -> Binary {
        let parameter = match name {
            "post-order-json" => "PostMemorySize",
            "serve-api" | "serve-rules" | "serve-files" | "serve-console" => "ServeMemorySize",
            "run-sweep" => "SweepMemorySize",
            "import-file" => "ImportMemorySize",
            "take-webhook" => "WebhookMemorySize",
            "import-order" | "call-cart" => "CartMemorySize",
            "deliver-file" => "DeliverMemorySize",
            "make-document" | "serve-documents" => "DocumentMemorySize",
            _ => "MemorySize",
        };
        let megabytes = self.template_default(parameter).unwrap_or(128);
        Binary { name: name.to_owned(), path: self.target.join("release").join(name), megabytes }
    }

    /// The default of one of template.yaml's parameters.
    fn template_default<T: FromStr>(&self, parameter: &str) -> Option<T> {
        let template = fs::read_to_string(self.root.join("template.yaml")).ok()?;
        let (_, block) = template.split_once(&format!("\n  {parameter}:\n"))?;
        block.lines().find_map(|line| line.strip_prefix("    Default: "))?.trim().parse().ok()
    }

    /// A folder for what the measurement leaves, in the target folder.
    pub(crate) fn folder(&self) -> Result<PathBuf> {
        let folder = self.target.join("bench");
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        Ok(folder)
    }

    /// What is measured, and on what.
    pub(crate) async fn machine(&self) -> Machine {
        let commit = self.git(&["rev-parse", "--short=12", "HEAD"]).await.unwrap_or_else(|| "unknown".to_owned());
        let is_clean = self.git(&["status", "--porcelain"]).await.is_some_and(|changes| changes.is_empty());
        let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = information.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        Machine {
            commit: if is_clean { commit } else { format!("{commit} with changes") },
            processor: model.map_or("unknown", |(_, model)| model).trim().to_owned(),
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        }
    }

    async fn git(&self, arguments: &[&str]) -> Option<String> {
        let output = Command::new("git").arg("-C").arg(&self.root).args(arguments).output().await.ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

impl Binary {
    /// How large its deployment package is: a zip of it alone.
    pub(crate) fn zipped(&self, folder: &Path) -> Result<u64> {
        let mut binary = File::open(&self.path).with_context(|| format!("{} is not built", self.path.display()))?;
        let path = folder.join(format!("{}.zip", self.name));
        let mut zip = ZipWriter::new(File::create(&path)?);
        zip.start_file("bootstrap", SimpleFileOptions::default().unix_permissions(0o755))?;
        std::io::copy(&mut binary, &mut zip)?;
        let bytes = zip.finish()?.stream_position()?;
        fs::remove_file(&path)?;
        Ok(bytes)
    }
}

#[expect(clippy::disallowed_methods, reason = "what cargo says to the programs it starts: no caller has it to give")]
fn cargo(folder: &Path) -> Command {
    // Cargo names itself to what it runs, so the pinned toolchain stays the same all the way down.
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).kill_on_drop(true);
    command
}

async fn run(mut cargo: Command) -> Result<()> {
    let status = cargo.status().await.context("cargo could not be started")?;
    ensure!(status.success(), "the build failed; what cargo says above tells why");
    Ok(())
}
