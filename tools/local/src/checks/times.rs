//! What each step took, held against what it may take.

use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::Result;
use waybill::progress;

/// The steps of one run so far.
#[derive(Debug)]
pub(crate) struct Times {
    started: Instant,
    budget: Duration,
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    name: &'static str,
    took: Duration,
    budget: Duration,
    ended: Ended,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Well,
    Badly,
}

impl Times {
    /// A run that begins now and may take so many seconds.
    pub(crate) fn start(budget_seconds: u64) -> Self {
        Self { started: Instant::now(), budget: Duration::from_secs(budget_seconds), steps: vec![] }
    }

    /// For steps that run at the same time as those noted here; [`Times::add`] brings them together.
    pub(crate) fn beside(&self) -> Self {
        Self { started: self.started, budget: self.budget, steps: vec![] }
    }

    /// Adds the steps of `beside` after those of this one.
    pub(crate) fn add(&mut self, beside: Self) {
        self.steps.extend(beside.steps);
    }

    /// Runs a step, notes how long it took and says so, with a warning when that was longer than its budget. Only
    /// `work` fails it, never the time.
    pub(crate) async fn step<T>(
        &mut self,
        name: &'static str,
        budget_seconds: u64,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        progress::say(&format!("\n── {name}"));
        let started = Instant::now();
        let result = work.await;
        let ended = if result.is_ok() { Ended::Well } else { Ended::Badly };
        let step = Step { name, took: started.elapsed(), budget: Duration::from_secs(budget_seconds), ended };
        progress::say(&step.line());
        self.steps.push(step);
        result
    }

    /// All steps, one a line, and the whole run below them.
    pub(crate) fn table(&self) -> String {
        let mut table = format!("{:<24}{:>9}{:>9}\n", "step", "took", "budget");
        for step in &self.steps {
            let _ = writeln!(table, "{}", row(step.name, step.took, step.budget, step.remark()));
        }
        let took = self.started.elapsed();
        table + &row("all of it", took, self.budget, over(took, self.budget))
    }
}

impl Step {
    fn line(&self) -> String {
        let (name, took, budget) = (self.name, self.took.as_secs_f32(), self.budget.as_secs());
        match (self.ended, over(self.took, self.budget)) {
            (Ended::Badly, _) => format!("✗ {name} ({took:.1} s)"),
            (Ended::Well, "") => format!("✓ {name} ({took:.1} s of {budget} s)"),
            (Ended::Well, _) => format!("✓ {name}\nwarning: {name} took {took:.1} s, its budget is {budget} s"),
        }
    }

    fn remark(&self) -> &'static str {
        match self.ended {
            Ended::Well => over(self.took, self.budget),
            Ended::Badly => "  failed",
        }
    }
}

fn row(name: &str, took: Duration, budget: Duration, remark: &str) -> String {
    format!("{name:<24}{:>7.1} s{:>7} s{remark}", took.as_secs_f32(), budget.as_secs())
}

fn over(took: Duration, budget: Duration) -> &'static str {
    if took > budget { "  over its budget" } else { "" }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[tokio::test]
    async fn every_step_that_ran_has_its_line_and_the_whole_is_last() {
        let mut times = Times::start(60);
        times.step("quick", 5, async { Ok(()) }).await.unwrap();
        times.step("slow", 0, async { Ok(()) }).await.unwrap();
        let mut beside = times.beside();
        times.step::<()>("wrong", 5, async { bail!("no") }).await.unwrap_err();
        beside.step("beside", 5, async { Ok(()) }).await.unwrap();
        times.add(beside);
        let table = times.table();
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[1].starts_with("quick") && lines[1].ends_with("0.0 s      5 s"), "{table}");
        assert!(lines[2].starts_with("slow") && lines[2].ends_with("  over its budget"), "{table}");
        assert!(lines[3].starts_with("wrong") && lines[3].ends_with("  failed"), "{table}");
        assert!(lines[4].starts_with("beside") && lines[5].starts_with("all of it"), "{table}");
    }

    #[test]
    fn a_step_beyond_its_budget_is_warned_of_and_is_no_failure() {
        let took = |seconds| Step {
            name: "lints",
            took: Duration::from_secs(seconds),
            budget: Duration::from_secs(50),
            ended: Ended::Well,
        };
        assert_eq!(took(50).line(), "✓ lints (50.0 s of 50 s)");
        assert_eq!(took(51).line(), "✓ lints\nwarning: lints took 51.0 s, its budget is 50 s");
    }
}
