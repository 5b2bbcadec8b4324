//! `check` and `test`: everything that must hold, in the order in which a failure costs the least waiting.
//!
//! `check` is for who develops: what needs no cloud and no tool from elsewhere. `test` is for CI and a fresh clone: the
//! same, and the templates, licences, unused dependencies, doc tests and the flows on a local cloud. Each step's time is
//! held against a budget ([`times`]), so that growth is seen; a slow machine fails nothing.
//!
//! No crate is compiled twice in one profile: all cargo steps take the whole workspace with its dev-dependencies, so
//! that cargo settles on one set of features. In `check` the lints are a pass of their own, so that `cargo test` by hand
//! finds all compiled; in `test` they are made while compiling. There the tools are installed and used beside cargo's
//! steps, which leave a core idle wherever they wait for one large crate.

mod outside;
mod snapshots;
mod summary;
mod test_run;
mod times;

use anyhow::Result;
use waybill::{Project, build, command, progress};

use self::snapshots::Snapshots;
use self::summary::Summary;
use self::test_run::Selection;
use self::times::Times;

/// Budgets of a check once all is built, and a file of a crate was changed that many others use; in seconds, on two
/// cores.
mod once_built {
    pub(super) const FORMAT: u64 = 5;
    pub(super) const LINTS: u64 = 50;
    pub(super) const BUILD: u64 = 75;
    pub(super) const FONTS: u64 = 5;
    pub(super) const TESTS: u64 = 110;
    pub(super) const ALL: u64 = 240;
}

/// Budgets of a test run from a clean clone, in seconds, on two cores. The build shares the cores with the tools.
mod from_clean {
    pub(super) const FORMAT: u64 = 5;
    pub(super) const BUILD: u64 = 720;
    pub(super) const FONTS: u64 = 60;
    pub(super) const TESTS: u64 = 320;
    pub(super) const DOC_TESTS: u64 = 30;
    pub(super) const SERVERS: u64 = 45;
    pub(super) const FLOWS: u64 = 480;
    pub(super) const ALL: u64 = 1500;
}

/// Runs what needs no cloud and stops at the first step that fails.
pub(crate) async fn check(project: &Project) -> Result<()> {
    let (mut times, mut summary) = (Times::start(once_built::ALL), Summary::default());
    let result = check_steps(project, &mut times, &mut summary).await;
    close(&times, summary);
    result
}

/// Runs everything and stops at the first step that fails.
pub(crate) async fn test(project: &Project) -> Result<()> {
    let (mut times, mut summary) = (Times::start(from_clean::ALL), Summary::default());
    let result = test_steps(project, &mut times, &mut summary).await;
    close(&times, summary);
    result
}

async fn check_steps(project: &Project, times: &mut Times, summary: &mut Summary) -> Result<()> {
    times.step("format", once_built::FORMAT, format(project)).await?;
    times.step("lints", once_built::LINTS, lints(project)).await?;
    let build = test_run::build(project, Selection::WithoutCloud);
    times.step("build", once_built::BUILD, build).await?;
    times.step("fonts", once_built::FONTS, fonts(project)).await?;
    let snapshots = Snapshots::forget(project)?;
    let tests = test_run::run(project, Selection::WithoutCloud, &snapshots, summary);
    times.step("tests in process", once_built::TESTS, tests).await
}

async fn test_steps(project: &Project, times: &mut Times, summary: &mut Summary) -> Result<()> {
    // Two things are shown at once from here on.
    progress::without_spinners();
    let mut beside = times.beside();
    let tools = outside::all(project, &mut beside);
    let project = &project.linting();
    let done = tokio::try_join!(compile(project, times), tools);
    times.add(beside);
    done?;
    times.step("fonts", from_clean::FONTS, fonts(project)).await?;
    let snapshots = Snapshots::forget(project)?;
    let tests = test_run::run(project, Selection::WithoutCloud, &snapshots, summary);
    times.step("tests in process", from_clean::TESTS, tests).await?;
    let tests = test_run::run(project, Selection::Doc, &snapshots, summary);
    times.step("doc tests", from_clean::DOC_TESTS, tests).await?;
    let tests = test_run::run(project, Selection::Servers, &snapshots, summary);
    times.step("tests with real servers", from_clean::SERVERS, tests).await?;
    let tests = test_run::run(project, Selection::Flows, &snapshots, summary);
    times.step("flows on a local cloud", from_clean::FLOWS, tests).await?;
    snapshots.all_used(project)
}

async fn compile(project: &Project, times: &mut Times) -> Result<()> {
    times.step("format", from_clean::FORMAT, format(project)).await?;
    times.step("build and lints", from_clean::BUILD, build::everything(project)).await
}

async fn format(project: &Project) -> Result<()> {
    let mut fmt = project.cargo();
    fmt.args(["fmt", "--all", "--check"]);
    command::run_shown(&mut fmt, "Run `cargo fmt --all`.").await
}

/// What documents of the tests are written with.
async fn fonts(project: &Project) -> Result<()> {
    waybill::fonts::ready(project).await.map(|_| ())
}

async fn lints(project: &Project) -> Result<()> {
    let mut clippy = project.cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    command::run_shown(&mut clippy, "Mend what it names; `cargo clippy --fix` does some of it.").await
}

/// Shows what the steps took and, last of all, how many tests passed.
fn close(times: &Times, summary: Summary) {
    println!("\n{}", times.table());
    if summary.any() {
        println!("\n{}", summary.line());
    }
}
