//! The table of the console's pages, each figure beside its budget.

use std::fmt::Write;

use anyhow::Result;
use rust_decimal::Decimal;

use super::{mark, milliseconds};
use crate::console::{Console, LIST, PageCost};
use crate::figures::Micros;

/// The function works so long at most on the list of orders.
const MAX_LIST: Micros = Micros(40_000);

/// A page waits for the table so often at most: once for who looks, and three times for what is looked at.
const MAX_ROUND_TRIPS: u64 = 4;

/// A page has so many bytes at most, packed.
const MAX_BYTES: u64 = 25_000;

/// A first visit.
const MAX_VISIT_BYTES: u64 = 60_000;
const MAX_VISIT_REQUESTS: u64 = 5;

/// What pages cost, and how much a first visit loads.
pub(super) fn pages(text: &mut String, console: &Console) -> Result<()> {
    writeln!(
        text,
        "Pages of a store of 400 orders of about 2 KB in one folder, to somebody who may do everything there. p50: from \
         the event to the answer, on a whole core, DynamoDB beside it. In the function: its processor time with the \
         share of a core that {} MB have. Round trips: how often it waits for the table one after another, with the one \
         that tells who looks; requests that are under way together are one. KB: of the page, packed, without headers.\n",
        console.megabytes
    )?;
    writeln!(
        text,
        "Budgets: {LIST} ≤ {} ms in the function; ≤ {MAX_ROUND_TRIPS} round trips; ≤ {} KB. Largest Contentful Paint \
         takes a browser (`tests/it`), and is not measured here.\n",
        milliseconds(MAX_LIST),
        kilobytes(MAX_BYTES),
    )?;
    writeln!(text, "| page | p50 ms | CPU ms | in the function ms | requests | round trips | read units | KB |")?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|--:|--:|")?;
    for page in &console.pages {
        row(text, page)?;
    }
    let visit = &console.first_visit;
    writeln!(
        text,
        "\nA first visit, to {LIST} and all that it loads: {} KB (budget {}), {} requests (budget {MAX_VISIT_REQUESTS}).",
        mark(kilobytes(visit.bytes), visit.bytes > MAX_VISIT_BYTES),
        kilobytes(MAX_VISIT_BYTES),
        mark(visit.requests.to_string(), visit.requests > MAX_VISIT_REQUESTS),
    )?;
    Ok(())
}

fn row(text: &mut String, page: &PageCost) -> Result<()> {
    writeln!(
        text,
        "| {} | {} | {} | {} | {} | {} | {} | {} |",
        page.what,
        milliseconds(page.p50_micros),
        milliseconds(page.cpu_micros),
        mark(milliseconds(page.own_micros), page.what == LIST && page.own_micros > MAX_LIST),
        page.requests,
        mark(page.round_trips.to_string(), page.round_trips > MAX_ROUND_TRIPS),
        (Decimal::from(page.read_tenths) / Decimal::TEN).normalize(),
        mark(kilobytes(page.bytes), page.bytes > MAX_BYTES),
    )?;
    Ok(())
}

fn kilobytes(bytes: u64) -> String {
    Decimal::new(i64::try_from(bytes).unwrap_or(i64::MAX), 3).round_dp(1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::FirstVisit;

    /// Catches a budget that is printed, and not marked where it is exceeded.
    #[test]
    fn what_exceeds_its_budget_is_bold() {
        let page = |what, own, round_trips, bytes| PageCost {
            what,
            p50_micros: Micros(9_000),
            cpu_micros: Micros(4_000),
            own_micros: Micros(own),
            requests: 7,
            round_trips,
            read_tenths: 315,
            bytes,
        };
        let pages = vec![page(LIST, 40_001, 4, 25_000), page("dashboard", 40_001, 5, 25_100)];
        let first_visit = FirstVisit { requests: 6, bytes: 31_250 };
        let mut text = String::new();
        super::pages(&mut text, &Console { megabytes: 512, pages, first_visit }).unwrap();
        assert!(text.contains("| orders of a folder | 9.00 | 4.00 | **40.00** | 7 | 4 | 31.5 | 25.0 |"), "{text}");
        assert!(text.contains("| dashboard | 9.00 | 4.00 | 40.00 | 7 | **5** | 31.5 | **25.1** |"), "{text}");
        assert!(text.contains("31.2 KB (budget 60.0), **6** requests (budget 5)"), "{text}");
    }
}
