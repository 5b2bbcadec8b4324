//! Who changed what in a store: our own `/v1/audit`.

use domain::{AuditChange, AuditLine, time};
use serde::Serialize;

/// That somebody changed something, as our own API writes it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = AuditLine))]
pub struct AuditLineView<'a> {
    /// When.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    at: String,
    /// Who, as histories call them.
    who: &'a str,
    /// Whose account it was, or null: of a key or of the operator.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    account_id: Option<String>,
    /// How it came in.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::AuditChannel))]
    how: &'static str,
    /// From which network; blank where nobody knows.
    network: &'a str,
    /// What was done.
    what: &'a str,
    /// To which thing: an id, or an address; blank where it was the store.
    id: &'a str,
    /// What each changed field was before, and is.
    changes: Vec<AuditChangeView<'a>>,
    /// The request it came with; blank where nobody knows.
    request_id: &'a str,
}

/// What a field was, and is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = AuditChange))]
pub struct AuditChangeView<'a> {
    /// The field.
    field: &'a str,
    /// What it was; blank where it was nothing.
    before: &'a str,
    /// What it is. A secret is never told: it says that it changed.
    after: &'a str,
}

impl<'a> From<&'a AuditLine> for AuditLineView<'a> {
    fn from(line: &'a AuditLine) -> Self {
        let change = |change: &'a AuditChange| AuditChangeView {
            field: &change.field,
            before: &change.before,
            after: &change.after,
        };
        Self {
            at: time::text(line.at),
            who: &line.who,
            account_id: line.account_id.map(|id| id.to_string()),
            how: line.how.name(),
            network: &line.network,
            what: &line.what,
            id: &line.id,
            changes: line.changes.iter().map(change).collect(),
            request_id: &line.request_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::AuditChannel;
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_line_is_written_with_what_was_before_and_is() {
        let line = AuditLine {
            at: Timestamp::UNIX_EPOCH,
            who: "API Till".into(),
            account_id: None,
            how: AuditChannel::Api,
            network: String::new(),
            what: "user changed".into(),
            id: "ada@example.com".into(),
            changes: AuditChange::between("scope", "all orders", "folders 1").into_iter().collect(),
            request_id: String::new(),
        };
        let expected = r#"{"at":"1970-01-01 00:00:00","who":"API Till","account_id":null,"how":"api","network":"","what":"user changed","id":"ada@example.com","changes":[{"field":"scope","before":"all orders","after":"folders 1"}],"request_id":""}"#;
        assert_eq!(serde_json::to_string(&AuditLineView::from(&line)).unwrap(), expected);
    }
}
