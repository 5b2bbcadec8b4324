//! Libraries that shops are asked with and webhooks checked by, as others made them. Their programs stand in
//! `tests/clients/carts-*`; they are put under `.local/clients`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tokio::process::Command;

use crate::clients::{install_node, install_python};
use crate::command::run_logged;
use crate::project::Project;
use crate::tools::lock;

const DISAGREE: &str = "The library and tools/fake-carts do not agree.";

/// The libraries, ready to be run.
#[derive(Debug)]
pub struct CartLibraries {
    folder: PathBuf,
}

impl CartLibraries {
    /// Installs them, unless they are there.
    pub async fn ready(project: &Project) -> Result<Self> {
        const FILES: [&str; 4] = ["package.json", "package-lock.json", ".npmrc", "carts.js"];
        let libraries = Self { folder: project.local().join("clients") };
        fs::create_dir_all(&libraries.folder).context("could not make .local/clients")?;
        // Two test programs at once must not both install.
        let _lock = lock(libraries.folder.join("lock")).await?;
        let sources = project.root.join("tests/clients");
        let (python, node) = (libraries.python(), libraries.node());
        install_python(&python, &sources.join("carts-python"), "libraries of carts").await?;
        let script = sources.join("carts-python/carts.py");
        fs::copy(script, python.join("carts.py")).context("could not copy carts.py")?;
        install_node(&node, &sources.join("carts-node"), &FILES, "Shopify's library").await?;
        Ok(libraries)
    }

    fn python(&self) -> PathBuf {
        self.folder.join("carts-python")
    }

    fn node(&self) -> PathBuf {
        self.folder.join("carts-node")
    }

    /// Lets each do its part with what is `given`, a document. Gives what was signed by one of them, a document too.
    pub async fn run(&self, given: &str) -> Result<String> {
        let (given_path, signed_path) = (self.python().join("given.json"), self.python().join("signed.json"));
        fs::write(&given_path, given).context("could not write what is given to the libraries")?;
        let run = async |folder: PathBuf, program: PathBuf, script: &str, arguments: &[&Path]| {
            let mut command = Command::new(program);
            // What the machine has for a proxy must not stand between a client and loopback.
            command.current_dir(&folder).arg(script).args(arguments).env("NO_PROXY", "*");
            run_logged(&mut command, &folder.join("run.log"), DISAGREE).await
        };
        let python = self.python().join("venv/bin/python");
        run(self.python(), python, "carts.py", &[&given_path, &signed_path]).await?;
        run(self.node(), "node".into(), "carts.js", &[&given_path]).await?;
        fs::read_to_string(signed_path).context("nothing was signed")
    }
}
