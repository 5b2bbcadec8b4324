//! All figures together.

use serde::Serialize;

use crate::calls::Costs;
use crate::cold_starts::Figures;
use crate::console::Console;
use crate::dollars::{Dollars, Prices};
use crate::engines::Compared;
use crate::evaluations::Evaluated;
use crate::files::Files;
use crate::flows::Flow;
use crate::growth::Growth;
use crate::papers::Papers;
use crate::project::Machine;
use crate::steps::Budget;
use crate::throughput::{Posted, Taken};

/// What a run measured: written as JSON as it stands, and as tables for people. A run of some sections has no others.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) date: String,
    pub(crate) machine: Machine,
    /// How often each function was started.
    pub(crate) starts: usize,
    /// What could not be measured here, and why.
    pub(crate) skipped: Vec<String>,
    /// Whether every section was asked for.
    pub(crate) whole: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) functions: Option<Vec<Figures>>,
    #[serde(flatten)]
    pub(crate) throughput: Option<Throughput>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) engines: Option<Vec<Compared>>,
    #[serde(flatten)]
    pub(crate) flows: Option<Ways>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) costs: Option<Costs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) growth: Option<Growth>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) files: Option<Files>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) papers: Option<Papers>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) console: Option<Console>,
}

/// What warm functions, and rules, get done.
#[derive(Debug, Serialize)]
pub(crate) struct Throughput {
    pub(crate) taken: Taken,
    /// Webhooks, each of an order.
    pub(crate) hooked: Taken,
    pub(crate) posted: Vec<Posted>,
    pub(crate) evaluated: Evaluated,
    pub(crate) budget: Budget,
}

/// What orders cost on their way.
#[derive(Debug, Serialize)]
pub(crate) struct Ways {
    pub(crate) flows: Vec<Flow>,
    pub(crate) prices: Prices,
    pub(crate) dollars: Vec<Dollars>,
}
