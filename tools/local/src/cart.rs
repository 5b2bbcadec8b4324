//! A shop of Shopify that is none: `fake-cart`, in a process of its own on loopback.

use std::io::{BufRead, BufReader};

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::build;
use crate::cloud::Cloud;
use crate::http;
use crate::leash::Leashed;
use crate::project::Project;

/// A shop that runs. Dropped, it ends, with all it knew.
#[derive(Debug)]
pub struct Cart {
    _process: Leashed,
    address: String,
}

impl Cart {
    /// Which shop it is: this host of Shopify's is called at the cloud's own port for it.
    pub const SHOP: &'static str = "harbor-prints.myshopify.com";

    /// Starts it, as it was last built, where the functions of `cloud` call it.
    pub async fn start(project: &Project, cloud: &Cloud) -> Result<Self> {
        let (log, port) = (cloud.folder().join("fake-cart.log"), cloud.shop_port().to_string());
        let (python, program) = (cloud.tools().program("python"), build::binary(project, "fake-cart"));
        let (process, output) = Leashed::start(&python, &program, &log, |command| {
            command.args(["shopify", &port]);
        })?;
        let mut address = String::new();
        let read = move || BufReader::new(output).read_line(&mut address).map(|_| address);
        let address = tokio::task::spawn_blocking(read).await??.trim_end().to_owned();
        let cart = Self { _process: process, address };
        ensure!(!cart.address.is_empty(), "fake-cart did not start: {} says why", log.display());
        let mut keys: Value = cart.ask("GET", "keys", None).await?;
        if let Some(keys) = keys.as_object_mut() {
            keys.insert("shop".to_owned(), Self::SHOP.into());
        }
        cart.ask::<Value>("PUT", "keys", Some(&keys)).await?;
        Ok(cart)
    }

    /// Asks it something behind the vendor's back, as its README lists it.
    pub async fn ask<T: DeserializeOwned>(&self, method: &str, what: &str, body: Option<&Value>) -> Result<T> {
        let mut call = http::call(method.parse()?, format!("{}/_fake/{what}", self.address));
        if let Some(body) = body {
            call = call.json(body)?;
        }
        call.send().await?.accepted().with_context(|| format!("{method} {what} of the shop"))
    }
}
