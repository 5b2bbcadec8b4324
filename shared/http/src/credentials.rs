//! The credentials a call shows: store and key, or the admin token.

use desk::KeyChecksums;
use desk::access::Credentials;
use domain::{ApiKey, is_same_hash};

use crate::call::Call;
use crate::reply::{ApiReply, Failure};

/// What a call shows in `ORDERDESK-STORE-ID` and `ORDERDESK-API-KEY`. Missing header, unknown store and wrong key are one
/// and the same answer (orderdesk-api 1.3). A key whose checksum is wrong is wrong here already: it costs no read.
pub(crate) fn credentials_of(call: &Call<'_>, checksums: &KeyChecksums) -> Result<Credentials, Failure> {
    credentials(call, checksums).ok_or_else(wrong_credentials)
}

/// The one answer to missing, unknown and wrong credentials: 401.
pub(crate) fn wrong_credentials() -> Failure {
    ApiReply::refusal(401, "The store id or the API key is missing or wrong").into()
}

/// Whether the call carries, as a bearer token, the one whose hash is `sha256`.
pub(crate) fn has_token(call: &Call<'_>, sha256: &str) -> bool {
    let token = call.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    token.is_some_and(|token| is_same_hash(&ApiKey::hash_of(token.trim()), sha256))
}

fn credentials(call: &Call<'_>, checksums: &KeyChecksums) -> Option<Credentials> {
    let store_id = call.header("orderdesk-store-id")?.parse().ok()?;
    let api_key = call.header("orderdesk-api-key").filter(|api_key| checksums.admit(store_id, api_key))?;
    Some(Credentials { store_id, key_hash: ApiKey::hash_of(api_key) })
}

#[cfg(test)]
mod tests {
    use domain::StoreId;
    use http_types::Request;

    use super::*;

    fn checksums() -> KeyChecksums {
        KeyChecksums::of_settings(|name| (name == "KEY_CHECKSUM_SECRET").then(|| "a1".repeat(16))).unwrap()
    }

    fn shown(headers: &[(&str, &str)]) -> Option<StoreId> {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body("").unwrap();
        let shown = credentials_of(&Call::read(&request).unwrap(), &checksums()).ok()?;
        Some(shown.store_id)
    }

    #[test]
    fn a_call_shows_a_store_and_a_key_or_nothing() {
        let key = checksums().complete(StoreId::new(42).unwrap(), "letters");
        let with = |store: &str, key: &str| shown(&[("ORDERDESK-STORE-ID", store), ("ORDERDESK-API-KEY", key)]);
        assert_eq!(with("42", &key), StoreId::new(42));
        for bad in ["42#x", "0", "", "042", "43"] {
            assert_eq!(with(bad, &key), None, "{bad}");
        }
        assert_eq!(with("42", &key.to_lowercase().to_uppercase()), None);
        assert_eq!(shown(&[("ORDERDESK-API-KEY", &key)]), None);
        assert_eq!(shown(&[("ORDERDESK-STORE-ID", "42")]), None);
    }

    #[test]
    fn the_admin_token_is_known_by_its_hash() {
        let request = Request::builder().header("Authorization", "Bearer open sesame").body("").unwrap();
        let call = Call::read(&request).unwrap();
        assert!(has_token(&call, &ApiKey::hash_of("open sesame")));
        assert!(!has_token(&call, &ApiKey::hash_of("another")));
        assert!(!has_token(&call, ""));
    }
}
