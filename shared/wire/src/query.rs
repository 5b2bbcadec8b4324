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
        (self.limit().unwrap_or(USUAL_PAGE), self.number("offset").unwrap_or(0))
    }

    /// `limit`, where there is one that can be read.
    pub(crate) fn limit(&self) -> Option<usize> {
        self.number("limit").map(|limit| limit.min(MAX_PAGE))
    }

    fn number(&self, name: &str) -> Option<usize> {
        let text = self.text(name).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
        Some(text.parse().unwrap_or(usize::MAX))
    }
}
