//! Files: how fast they are read, imported and written, and how much memory that takes.

mod exports;
mod imports;
mod made;
mod reads;

use anyhow::Result;
use serde::Serialize;

use crate::cold_starts::Stage;
use crate::orders::Orders;
use crate::stores::Stores;

pub(crate) use exports::WriteTimes;
pub(crate) use imports::Imported;
pub(crate) use reads::ReadTimes;

/// The function that imports.
pub(crate) const FUNCTION: &str = "import-file";

/// The rows of a small file and of a large one.
const SIZES: [usize; 2] = [10_000, 100_000];

/// So many letters the last cell of a row has.
const GIFT_LENGTH: usize = 10;

/// The same of rows of which 100,000 make a file of nearly 50 MB.
const LONG_GIFT_LENGTH: usize = 360;

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Files {
    pub(crate) reads: Vec<ReadTimes>,
    pub(crate) imports: Vec<Imported>,
    pub(crate) exports: Vec<WriteTimes>,
}

/// Measures all of it.
pub(crate) async fn measure(stage: &Stage, stores: &mut Stores, orders: &Orders) -> Result<Files> {
    let [few, many] = SIZES;
    let (few_lines, many_lines) = (made::csv("csv", few, GIFT_LENGTH)?, made::csv("csv", many, GIFT_LENGTH)?);
    let (few_cells, many_cells) = (made::xlsx("xlsx", few, GIFT_LENGTH)?, made::xlsx("xlsx", many, GIFT_LENGTH)?);
    let reads = vec![reads::of_lines(&many_lines)?, reads::of_workbook(&many_cells)?];
    let mut imports = vec![];
    for is_dry_run in [true, false] {
        for file in [&few_lines, &many_lines, &few_cells, &many_cells] {
            imports.push(imports::import(stage, stores, file, is_dry_run).await?);
        }
    }
    // As large as a file may be, as lines and as a workbook.
    let long =
        [made::csv("csv, long rows", many, LONG_GIFT_LENGTH)?, made::xlsx("xlsx, long rows", many, LONG_GIFT_LENGTH)?];
    for file in long {
        imports.push(imports::import(stage, stores, &file, true).await?);
    }
    Ok(Files { reads, imports, exports: exports::all(&orders.read()?)? })
}
