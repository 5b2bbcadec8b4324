//! All figures together.

use serde::Serialize;

use crate::dollars::{Dollars, Prices};
use crate::evaluations::Evaluated;
use crate::flows::Flow;
use crate::lives::Figures;
use crate::project::Machine;
use crate::throughput::{Posted, Taken};

/// What a run measured: written as JSON as it stands, and as tables for people.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) date: String,
    pub(crate) machine: Machine,
    /// How often each function was started.
    pub(crate) starts: usize,
    /// What could not be measured here, and why.
    pub(crate) skipped: Vec<String>,
    pub(crate) functions: Vec<Figures>,
    pub(crate) taken: Taken,
    pub(crate) posted: Vec<Posted>,
    pub(crate) evaluated: Evaluated,
    pub(crate) flows: Vec<Flow>,
    pub(crate) prices: Prices,
    pub(crate) dollars: Vec<Dollars>,
}
