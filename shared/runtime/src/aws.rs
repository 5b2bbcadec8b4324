//! The AWS client configuration (docs/adr/0003-tls-on-ring.md).

use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
pub use aws_types::SdkConfig;

/// Credentials and region from the environment, where Lambda puts them, and one HTTPS client on *ring*: the default
/// provider chain and the default client cost a cold start forty milliseconds and nothing here needs them.
pub async fn aws_config() -> SdkConfig {
    let https = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    aws_config::from_env()
        .http_client(https)
        .credentials_provider(EnvironmentVariableCredentialsProvider::new())
        .region(EnvironmentVariableRegionProvider::new())
        .load()
        .await
}
