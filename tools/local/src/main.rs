//! `cargo waybill`: runs, tests and measures the stack on this machine.
#![allow(clippy::print_stdout, reason = "it is a command line: standard output is what it is for")]

mod checks;
mod demo;
mod filled;
mod frame_maker;
mod logs;
mod repair;
mod serve;
mod story;
mod warehouse;
mod web_shop;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};
use waybill::running::Stopped;
use waybill::{Cloud, Project, build, command, progress, running};

/// The name of the cloud that people use; tests name their own.
const CLOUD: &str = "demo";

/// The port people reach the API at, unless it is taken.
const PORT: u16 = 8080;

/// The exit code of a program ended by Ctrl-C.
const INTERRUPTED: u8 = 130;

/// Runs, tests and measures the whole stack on this machine. Needs Rust and Python 3.10+, nothing else.
#[derive(Debug, Parser)]
#[command(name = "cargo waybill", bin_name = "cargo waybill", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build, start and deploy everything, show the way of an order, a mail, two files and a web shop's order through it, and leave the API running
    ///
    /// The first run installs the tools into .local/, builds all functions, and fills the store with 500 made-up orders,
    /// for the console; later runs take seconds. The state (the store, its orders) is kept in .local/demo until
    /// `cargo waybill reset`. Ctrl-C stops everything.
    Demo {
        /// Port of the API; 8080, or a free one if that is taken
        #[arg(long)]
        port: Option<u16>,
        /// Stop everything after the show instead of leaving the API running
        #[arg(long)]
        once: bool,
    },
    /// Build, start and deploy everything and leave the API running, without the show
    Up {
        /// Port of the API; 8080, or a free one if that is taken
        #[arg(long)]
        port: Option<u16>,
    },
    /// Stop what `demo` or `up` runs in another terminal
    Down,
    /// Forget all local state: stores, orders, the deployed stack; the installed tools stay
    Reset,
    /// Show what the functions of the running cloud have logged
    Logs {
        /// One function, such as `post-order-json`; all of them otherwise
        function: Option<String>,
        /// Go on showing what comes
        #[arg(long, short)]
        follow: bool,
    },
    /// Build and deploy into the running cloud
    Deploy,
    /// Fetch the fonts that documents are written with into .local/fonts; needs Node.js with npm
    Fonts {
        /// Copy them, with their licences, into this folder as well: that of a function to be deployed
        #[arg(long)]
        into: Option<PathBuf>,
    },
    /// Run what needs no cloud: format, lints, unit tests, tests in process, house rules
    ///
    /// For while you work: less than three minutes once all is built. Says what each step took and what it may take.
    Check,
    /// Run everything: what `check` does, and templates, licences, unused dependencies, doc tests, flows on a local cloud
    ///
    /// What CI runs. From a clean clone less than twenty minutes on two cores, the tools' installation included.
    Test,
    /// Measure release binaries without the emulator (package `bench`)
    Bench {
        /// Arguments of the measurement
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut work = Box::pin(run(Cli::parse().task));
    let result = tokio::select! {
        result = &mut work => result,
        () = interrupted() => {
            progress::say("\nStopping …");
            // Ends the emulator and the functions, with the state saved.
            tokio::task::block_in_place(|| drop(work));
            return ExitCode::from(INTERRUPTED);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            progress::say(&format!("\nerror: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(task: Task) -> Result<()> {
    let project = Project::find().await?;
    match task {
        Task::Demo { port, once } => serve::demo(&project, port, once).await,
        Task::Up { port } => serve::up(&project, port).await,
        Task::Down => down(&project).await,
        Task::Reset => reset(&project).await,
        Task::Logs { function, follow } => logs::show(&project, function, follow).await,
        Task::Deploy => deploy(&project).await,
        Task::Fonts { into } => fonts(&project, into).await,
        Task::Check => checks::check(&project).await,
        Task::Test => checks::test(&project).await,
        Task::Bench { arguments } => bench(&project, &arguments).await,
    }
}

async fn down(project: &Project) -> Result<()> {
    let stopped = running::stop(&project.local().join(CLOUD)).await?;
    println!(
        "{}",
        match stopped {
            Stopped::Running => "Stopped.",
            Stopped::Dead =>
                "The emulator was gone already; what it saved last, a minute before at most, is kept. Stopped.",
            Stopped::Nothing => "Nothing was running.",
        }
    );
    Ok(())
}

async fn reset(project: &Project) -> Result<()> {
    let folder = project.local().join(CLOUD);
    running::stop(&folder).await?;
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("could not remove {}", folder.display()))?;
    }
    println!("Forgotten. `cargo waybill demo` starts anew.");
    Ok(())
}

async fn deploy(project: &Project) -> Result<()> {
    build::functions(project).await?;
    Cloud::deploy_to_running(project, CLOUD).await?;
    println!("Deployed.");
    Ok(())
}

async fn fonts(project: &Project, into: Option<PathBuf>) -> Result<()> {
    let folder = waybill::fonts::ready(project).await?;
    if let Some(into) = &into {
        waybill::fonts::copy_into(project, into).await?;
    }
    println!("The fonts are in {}.", into.unwrap_or(folder).display());
    Ok(())
}

async fn bench(project: &Project, arguments: &[String]) -> Result<()> {
    let mut bench = project.cargo();
    bench.args(["run", "--release", "--package", "bench", "--"]).args(arguments);
    command::run_shown(&mut bench, "What it says above tells why.").await
}

/// Waits for Ctrl-C, for a polite kill, or for the terminal to close.
async fn interrupted() {
    let wait = async |kind| match signal(kind) {
        Ok(mut signal) => _ = signal.recv().await,
        Err(_) => std::future::pending().await,
    };
    tokio::select! {
        () = wait(SignalKind::interrupt()) => {}
        () = wait(SignalKind::terminate()) => {}
        () = wait(SignalKind::hangup()) => {}
    }
}
