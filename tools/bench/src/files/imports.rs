//! What `import-file` takes for a file, from the first part to the last: time and memory.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use domain::{DroppedFile, Import, SweepId, SweepStatus, SweepWork};
use queue::PartDue;
use serde::Serialize;

use super::FUNCTION;
use super::made::{Made, ROWS_OF_ORDER, TEMPLATE_ID, template};
use crate::cold_starts::Stage;
use crate::events;
use crate::figures::{Micros, per_second};
use crate::lambda_api::Lambda;
use crate::stores::Stores;

/// An import of so many rows has fewer parts than this.
const MAX_PARTS: usize = 1_000;

/// One import.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Imported {
    pub(crate) what: &'static str,
    pub(crate) is_dry_run: bool,
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
    pub(crate) parts: usize,
    pub(crate) rows_per_second: u64,
    pub(crate) took_micros: Micros,
    /// How long our DynamoDB took of it.
    pub(crate) dynamodb_micros: Micros,
    pub(crate) cpu_micros: Micros,
    pub(crate) peak_bytes: u64,
}

/// Imports a file into a new store, by a function that starts for it.
pub(super) async fn import(stage: &Stage, stores: &mut Stores, file: &Made, is_dry_run: bool) -> Result<Imported> {
    let store_id = stores.make(None).await?.store_id;
    let name = DroppedFile::name_for(store_id, TEMPLATE_ID, file.file_name);
    let etag = stage.cloud.put_object(&name, &file.bytes);
    let dropped = DroppedFile { name, etag, size: u64::try_from(file.bytes.len())? };
    let import = Import { template: template(), file: dropped, is_dry_run, by: String::new() };
    let (id, now) = (SweepId::import(store_id, 1), runtime::system_clock().now());
    let sweep = domain::Sweep::new(id, SweepWork::Import(Box::new(import)), now);
    ensure!(stores.table.insert_sweep(&sweep, None).await?.is_done(), "the import is there");
    let mut lambda = Lambda::start(&stage.project.binary(FUNCTION), stage.place(None), None).await?;
    lambda.ready().await?;
    let (mut took, mut dynamodb, mut parts) = (Duration::ZERO, Duration::ZERO, 0);
    let sweep = loop {
        let (sweep, _) = stores.table.sweep(id).await?.context("the import is gone")?;
        let Some(due) = PartDue::of(&sweep).filter(|_| parts < MAX_PARTS) else { break sweep };
        stage.cloud.take();
        took += lambda.invoke(&events::messages(&[serde_json::to_string(&due)?])).await?.took;
        dynamodb += stage.cloud.take().dynamodb_took;
        parts += 1;
    };
    ensure!(sweep.status == SweepStatus::Done, "the import ended {:?}: {}", sweep.status, sweep.failure);
    let orders = u64::try_from(file.rows / ROWS_OF_ORDER)?;
    ensure!(sweep.created == orders, "{} of {orders} orders were made", sweep.created);
    Ok(Imported {
        what: file.what,
        is_dry_run,
        rows: file.rows,
        bytes: file.bytes.len(),
        parts,
        rows_per_second: per_second(u64::try_from(file.rows)?, took),
        took_micros: took.into(),
        dynamodb_micros: dynamodb.into(),
        cpu_micros: lambda.cpu()?.into(),
        peak_bytes: lambda.peak()?,
    })
}
