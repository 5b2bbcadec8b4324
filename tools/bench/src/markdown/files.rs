//! The tables of files.

use std::fmt::Write;

use anyhow::Result;

use super::{mark, megabytes, milliseconds};
use crate::files::{Files, Imported};

/// Reading and checking may take so much of the bare read.
const MAX_PERCENT: u64 = 200;

/// An import may take so much memory.
const MAX_PEAK: u64 = 256 * 1024 * 1024;

/// How fast files are read, imported and written.
pub(super) fn files(text: &mut String, files: &Files) -> Result<()> {
    reads(text, files)?;
    imports(text, &files.imports)?;
    writeln!(text, "\nFiles of the bench's orders with eight columns, a row for each item; one thread.\n")?;
    writeln!(text, "| written as | rows | ms | rows/s |")?;
    writeln!(text, "|---|--:|--:|--:|")?;
    for found in &files.exports {
        let took = milliseconds(found.micros);
        writeln!(text, "| {} | {} | {took} | {} |", found.format, found.rows, found.rows_per_second)?;
    }
    Ok(())
}

fn reads(text: &mut String, files: &Files) -> Result<()> {
    writeln!(
        text,
        "Rows of twelve columns, two for each order, in one thread. Bare: each row into a struct of serde, nothing \
         checked. Own: from the bytes to orders that were checked, by way of a first look for rows that do not stand \
         together, and of a workbook by way of its text. Medians, in turns. Aim: ≤ {MAX_PERCENT} % of the bare read.\n"
    )?;
    writeln!(text, "| file | rows | MB | beside | bare ms | own ms | of bare |")?;
    writeln!(text, "|---|--:|--:|---|--:|--:|--:|")?;
    for found in &files.reads {
        let percent = found.own_micros.percent_of(found.bare_micros);
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |",
            found.what,
            found.rows,
            megabytes(u64::try_from(found.bytes)?),
            found.beside,
            milliseconds(found.bare_micros),
            milliseconds(found.own_micros),
            mark(format!("{percent} %"), percent > MAX_PERCENT),
        )?;
    }
    Ok(())
}

fn imports(text: &mut String, imports: &[Imported]) -> Result<()> {
    writeln!(
        text,
        "\n`import-file`, a process for each import, part by part; the function holds the file, of a workbook its text. \
         Aim: peak ≤ 256 MB, and beside the file the same for ten times the rows.\n"
    )?;
    writeln!(
        text,
        "| file | run | rows | MB | parts | rows/s | s | of it DynamoDB here s | CPU µs a row | peak MB | beside the file MB |"
    )?;
    writeln!(text, "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for found in imports {
        let (bytes, rows) = (u64::try_from(found.bytes)?, u64::try_from(found.rows)?);
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            found.what,
            if found.is_dry_run { "dry" } else { "wet" },
            found.rows,
            megabytes(bytes),
            found.parts,
            found.rows_per_second,
            milliseconds(found.took_micros.divided(1_000)),
            milliseconds(found.dynamodb_micros.divided(1_000)),
            found.cpu_micros.divided(rows).0,
            mark(megabytes(found.peak_bytes), found.peak_bytes > MAX_PEAK),
            megabytes(found.peak_bytes.saturating_sub(bytes)),
        )?;
    }
    Ok(())
}
