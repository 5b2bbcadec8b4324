//! A cloud on this machine: the emulator, a proxy on either side of it, and the stack on top.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use crate::aws::Aws;
use crate::cart::Cart;
use crate::deploy::{Deployment, Outputs, STACK, parameters};
use crate::emulator::Emulator;
use crate::faults::Faults;
use crate::front::Front;
use crate::progress;
use crate::project::Project;
use crate::remembered::Remembered;
use crate::running;
use crate::server::Server;
use crate::tools::Tools;

/// How often it is looked whether the emulator is there.
const WATCH: Duration = Duration::from_millis(500);

/// How a cloud is to be.
#[derive(Debug, Clone)]
#[must_use]
pub struct Options {
    name: String,
    keep: bool,
    port: Option<u16>,
    parameters: Vec<(String, String)>,
}

/// A running cloud. Dropping it ends the emulator and all functions.
#[derive(Debug)]
pub struct Cloud {
    folder: PathBuf,
    ports: Remembered,
    parameters: Vec<(String, String)>,
    tools: Tools,
    aws: Aws,
    front: Front,
    faults: Faults,
    outputs: Arc<RwLock<Outputs>>,
    /// Whether there was state of before.
    is_kept: bool,
    held: Held,
}

/// Dropped in this order: the functions, then what they call, then the claim on the folder.
type Held = (Emulator, Server, File);

impl Options {
    /// A cloud of its own under `.local/<name>`, on free ports, forgotten afterwards.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), keep: false, port: None, parameters: vec![] }
    }

    /// Keeps the state from run to run.
    pub fn keep(mut self) -> Self {
        self.keep = true;
        self
    }

    /// Serves the API at this port, or at another free one if it is taken.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Sets a parameter of the template, in place of what the local cloud sets.
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Cloud {
    /// Starts the emulator and its proxies; nothing is deployed yet, unless kept from earlier.
    pub async fn start(project: &Project, options: Options) -> Result<Self> {
        let tools = Tools::ready(project).await?;
        let folder = project.local().join(&options.name);
        let lock = claim(&folder, &options).await?;
        let is_kept = options.keep && folder.join("state").exists();
        let ports = Remembered::load(&folder, options.port)?;
        let faults = Faults::default();
        let server = faults.serve(ports.faults, ports.gateway)?;
        let front = Front::start(ports.front, ports.gateway)?;
        let mut emulator = Emulator::start(&tools, &folder, &ports, options.keep)?;
        emulator.ready(&gateway(&ports)).await?;
        let aws = Aws::at(ports.gateway);
        let (parameters, outputs, held) = (options.parameters, Arc::default(), (emulator, server, lock));
        Ok(Self { folder, ports, parameters, tools, aws, front, faults, outputs, is_kept, held })
    }

    /// Deploys the template with the functions as they were last built. Does nothing if nothing changed.
    pub async fn deploy(&self, project: &Project) -> Result<()> {
        let outputs = deploy(project, &self.tools, &self.folder, &self.ports, &self.parameters).await?;
        self.front.point_to(outputs.get("ApiId").context("the template has no output ApiId")?);
        *self.outputs.write().unwrap_or_else(PoisonError::into_inner) = outputs;
        Ok(())
    }

    /// Deploys into the cloud that another process runs under `.local/<name>`.
    pub async fn deploy_to_running(project: &Project, name: &str) -> Result<()> {
        let folder = project.local().join(name);
        let ports =
            running::find(&folder).await.context("no local cloud is running: start one with `cargo waybill up`")?;
        let tools = Tools::ready(project).await?;
        deploy(project, &tools, &folder, &ports, &[]).await.map(|_| ())
    }

    /// Ends everything, with the state saved if it is kept.
    pub async fn stop(self) -> Result<()> {
        tokio::task::spawn_blocking(move || drop(self)).await.context("the cloud could not be stopped")
    }

    /// Waits until the emulator is gone, which it is by somebody else's doing: nothing answers any more.
    pub async fn gone(&mut self) {
        while !self.held.0.is_gone() {
            tokio::time::sleep(WATCH).await;
        }
    }

    /// Whether it goes on with the state of an earlier run.
    pub fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// Where the API is reached, `http://localhost:<port>`.
    pub fn api(&self) -> String {
        format!("http://localhost:{}", self.front.port())
    }

    /// Where the emulator is reached, past the proxies.
    pub fn gateway(&self) -> String {
        gateway(&self.ports)
    }

    /// The port of [`Cloud::gateway`].
    pub fn gateway_port(&self) -> u16 {
        self.ports.gateway
    }

    /// The token that may create stores.
    pub fn admin_token(&self) -> &str {
        &self.ports.admin_token
    }

    /// The folder of its state and logs.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where its functions reach the shop of the demo.
    pub(crate) fn shop_port(&self) -> u16 {
        self.ports.shop
    }

    /// The Python environment its emulator runs in.
    pub(crate) fn tools(&self) -> &Tools {
        &self.tools
    }

    /// The AWS APIs of this cloud, past the fault proxy.
    pub fn aws(&self) -> &Aws {
        &self.aws
    }

    /// What goes wrong between the functions and AWS.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The full name of a function or queue: `waybill-serve-api` for `serve-api`.
    pub fn full_name(&self, name: &str) -> String {
        format!("{STACK}-{name}")
    }

    /// An output of the stack, such as `TableName`.
    pub fn output(&self, name: &str) -> Result<String> {
        let outputs = self.outputs.read().unwrap_or_else(PoisonError::into_inner);
        outputs.get(name).cloned().with_context(|| format!("the stack has no output {name}, or is not deployed"))
    }
}

