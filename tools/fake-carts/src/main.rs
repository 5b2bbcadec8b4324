//! One shop by itself: `fake-cart VENDOR [PORT]`. Its first line is where it is.

use std::str::FromStr;

use anyhow::{Context, Result};
use fake_carts::{FakeCart, Vendor};

const USAGE: &str = "fake-cart shopify|woocommerce|bigcommerce|squarespace|etsy [PORT]";

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "the address is what whoever started it reads")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let vendor = Vendor::from_str(arguments.first().context(USAGE)?).context(USAGE)?;
    let port = arguments.get(1).map_or(Ok(0), |port| port.parse()).context(USAGE)?;
    let cart = FakeCart::start_on(vendor, port).await?;
    println!("{}", cart.base_url());
    cart.stay().await
}
