//! Who calls.

use domain::{ApiKey, StoreId};
use jiff::Timestamp;
use subtle::ConstantTimeEq;

use crate::call::Call;
use crate::reply::{ApiReply, Failure};

/// What a caller says it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Credentials {
    /// `ORDERDESK-STORE-ID`.
    pub store: StoreId,
    /// Hash of `ORDERDESK-API-KEY`; the key itself is not kept.
    pub key_hash: String,
}

/// Hex SHA-256: what finds an API key, and what checks the admin token.
pub fn hash_of_key(key: &str) -> String {
    ApiKey::hash_of(key)
}

impl Credentials {
    /// What a call says. Missing header, unknown store and wrong key are one and the same answer
    /// (orderdesk-api 1.3).
    pub fn of(call: &Call<'_>) -> Result<Self, Failure> {
        credentials(call).ok_or_else(Self::wrong)
    }

    /// That answer.
    pub fn wrong() -> Failure {
        ApiReply::refusal(401, "The store id or the API key is missing or wrong").into()
    }
}

/// Whether `key` is the one these credentials are of, and opens now.
pub fn is_key(asked: &Credentials, key: &ApiKey, now: Timestamp) -> bool {
    is_same(&key.hash, &asked.key_hash) && key.is_open(now)
}

/// Whether the call carries, as a bearer token, the one whose hash is `hash`.
pub fn is_token(call: &Call<'_>, hash: &str) -> bool {
    let token = call.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    token.is_some_and(|token| is_same(&hash_of_key(token.trim()), hash))
}

fn credentials(call: &Call<'_>) -> Option<Credentials> {
    let store = call.header("orderdesk-store-id")?.parse().ok()?;
    Some(Credentials { store, key_hash: hash_of_key(call.header("orderdesk-api-key")?) })
}

fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use http_types::Request;

    use super::*;

    fn ask(headers: &[(&str, &str)], at: i64) -> Option<StoreId> {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body("").unwrap();
        let asked = Credentials::of(&Call::read(&request).unwrap()).ok()?;
        let key = ApiKey {
            id: String::new(),
            hash: hash_of_key("right"),
            name: String::new(),
            primary: true,
            scope: domain::Scope::Admin,
            date_added: Timestamp::UNIX_EPOCH,
            expires_at: Timestamp::from_second(100).ok(),
        };
        is_key(&asked, &key, Timestamp::from_second(at).unwrap()).then_some(asked.store)
    }

    #[test]
    fn a_key_that_was_rotated_away_opens_to_its_end() {
        let headers = [("ORDERDESK-STORE-ID", "42"), ("ORDERDESK-API-KEY", "right")];
        assert_eq!((ask(&headers, 99), ask(&headers, 100)), (StoreId::new(42), None));
    }

    #[test]
    fn only_the_right_key_of_a_store_opens() {
        for bad in ["42#x", "0", "", "042"] {
            assert_eq!(ask(&[("ORDERDESK-STORE-ID", bad), ("ORDERDESK-API-KEY", "right")], 0), None, "{bad}");
        }
        assert_eq!(ask(&[("ORDERDESK-STORE-ID", "42"), ("ORDERDESK-API-KEY", "wrong")], 0), None);
        assert_eq!(ask(&[("ORDERDESK-API-KEY", "right")], 0), None);
        assert_eq!(ask(&[("ORDERDESK-STORE-ID", "42")], 0), None);
    }

    #[test]
    fn the_admin_token_is_known_by_its_hash() {
        let request = Request::builder().header("Authorization", "Bearer open sesame").body("").unwrap();
        let call = Call::read(&request).unwrap();
        assert!(is_token(&call, &hash_of_key("open sesame")));
        assert!(!is_token(&call, &hash_of_key("another")));
        assert!(!is_token(&call, ""));
    }
}
