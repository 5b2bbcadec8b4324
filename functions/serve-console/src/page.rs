//! How the pages behind links in mails leave: they load our sheet and nothing else.

use askama::Template;
use http::{ApiReply, Failure};

use crate::assets::ASSETS;

/// What such a page may do: look as ours do, and send its own form to where it came from.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Where the sheet of every page is.
pub(crate) fn style() -> &'static str {
    &ASSETS.style.path
}

/// A page of this status. What it is about stands in its address, which is told to nobody.
pub(crate) fn reply(status: u16, page: &impl Template) -> Result<ApiReply, Failure> {
    let html = page.render().map_err(Failure::of)?;
    Ok(ApiReply::page_by(status, html, POLICY.to_owned()))
}
