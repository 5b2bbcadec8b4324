//! What starts Chromium and hands on what it is to do (Debian: the packages `chromium` and `chromium-driver`).

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{ChildStdout, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::cloud::Cloud;
use crate::command::last_lines;
use crate::leash::Leashed;
use crate::ports;

const PROGRAM: &str = "chromedriver";

/// What it says once it can be called.
const READY: &str = "started successfully";

/// So many of the log's last lines a failure shows.
const SHOWN_LINES: usize = 25;

/// A server of WebDriver on loopback. Dropped, it ends, and with it the browsers that it started.
#[derive(Debug)]
pub struct ChromeDriver {
    _process: Leashed,
    port: u16,
}

impl ChromeDriver {
    /// Starts it, with a log in the folder `name` of the cloud's; none where this machine has no such program.
    pub async fn start(cloud: &Cloud, name: &str) -> Result<Option<Self>> {
        if Command::new(PROGRAM).arg("--version").stdout(Stdio::null()).status().is_err() {
            return Ok(None);
        }
        let place = cloud.folder().join(name);
        fs::create_dir_all(&place).with_context(|| format!("could not make {}", place.display()))?;
        let (log, port) = (place.join("driver.log"), ports::choose(None)?);
        let (process, output) =
            Leashed::start(&cloud.tools().program("python"), Path::new(PROGRAM), &log, |command| {
                command.arg(format!("--port={port}")).current_dir(&place);
            })?;
        if !tokio::task::spawn_blocking(move || is_ready(output)).await? {
            let said = fs::read_to_string(&log).unwrap_or_default();
            bail!("{PROGRAM} did not start. The end of {}:\n\n{}", log.display(), last_lines(&said, SHOWN_LINES));
        }
        Ok(Some(Self { _process: process, port }))
    }

    /// Where it is called, `http://127.0.0.1:<port>`.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Whether it comes to say that it can be called. The rest of what it says is read and forgotten.
fn is_ready(output: ChildStdout) -> bool {
    let mut lines = BufReader::new(output).lines();
    let is_ready = lines.by_ref().map_while(Result::ok).any(|line| line.contains(READY));
    thread::spawn(move || lines.map_while(io::Result::ok).for_each(drop));
    is_ready
}
