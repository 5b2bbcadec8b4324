//! KMS: one key, the same for ever.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::request::{Refusal, write};

const DATA_KEY: [u8; 32] = [7; 32];

pub(crate) fn answer(operation: &str) -> Result<Vec<u8>, Refusal> {
    match operation {
        "GenerateDataKeyWithoutPlaintext" => {
            write(&json!({ "KeyId": "local", "CiphertextBlob": STANDARD.encode("sealed") }))
        }
        "Decrypt" => write(&json!({
            "KeyId": "local", "Plaintext": STANDARD.encode(DATA_KEY), "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        })),
        _ => Err(Refusal::unknown(operation)),
    }
}