async fn deploy(
    project: &Project,
    tools: &Tools,
    folder: &Path,
    ports: &Remembered,
    overrides: &[(String, String)],
) -> Result<Outputs> {
    let (gateway, aws) = (gateway(ports), Aws::at(ports.gateway));
    // Links in mails lead to the front, as nothing else knows the address that the emulator gave the API.
    let public_url = ("PublicUrl".to_owned(), format!("http://localhost:{}", ports.front));
    let shop = ("CartStandIns".to_owned(), format!("{}=http://127.0.0.1:{}", Cart::SHOP, ports.shop));
    let fonts = ("FontsFolder".to_owned(), fonts(project).await);
    let overrides: Vec<_> = [public_url, shop, fonts].into_iter().chain(overrides.iter().cloned()).collect();
    let parameters = parameters(&ports.admin_token, &overrides)?;
    Deployment { project, tools, aws: &aws, gateway, folder, parameters }.run().await
}

/// The folder of the fonts that documents are written with. Without Node.js there are none: all but documents works.
async fn fonts(project: &Project) -> String {
    let folder = match crate::fonts::ready(project).await {
        Ok(folder) => folder,
        Err(error) => {
            progress::say(&format!("no PDF can be made here, as there are no fonts: {error:#}"));
            project.local().join("fonts")
        }
    };
    folder.display().to_string()
}

fn gateway(ports: &Remembered) -> String {
    format!("http://127.0.0.1:{}", ports.gateway)
}

/// Makes the folder this cloud's alone; one that forgets starts from an empty folder. A cloud of before that is just
/// being stopped is waited for.
async fn claim(folder: &Path, options: &Options) -> Result<File> {
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    if options.keep && !running::is_up(folder) {
        running::wait_until_gone(folder).await?;
    }
    let lock = File::create(running::lock(folder))?;
    lock.try_lock().map_err(|_| {
        anyhow!("a cloud named \"{}\" runs already: `cargo waybill down` stops it, if it is yours", options.name)
    })?;
    if !options.keep {
        empty(folder)?;
    }
    Ok(lock)
}

/// Removes all but the lock, which is held.
fn empty(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        } else if !path.ends_with("lock") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
