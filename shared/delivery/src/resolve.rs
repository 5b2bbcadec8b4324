//! Looking up a host's name. What the guard has looked at is what is connected to: there is no second look-up.

use std::error::Error;
use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::guard::Guard;

/// The look-up of a name failed.
#[derive(Debug, thiserror::Error)]
#[error("the name was not found")]
pub(crate) struct NotFound(#[source] std::io::Error);

/// Looks up names, and lets through only what the guard lets through.
#[derive(Debug, Clone)]
pub(crate) struct Resolver {
    pub(crate) guard: Guard,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.guard.clone();
        Box::pin(async move { look_up(&guard, name.as_str()).await })
    }
}

/// All addresses of a name. One that is closed closes the name: an honest host has no public and private addresses.
async fn look_up(guard: &Guard, name: &str) -> Result<Addrs, Box<dyn Error + Send + Sync>> {
    let found: Vec<SocketAddr> = tokio::net::lookup_host((name, 0)).await.map_err(NotFound)?.collect();
    for address in &found {
        guard.check_address(*address)?;
    }
    Ok(Box::new(found.into_iter()))
}
