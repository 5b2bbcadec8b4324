//! The yardsticks: what a cold start, an order and a post cost, measured on release binaries.
//!
//! No emulator: the functions run as they are, in front of a Lambda Runtime API and of stand-ins for DynamoDB, SQS and
//! KMS that speak TLS, because the handshake is most of a cold start.
#![allow(clippy::print_stdout, reason = "it is a command line: standard output is what it is for")]

mod aws;
mod calls;
mod cold_starts;
mod console;
mod dollars;
mod engines;
mod evaluations;
mod events;
mod figures;
mod files;
mod flows;
mod functions;
mod given;
mod growth;
mod hooks;
mod lambda_api;
mod markdown;
mod orders;
mod papers;
mod probes;
mod project;
mod receiver;
mod report;
mod section;
mod steps;
mod stores;
mod throughput;
mod visitor;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;

use aws::Cloud;
use cloud::TABLE;
use cold_starts::Stage;
use dollars::Prices;
use lambda_api::Share;
use orders::Orders;
use project::{Machine, Project};
use report::{Report, Throughput, Ways};
use section::Section;
use stores::Stores;
use throughput::Posted;

/// Measures the release binaries of all functions and prints the tables.
#[derive(Debug, Parser)]
#[command(name = "cargo waybill bench", version)]
struct Cli {
    /// Where the JSON goes; target/bench/<date>.json otherwise
    #[arg(long)]
    out: Option<PathBuf>,
    /// Also writes the tables into this Markdown file; those of other sections stay in it
    #[arg(long)]
    markdown: Option<PathBuf>,
    /// Measures this section and no other; may be given more than once
    #[arg(long, value_name = "SECTION")]
    only: Vec<Section>,
    /// How often each function is started
    #[arg(long, default_value_t = 30)]
    starts: usize,
    /// Takes the binaries as they were built last
    #[arg(long)]
    skip_build: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let project = Project::find().await?;
    let sections: BTreeSet<Section> =
        if cli.only.is_empty() { Section::ALL.into_iter().collect() } else { cli.only.into_iter().collect() };
    if !cli.skip_build {
        println!("Building the release binaries (minutes; seconds when nothing changed) …");
        build(&project, &sections).await?;
    }
    let (folder, machine) = (project.folder()?, project.machine().await);
    let report = Box::pin(measure(project, machine, &folder, cli.starts, &sections)).await?;
    println!("\n{}", markdown::document(&report)?);
    let out = cli.out.unwrap_or_else(|| folder.join(format!("{}.json", report.date)));
    save(&out, &serde_json::to_string_pretty(&report)?)?;
    if let Some(markdown) = &cli.markdown {
        let old = std::fs::read_to_string(markdown).unwrap_or_default();
        save(markdown, &markdown::renewed(&old, &report)?)?;
    }
    println!("Written: {}", out.display());
    Ok(())
}

/// Builds what these sections need.
async fn build(project: &Project, sections: &BTreeSet<Section>) -> Result<()> {
    if sections.contains(&Section::Functions) {
        project.build(&BTreeSet::new()).await?;
        return project.build_baselines().await;
    }
    let functions: BTreeSet<_> = sections.iter().flat_map(|section| section.functions()).copied().collect();
    if functions.is_empty() { Ok(()) } else { project.build(&functions).await }
}

async fn measure(
    project: Project,
    machine: Machine,
    folder: &Path,
    starts: usize,
    sections: &BTreeSet<Section>,
) -> Result<Report> {
    let orders = Orders::make(folder).await?;
    let cloud = Cloud::start(folder).await?;
    let mut stores = Stores::prepare(&cloud).await?;
    let (share, skipped) = share();
    let environment = environment(&project, &cloud);
    let stage = Stage { project, cloud, environment, folder: folder.to_owned(), starts, share };
    let date = runtime::system_clock().now().strftime("%Y-%m-%d").to_string();
    let whole = Section::ALL.iter().all(|section| sections.contains(section));
    let mut report = Report {
        date,
        machine,
        starts,
        skipped,
        whole,
        functions: None,
        throughput: None,
        engines: None,
        flows: None,
        costs: None,
        growth: None,
        files: None,
        papers: None,
        console: None,
    };
    for section in sections {
        println!("{} …", section.saying());
        Box::pin(fill(&mut report, *section, &stage, &mut stores, &orders)).await?;
    }
    Ok(report)
}

