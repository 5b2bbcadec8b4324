//! The parts of a run, each of which can be asked for alone.

use clap::ValueEnum;

use crate::{calls, console, files, flows, growth, papers};

/// A part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Section {
    /// Starts of every function, and its first warm calls
    Functions,
    /// What warm functions and rules get done
    Throughput,
    /// Our rules beside zen-engine, which is built for it
    Engines,
    /// Requests, units and dollars of an order on its way
    Flows,
    /// What each call of the API asks for
    Calls,
    /// The same calls in a store of few orders and of many
    Growth,
    /// Files that are read, imported and written
    Files,
    /// Documents and mails of orders
    Papers,
    /// Pages of the console, beside their budgets
    Console,
}

impl Section {
    /// All of them, in the sequence of a run.
    pub(crate) const ALL: [Self; 9] = [
        Self::Functions,
        Self::Throughput,
        Self::Engines,
        Self::Flows,
        Self::Calls,
        Self::Growth,
        Self::Files,
        Self::Papers,
        Self::Console,
    ];

    /// The functions it needs, but for the first, which needs all; one that needs none is asked for nothing.
    pub(crate) fn functions(self) -> &'static [&'static str] {
        match self {
            Self::Functions | Self::Engines => &[],
            Self::Throughput => &["ingest-order", "manage-store", "post-order-json", "take-webhook"],
            Self::Flows => &flows::FUNCTIONS,
            Self::Calls => &calls::FUNCTIONS,
            Self::Growth => &[growth::FUNCTION],
            Self::Files => &[files::FUNCTION],
            Self::Papers => &[papers::FUNCTION],
            Self::Console => &console::FUNCTIONS,
        }
    }

    /// What is said while it runs.
    pub(crate) fn saying(self) -> &'static str {
        match self {
            Self::Functions => "Measuring starts",
            Self::Throughput => "Measuring orders, posts and rules",
            Self::Engines => "Comparing rule engines",
            Self::Flows => "Counting what an order asks for",
            Self::Calls => "Counting what each call asks for",
            Self::Growth => "Comparing a store of few orders with one of many",
            Self::Files => "Reading, importing and writing files",
            Self::Papers => "Making documents and mailing",
            Self::Console => "Opening pages of the console",
        }
    }
}
