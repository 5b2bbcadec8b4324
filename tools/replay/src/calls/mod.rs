//! What is called: examples of the document, calls of the contract tests, and calls thrown by a seeded generator.

mod examples;
mod listed;
mod random;
mod refused;

use anyhow::Result;

use crate::world::World;

/// How many calls a run makes beside those that set it up.
const CALLS: usize = 2_000;

pub(crate) async fn all(world: &mut World, document: &serde_json::Value) -> Result<()> {
    examples::all(world, document).await?;
    world.kind = "contract";
    listed::all(world).await?;
    refused::all(world).await?;
    random::all(world, CALLS).await
}
