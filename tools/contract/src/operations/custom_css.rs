//! A store's own style sheet: our own `/v1/store/css`.

use serde_json::json;
use wire::custom_css::{CustomCssInput, CustomCssView};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;

const SHEET: &str = ":root { --accent: #0a7d5b }\n.u-vendor .box-payment { display: none }\n";

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The style sheet.").with::<CustomCssView>("custom_css").etag())
}

pub(super) fn set() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<CustomCssInput>>("A brand's colour, and less for vendors", json!({"css": SHEET}))
        .or("none", "No sheet any more", json!({"css": ""}))
        .answers(Success::done("The style sheet as it is now.").with::<CustomCssView>("custom_css").etag())
        .refuses(412, "It is another version than `If-Match` names; `ETag` is its version now.")
}
