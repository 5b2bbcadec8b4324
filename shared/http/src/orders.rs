//! What calls about orders say and are answered, alike in every function.

use desk::orders::{Expected, SeenRow};
use domain::{IdempotencyKey, OrderId, Problem, body_digest};
use wire::orders::OrderView;

use crate::call::Call;
use crate::refuse::etag;
use crate::reply::{ApiReply, Failure};

/// The longest `Idempotency-Key`, in bytes.
const MAX_KEY_LENGTH: usize = 255;

impl<'a> Call<'a> {
    /// The order that the address names; 404 where that is no id.
    pub fn order_id(&self) -> Result<OrderId, Failure> {
        self.value("order_id").parse().map_err(|_| ApiReply::not_found("Order").into())
    }

    /// The `Idempotency-Key`, if there is one.
    pub fn idempotency_key(&self) -> Result<Option<&'a str>, Failure> {
        let key = self.header("idempotency-key");
        if key.is_some_and(|key| key.len() > MAX_KEY_LENGTH) {
            let message = format!("must be at most {MAX_KEY_LENGTH} characters");
            return Err(ApiReply::invalid(&[Problem::new("Idempotency-Key", message)]).into());
        }
        Ok(key)
    }

    /// A digest of the body; blank where no `Idempotency-Key` asks for it.
    pub fn digest_of_body(&self) -> Result<String, Failure> {
        Ok(if self.idempotency_key()?.is_some() { body_digest(self.body()?) } else { String::new() })
    }

    /// What tells that a creation is sent again: the `Idempotency-Key`, if there is one, with the digest of the body.
    pub fn sent<'b>(&'b self, body_digest: &'b str) -> Result<Option<IdempotencyKey<'b>>, Failure> {
        Ok(self.idempotency_key()?.map(|key| IdempotencyKey { key, body_digest }))
    }

    /// The versions of an order or a rule that `If-Match` names; any where it is absent or `*`.
    pub fn expected_version(&self) -> Expected {
        let Some(tags) = self.header("if-match") else { return Expected::Any };
        let tags = || tags.split(',').map(str::trim);
        if tags().any(|tag| tag == "*") {
            return Expected::Any;
        }
        // An ETag has one spelling: what is written otherwise is none of ours.
        let version = |tag: &str| tag.trim_matches('"').parse().ok().filter(|version| etag(*version) == tag);
        Expected::OneOf(tags().filter_map(version).collect())
    }
}

/// An order as it is shown, without its history: as the desk lets it be seen.
pub fn order_view(row: &SeenRow) -> OrderView<'_> {
    OrderView::new(&row.order, row.store_id)
}

impl ApiReply {
    /// The same answer with the entry `order`.
    #[must_use]
    pub fn with_order(self, row: &SeenRow) -> Self {
        self.with("order", &order_view(row))
    }

    /// The same answer with the entry `order`, with all that our own API shows of it, and the order's version as `ETag`.
    #[must_use]
    pub fn with_versioned_order(self, row: &SeenRow) -> Self {
        self.with("order", &order_view(row).with_own(&row.order)).header("etag", etag(row.version))
    }
}

#[cfg(test)]
mod tests {
    use http_types::Request;

    use super::*;

    fn expected(tags: &str) -> Expected {
        let request = Request::builder().header("If-Match", tags).body("").unwrap();
        Call::read(&request).unwrap().expected_version()
    }

    #[test]
    fn an_etag_has_one_spelling_and_a_star_is_any() {
        assert_eq!(expected("\"3\""), Expected::OneOf(vec![3]));
        assert_eq!(expected(" \"3\" , \"14\""), Expected::OneOf(vec![3, 14]));
        assert_eq!(expected("\"3\", *"), Expected::Any);
        for none in ["3", "\"03\"", "W/\"3\"", "\"\"3\"\"", "\"x\""] {
            assert_eq!(expected(none), Expected::OneOf(vec![]), "{none}");
        }
    }
}
