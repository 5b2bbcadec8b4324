//! The figures as tables.

use std::fmt::Write;

use anyhow::Result;
use rust_decimal::Decimal;

use crate::figures::Micros;
use crate::flows::Flow;
use crate::lives::{Figures, Life};
use crate::report::Report;

/// What is aimed at (issue 2, part 8).
const MOST_START_PERCENT: u64 = 125;
const MOST_FIRST_PERCENT: u64 = 200;
const MOST_PEAK: u64 = 20_000_000;
const MOST_ZIP: u64 = 4_000_000;
const MOST_POST_CPU: Micros = Micros(300);
const MOST_DOLLARS: Decimal = Decimal::TEN;

/// All tables, as a document.
pub(crate) fn tables(report: &Report) -> Result<String> {
    let mut text = String::new();
    head(&mut text, report)?;
    functions(&mut text, report)?;
    throughput(&mut text, report)?;
    units(&mut text, report)?;
    dollars(&mut text, report)?;
    Ok(text)
}

fn head(text: &mut String, report: &Report) -> Result<()> {
    let machine = &report.machine;
    writeln!(text, "# Yardsticks\n")?;
    writeln!(
        text,
        "`cargo waybill bench --markdown docs/bench.md` wrote this; figures beyond their aim are **bold**.\n"
    )?;
    writeln!(text, "* Date: {}", report.date)?;
    writeln!(text, "* Commit: {}", machine.commit)?;
    writeln!(text, "* Machine: {}, {} cores, {}", machine.processor, machine.cores, machine.system)?;
    for skipped in &report.skipped {
        writeln!(text, "* Not measured: {skipped}")?;
    }
    Ok(())
}

fn functions(text: &mut String, report: &Report) -> Result<()> {
    writeln!(text, "\n## Functions\n")?;
    writeln!(
        text,
        "Start: from the process to the answer of one request that reaches DynamoDB or SQS over TLS; of minimal: beside \
         `minimal-put`, the SDK on *ring* with one PutItem, started in turns with it. With work: the same when the \
         first event is the whole of its work, up to five requests. First: the first call after INIT, with all its \
         work; of warm: beside the median of those that follow; handshakes: those INIT left to it. Medians of {} starts.\n",
        report.starts
    )?;
    writeln!(text, "Aims: zip ≤ 4 MB, peak ≤ 20 MB, start ≤ 125 % of minimal, first ≤ 200 % of warm.\n")?;
    writeln!(
        text,
        "| function | zip MB | peak MB | INIT ms | start ms | of minimal | with work ms | first ms | warm ms | of warm | handshakes |"
    )?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for found in &report.functions {
        let zip = mark(megabytes(found.zip_bytes), found.zip_bytes > MOST_ZIP);
        let peak = mark(megabytes(found.peak_bytes), found.peak_bytes > MOST_PEAK);
        let init = milliseconds(found.init_micros);
        writeln!(text, "| {} | {zip} | {peak} | {init} | {} |", found.name, life(&found.whole_core))?;
    }
    shares(text, &report.functions)
}

fn shares(text: &mut String, functions: &[Figures]) -> Result<()> {
    let with_share: Vec<_> =
        functions.iter().filter_map(|found| Some((found, found.share_of_128_megabytes.as_ref()?))).collect();
    if with_share.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "\nThe same with the share of a core that 128 MB have (7.2 %, in periods of 20 ms). A start here has it from \
         the beginning; on Lambda INIT has a whole core, as it had before the first calls here.\n"
    )?;
    writeln!(text, "| function | start ms | of minimal | with work ms | first ms | warm ms | of warm | handshakes |")?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|--:|--:|")?;
    for (found, share) in with_share {
        writeln!(text, "| {} | {} |", found.name, life(share))?;
    }
    Ok(())
}

fn life(life: &Life) -> String {
    let start = mark(format!("{} %", life.start_percent), life.start_percent > MOST_START_PERCENT);
    let first = mark(format!("{} %", life.first_percent), life.first_percent > MOST_FIRST_PERCENT);
    let [began, work] = [life.start_micros, life.work_start_micros].map(milliseconds);
    let [called, warm] = [life.first_micros, life.warm_micros].map(milliseconds);
    format!("{began} | {start} | {work} | {called} | {warm} | {first} | {}", life.first_handshakes)
}

