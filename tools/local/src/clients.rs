//! Clients that other people's generators make of `docs/openapi.json`: what the document is for. Their programs stand in
//! `tests/clients`; generators and clients are put under `.local/clients`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tokio::process::Command;

use crate::command::run_logged;
use crate::progress;
use crate::project::Project;
use crate::remembered::sha256_hex;
use crate::tools::{lock, python};

const NO_NODE: &str = "Node.js 20 or newer with npm was not found. Install it (Debian, Ubuntu: `sudo apt-get install \
    nodejs npm`; macOS: `brew install node`) and run this again.";
const UNREACHABLE: &str = "Are the registries of Python and npm within reach? Then run this again.";
const UNFIT: &str = "The generator does not take docs/openapi.json as it is, or what it makes does not compile.";
const BROKEN: &str = "The client and the API do not agree.";

/// The clients, ready to be run against an API.
#[derive(Debug)]
pub struct Clients {
    folder: PathBuf,
}

impl Clients {
    /// Installs the generators, unless they are there, and makes and compiles a client with each.
    pub async fn ready(project: &Project) -> Result<Self> {
        let clients = Self { folder: project.local().join("clients") };
        fs::create_dir_all(&clients.folder).with_context(|| format!("could not make {}", clients.folder.display()))?;
        // Two test programs at once must not both install.
        let _lock = lock(clients.folder.join("lock")).await?;
        let sources = project.root.join("tests/clients");
        let document = project.root.join("docs/openapi.json");
        clients.make_python(&sources.join("python"), &document).await?;
        clients.make_typescript(&sources.join("typescript"), &document).await?;
        Ok(clients)
    }

    /// Lets each client create an order, read it and ship it, in the store `store_id` of the API at `base_url` with a
    /// `key` that may write. An error holds the end of what the client said.
    pub async fn run(&self, base_url: &str, store_id: &str, key: &str) -> Result<()> {
        let arguments = [base_url, store_id, key];
        let ship = async |folder: PathBuf, program: PathBuf, script: &str| {
            let mut ship = Command::new(program);
            // What the machine has for a proxy must not stand between a client and loopback.
            ship.current_dir(&folder).arg(script).args(arguments).env("NO_PROXY", "*");
            run_logged(&mut ship, &folder.join("run.log"), BROKEN).await
        };
        let python = self.folder.join("python");
        ship(python.clone(), python.join("venv/bin/python"), "ship.py").await?;
        ship(self.folder.join("typescript"), "node".into(), "out/ship.js").await
    }

    async fn make_python(&self, sources: &Path, document: &Path) -> Result<()> {
        let folder = self.folder.join("python");
        let (venv, log) = (folder.join("venv"), folder.join("make.log"));
        install_python(&folder, sources, "openapi-python-client").await?;
        fs::copy(sources.join("ship.py"), folder.join("ship.py")).context("could not copy the client's program")?;
        let made =
            Stamp::of(&folder.join("made"), sources, &["requirements.txt", "constraints.txt"])?.with(document)?;
        if made.holds() {
            return Ok(());
        }
        let mut generate = Command::new(venv.join("bin/openapi-python-client"));
        generate.current_dir(&folder).args(["generate", "--meta", "none", "--overwrite", "--fail-on-warning"]);
        generate.args(["--output-path", "waybill_client", "--path"]).arg(document);
        run_logged(generate.arg("--config").arg(sources.join("config.yml")), &log, UNFIT).await?;
        made.set()
    }

    async fn make_typescript(&self, sources: &Path, document: &Path) -> Result<()> {
        const FILES: [&str; 5] = ["package.json", "package-lock.json", ".npmrc", "tsconfig.json", "ship.ts"];
        let folder = self.folder.join("typescript");
        let log = folder.join("make.log");
        fs::create_dir_all(&folder)?;
        let made = Stamp::of(&folder.join("made"), sources, &FILES)?.with(document)?;
        if made.holds() {
            return Ok(());
        }
        install_node(&folder, sources, &FILES, "openapi-typescript").await?;
        let program = |name: &str| {
            let mut command = Command::new(folder.join("node_modules/.bin").join(name));
            command.current_dir(&folder);
            command
        };
        run_logged(program("openapi-typescript").arg(document).args(["-o", "api.ts"]), &log, UNFIT).await?;
        run_logged(&mut program("tsc"), &log, UNFIT).await?;
        made.set()
    }
}

/// Puts what `sources/requirements.txt` names into `folder/venv`, unless it is there. A step on the terminal calls it `name`.
pub(crate) async fn install_python(folder: &Path, sources: &Path, name: &str) -> Result<()> {
    let (venv, log) = (folder.join("venv"), folder.join("make.log"));
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    let installed = Stamp::of(&folder.join("installed"), sources, &["requirements.txt", "constraints.txt"])?;
    if installed.holds() {
        return Ok(());
    }
    let step = progress::step(format!("installing {name} into .local/clients, once"));
    run_logged(Command::new(python().await?).args(["-m", "venv", "--clear"]).arg(&venv), &log, "").await?;
    let mut pip = Command::new(venv.join("bin/python"));
    pip.args(["-m", "pip", "install", "--disable-pip-version-check"]);
    pip.arg("-r").arg(sources.join("requirements.txt")).arg("-c").arg(sources.join("constraints.txt"));
    run_logged(&mut pip, &log, UNREACHABLE).await?;
    installed.set()?;
    step.done();
    Ok(())
}

/// Copies `files` of `sources` into `folder`, and puts what its `package-lock.json` names beside them, unless it is there.
pub(crate) async fn install_node(folder: &Path, sources: &Path, files: &[&str], name: &str) -> Result<()> {
    let log = folder.join("make.log");
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    for file in files {
        fs::copy(sources.join(file), folder.join(file)).with_context(|| format!("could not copy {file}"))?;
    }
    let installed = Stamp::of(&folder.join("installed"), sources, &["package.json", "package-lock.json"])?;
    if installed.holds() {
        return Ok(());
    }
    let step = progress::step(format!("installing {name} into .local, once"));
    run_logged(Command::new("npm").arg("--version"), &log, NO_NODE).await.context(NO_NODE)?;
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    run_logged(&mut npm, &log, UNREACHABLE).await?;
    installed.set()?;
    step.done();
    Ok(())
}

/// What something was made of. A folder names itself in what is installed into it, so it counts too.
struct Stamp {
    file: PathBuf,
    sources: String,
}

impl Stamp {
    fn of(file: &Path, sources: &Path, names: &[&str]) -> Result<Self> {
        let stamp = Self { file: file.to_owned(), sources: file.display().to_string() };
        names.iter().try_fold(stamp, |stamp, name| stamp.with(&sources.join(name)))
    }

    fn with(mut self, source: &Path) -> Result<Self> {
        let text = fs::read_to_string(source).with_context(|| format!("could not read {}", source.display()))?;
        self.sources.push_str(&text);
        Ok(self)
    }

    fn holds(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|found| found == sha256_hex(self.sources.as_bytes()))
    }

    fn set(&self) -> Result<()> {
        fs::write(&self.file, sha256_hex(self.sources.as_bytes())).context("could not write a stamp")
    }
}
