//! A store's own style sheet on its pages: which pages load it, and by what it tells them apart.

use domain::CustomCss;

use crate::screen::Screen;
use crate::visit::{Member, with_query};

/// Where it is decided who may do what, what is paid, or what this very sheet says: no sheet of a store hides or fakes
/// anything there.
const GUARDED: [&str; 8] =
    ["billing", "close", "keys", "leave", "reopen", "settings/css", "settings/security", "users"];

/// The parameter that leaves the sheet out of a page: `css=off`.
const PARAMETER: &str = "css";

/// What of a page the store's own sheet goes by, and where that sheet is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct OwnStyle {
    /// Which page it is, for a class of the body: `orders`.
    pub(crate) page: String,
    /// The address of the sheet; blank where the page loads none.
    pub(crate) address: String,
    /// The address of this page with the sheet; blank unless it is opened without it.
    pub(crate) switched_on: String,
}

impl OwnStyle {
    /// What the user's page of now has of it.
    pub(crate) fn of(member: &Member<'_>) -> Self {
        let visit = member.visit();
        let is_off = visit.call.query(PARAMETER) == Some("off");
        let digest = &member.store.settings.custom_css_digest;
        let page = visit.screen.page_class();
        if digest.is_empty() || visit.screen.is_guarded() {
            return Self { page, ..Self::default() };
        }
        if is_off {
            return Self { page, switched_on: with_query(&visit.address(), &[(PARAMETER, "")]), ..Self::default() };
        }
        Self { page, address: member.path(&format!("custom.css?v={digest}")), ..Self::default() }
    }
}

/// The digest that an address of the sheet names; blank for none.
pub(crate) fn digest_in<'a>(member: &'a Member<'_>) -> &'a str {
    member.visit().call.query("v").unwrap_or_default()
}

/// Where a sheet can be looked at, as its pages load it; blank for none.
pub(crate) fn address_of(member: &Member<'_>, css: &CustomCss) -> String {
    let digest = css.digest();
    if digest.is_empty() { digest } else { member.path(&format!("custom.css?v={digest}")) }
}

impl Screen {
    /// What a store's own sheet calls its page: `orders`, `order`. A form that is refused is shown on the page that has
    /// it.
    pub fn page_class(self) -> String {
        let mut path = self.path();
        while !path.is_empty() {
            if let Some(shown) = Self::ALL.iter().find(|it| !it.changes() && it.path() == path) {
                return in_small_letters(shown.name().trim_start_matches("Show"));
            }
            path = path.rsplit_once('/').map_or("", |(before, _)| before);
        }
        String::new()
    }

    /// Whether its page loads no style sheet of a store's own.
    pub fn is_guarded(self) -> bool {
        let rest = self.path().strip_prefix("/console/{store_id}/").unwrap_or_default();
        let is_below =
            |guarded: &str| rest.strip_prefix(guarded).is_some_and(|more| more.is_empty() || more.starts_with('/'));
        GUARDED.into_iter().any(is_below)
    }
}

/// `NewOrder` as `new-order`.
fn in_small_letters(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests;
