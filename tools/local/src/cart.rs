//! A shop of Shopify that is none: `fake-cart`, in a process of its own on loopback.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::build;
use crate::cloud::Cloud;
use crate::http;
use crate::project::Project;

/// A shop that runs. Dropped, it ends, with all it knew.
#[derive(Debug)]
pub struct Cart {
    // Its standard input is the leash, see leash.py.
    child: Child,
    address: String,
}

impl Cart {
    /// Which shop it is: this host of Shopify's is called at the cloud's own port for it.
    pub const SHOP: &'static str = "harbor-prints.myshopify.com";

    /// Starts it, as it was last built, where the functions of `cloud` call it.
    pub async fn start(project: &Project, cloud: &Cloud) -> Result<Self> {
        let (leash, python) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("leash.py"), cloud.tools().program("python"));
        let log = cloud.folder().join("fake-cart.log");
        let mut command = Command::new(&python);
        command.arg(leash).arg("1").arg(build::binary(project, "fake-cart")).arg("shopify");
        command.arg(cloud.shop_port().to_string()).process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(File::create(&log)?);
        let mut child = command.spawn().context("fake-cart could not be started")?;
        let output = child.stdout.take().context("its output is a pipe")?;
        let mut cart = Self { child, address: String::new() };
        let mut address = String::new();
        tokio::task::block_in_place(|| BufReader::new(output).read_line(&mut address))?;
        address.trim_end().clone_into(&mut cart.address);
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

impl Drop for Cart {
    /// Lets go of the leash and waits until it is gone.
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().ok();
    }
}
