//! How a receiver knows that a post is ours.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// The shortest secret of the Standard Webhooks specification, in bytes: an empty one would sign for everybody.
const MIN_SECRET_BYTES: usize = 24;

/// A secret that is not of the form `whsec_<base64>`, or too short to be one.
#[derive(Debug, thiserror::Error)]
#[error("the webhook secret is not of the form whsec_<base64> with at least {MIN_SECRET_BYTES} bytes")]
pub struct BadSecret;

/// `X-ORDER-DESK-HASH`: lower-case hex HMAC-SHA256 of the order's JSON under the API key (orderdesk-api 6.1).
pub fn order_desk_hash(api_key: &str, message: impl AsRef<[u8]>) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, api_key.as_bytes());
    let tag = hmac::sign(&key, message.as_ref());
    tag.as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
        hex.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')));
        hex
    })
}

/// `webhook-signature`: `v1,` and base64 HMAC-SHA256 of `id.timestamp.body` (the Standard Webhooks specification).
pub fn standard_webhooks(secret: &str, id: &str, timestamp_seconds: i64, body: &[u8]) -> Result<String, BadSecret> {
    let encoded = secret.strip_prefix("whsec_").ok_or(BadSecret)?;
    let secret = STANDARD.decode(encoded).map_err(|_| BadSecret)?;
    if secret.len() < MIN_SECRET_BYTES {
        return Err(BadSecret);
    }
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &secret));
    context.update(format!("{id}.{timestamp_seconds}.").as_bytes());
    context.update(body);
    Ok(format!("v1,{}", STANDARD.encode(context.sign())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_published_vectors_of_the_order_hash_hold() {
        let api = r#"{"id":"1001","order_items":[{"id":"7001","code":"MUG-01","quantity":3}]}"#;
        let app = r#"{"id":"1001","email":"pat@example.com","order_total":21.5,"source_id":"W-77","checkout_data":[]}"#;
        let hash = |message| order_desk_hash("test-api-key", message);
        assert_eq!(hash(api), "f7d04089bec96c8eac10e029149032aeac323a0fd1b74aca0414e15a337f4ce4");
        assert_eq!(hash(app), "f9be8a29bb784b026eb37ca8d8e1aa0962636218bf8d6d1c4c6c4b39f095df03");
    }

    #[test]
    fn the_vector_of_standard_webhooks_holds() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let signed =
            standard_webhooks(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_of_another_form_is_refused() {
        for bad in ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_***", "whsec_", "whsec_c2hvcnQ="] {
            assert!(standard_webhooks(bad, "1", 1, b"").is_err());
        }
    }
}
