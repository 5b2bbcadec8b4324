//! How one command finds, and stops, the cloud that another one runs: by a file that is there meanwhile.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http;
use crate::ports;
use crate::remembered::Remembered;

/// The file's name in the cloud's folder.
const FILE: &str = "running";

/// How long a cloud may take to save its state and go.
const STOP: Duration = Duration::from_secs(30);

/// Says to other commands that the cloud in this folder runs, until dropped.
#[derive(Debug)]
pub struct Sign {
    path: PathBuf,
}

impl Sign {
    /// Puts the sign up in `folder`.
    pub fn put_up(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        fs::write(&path, "Remove this file and the local cloud stops.\n").context("could not say that it runs")?;
        Ok(Self { path })
    }

    /// Waits until somebody takes it down.
    pub async fn taken_down(&self) {
        while self.path.exists() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

impl Drop for Sign {
    fn drop(&mut self) {
        fs::remove_file(&self.path).ok();
    }
}

/// The ports of the cloud that runs in `folder`, or nothing if none answers there.
pub async fn find(folder: &Path) -> Option<Remembered> {
    let ports = Remembered::read(folder).filter(|_| folder.join(FILE).exists())?;
    let health = http::get(format!("http://127.0.0.1:{}/_ministack/health", ports.gateway));
    let reply = health.within(Duration::from_secs(5)).send().await.ok()?;
    (reply.status == 200).then_some(ports)
}

/// Stops the cloud that runs in `folder` and waits until it is gone. False if there was none.
pub async fn stop(folder: &Path) -> Result<bool> {
    let found = find(folder).await;
    fs::remove_file(folder.join(FILE)).ok();
    let Some(remembered) = found else { return Ok(false) };
    let end = Instant::now() + STOP;
    while !ports::is_free(remembered.gateway) {
        if Instant::now() > end {
            bail!("the local cloud is still there after {STOP:?}: stop the terminal it runs in with Ctrl-C");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn stopping_takes_the_sign_down() {
        let folder = tempfile::tempdir().unwrap();
        let sign = Sign::put_up(folder.path()).unwrap();
        assert!(!stop(folder.path()).await.unwrap());
        sign.taken_down().await;
    }
}
