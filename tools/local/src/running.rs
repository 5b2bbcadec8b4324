//! How one command finds, and stops, the cloud that another one runs: by a file that is there meanwhile.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http;
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

/// What `stop` found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// It ran, and is gone, with its state saved if it is kept.
    Running,
    /// It was there, and its emulator did not answer any more: what was saved last is what there is.
    Dead,
    /// None was there.
    Nothing,
}

/// Stops the cloud that runs in `folder` and waits until it is gone, so that another can be started at once.
pub async fn stop(folder: &Path) -> Result<Stopped> {
    let answers = find(folder).await.is_some();
    let was_there = !is_free(folder);
    fs::remove_file(folder.join(FILE)).ok();
    wait_until_gone(folder).await?;
    Ok(match (was_there, answers) {
        (true, true) => Stopped::Running,
        (true, false) => Stopped::Dead,
        (false, _) => Stopped::Nothing,
    })
}

/// Whether somebody says that a cloud runs in `folder`.
pub(crate) fn is_up(folder: &Path) -> bool {
    folder.join(FILE).exists()
}

/// The file that a cloud holds locked for as long as it is there.
pub(crate) fn lock(folder: &Path) -> PathBuf {
    folder.join("lock")
}

/// Waits until no cloud is in `folder` any more: its emulator, its ports and its lock.
pub(crate) async fn wait_until_gone(folder: &Path) -> Result<()> {
    let end = Instant::now() + STOP;
    while !is_free(folder) {
        if Instant::now() > end {
            bail!("the local cloud is still there after {STOP:?}: stop the terminal it runs in with Ctrl-C");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// Whether nobody holds the lock of `folder`.
fn is_free(folder: &Path) -> bool {
    let Ok(lock) = File::open(lock(folder)) else { return true };
    lock.try_lock_shared().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn stopping_takes_the_sign_down() {
        let folder = tempfile::tempdir().unwrap();
        let sign = Sign::put_up(folder.path()).unwrap();
        assert_eq!(stop(folder.path()).await.unwrap(), Stopped::Nothing);
        sign.taken_down().await;
    }

    /// Attack 27. Catches `up` that says that it runs already, right after `down`.
    #[tokio::test]
    async fn stopping_waits_until_the_lock_is_let_go_and_says_that_nothing_answered() {
        let folder = tempfile::tempdir().unwrap();
        let held = File::create(lock(folder.path())).unwrap();
        held.try_lock().unwrap();
        let sign = Sign::put_up(folder.path()).unwrap();
        let letting_go = async {
            sign.taken_down().await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert!(!is_free(folder.path()));
            drop(held);
        };
        let (stopped, ()) = tokio::join!(stop(folder.path()), letting_go);
        assert_eq!(stopped.unwrap(), Stopped::Dead);
        assert!(is_free(folder.path()) && !is_up(folder.path()));
    }
}
