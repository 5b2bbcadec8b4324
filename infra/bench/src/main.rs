//! The yardsticks: what a cold start, an order and a post cost, measured on release binaries.
//!
//! No emulator: the functions run as they are, in front of a Lambda Runtime API and of stand-ins for DynamoDB, SQS and
//! KMS that speak TLS, because the handshake is most of a cold start.
#![allow(clippy::print_stdout, reason = "it is a command line: standard output is what it is for")]

mod cloud;
mod dollars;
mod evaluations;
mod events;
mod figures;
mod flows;
mod functions;
mod http;
mod lives;
mod markdown;
mod orders;
mod probes;
mod project;
mod receiver;
mod report;
mod runtime;
mod stores;
mod throughput;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;

use cloud::{Cloud, TABLE};
use dollars::Prices;
use lives::Stage;
use orders::Orders;
use project::{Machine, Project};
use report::Report;
use runtime::Share;
use stores::Stores;
use throughput::Posted;

/// Measures the release binaries of all functions and prints the tables.
#[derive(Debug, Parser)]
#[command(name = "cargo waybill bench", version)]
struct Cli {
    /// Where the JSON goes; target/bench/<date>.json otherwise
    #[arg(long)]
    out: Option<PathBuf>,
    /// Also writes the tables into this Markdown file
    #[arg(long)]
    markdown: Option<PathBuf>,
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
    if !cli.skip_build {
        println!("Building the release binaries (minutes; seconds when nothing changed) …");
        project.build().await?;
    }
    let (folder, machine) = (project.folder()?, project.machine().await);
    let report = measure(project, machine, &folder, cli.starts).await?;
    let tables = markdown::tables(&report)?;
    println!("\n{tables}");
    let out = cli.out.unwrap_or_else(|| folder.join(format!("{}.json", report.date)));
    save(&out, &serde_json::to_string_pretty(&report)?)?;
    if let Some(markdown) = &cli.markdown {
        save(markdown, &tables)?;
    }
    println!("Written: {}", out.display());
    Ok(())
}

async fn measure(project: Project, machine: Machine, folder: &Path, starts: usize) -> Result<Report> {
    let orders = Orders::make(folder).await?;
    let cloud = Cloud::start(folder).await?;
    let mut stores = Stores::prepare(&cloud).await?;
    let (share, skipped) = share();
    let environment = environment(&cloud);
    let stage = Stage { project, cloud, environment, folder: folder.to_owned(), starts, share };

    println!("Measuring starts …");
    let functions = functions::all(&stage, &mut stores, &orders).await?;
    println!("Measuring orders and posts …");
    let taken = throughput::taken(&stage, &mut stores, &orders, starts * 100).await?;
    let posted = posts(&stage, &mut stores, starts).await?;
    println!("Measuring rules …");
    let evaluated = evaluations::evaluate(&orders.read()?)?;
    println!("Counting what an order asks for …");
    let flows = flows::all(&stage, &mut stores, &orders).await?;
    let prices = Prices::read()?;
    let dollars = flows.iter().map(|flow| prices.of(flow)).collect();
    let date = lambda::now().strftime("%Y-%m-%d").to_string();
    Ok(Report { date, machine, starts, skipped, functions, taken, posted, evaluated, flows, prices, dollars })
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
fn environment(cloud: &Cloud) -> Vec<(&'static str, String)> {
    let mut environment = cloud.environment();
    let settings = [
        ("TABLE_NAME", TABLE),
        ("DATA_KEY_ID", "bench"),
        ("POST_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/post"),
        ("POST_DEAD_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/post-dead"),
        ("PARKED_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/parked"),
        ("RETRY_WAITS_SECONDS", "10,30,60,120,300,600,900,1200,1800,1800"),
        ("POST_TIMEOUT_SECONDS", "30"),
        ("ALLOW_LOOPBACK", "true"),
        ("MAIL_FROM", "bench@example.test"),
        ("ADMIN_TOKEN_SHA256", "0000000000000000000000000000000000000000000000000000000000000000"),
    ];
    environment.extend(settings.map(|(name, value)| (name, value.to_owned())));
    environment
}

fn save(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}
