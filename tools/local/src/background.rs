//! The runtime that servers and clients of this crate live on.
//!
//! A test's own runtime ends with the test, and would take a shared cloud's proxies with it.

use std::io;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use tokio::runtime::{Builder, Handle, Runtime};

static RUNTIME: LazyLock<io::Result<Runtime>> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(2).thread_name("waybill").enable_all().build());

/// The handle of the background runtime.
pub(crate) fn handle() -> Result<&'static Handle> {
    RUNTIME.as_ref().map(Runtime::handle).map_err(|error| anyhow!("no background runtime: {error}"))
}

/// Runs `work` there and waits for it here.
pub(crate) async fn run<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    handle()?.spawn(work).await.context("a background task ended early")?
}