fn throughput(text: &mut String, report: &Report) -> Result<()> {
    let taken = &report.taken;
    writeln!(text, "\n## Throughput\n")?;
    writeln!(text, "| what | figure |")?;
    writeln!(text, "|---|---|")?;
    let core = if taken.own_core { "on a core of its own" } else { "on a core it shares" };
    writeln!(
        text,
        "| warm `ingest-order`, one after another, {core} | {} orders/s, p50 {} ms, p99 {} ms, CPU {} ms an order; \
         DynamoDB here took {} ms of each |",
        taken.orders_per_second,
        milliseconds(taken.p50_micros),
        milliseconds(taken.p99_micros),
        milliseconds(taken.cpu_micros_per_order),
        milliseconds(taken.dynamodb_micros_per_order),
    )?;
    for posted in &report.posted {
        let cpu = mark(milliseconds(posted.cpu_micros_per_post), posted.cpu_micros_per_post > MOST_POST_CPU);
        writeln!(
            text,
            "| `post-order-json`, batches of 10, a receiver that answers after {} ms | {} posts/s, CPU {cpu} ms a post \
             (aim ≤ 0.3), p50 of a batch {} ms |",
            posted.receiver_ms,
            posted.posts_per_second,
            milliseconds(posted.batch_p50_micros),
        )?;
    }
    let rules = &report.evaluated;
    writeln!(
        text,
        "| {} rules ({} when each OR inside an AND is split) × {} orders, in one thread | {} rule evaluations/s, {} µs \
         an order |",
        rules.rules, rules.split_into, rules.orders, rules.evaluations_per_second, rules.micros_per_order.0
    )?;
    Ok(())
}

fn units(text: &mut String, report: &Report) -> Result<()> {
    writeln!(text, "\n## Requests and units per order\n")?;
    writeln!(
        text,
        "Orders of about 2 KB, counted where they are served. By 1: one at a time, of unknown stores when each is of a \
         store of which no function remembers anything. By 10: a busy store, whose stream records and messages come ten \
         at a time. In brackets: of it the indexes.\n"
    )?;
    writeln!(
        text,
        "| flow | by | functions called | API | PutItem | write units | GetItem | Query | BatchGetItem | read units | SQS |"
    )?;
    writeln!(text, "|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for flow in &report.flows {
        let of = |operation: &str| flow.dynamodb.get(operation).copied().unwrap_or_default();
        let each = |count: u64| per(count, flow.orders);
        let put = of("PutItem");
        let reads = [of("GetItem"), of("Query"), of("BatchGetItem")];
        let read_tenths: u64 = reads.iter().map(|units| units.tenths).sum();
        let [get, query, batch] = reads.map(|units| each(units.requests));
        let writes = format!("{} ({})", per(put.tenths, flow.orders * 10), per(put.index_tenths, flow.orders * 10));
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {writes} | {get} | {query} | {batch} | {} | {} |",
            flow.name,
            flow.pace.title(),
            calls(flow),
            each(flow.api_calls),
            each(put.requests),
            per(read_tenths, flow.orders * 10),
            each(flow.sqs_requests),
        )?;
    }
    Ok(())
}

fn calls(flow: &Flow) -> String {
    let calls = flow.functions.iter().map(|(name, calls)| format!("{name} {}", per(calls.count, flow.orders)));
    calls.collect::<Vec<_>>().join(", ")
}

fn dollars(text: &mut String, report: &Report) -> Result<()> {
    let (prices, assumed) = (&report.prices, &report.prices.assumed);
    writeln!(text, "\n## Dollars per million orders\n")?;
    writeln!(text, "Prices of {} ({}).", prices.date, prices.source)?;
    writeln!(
        text,
        "Durations: as measured, with processor time stretched to the function's share of a core, {} ms for each request \
         to AWS and {} ms for a receiver's answer. Aim: create + rule + post ≤ 10. After \
         the sum, what stands beside it.\n",
        assumed.aws_round_trip_ms, assumed.receiver_ms
    )?;
    let names = report.dollars.iter().take(1).flat_map(|first| {
        let lines = first.lines().map(|(name, _)| name);
        lines.into_iter().chain(["**sum**"]).chain(first.beside().map(|(name, _)| name)).collect::<Vec<_>>()
    });
    writeln!(text, "| flow | by | {} |", names.collect::<Vec<_>>().join(" | "))?;
    writeln!(text, "|---|---|{}", "--:|".repeat(11))?;
    for found in &report.dollars {
        let lines = found.lines().map(|(_, amount)| cents(amount)).join(" | ");
        let sum = mark(cents(found.sum), found.sum > MOST_DOLLARS);
        let beside = found.beside().map(|(_, amount)| cents(amount)).join(" | ");
        writeln!(text, "| {} | {} | {lines} | {sum} | {beside} |", found.flow, found.pace.title())?;
    }
    Ok(())
}

fn mark(figure: String, misses: bool) -> String {
    if misses { format!("**{figure}**") } else { figure }
}

fn milliseconds(micros: Micros) -> String {
    Decimal::new(i64::try_from(micros.0).unwrap_or(i64::MAX), 3).round_dp(2).to_string()
}

fn megabytes(bytes: u64) -> String {
    (Decimal::from(bytes) / Decimal::from(1_000_000)).round_dp(2).to_string()
}

fn cents(amount: Decimal) -> String {
    format!("{:.2}", amount.round_dp(2))
}

fn per(count: u64, orders: u64) -> String {
    (Decimal::from(count) / Decimal::from(orders.max(1))).round_dp(2).normalize().to_string()
}
