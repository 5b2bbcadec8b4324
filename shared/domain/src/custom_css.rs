//! A store's own style sheet for its pages in the console (accounts 10).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::body_digest;

/// So many digits of its digest are in a sheet's address.
const DIGEST_LENGTH: usize = 16;

/// A store's own style sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CustomCss {
    /// As somebody wrote it; blank where they want none any more.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// As it is served: written anew of what was understood of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub served: String,
    /// When it was saved last; never, where there was none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
}

impl CustomCss {
    /// What tells what is served from every other sheet; blank where nothing is served.
    pub fn digest(&self) -> String {
        if self.served.is_empty() {
            return String::new();
        }
        let mut digest = body_digest(&self.served);
        digest.truncate(DIGEST_LENGTH);
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches an address that stays when the sheet behind it is another: browsers keep what they have for good.
    #[test]
    fn another_sheet_has_another_digest_and_none_has_none() {
        let sheet = |served: &str| CustomCss { served: served.to_owned(), ..CustomCss::default() };
        assert_eq!(sheet("#page .a { order: 1; }\n").digest().len(), DIGEST_LENGTH);
        assert_ne!(sheet("#page .a { order: 1; }\n").digest(), sheet("#page .a { order: 2; }\n").digest());
        assert_eq!(sheet("").digest(), "");
        assert_eq!(serde_json::to_string(&CustomCss::default()).unwrap(), "{}");
    }
}
