//! What `shared/carts` asks, made of the servers here: orders come, parcels are told of once, and nothing is refused.

#![cfg(test)]

mod client;
mod control;
mod failures;
mod hooks;
mod orders;
mod polls;
mod pushes;
mod refusals;
