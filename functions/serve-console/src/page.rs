//! How a page leaves: with its style in it, which its policy names by a digest. So it loads nothing.

use std::sync::LazyLock;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{ApiReply, Failure};
use sha2::{Digest, Sha256};

/// The style of every page.
pub(crate) const STYLE: &str = include_str!("../assets/console.css");

/// The style's digest, as a policy names it.
static STYLE_DIGEST: LazyLock<String> = LazyLock::new(|| format!("sha256-{}", STANDARD.encode(Sha256::digest(STYLE))));

/// A page of this status.
pub(crate) fn reply(status: u16, page: &impl Template) -> Result<ApiReply, Failure> {
    let html = page.render().map_err(Failure::of)?;
    Ok(ApiReply::styled_page(status, html, &STYLE_DIGEST))
}
