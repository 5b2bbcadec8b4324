//! Two thousand recorded calls, replayed on two builds and compared byte for byte: the proof that a change of structure
//! changed no behaviour. See the README beside the manifest.
#![allow(clippy::print_stdout, reason = "it is a command line: standard output is what it is for")]
#![allow(clippy::indexing_slicing, reason = "JSON and YAML alone are indexed, and say null for what is not there")]

mod bodies;
mod calls;
mod clock;
mod cloud;
mod compare;
mod deployment;
mod lambda;
mod names;
mod receiver;
mod stores;
mod streams;
mod table;
mod web;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Parser;

use world::World;

/// The document whose examples are called; the same for both builds, so that both are called alike.
const DOCUMENT: &str = "docs/openapi.json";

#[derive(Debug, Parser)]
enum Cli {
    /// Makes every call on the functions of a checkout and writes down what came of it
    Run {
        /// Its templates and its dictionary are read
        #[arg(long)]
        checkout: PathBuf,
        /// Where its functions are; `target/debug` of the checkout otherwise
        #[arg(long)]
        binaries: Option<PathBuf>,
        /// The checkout whose document has the examples; the checkout itself otherwise
        #[arg(long)]
        examples: Option<PathBuf>,
        /// Where answers, effects and rows go
        #[arg(long)]
        out: PathBuf,
    },
    /// Compares what two runs left
    Compare { before: PathBuf, after: PathBuf },
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    match Cli::parse() {
        Cli::Run { checkout, binaries, examples, out } => {
            let binaries = binaries.unwrap_or_else(|| checkout.join("target/debug"));
            let document = examples.as_ref().unwrap_or(&checkout).join(DOCUMENT);
            let document = std::fs::read_to_string(&document).with_context(|| document.display().to_string())?;
            let document = serde_json::from_str(&document)?;
            std::fs::create_dir_all(&out)?;
            let started = Instant::now();
            let mut world = World::start(&checkout, &binaries, &out).await?;
            let done = calls::all(&mut world, &document).await;
            let texts = [&world.answers, &world.effects, &table::dump(&world)?];
            for (file, text) in compare::FILES.iter().zip(texts) {
                std::fs::write(out.join(file), text)?;
            }
            println!("{:?} calls in {} s", world.counts, started.elapsed().as_secs());
            done.map(|()| ExitCode::SUCCESS)
        }
        Cli::Compare { before, after } => {
            let different = compare::compare(&before, &after)?;
            Ok(if different == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}
