//! The clock all functions of a run go by: it stands still within a call and moves when the driver says so.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Loaded into each function before its own libraries.
const SOURCE: &str = include_str!("clock.c");

/// When a run begins: 2026-03-01 08:00:00 UTC, in seconds since 1970.
const BEGIN: i64 = 1_772_352_000;

#[derive(Debug)]
pub(crate) struct Clock {
    file: File,
    path: PathBuf,
    library: PathBuf,
    seconds: i64,
}

impl Clock {
    /// Builds the library with the machine's C compiler and sets the clock to the beginning.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let (source, library, path) = (folder.join("clock.c"), folder.join("clock.so"), folder.join("clock"));
        std::fs::write(&source, SOURCE)?;
        let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).status();
        ensure!(built.context("there is no cc")?.success(), "cc did not build {}", source.display());
        let file = File::create(&path)?;
        let clock = Self { file, path, library, seconds: BEGIN };
        clock.write()?;
        Ok(clock)
    }

    /// What a function needs to go by it.
    pub(crate) fn environment(&self) -> [(String, String); 2] {
        [
            ("LD_PRELOAD".to_owned(), self.library.display().to_string()),
            ("REPLAY_CLOCK".to_owned(), self.path.display().to_string()),
        ]
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.seconds
    }

    pub(crate) fn advance(&mut self, seconds: i64) -> Result<()> {
        self.seconds += seconds;
        self.write()
    }

    fn write(&self) -> Result<()> {
        let nanoseconds = self.seconds.saturating_mul(1_000_000_000);
        Ok(self.file.write_all_at(&nanoseconds.to_ne_bytes(), 0)?)
    }
}
