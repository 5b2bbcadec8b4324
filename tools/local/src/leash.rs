//! Programs that end with the one that started them, in whatever way it ends (leash.py).

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result};

/// A program on a leash. Dropped, it is let go of and waited for.
#[derive(Debug)]
pub(crate) struct Leashed(Child);

impl Leashed {
    /// Starts `program` with what `arguments` adds, by way of `python`. What it complains of goes to `log`; what else it says
    /// comes back.
    pub(crate) fn start(
        python: &Path,
        program: &Path,
        log: &Path,
        arguments: impl FnOnce(&mut Command),
    ) -> Result<(Self, ChildStdout)> {
        let mut command = Command::new(python);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("leash.py")).arg("1").arg(program);
        arguments(&mut command);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(log)?).process_group(0);
        let child = command.spawn().with_context(|| format!("{} could not be started", program.display()))?;
        let mut leashed = Self(child);
        let output = leashed.0.stdout.take().context("its output is a pipe")?;
        Ok((leashed, output))
    }
}

impl Drop for Leashed {
    /// Lets go of the leash and waits until it is gone.
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().ok();
    }
}
