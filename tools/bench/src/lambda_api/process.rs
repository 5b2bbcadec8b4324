//! The process of one function, and what it uses.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use super::Share;

/// Goes where it is told, says so, waits for a line, and becomes the function. So the clock starts at the function,
/// not at the shell, and what it may use is settled before.
const SHELL: &str = r#"
if [ -n "$BENCH_GROUP" ]; then echo $$ > "$BENCH_GROUP" || exit 1; fi
if [ -n "$BENCH_CORE" ]; then taskset -p -c "$BENCH_CORE" $$ > /dev/null || exit 1; fi
log=$BENCH_LOG; unset BENCH_GROUP BENCH_CORE BENCH_LOG
echo ready; read -r go || exit 1
exec "$0" < /dev/null >> "$log" 2>&1
"#;

/// How much of a log a failure shows.
const SHOWN_LINES: usize = 10;

#[derive(Debug)]
pub(crate) struct Process {
    // Ends with this value.
    _child: Child,
    pub(crate) pid: u32,
    log: PathBuf,
    /// When it became the function.
    pub(crate) started: Instant,
}

impl Process {
    pub(crate) async fn start(
        program: &Path,
        environment: &[(&'static str, String)],
        log: &Path,
        core: Option<usize>,
        share: Option<&Share>,
    ) -> Result<Self> {
        fs::write(log, "").with_context(|| format!("could not write {}", log.display()))?;
        let mut command = Command::new("sh");
        command.args(["-c", SHELL]).arg(program).env_clear();
        command.env("PATH", search_path());
        command.env("BENCH_LOG", log).env("BENCH_CORE", core.map(|core| core.to_string()).unwrap_or_default());
        command.env("BENCH_GROUP", share.map(Share::members).unwrap_or_default());
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().context("there is no sh")?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (mut stdin, stdout) = (stdin.context("no input")?, stdout.context("no output")?);
        let mut ready = String::new();
        BufReader::new(stdout).read_line(&mut ready).await?;
        ensure!(ready.trim() == "ready", "it could not be put onto its core or into its group");
        let pid = child.id().context("it has ended")?;
        let started = Instant::now();
        stdin.write_all(b"go\n").await?;
        Ok(Self { _child: child, pid, log: log.to_owned(), started })
    }

    /// To the nanosecond, where the kernel counts so: the sum of its threads.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let mut nanoseconds = 0_u64;
        for thread in fs::read_dir(format!("/proc/{}/task", self.pid)).context("it has ended")? {
            let path = thread?.path().join("schedstat");
            let text = fs::read_to_string(&path).with_context(|| format!("{} is missing", path.display()))?;
            nanoseconds += text.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(0);
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    pub(crate) fn peak(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid)).context("it has ended")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("it holds no memory")?;
        let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes * 1024)
    }

    pub(crate) fn logged(&self) -> u64 {
        fs::metadata(&self.log).map(|log| log.len()).unwrap_or_default()
    }

    /// The end of its log.
    pub(crate) fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let mut lines: Vec<&str> = log.lines().rev().take(SHOWN_LINES).collect();
        lines.reverse();
        format!(". The end of its log:\n{}", lines.join("\n"))
    }
}

/// Whether processes can be kept on a core here.
pub(crate) async fn can_pin() -> bool {
    let found = Command::new("taskset").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.await.is_ok_and(|status| status.success())
}

/// Where programs are looked for.
#[expect(clippy::disallowed_methods, reason = "it is handed on to another program, unread")]
fn search_path() -> OsString {
    std::env::var_os("PATH").unwrap_or_default()
}
