//! The least a function with DynamoDB can be: the SDK on *ring*, and one `PutItem` of a key.

use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::{Value, json};

/// The table it writes to, which it needs no setting for.
const TABLE: &str = "waybill";

#[tokio::main]
async fn main() -> Result<(), Error> {
    lambda_runtime::tracing::init_default_subscriber();
    let https = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let config = aws_config::from_env()
        .http_client(https)
        .credentials_provider(EnvironmentVariableCredentialsProvider::new())
        .region(EnvironmentVariableRegionProvider::new());
    let client = &Client::new(&config.load().await);
    run(service_fn(async |_: LambdaEvent<Value>| put(client).await)).await
}

async fn put(client: &Client) -> Result<Value, Error> {
    let put = client.put_item().table_name(TABLE).item("pk", AttributeValue::S("minimal".to_owned()));
    put.item("sk", AttributeValue::S("put".to_owned())).send().await?;
    Ok(json!({}))
}
