//! The parameters of a query.

use domain::{MAX_PAGE, USUAL_PAGE};

/// The parameters of a query; blank ones are as good as absent, and of two the first counts.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn read<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let pairs = pairs.into_iter().map(|(name, value)| (name.as_ref().to_owned(), value.as_ref().trim().to_owned()));
        Self(pairs.filter(|(_, value)| !value.is_empty()).collect())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every parameter, as name and value.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// `limit` and `offset` (orderdesk-api 1.6). Digits beyond any number are as many as can be; what else cannot be
    /// read is as good as absent.
    pub(crate) fn page(&self) -> (usize, usize) {
        let number = |name, default| match self.text(name) {
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().unwrap_or(usize::MAX),
            _ => default,
        };
        (number("limit", USUAL_PAGE).min(MAX_PAGE), number("offset", 0))
    }
}
