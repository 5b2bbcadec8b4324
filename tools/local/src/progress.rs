//! What a person sees while a step runs: a spinner on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

static SPINNERS: AtomicBool = AtomicBool::new(true);

/// Shows steps as plain lines from now on, also on a terminal: something else writes to it at the same time.
pub fn without_spinners() {
    SPINNERS.store(false, Ordering::Relaxed);
}

/// A step under way. Dropped without [`Step::done`], it leaves no tick behind.
#[derive(Debug)]
pub struct Step {
    text: String,
    started: Instant,
    spinner: ProgressBar,
}

/// Begins a step and says so on standard error.
pub fn step(text: impl Into<String>) -> Step {
    let text = text.into();
    let spinner = if SPINNERS.load(Ordering::Relaxed) && std::io::stderr().is_terminal() {
        ProgressBar::new_spinner()
    } else {
        ProgressBar::hidden()
    };
    if spinner.is_hidden() {
        eprintln!("… {text}");
    } else {
        spinner.set_style(style());
        spinner.set_message(text.clone());
        spinner.enable_steady_tick(Duration::from_millis(100));
    }
    Step { text, started: Instant::now(), spinner }
}

/// Says one finished thing on standard error.
pub fn say(text: &str) {
    eprintln!("{text}");
}

impl Step {
    /// Ends the step well and says how long it took.
    pub fn done(self) {
        self.spinner.finish_and_clear();
        eprintln!("✓ {} ({:.1} s)", self.text, self.started.elapsed().as_secs_f32());
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.spinner.finish_and_clear();
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {msg} [{elapsed}]").unwrap_or_else(|_| ProgressStyle::default_spinner())
}
