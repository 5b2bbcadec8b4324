//! Adapter: KMS, and what is kept encrypted under the data key it guards.
//!
//! One data key a stack: made by KMS, kept encrypted in the table, decrypted once in the life of a process. What it
//! seals is bound to the store it belongs to and to what it is for, so that a sealed text moved to another store's row, or
//! to another place of its own, opens for nobody.

mod account;
mod purpose;
mod warm_up;

pub use account::AccountSecret;
pub use purpose::{ConnectionSecret, Purpose};

use aws_sdk_kms::Client;
use aws_sdk_kms::error::BoxError;
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::DataKeySpec;
use aws_types::SdkConfig;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::StoreId;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

/// An error of the secrets.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// KMS did not answer. Try again later.
    #[error("KMS did not answer {operation}")]
    Unavailable {
        /// The operation.
        operation: &'static str,
        /// The SDK's error.
        #[source]
        source: BoxError,
    },
    /// A sealed text that does not open: damaged, or of another store or stack.
    #[error("the sealed text does not open")]
    Damaged,
    /// The machine has no randomness to give.
    #[error("no randomness")]
    NoRandomness,
}

/// What a sealed text begins with that is bound to its purpose. Base64 has no colon.
const BOUND_TO_PURPOSE: &str = "2:";

/// The KMS key of the stack.
#[derive(Debug, Clone)]
pub struct Kms {
    client: Client,
    key_id: String,
}

impl Kms {
    /// The KMS key of this id or ARN; nothing is sent yet.
    pub fn new(config: &SdkConfig, key_id: impl Into<String>) -> Self {
        Self { client: Client::new(config), key_id: key_id.into() }
    }

    /// Opens the connection to KMS, so that the next request needn't wait for it; to be awaited together with whatever
    /// brings what that request needs.
    ///
    /// The SDK connects only in order to send, so it sends a Decrypt without a signature, which KMS refuses: nobody's
    /// permission is asked, and there is no account to charge it to or to record it for. It never fails: where KMS
    /// can't be reached, or closes the connection over the refusal, only the head start is lost. What a real KMS does
    /// with the connection was not tried.
    pub async fn warm_up(&self) {
        warm_up::warm_up(&self.client).await;
    }

    /// A new data key, encrypted, in base64: what the table keeps.
    pub async fn new_data_key(&self) -> Result<String, SecretsError> {
        let made = self.client.generate_data_key_without_plaintext().key_id(&self.key_id).key_spec(DataKeySpec::Aes256);
        let made = made.send().await.map_err(|error| unavailable("GenerateDataKeyWithoutPlaintext", error))?;
        let sealed = made.ciphertext_blob.ok_or(SecretsError::Damaged)?;
        Ok(STANDARD.encode(sealed))
    }

    /// The data key that the table keeps as `sealed`.
    pub async fn open_data_key(&self, sealed: &str) -> Result<DataKey, SecretsError> {
        let sealed = STANDARD.decode(sealed).map_err(|_| SecretsError::Damaged)?;
        let opened = self.client.decrypt().key_id(&self.key_id).ciphertext_blob(Blob::new(sealed)).send().await;
        let opened = opened.map_err(|error| unavailable("Decrypt", error))?;
        DataKey::new(opened.plaintext.ok_or(SecretsError::Damaged)?.as_ref())
    }
}

/// The data key, decrypted. Its `Debug` shows nothing of it.
pub struct DataKey {
    sealing: LessSafeKey,
    /// Makes the secrets of links; it follows from the data key.
    linking: hmac::Key,
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey")
    }
}

impl DataKey {
    fn new(bytes: &[u8]) -> Result<Self, SecretsError> {
        let sealing = UnboundKey::new(&AES_256_GCM, bytes).map_err(|_| SecretsError::Damaged)?;
        Ok(Self { sealing: LessSafeKey::new(sealing), linking: account::linking_key(bytes) })
    }

    /// Seals `text` for this store and purpose (AES-256-GCM; both are bound in): [`BOUND_TO_PURPOSE`] and base64.
    pub fn seal(&self, store_id: StoreId, purpose: Purpose<'_>, text: &str) -> Result<String, SecretsError> {
        self.seal_bound(purpose.bound(store_id), text)
    }

    /// Seals `text`, with `bound` bound in.
    fn seal_bound(&self, bound: String, text: &str) -> Result<String, SecretsError> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| SecretsError::NoRandomness)?;
        let mut sealed = text.as_bytes().to_vec();
        let aad = Aad::from(bound);
        let done = self.sealing.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed);
        done.map_err(|_| SecretsError::Damaged)?;
        Ok(format!("{BOUND_TO_PURPOSE}{}", STANDARD.encode([&nonce[..], &sealed].concat())))
    }

    /// Opens what was sealed for this store and purpose. Sealed for another one it is [`SecretsError::Damaged`]. What was
    /// sealed before purposes were bound in opens for those there were then.
    pub fn open(&self, store_id: StoreId, purpose: Purpose<'_>, sealed: &str) -> Result<String, SecretsError> {
        let (aad, sealed) = match sealed.strip_prefix(BOUND_TO_PURPOSE) {
            Some(sealed) => (purpose.bound(store_id), sealed),
            None if purpose.is_older_than_binding() => (format!("store {store_id}"), sealed),
            None => return Err(SecretsError::Damaged),
        };
        self.open_bound(aad, sealed)
    }

    /// Opens what was sealed with `bound` bound in, without what it begins with.
    fn open_bound(&self, bound: String, sealed: &str) -> Result<String, SecretsError> {
        let sealed = STANDARD.decode(sealed).map_err(|_| SecretsError::Damaged)?;
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or(SecretsError::Damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SecretsError::Damaged)?;
        let mut text = text.to_vec();
        let opened =
            self.sealing.open_in_place(nonce, Aad::from(bound), &mut text).map_err(|_| SecretsError::Damaged)?;
        String::from_utf8(opened.to_vec()).map_err(|_| SecretsError::Damaged)
    }
}

