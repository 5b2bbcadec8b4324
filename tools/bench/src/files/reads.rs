//! How long a file takes to be read and checked, beside the bare reads of the crates that others would use.

use std::io::Cursor;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use calamine::{RangeDeserializerBuilder, Reader, Xlsx};
use jiff::Timestamp;
use serde::Serialize;
use sheets::read::{Orders, Plan, Rows, Scattered, Workbook};

use super::made::{BareRow, Made, template};
use crate::figures::{Micros, median};

/// Each read is made so often, in turns, so that what else the machine does falls on all of them.
const TIMES: usize = 5;

/// How long the same file takes in two ways.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ReadTimes {
    pub(crate) what: &'static str,
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
    /// What the bare read is made with.
    pub(crate) beside: &'static str,
    pub(crate) bare_micros: Micros,
    /// From the bytes to orders that were checked.
    pub(crate) own_micros: Micros,
}

/// A file of lines beside `csv` and serde.
pub(super) fn of_lines(file: &Made) -> Result<ReadTimes> {
    compare(file, "csv and serde", bare_lines, |bytes| own(|| Ok(Rows::open(bytes, &template())?)))
}

/// A workbook beside `calamine` and serde.
pub(super) fn of_workbook(file: &Made) -> Result<ReadTimes> {
    compare(file, "calamine and serde", bare_workbook, |bytes| {
        let mut spool = vec![];
        Workbook::open(Cursor::new(bytes))?.spool("", &mut spool)?;
        own(|| Ok(Rows::open_spool(spool.as_slice(), &template())?))
    })
}

fn compare(
    file: &Made,
    beside: &'static str,
    bare: impl Fn(&[u8]) -> Result<usize>,
    own: impl Fn(&[u8]) -> Result<usize>,
) -> Result<ReadTimes> {
    let (mut bare_times, mut own_times) = (vec![], vec![]);
    for _ in 0..TIMES {
        bare_times.push(timed(file, &bare)?);
        own_times.push(timed(file, &own)?);
    }
    Ok(ReadTimes {
        what: file.what,
        rows: file.rows,
        bytes: file.bytes.len(),
        beside,
        bare_micros: median(&bare_times),
        own_micros: median(&own_times),
    })
}

fn timed(file: &Made, read: impl Fn(&[u8]) -> Result<usize>) -> Result<Duration> {
    let started = Instant::now();
    let rows = read(&file.bytes)?;
    let took = started.elapsed();
    ensure!(rows == file.rows, "{} of {} rows were read", rows, file.rows);
    Ok(took)
}

fn bare_lines(bytes: &[u8]) -> Result<usize> {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut rows = 0;
    for row in reader.deserialize::<BareRow>() {
        std::hint::black_box(row?);
        rows += 1;
    }
    Ok(rows)
}

fn bare_workbook(bytes: &[u8]) -> Result<usize> {
    let mut book = Xlsx::new(Cursor::new(bytes))?;
    let range = book.worksheet_range_at(0).context("no sheet")??;
    let mut rows = 0;
    for row in RangeDeserializerBuilder::new().from_range::<_, BareRow>(&range)? {
        std::hint::black_box(row?);
        rows += 1;
    }
    Ok(rows)
}

/// As an import does it: the whole file is looked through for orders whose rows do not stand together, then it is read.
fn own<'b>(open: impl Fn() -> Result<Rows<&'b [u8]>>) -> Result<usize> {
    let template = template();
    let plan = Plan::new(&template, open()?.layout())?;
    let scattered = Scattered::find(open()?, &plan)?;
    let mut rows = 0;
    for entry in Orders::new(open()?, &plan, &scattered, Timestamp::UNIX_EPOCH) {
        let entry = entry?;
        if let Err(problems) = &entry.value {
            bail!("row {} is refused: {problems:?}", entry.first_row());
        }
        rows += entry.rows.len();
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::made::{csv, xlsx};

    /// Catches a file of the bench that one of the two refuses.
    #[test]
    fn both_read_all_rows_of_what_is_made_here() {
        for times in [of_lines(&csv("", 6, 10).unwrap()), of_workbook(&xlsx("", 6, 10).unwrap())] {
            assert_eq!(times.unwrap().rows, 6);
        }
    }
}
