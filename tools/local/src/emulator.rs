//! The emulator as a process that cannot outlive us.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::command::last_lines;
use crate::deploy::REGION;
use crate::http;
use crate::kept;
use crate::ports;
use crate::remembered::Remembered;
use crate::tools::Tools;

/// How long the emulator may take to be ready; about a second is usual.
const START: Duration = Duration::from_mins(1);

/// How long it may take to save its state: it waits for calls of functions under way.
const SAVE: Duration = Duration::from_secs(15);

/// The running emulator. Dropped, it and all functions end.
#[derive(Debug)]
pub(crate) struct Emulator {
    // Its standard input is the leash, see leash.py.
    child: Child,
    log: PathBuf,
}

impl Emulator {
    /// Starts it in `folder`, with the state kept there if `keep`.
    pub(crate) fn start(tools: &Tools, folder: &Path, ports: &Remembered, keep: bool) -> Result<Self> {
        let log = folder.join("emulator.log");
        let file = OpenOptions::new().create(true).write(true).truncate(true).open(&log)?;
        let temporary = folder.join("tmp");
        fs::create_dir_all(&temporary)?;
        let mut command = Command::new(tools.program("python"));
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("leash.py"));
        command.arg(if keep { SAVE.as_secs() } else { 1 }.to_string());
        command.arg(tools.program("python")).arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("emulator.py"));
        // The emulator hands all it has to the functions: proxies, profiles and keys of this machine
        // must not be among it.
        command.env_clear().envs(inherited(["PATH", "HOME", "LANG"]));
        command.envs(settings(ports)).env("TMPDIR", temporary);
        if keep {
            kept::reread_streams(&folder.join("state"))?;
            command.envs([("PERSIST_STATE", "1"), ("S3_PERSIST", "1")]);
            command.env("STATE_DIR", folder.join("state")).env("S3_DATA_DIR", folder.join("s3"));
        }
        command.current_dir(folder).process_group(0);
        command.stdin(Stdio::piped()).stdout(file.try_clone()?).stderr(file);
        let child = command.spawn().context("the emulator could not be started")?;
        Ok(Self { child, log })
    }

    /// Whether it is gone, by itself or because somebody killed it.
    pub(crate) fn is_gone(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits until it answers at `gateway`.
    pub(crate) async fn ready(&mut self, gateway: &str) -> Result<()> {
        let end = Instant::now() + START;
        let health = http::get(format!("{gateway}/_ministack/health")).within(Duration::from_secs(2));
        while !health.clone().send().await.is_ok_and(|reply| reply.status == 200) {
            if self.child.try_wait()?.is_some() || Instant::now() > end {
                let log = fs::read_to_string(&self.log).unwrap_or_default();
                bail!("the emulator did not start. The end of {}:\n\n{}", self.log.display(), last_lines(&log, 25));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }
}

impl Drop for Emulator {
    /// Lets go of the leash and waits until all is gone.
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().ok();
    }
}

/// What the emulator gets of this program's own environment.
#[expect(clippy::disallowed_methods, reason = "it is handed on to another program, unread")]
fn inherited<const N: usize>(names: [&'static str; N]) -> [(&'static str, OsString); N] {
    names.map(|name| (name, std::env::var_os(name).unwrap_or_default()))
}

fn settings(remembered: &Remembered) -> Vec<(&'static str, String)> {
    vec![
        ("GATEWAY_PORT", remembered.gateway.to_string()),
        ("BIND_HOST", "127.0.0.1".into()),
        // Not for itself: it hands this to the functions.
        ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", remembered.faults)),
        ("MINISTACK_REGION", REGION.into()),
        // A function may do what its role allows, and no more, as on AWS.
        ("AUTH", "true".into()),
        // Nor this: where it lets functions be reached, which is nobody's to post to.
        ("CLOSED_LOOPBACK_PORTS", ports::handed_out()),
        // It would look for containers of its own and listen on further ports.
        ("DOCKER_HOST", "unix:///nowhere".into()),
        ("IOT_MTLS_ENABLED", "0".into()),
        ("SFTP_ENABLED", "0".into()),
    ]
}
