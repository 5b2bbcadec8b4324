//! The tools from elsewhere, pinned and put under `.local`: nothing is installed on the machine itself.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tokio::process::Command;

use crate::command::run_logged;
use crate::progress;
use crate::project::Project;
use crate::remembered::sha256_hex;

const REQUIREMENTS: &str = include_str!("../requirements.txt");
const CONSTRAINTS: &str = include_str!("../constraints.txt");

/// The tools of cargo that are built here, with their versions. Of those that find unused dependencies, cargo-shear
/// reads the syntax too, but wants a newer compiler than ours.
const CARGO_TOOLS: [(&str, &str); 2] = [("cargo-deny", "0.20.2"), ("cargo-machete", "0.9.2")];

/// Pythons to look for, the best tried first.
const PYTHONS: [&str; 7] = ["python3.13", "python3.12", "python3.11", "python3.14", "python3.10", "python3", "python"];

const NO_PYTHON: &str = "Python 3.10 or newer with its venv module was not found. Install it (Debian, Ubuntu: `sudo \
    apt-get install python3 python3-venv`; macOS: `brew install python`) and run this again.";

/// The Python environment that holds the emulator, sam and cfn-lint.
#[derive(Debug, Clone)]
pub struct Tools {
    bin: PathBuf,
}

impl Tools {
    /// Makes the environment, unless it is there and up to date.
    pub async fn ready(project: &Project) -> Result<Self> {
        let local = project.local();
        fs::create_dir_all(&local).with_context(|| format!("could not make {}", local.display()))?;
        // Two commands at once must not both install.
        let _lock = lock(local.join("tools.lock")).await?;
        let venv = local.join("venv");
        let tools = Self { bin: venv.join("bin") };
        // A virtual environment names its own place in every script.
        let stamp = sha256_hex(format!("{REQUIREMENTS}{CONSTRAINTS}{}", venv.display()).as_bytes());
        if !tools.stamped(&venv, &stamp) {
            install(project, &venv).await?;
            fs::write(venv.join("stamp"), stamp)?;
        }
        Ok(tools)
    }

    /// The path of one of its programs: `ministack`, `sam`, `cfn-lint`, `python`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    fn stamped(&self, venv: &Path, stamp: &str) -> bool {
        fs::read_to_string(venv.join("stamp")).is_ok_and(|found| found == stamp) && self.program("python").exists()
    }
}

/// The tools of cargo, built from their published sources.
#[derive(Debug, Clone)]
pub struct CargoTools {
    bin: PathBuf,
}

impl CargoTools {
    /// Builds those that are not there in their pinned version.
    pub async fn ready(project: &Project) -> Result<Self> {
        let folder = project.local().join("tools");
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        let tools = Self { bin: folder.join("bin") };
        let _lock = lock(project.local().join("cargo-tools.lock")).await?;
        for (name, version) in CARGO_TOOLS {
            if version_of(&tools.program(name)).await.is_none_or(|found| !found.contains(version)) {
                build_tool(project, &folder, name, version).await?;
            }
        }
        // Kept until here, since the tools share crates.
        fs::remove_dir_all(folder.join("target")).ok();
        Ok(tools)
    }

    /// The path of one of them: `cargo-deny`, `cargo-machete`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }
}

async fn build_tool(project: &Project, folder: &Path, name: &str, version: &str) -> Result<()> {
    let step = progress::step(format!("building {name}, once (1–2 minutes)"));
    let mut install = project.cargo();
    install.args(["install", name, "--locked", "--no-default-features", "--force", "--version", version]);
    install.arg("--root").arg(folder).env("CARGO_TARGET_DIR", folder.join("target"));
    // They run for seconds: a quick build is worth more than a quick program.
    install.envs([("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"), ("CARGO_PROFILE_RELEASE_LTO", "off")]);
    install.envs([("CARGO_PROFILE_RELEASE_DEBUG", "0"), ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256")]);
    run_logged(&mut install, &folder.join(format!("{name}.log")), "Are the packages of cargo within reach?").await?;
    step.done();
    Ok(())
}

async fn install(project: &Project, venv: &Path) -> Result<()> {
    let python = python().await?;
    let step = progress::step("installing the emulator and sam into .local/venv, once (about a minute)");
    if venv.exists() {
        fs::remove_dir_all(venv).with_context(|| format!("could not remove {}", venv.display()))?;
    }
    let log = project.local().join("tools.log");
    run_logged(Command::new(python).args(["-m", "venv"]).arg(venv), &log, NO_PYTHON).await?;
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pip = Command::new(venv.join("bin/python"));
    pip.args(["-m", "pip", "install", "--disable-pip-version-check"]);
    pip.arg("-r").arg(sources.join("requirements.txt")).arg("-c").arg(sources.join("constraints.txt"));
    run_logged(&mut pip, &log, "Are the packages of pip within reach? Then run this again.").await?;
    step.done();
    Ok(())
}

pub(crate) async fn python() -> Result<&'static str> {
    const TEST: &str = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
    for name in PYTHONS {
        let output = Command::new(name).args(["-c", TEST]).output().await;
        if output.is_ok_and(|output| output.status.success()) {
            return Ok(name);
        }
    }
    bail!(NO_PYTHON)
}

async fn version_of(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().await.ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

pub(crate) async fn lock(path: PathBuf) -> Result<File> {
    let lock = tokio::task::spawn_blocking(move || {
        let file = File::create(&path)?;
        file.lock()?;
        Ok::<_, std::io::Error>(file)
    });
    lock.await?.context("could not lock .local")
}
