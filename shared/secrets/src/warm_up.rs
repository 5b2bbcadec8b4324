//! Opening the connection to KMS before it is needed.

use aws_sdk_kms::Client;
use aws_sdk_kms::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_kms::config::retry::RetryConfig;
use aws_sdk_kms::config::{Config, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_kms::error::BoxError;
use aws_sdk_kms::primitives::Blob;

/// What is sent to be decrypted: nothing that KMS has ever encrypted.
const NOTHING: [u8; 1] = [0];

/// Sends a Decrypt that can't succeed and waits for the refusal.
pub(crate) async fn warm_up(client: &Client) {
    let once = Config::builder().retry_config(RetryConfig::disabled());
    let refused = client.decrypt().ciphertext_blob(Blob::new(NOTHING)).customize();
    // What became of it doesn't matter: without a connection, the next request opens one and says what is wrong.
    let _ = refused.config_override(once).interceptor(Unsigned).send().await;
}

/// Takes the signature off a request that is ready to be sent.
#[derive(Debug)]
struct Unsigned;

impl Intercept for Unsigned {
    fn name(&self) -> &'static str {
        "Unsigned"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let headers = context.request_mut().headers_mut();
        headers.remove("authorization");
        headers.remove("x-amz-security-token");
        Ok(())
    }
}
