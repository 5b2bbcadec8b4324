//! The figures as tables.

mod calls;
mod console;
mod files;
mod papers;

use std::fmt::Write;

use anyhow::Result;
use rust_decimal::Decimal;

use crate::cold_starts::{Figures, Life};
use crate::engines::Compared;
use crate::figures::Micros;
use crate::flows::Flow;
use crate::report::{Report, Throughput, Ways};
use cloud::{reads_of, writes_of};

/// What is aimed at (issue 2, part 8).
const MAX_START_PERCENT: u64 = 125;
const MAX_FIRST_PERCENT: u64 = 200;
const MAX_PEAK: u64 = 20_000_000;
const MAX_ZIP: u64 = 4_000_000;
const MAX_POST_CPU: Micros = Micros(300);
const MIN_TIMES_ZEN: u64 = 20;
const MAX_DOLLARS: Decimal = Decimal::TEN;

/// A title, and what stands below it.
type Part = (&'static str, String);

/// All tables of a run, as a document.
pub(crate) fn document(report: &Report) -> Result<String> {
    let mut text = String::new();
    head(&mut text, report)?;
    for (title, part) in parts(report)? {
        writeln!(text, "\n## {title}\n\n{}", part.trim_end())?;
    }
    Ok(text)
}

/// The document with what this run measured: all of it, or some parts, which then say when and where that was.
pub(crate) fn renewed(old: &str, report: &Report) -> Result<String> {
    if report.whole || old.is_empty() {
        return document(report);
    }
    let (machine, mut sections) = (&report.machine, old.split("\n## ").map(str::to_owned).collect::<Vec<_>>());
    for (title, part) in parts(report)? {
        let at = format!("{}, commit {}, {}, {} cores", report.date, machine.commit, machine.processor, machine.cores);
        let section = format!("{title}\n\n(Measured apart: {at}.)\n\n{}\n", part.trim());
        match sections.iter_mut().skip(1).find(|section| section.lines().next() == Some(title)) {
            Some(found) => *found = section,
            None => sections.push(section),
        }
    }
    Ok(format!("{}\n", sections.join("\n## ").trim_end()))
}

fn parts(report: &Report) -> Result<Vec<Part>> {
    let mut parts: Vec<Part> = vec![];
    let mut add = |title, write: &dyn Fn(&mut String) -> Result<()>| {
        let mut text = String::new();
        write(&mut text)?;
        parts.push((title, text));
        anyhow::Ok(())
    };
    if let Some(found) = &report.functions {
        add("Functions", &|text| functions(text, found, report.starts))?;
    }
    if let Some(found) = &report.throughput {
        add("Throughput", &|text| throughput(text, found))?;
    }
    if let Some(found) = &report.engines {
        add("Rules beside zen-engine", &|text| engines(text, found))?;
    }
    if let Some(found) = &report.flows {
        add("Requests and units per order", &|text| units(text, &found.flows))?;
        add("Dollars per million orders", &|text| dollars(text, found))?;
    }
    if let Some(found) = &report.costs {
        add("What a call costs", &|text| calls::costs(text, found))?;
    }
    if let Some(found) = &report.growth {
        add("The same however many orders", &|text| calls::growth(text, found))?;
    }
    if let Some(found) = &report.files {
        add("Files", &|text| files::files(text, found))?;
    }
    if let Some(found) = &report.papers {
        add("Documents and mails", &|text| papers::papers(text, found))?;
    }
    if let Some(found) = &report.console {
        add("Pages of the console", &|text| console::pages(text, found))?;
    }
    Ok(parts)
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

fn functions(text: &mut String, functions: &[Figures], starts: usize) -> Result<()> {
    writeln!(
        text,
        "Start: from the process to the answer of one request that reaches DynamoDB or SQS over TLS; of minimal: beside \
         `minimal-put`, the SDK on *ring* with one PutItem, started in turns with it. With work: the same when the \
         first event is the whole of its work, up to five requests. First: the first call after INIT, with all its \
         work; of warm: beside the median of those that follow; handshakes: those INIT left to it. Medians of {starts} \
         starts.\n",
    )?;
    writeln!(text, "Aims: zip ≤ 4 MB, peak ≤ 20 MB, start ≤ 125 % of minimal, first ≤ 200 % of warm.\n")?;
    writeln!(
        text,
        "| function | zip MB | peak MB | INIT ms | start ms | of minimal | with work ms | first ms | warm ms | of warm | handshakes |"
    )?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for found in functions {
        let zip = mark(megabytes(found.zip_bytes), found.zip_bytes > MAX_ZIP);
        let peak = mark(megabytes(found.peak_bytes), found.peak_bytes > MAX_PEAK);
        let init = milliseconds(found.init_micros);
        writeln!(text, "| {} | {zip} | {peak} | {init} | {} |", found.name, life(&found.whole_core))?;
    }
    shares(text, functions)
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
    let start = mark(format!("{} %", life.start_percent), life.start_percent > MAX_START_PERCENT);
    let first = mark(format!("{} %", life.first_percent), life.first_percent > MAX_FIRST_PERCENT);
    let [began, work] = [life.start_micros, life.work_start_micros].map(milliseconds);
    let [called, warm] = [life.first_micros, life.warm_micros].map(milliseconds);
    format!("{began} | {start} | {work} | {called} | {warm} | {first} | {}", life.first_handshakes)
}

fn throughput(text: &mut String, found: &Throughput) -> Result<()> {
    writeln!(text, "| what | figure |")?;
    writeln!(text, "|---|---|")?;
    let aim = "; a shop that waits for the least time waits 1,250 ms, and Shopify 5 s";
    for (function, thing, taken, aim) in
        [("ingest-order", "order", &found.taken, ""), ("take-webhook", "webhook", &found.hooked, aim)]
    {
        let core = if taken.own_core { "on a core of its own" } else { "on a core it shares" };
        writeln!(
            text,
            "| warm `{function}`, one after another, {core} | {} {thing}s/s, p50 {} ms, p99 {} ms, CPU {} ms of each; \
             DynamoDB here took {} ms of each{aim} |",
            taken.orders_per_second,
            milliseconds(taken.p50_micros),
            milliseconds(taken.p99_micros),
            milliseconds(taken.cpu_micros_per_order),
            milliseconds(taken.dynamodb_micros_per_order),
        )?;
    }
    for posted in &found.posted {
        let cpu = mark(milliseconds(posted.cpu_micros_per_post), posted.cpu_micros_per_post > MAX_POST_CPU);
        writeln!(
            text,
            "| `post-order-json`, batches of 10, a receiver that answers after {} ms | {} posts/s, CPU {cpu} ms a post \
             (aim ≤ 0.3), p50 of a batch {} ms |",
            posted.receiver_ms,
            posted.posts_per_second,
            milliseconds(posted.batch_p50_micros),
        )?;
    }
    let rules = &found.evaluated;
    writeln!(
        text,
        "| {} rules × {} orders, in one thread | which match: {}.{:02} µs an order, {}.{:02} of ten times as many rules (aim ≤ 4 ×). With all they do ({} of them an \
         order): {} rule evaluations/s, {} µs an order |",
        rules.rules,
        rules.orders,
        rules.nanos_per_match / 1_000,
        rules.nanos_per_match % 1_000 / 10,
        rules.nanos_per_match_of_ten_times / 1_000,
        rules.nanos_per_match_of_ten_times % 1_000 / 10,
        rules.matched / rules.orders.max(1),
        rules.evaluations_per_second,
        rules.micros_per_order.0
    )?;
    let (asking, orders) = (&rules.asking, rules.orders.max(1));
    let hundredths = |count: u64| format!("{}.{:02}", count / orders, count % orders * 100 / orders);
    writeln!(
        text,
        "| the same and a rule that asks for the inventory (`item.stock`) | which match: {}.{:02} µs an order. What the \
         inventory has is read before: {} codes an order, {} read units |",
        asking.nanos_per_match / 1_000,
        asking.nanos_per_match % 1_000 / 10,
        hundredths(asking.codes),
        hundredths(asking.read_units),
    )?;
    let (steps, worst) = (found.budget.steps, found.budget.worst);
    writeln!(
        text,
        "| the {steps} steps that the rules of a record may take, by the slowest filters known, in one thread | {} ms \
         (aim about 200) |",
        milliseconds(worst)
    )?;
    Ok(())
}

fn engines(text: &mut String, found: &[Compared]) -> Result<()> {
    writeln!(
        text,
        "Which of the rules match an order, in µs an order: in one process and one thread, in turns, the best of each. \
         Both found the same rules. zen-engine has them as a compiled decision table that collects, and each as a \
         compiled expression; that it has the order in its own form already is not counted. Aim: zen-engine ≥ 20 ×, ten \
         times as many rules ≤ 4 ×.\n"
    )?;
    writeln!(
        text,
        "| rules | ours | beside the first | zen-engine | its expressions | zen-engine: × | expressions: × |"
    )?;
    writeln!(text, "|--:|--:|--:|--:|--:|--:|--:|")?;
    let first = found.first().map_or(0, |first| first.ours_nanos);
    for it in found {
        let [own, zen, expressions] =
            [it.ours_nanos, it.zen_nanos, it.expressions_nanos].map(|nanos| per(nanos, 1_000));
        let [growth, times, of_expressions] = [
            per(it.ours_nanos, first),
            mark(per(it.zen_nanos, it.ours_nanos), it.zen_nanos < it.ours_nanos.saturating_mul(MIN_TIMES_ZEN)),
            per(it.expressions_nanos, it.ours_nanos),
        ];
        writeln!(text, "| {} | {own} | {growth} | {zen} | {expressions} | {times} | {of_expressions} |", it.rules)?;
    }
    Ok(())
}

fn units(text: &mut String, flows: &[Flow]) -> Result<()> {
    writeln!(
        text,
        "Orders of about 2 KB, counted where they are served, of stores without a rate limit, which would cost each call \
         of the API a write unit more. By 1: one at a time, of unknown stores when each is of a store of which no \
         function remembers anything. By 10: a busy store, whose stream records and messages come ten at a time. In \
         brackets: of it the indexes. UpdateItem: how many orders each folder has.\n"
    )?;
    writeln!(
        text,
        "| flow | by | functions called | API | PutItem | UpdateItem | write units | GetItem | Query | BatchGetItem | \
         read units | SQS |"
    )?;
    writeln!(text, "|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for flow in flows {
        let each = |count: u64| per(count, flow.orders);
        let requests = |operation: &str| each(flow.dynamodb.get(operation).map_or(0, |units| units.requests));
        let written = writes_of(&flow.dynamodb);
        let [put, update] = ["PutItem", "UpdateItem"].map(requests);
        let [get, query, batch] = ["GetItem", "Query", "BatchGetItem"].map(requests);
        let tenths = |tenths: u64| per(tenths, flow.orders * 10);
        writeln!(
            text,
            "| {} | {} | {} | {} | {put} | {update} | {} ({}) | {get} | {query} | {batch} | {} | {} |",
            flow.name,
            flow.pace.title(),
            called(flow),
            each(flow.api_calls),
            tenths(written.tenths),
            tenths(written.index_tenths),
            tenths(reads_of(&flow.dynamodb).tenths),
            each(flow.sqs_requests),
        )?;
    }
    Ok(())
}

fn called(flow: &Flow) -> String {
    let calls = flow.functions.iter().map(|(name, calls)| format!("{name} {}", per(calls.count, flow.orders)));
    calls.collect::<Vec<_>>().join(", ")
}

fn dollars(text: &mut String, flows: &Ways) -> Result<()> {
    let (prices, assumed) = (&flows.prices, &flows.prices.assumed);
    writeln!(text, "Prices of {} ({}).", prices.date, prices.source)?;
    writeln!(
        text,
        "Durations: as measured, with processor time stretched to the function's share of a core, {} ms for each request \
         to AWS and {} ms for a receiver's answer. Aim: create + rule + post ≤ 10. After \
         the sum, what stands beside it.\n",
        assumed.aws_round_trip_ms, assumed.receiver_ms
    )?;
    let names = flows.dollars.iter().take(1).flat_map(|first| {
        let lines = first.lines().map(|(name, _)| name);
        lines.into_iter().chain(["**sum**"]).chain(first.beside().map(|(name, _)| name)).collect::<Vec<_>>()
    });
    writeln!(text, "| flow | by | {} |", names.collect::<Vec<_>>().join(" | "))?;
    writeln!(text, "|---|---|{}", "--:|".repeat(11))?;
    for found in &flows.dollars {
        let lines = found.lines().map(|(_, amount)| cents(amount)).join(" | ");
        let sum = mark(cents(found.sum), found.sum > MAX_DOLLARS);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::Growth;
    use crate::project::Machine;

    fn report(whole: bool) -> Report {
        let [commit, processor, system] = ["c0ffee", "EPYC", "linux"].map(str::to_owned);
        Report {
            date: "2026-11-24".to_owned(),
            machine: Machine { commit, processor, cores: 2, system },
            starts: 1,
            skipped: vec![],
            whole,
            functions: None,
            throughput: None,
            engines: None,
            flows: None,
            costs: None,
            growth: Some(Growth { times: 7, own_core: true, calls: vec![] }),
            files: None,
            papers: None,
            console: None,
        }
    }

    #[test]
    fn a_part_that_was_measured_apart_leaves_the_others_as_they_are() {
        let old = "# Yardsticks\n\n* Date: 2026-11-23\n\n## Functions\n\nfast\n\n## Throughput\n\nmuch\n";
        let first = renewed(old, &report(false)).unwrap();
        assert!(first.starts_with(old) && first.ends_with("|\n"), "{first}");
        assert!(
            first.contains("\n## The same however many orders\n\n(Measured apart: 2026-11-24, commit c0ffee, EPYC, 2")
        );
        assert_eq!(renewed(&first, &report(false)).unwrap(), first, "once more, it is renewed in its place");
        assert!(!renewed(&first, &report(true)).unwrap().contains("Functions"), "a whole run writes all of it");
    }
}