/// A secret text of so many letters and digits.
pub fn random_text(length: usize) -> Result<String, SecretsError> {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let random = SystemRandom::new();
    let mut text = String::with_capacity(length);
    let mut byte = [0];
    while text.len() < length {
        random.fill(&mut byte).map_err(|_| SecretsError::NoRandomness)?;
        // Bytes beyond the letters are thrown away, so that each letter is as likely as another.
        text.extend(
            byte.first().and_then(|byte| LETTERS.get(usize::from(byte & 63))).map(|letter| char::from(*letter)),
        );
    }
    Ok(text)
}

/// So many hexadecimal digits that nobody can guess, each half a byte of chance.
pub fn random_hex(digits: usize) -> Result<String, SecretsError> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut bytes = vec![0; digits];
    SystemRandom::new().fill(&mut bytes).map_err(|_| SecretsError::NoRandomness)?;
    let digit = |byte: &u8| DIGITS.get(usize::from(byte & 15)).map(|digit| char::from(*digit));
    Ok(bytes.iter().filter_map(digit).collect())
}

/// So many bytes that nobody can guess.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], SecretsError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| SecretsError::NoRandomness)?;
    Ok(bytes)
}

/// A secret of the Standard Webhooks form: `whsec_` and 32 random bytes in base64.
pub fn random_webhook_secret() -> Result<String, SecretsError> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| SecretsError::NoRandomness)?;
    Ok(format!("whsec_{}", STANDARD.encode(bytes)))
}

fn unavailable(operation: &'static str, error: impl Into<BoxError>) -> SecretsError {
    SecretsError::Unavailable { operation, source: error.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_for_its_store_alone_and_only_unharmed() {
        let key = DataKey::new(&[7; 32]).unwrap();
        let (store, other) = (StoreId::new(42).unwrap(), StoreId::new(43).unwrap());
        let purpose = Purpose::PrimaryKey;
        let sealed = key.seal(store, purpose, "the key").unwrap();
        assert_eq!(key.open(store, purpose, &sealed).unwrap(), "the key");
        assert!(key.open(other, purpose, &sealed).is_err());
        assert_ne!(sealed, key.seal(store, purpose, "the key").unwrap());
        for bad in ["", "2:", "AAAA", "not base64!", &sealed[4..], &sealed[2..]] {
            assert!(key.open(store, purpose, bad).is_err());
        }
        assert!(!format!("{key:?}").contains('7'));
    }

    #[test]
    fn a_sealed_text_opens_for_its_purpose_alone() {
        let key = DataKey::new(&[7; 32]).unwrap();
        let store = StoreId::new(42).unwrap();
        let purposes = [
            Purpose::PrimaryKey,
            Purpose::WebhookSecret,
            Purpose::LegacySigningKey,
            Purpose::SigningSecret("a.example.com"),
            Purpose::SigningSecret("b.example.com"),
            Purpose::Connection("1000000007", ConnectionSecret::Webhook),
            Purpose::Connection("1000000007", ConnectionSecret::Client),
            Purpose::Connection("1000000007", ConnectionSecret::Token),
            Purpose::Connection("1000000007", ConnectionSecret::RefreshToken),
            Purpose::Connection("1000000008", ConnectionSecret::Token),
        ];
        for purpose in purposes {
            let sealed = key.seal(store, purpose, "the secret").unwrap();
            for other in purposes {
                assert_eq!(key.open(store, other, &sealed).is_ok(), other == purpose, "{purpose:?} {other:?}");
            }
        }
    }

    #[test]
    fn what_was_sealed_before_still_opens_for_what_there_was_then() {
        let key = DataKey::new(&[7; 32]).unwrap();
        let store = StoreId::new(42).unwrap();
        let sealed = sealed_before(&key, store, "the key");
        assert_eq!(key.open(store, Purpose::PrimaryKey, &sealed).unwrap(), "the key");
        assert_eq!(key.open(store, Purpose::WebhookSecret, &sealed).unwrap(), "the key");
        assert!(key.open(store, Purpose::LegacySigningKey, &sealed).is_err());
        assert!(key.open(store, Purpose::SigningSecret("a.example.com"), &sealed).is_err());
        assert!(key.open(store, Purpose::PrimaryKey, &format!("2:{sealed}")).is_err());
    }

    fn sealed_before(key: &DataKey, store_id: StoreId, text: &str) -> String {
        let (nonce, mut sealed) = ([1; NONCE_LEN], text.as_bytes().to_vec());
        let aad = Aad::from(format!("store {store_id}"));
        key.sealing.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed).unwrap();
        STANDARD.encode([&nonce[..], &sealed].concat())
    }

    #[test]
    fn random_texts_are_letters_and_digits_and_differ() {
        let text = random_text(50).unwrap();
        assert_eq!(text.len(), 50);
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(text, random_text(50).unwrap());
        let digits = random_hex(32).unwrap();
        assert!(digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digits}");
        assert_ne!(digits, random_hex(32).unwrap());
    }
}