async fn fill(
    report: &mut Report,
    section: Section,
    stage: &Stage,
    stores: &mut Stores,
    orders: &Orders,
) -> Result<()> {
    match section {
        Section::Functions => report.functions = Some(functions::all(stage, stores, orders).await?),
        Section::Throughput => {
            report.throughput = Some(Throughput {
                taken: throughput::taken(stage, stores, orders, stage.starts * 100).await?,
                hooked: throughput::hooked(stage, stores, orders, stage.starts * 100).await?,
                posted: posts(stage, stores, stage.starts).await?,
                evaluated: evaluations::evaluate(&orders.read()?)?,
                budget: steps::measure()?,
            });
        }
        Section::Engines => report.engines = Some(engines::compare(&stage.project).await?),
        Section::Flows => {
            let (flows, prices) = (flows::all(stage, stores, orders).await?, Prices::read()?);
            let dollars = flows.iter().map(|flow| prices.of(flow)).collect();
            report.flows = Some(Ways { flows, prices, dollars });
        }
        Section::Calls => report.costs = Some(Box::pin(calls::all(stage, stores, orders)).await?),
        Section::Growth => report.growth = Some(growth::compare(stage, stores, orders).await?),
        Section::Files => report.files = Some(files::measure(stage, stores, orders).await?),
        Section::Papers => report.papers = Some(papers::measure(stage, stores, orders).await?),
        Section::Console => report.console = Some(Box::pin(console::measure(stage, stores, orders)).await?),
    }
    Ok(())
}

/// To a receiver that answers at once, and to a slow one, which shows that ten posts wait together.
async fn posts(stage: &Stage, stores: &mut Stores, starts: usize) -> Result<Vec<Posted>> {
    Ok(vec![
        throughput::posted(stage, stores, starts * 5, Duration::ZERO).await?,
        throughput::posted(stage, stores, starts, Duration::from_millis(200)).await?,
    ])
}

fn share() -> (Option<Share>, Vec<String>) {
    match Share::of_128_megabytes() {
        Ok(share) => (Some(share), vec![]),
        Err(error) => (None, vec![format!("The share of 128 MB: this machine lets nobody set it ({error:#}).")]),
    }
}

/// The settings of all functions together; each takes its own.
fn environment(project: &Project, cloud: &Cloud) -> Vec<(&'static str, String)> {
    let mut environment = cloud.environment();
    let settings = [
        ("TABLE_NAME", TABLE),
        ("DATA_KEY_ID", "bench"),
        ("POST_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/post"),
        ("MAIL_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/mail"),
        ("PUBLIC_URL", "https://api.example.com"),
        ("APPOINTMENTS_DEAD_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/appointments-dead"),
        ("SWEEPS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/sweeps"),
        ("IMPORTS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/imports"),
        ("EXPORTS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/exports"),
        ("FILES_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/files"),
        ("PICKUPS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/pickups"),
        ("CARTS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/carts"),
        ("ARRIVALS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/arrivals.fifo"),
        ("DOCUMENTS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/documents"),
        ("API_ENDPOINT", "https://api.example.com"),
        ("BUCKET_NAME", aws::BUCKET),
        ("PARKED_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/parked"),
        ("RETRY_WAITS_SECONDS", "10,30,60,120,300,600,900,1200,1800,1800"),
        ("POST_TIMEOUT_SECONDS", "30"),
        ("ALLOW_LOOPBACK", "true"),
        ("KEY_CHECKSUM_SECRET", stores::KEY_CHECKSUM_SECRET),
        ("MAIL_FROM", aws::MAIL_FROM),
    ];
    environment.extend(settings.map(|(name, value)| (name, value.to_owned())));
    let fonts = project.root.join(".local/fonts");
    environment.push(("FONTS", fonts.to_string_lossy().into_owned()));
    environment.push(("ADMIN_TOKEN_SHA256", domain::ApiKey::hash_of(calls::ADMIN_TOKEN)));
    environment
}

fn save(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}
