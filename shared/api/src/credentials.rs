//! Who calls.

use domain::{ApiKey, StoreId};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::call::Call;
use crate::reply::{Failure, Reply};

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
    format!("{:x}", Sha256::digest(key.as_bytes()))
}

/// The store a call is made for. Missing header, unknown store and wrong key are one and the same answer
/// (orderdesk-api 1.3). `find` brings the key with this hash of this store.
pub async fn authenticate<E>(
    call: &Call<'_>,
    find: impl AsyncFnOnce(Credentials) -> Result<Option<ApiKey>, E>,
) -> Result<StoreId, Failure>
where
    Failure: From<E>,
{
    let Some(asked) = credentials(call) else { return Err(unauthorized()) };
    let found = find(asked.clone()).await?;
    let matches = found.is_some_and(|key| is_same(&key.hash, &asked.key_hash));
    if matches { Ok(asked.store) } else { Err(unauthorized()) }
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

fn unauthorized() -> Failure {
    Reply::refusal(401, "The store id or the API key is missing or wrong").into()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use http::Request;
    use jiff::Timestamp;

    use super::*;

    /// Nothing here waits, so one look is enough.
    fn at_once<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("it waits"),
        }
    }

    fn ask(headers: &[(&str, &str)]) -> Option<StoreId> {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body("").unwrap();
        let call = Call::read(&request).unwrap();
        let known = hash_of_key("right");
        let find = async |asked: Credentials| -> Result<_, Infallible> {
            let is_there = asked.store.number() == 42 && asked.key_hash == known;
            let key = ApiKey {
                id: String::new(),
                hash: known.clone(),
                name: String::new(),
                primary: true,
                scope: domain::Scope::Admin,
                date_added: Timestamp::UNIX_EPOCH,
                expires_at: None,
            };
            Ok(is_there.then_some(key))
        };
        at_once(authenticate(&call, find)).ok()
    }

    #[test]
    fn only_the_right_key_of_the_right_store_opens() {
        assert_eq!(ask(&[("ORDERDESK-STORE-ID", "42"), ("ORDERDESK-API-KEY", "right")]), StoreId::new(42));
        assert_eq!(ask(&[("ORDERDESK-STORE-ID", "42"), ("ORDERDESK-API-KEY", "wrong")]), None);
        assert_eq!(ask(&[("ORDERDESK-STORE-ID", "43"), ("ORDERDESK-API-KEY", "right")]), None);
        assert_eq!(ask(&[("ORDERDESK-STORE-ID", "42#x"), ("ORDERDESK-API-KEY", "right")]), None);
        assert_eq!(ask(&[("ORDERDESK-API-KEY", "right")]), None);
        assert_eq!(ask(&[("ORDERDESK-STORE-ID", "42")]), None);
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
