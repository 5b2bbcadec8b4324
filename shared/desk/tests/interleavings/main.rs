//! Calls at the same moment, in any interleaving: each request to the table is a point at which another call may go on
//! instead. Which calls there are, and who goes on when, comes from a seed; what is found is made small by `proptest`.
//!
//! Whatever came between, what the use cases promise holds at the end (`checks.rs`). Take a condition of a write away,
//! and a case is found that breaks it.

#![cfg(test)]

mod arrivals;
mod checks;
mod merges;
mod payments;
mod senders;
mod signing;
mod steps;
mod stock;
mod suppliers;
mod templates;
mod world;

use cloud::Recording;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::steps::{Step, run, step};
use crate::world::{Caller, Place, World, interleave, wait_for};

/// What several callers do, one step after another each, and in which sequence they go on.
#[derive(Debug, Clone)]
struct Case {
    callers: Vec<Vec<Step>>,
    turns: u64,
    /// Whether the store has nearly as many keys as it may.
    is_nearly_full: bool,
}

fn case(about: BoxedStrategy<Step>, nearly_full: f64) -> impl Strategy<Value = Case> {
    let callers = vec(vec(about, 1..4), 2..5);
    (callers, any::<u64>().no_shrink(), prop::bool::weighted(nearly_full))
        .prop_map(|(callers, turns, is_nearly_full)| Case { callers, turns, is_nearly_full })
}

fn holds_after_any_interleaving(cases: u32, about: BoxedStrategy<Step>, nearly_full: f64) {
    holds(cases, Recording::Puts, case(about, nearly_full), |place, case| {
        let world = wait_for(World::new(place, case.is_nearly_full));
        let callers = case.callers.iter().map(|steps| -> Caller<'_> { Box::pin(run(&world, steps)) });
        interleave(callers.collect(), case.turns);
        wait_for(checks::broken(&world))
    });
}

/// Runs cases in one place, each of which answers what does not hold.
fn holds<C: std::fmt::Debug>(
    cases: u32,
    recording: Recording,
    strategy: impl Strategy<Value = C>,
    broken: impl Fn(&Place, &C) -> Vec<String>,
) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let place = Place::new(recording);
    let ran = runner.run(&strategy, |case| {
        let broken = broken(&place, &case);
        prop_assert!(broken.is_empty(), "{:#?}", broken);
        Ok(())
    });
    ran.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn no_two_items_have_one_code() {
    holds_after_any_interleaving(100, step::codes().boxed(), 0.0);
}

#[test]
fn no_two_import_templates_have_one_name() {
    holds_after_any_interleaving(100, step::templates().boxed(), 0.0);
}

#[test]
fn rules_stay_removed_are_counted_and_name_folders_that_are_there() {
    holds_after_any_interleaving(60, prop_oneof![3 => step::rules(), 1 => step::folders()].boxed(), 0.0);
}

#[test]
fn a_store_has_one_primary_key_and_no_more_keys_than_it_may() {
    holds_after_any_interleaving(60, step::keys().boxed(), 0.1);
}

#[test]
fn every_secret_that_somebody_was_shown_signs() {
    let about = prop_oneof![4 => signing::step().prop_map(Step::Secrets), 1 => Just(Step::RotatePrimary)];
    holds_after_any_interleaving(60, about.boxed(), 0.0);
}

#[test]
fn each_movement_of_stock_is_done_once() {
    holds_after_any_interleaving(60, stock::step().prop_map(Step::Stock).boxed(), 0.0);
}

#[test]
fn folders_and_appointments_are_what_was_answered() {
    holds_after_any_interleaving(40, prop_oneof![step::folders(), step::appointments()].boxed(), 0.0);
}
