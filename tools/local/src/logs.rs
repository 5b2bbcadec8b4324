//! `logs`: what the functions of the running cloud say, read through its CloudWatch API.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use waybill::inspect::{LogLine, log_lines};
use waybill::{Aws, Project, running};

use crate::CLOUD;

/// Shows the log of one function, or of all.
pub(crate) async fn show(project: &Project, function: Option<String>, follow: bool) -> Result<()> {
    let ports = running::find(&project.local().join(CLOUD)).await;
    let ports = ports.context("no local cloud is running: start one with `cargo waybill up`")?;
    let functions = function.map_or_else(|| project.functions.clone(), |function| vec![function]);
    for function in &functions {
        ensure!(
            project.functions.contains(function),
            "no function {function}; there are {}",
            project.functions.join(", ")
        );
    }
    let aws = Aws::at(ports.gateway);
    let mut since = 0;
    loop {
        let lines = gather(&aws, &functions, since).await?;
        for (line, function) in &lines {
            println!("{function}: {}", line.message.trim_end());
        }
        since = lines.last().map_or(since, |(line, _)| line.timestamp + 1);
        if !follow {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

async fn gather<'a>(aws: &Aws, functions: &'a [String], since: i64) -> Result<Vec<(LogLine, &'a str)>> {
    let mut lines = vec![];
    for function in functions {
        let found = log_lines(aws, function, since).await?;
        // What the emulator adds around each call says nothing.
        let new_lines = found
            .into_iter()
            .filter(|line| !["START ", "END ", "REPORT "].iter().any(|mark| line.message.starts_with(mark)));
        lines.extend(new_lines.map(|line| (line, function.as_str())));
    }
    lines.sort();
    Ok(lines)
}
