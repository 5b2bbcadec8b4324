//! Running other programs: into a log, or straight onto the terminal.

use std::fs::{self, OpenOptions};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::process::Command;

use crate::progress;

/// How many of a log's last lines a failure shows.
const SHOWN_LINES: usize = 25;

/// The number of Ctrl-C's signal, the same on every Unix.
const INTERRUPT: i32 = 2;

/// Runs `command` with all its output in `log` (written anew). A failure shows the log's last lines and
/// says `advice`.
pub async fn run_logged(command: &mut Command, log: &Path, advice: &str) -> Result<()> {
    let file = OpenOptions::new().create(true).write(true).truncate(true).open(log);
    let file = file.with_context(|| format!("could not write {}", log.display()))?;
    command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).kill_on_drop(true);
    let status = command.status().await.with_context(|| format!("could not start {}", name(command)))?;
    if status.success() {
        return Ok(());
    }
    let tail = last_lines(&fs::read_to_string(log).unwrap_or_default(), SHOWN_LINES);
    bail!("{} failed ({status}). The end of {}:\n\n{tail}\n\n{advice}", name(command), log.display());
}

/// Runs `command` on the terminal. A failure says `advice`.
pub async fn run_shown(command: &mut Command, advice: &str) -> Result<()> {
    let status = command.kill_on_drop(true).status().await;
    let status = status.with_context(|| format!("could not start {}", name(command)))?;
    match status.signal() {
        _ if status.success() => Ok(()),
        Some(INTERRUPT) => bail!("{} was interrupted", name(command)),
        _ => bail!("{} failed ({status}). {advice}", name(command)),
    }
}

/// Runs `command` without a word of its own, for what runs beside others. A failure shows all it said, and says
/// `advice`.
pub async fn run_silent(command: &mut Command, advice: &str) -> Result<()> {
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
    let output = output.with_context(|| format!("could not start {}", name(command)))?;
    if output.status.success() {
        return Ok(());
    }
    let printed = [output.stdout, output.stderr].concat();
    progress::say(&String::from_utf8_lossy(&printed));
    bail!("{} failed ({}). {advice}", name(command), output.status);
}

/// The last `count` lines of `text`.
pub(crate) fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(count)..).unwrap_or_default().join("\n")
}

fn name(command: &Command) -> String {
    let command = command.as_std();
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let first = command.get_args().next().unwrap_or_default();
    format!("`{} {}`", program.to_string_lossy(), first.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_failure_shows_the_end_of_the_log_and_the_advice() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo broken >&2; exit 3"]);
        let error = run_logged(&mut command, &folder.path().join("log"), "Mend it.").await.unwrap_err().to_string();
        assert!(error.contains("broken") && error.contains("Mend it."), "{error}");
    }

    #[test]
    fn last_lines_takes_what_there_is() {
        assert_eq!(last_lines("a\nb\nc", 2), "b\nc");
        assert_eq!(last_lines("a", 2), "a");
    }
}
