//! The AWS client configuration (docs/adr/0003-tls-on-ring.md).

use anyhow::Result;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
pub use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

use crate::settings::setting;

/// Where else than at AWS the services are, for a cloud on one machine; `AWS_ENDPOINT_URL_SQS` is that of one service.
const ENDPOINT_URL: &str = "AWS_ENDPOINT_URL";

/// Credentials and region from the environment, where Lambda puts them for the life of the process, and one HTTPS client
/// on *ring*. The default chain of credentials and profiles, and the default client, cost a start forty milliseconds; what
/// remains of the chain where it is not asked still reads files and is a part of each binary. Nothing here needs them.
pub fn aws_config() -> Result<SdkConfig> {
    let https = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let (id, secret) = (setting("AWS_ACCESS_KEY_ID")?, setting("AWS_SECRET_ACCESS_KEY")?);
    let token = setting("AWS_SESSION_TOKEN").ok().filter(|token| !token.is_empty());
    let credentials = Credentials::new(id, secret, token, None, "environment");
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(https)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .region(Region::new(setting("AWS_REGION")?))
        .service_config(Endpoints);
    config.set_endpoint_url(setting(ENDPOINT_URL).ok());
    Ok(config.build())
}

/// Endpoints of single services.
#[derive(Debug)]
struct Endpoints;

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        Some(key.env()).filter(|env| *env == ENDPOINT_URL).and_then(|env| setting(&format!("{env}_{service}")).ok())
    }
}
