//! Which requests a fault is meant for.

/// Which requests a fault is meant for: all given conditions hold.
#[derive(Debug, Clone, Default)]
pub struct Target {
    operation: String,
    texts: Vec<String>,
    function: Option<String>,
}

impl Target {
    /// Requests of this operation: the end of their `X-Amz-Target` (`PutItem`, or `DynamoDB_20120810.PutItem`) or
    /// their `Action` (`SendRawEmail`).
    pub fn operation(operation: impl Into<String>) -> Self {
        Self { operation: operation.into(), ..Self::default() }
    }

    /// All requests to this service of AWS: `DynamoDB`, `AmazonSQS`, `TrentService` (KMS), `SendRawEmail` (SES).
    pub fn requests_to(service: &str) -> Self {
        Self { operation: format!("{service}*"), ..Self::default() }
    }

    /// Only those whose body contains `text`; given twice, both.
    #[must_use]
    pub fn containing(mut self, text: impl Into<String>) -> Self {
        self.texts.push(text.into());
        self
    }

    /// Only those made by this function (`evaluate-rules`).
    #[must_use]
    pub fn from_function(mut self, function: impl Into<String>) -> Self {
        self.function = Some(function.into());
        self
    }

    pub(super) fn hits(&self, operation: &str, body: &[u8], function: &str) -> bool {
        self.is_operation(operation)
            && self.texts.iter().all(|text| contains(body, text.as_bytes()))
            && self.function.as_deref().is_none_or(|wanted| function == wanted)
    }

    pub(super) fn is_operation(&self, operation: &str) -> bool {
        if let Some(service) = self.operation.strip_suffix('*') {
            return operation.starts_with(service);
        }
        let start = operation.strip_suffix(self.operation.as_str());
        start.is_some_and(|start| start.is_empty() || start.ends_with('.'))
    }
}

fn contains(body: &[u8], text: &[u8]) -> bool {
    text.is_empty() || body.windows(text.len()).any(|window| window == text)
}
