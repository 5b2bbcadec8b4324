//! A table to test on, and its rows as they lie in it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use aws_types::SdkConfig;
use aws_types::region::Region;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cloud::{Aws, Faults, Recording, TABLE, Time};
use serde_json::{Value, json};
use table::{Change, Image, Table};

/// The table's keys and indexes.
const SCHEMA: &str = include_str!("../../../../tools/cloud/table.json");

/// What bodies are compressed with.
const DICTIONARY: &[u8] = include_bytes!("../../src/dictionary-1.json");

pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) struct Stage {
    pub(crate) table: Table,
    rows: Client,
    name: String,
    in_process: Option<Arc<Aws>>,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        match endpoint() {
            Some(url) => Self::on_endpoint(&url).await,
            None => Self::in_process(),
        }
    }

    fn in_process() -> Self {
        let time = Time::starting_at("2026-11-25T09:00:00Z".parse().unwrap());
        let aws = Aws::new(time, Recording::Changes).unwrap();
        let (table, rows) = (Table::new(&aws.config("tested"), TABLE), Client::new(&aws.config("test")));
        Self { table, rows, name: TABLE.to_owned(), in_process: Some(aws) }
    }

    async fn on_endpoint(url: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("table-test-{}-{number}", std::process::id());
        let config = config(url);
        let rows = Client::new(&config);
        create_table(&rows, &name).await;
        Self { table: Table::new(&config, name.clone()), rows, name, in_process: None }
    }

    /// The cloud in this process, for what needs a planned fault; a test without one has nothing to do.
    pub(crate) fn with_faults() -> (Self, Faults) {
        let stage = Self::in_process();
        let faults = stage.in_process.as_ref().unwrap().faults.clone();
        (stage, faults)
    }

    /// The table as this function has it, which can crash.
    pub(crate) fn table_of(&self, function: &str) -> Table {
        Table::new(&self.in_process.as_ref().unwrap().config(function), TABLE)
    }

    /// One row as it lies in the table.
    pub(crate) async fn row(&self, pk: &str, sk: &str) -> Option<Item> {
        let get = self.rows.get_item().table_name(&self.name).consistent_read(true).set_key(Some(key(pk, sk)));
        get.send().await.unwrap().item
    }

    /// The sort keys of a partition.
    pub(crate) async fn sort_keys(&self, pk: &str) -> Vec<String> {
        let query = self.rows.query().table_name(&self.name).consistent_read(true);
        let query = query.key_condition_expression("pk = :pk");
        let query = query.expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()));
        let items = query.send().await.unwrap().items.unwrap_or_default();
        items.iter().map(|item| item["sk"].as_s().unwrap().clone()).collect()
    }

    /// Puts a row as none of the table's functions would.
    pub(crate) async fn put(&self, item: Item) {
        self.rows.put_item().table_name(&self.name).set_item(Some(item)).send().await.unwrap();
    }

    /// Removes a row behind the table's back.
    pub(crate) async fn remove(&self, pk: &str, sk: &str) {
        self.rows.delete_item().table_name(&self.name).set_key(Some(key(pk, sk))).send().await.unwrap();
    }

    /// The row as the table's stream shows it after a change.
    pub(crate) async fn image(&self, pk: &str, sk: &str) -> Image {
        let item = self.row(pk, sk).await.unwrap();
        let image: serde_json::Map<_, _> = item.iter().map(|(name, value)| (name.clone(), in_stream(value))).collect();
        Change::read(&json!({ "dynamodb": { "NewImage": image } }).to_string()).unwrap().unwrap()
    }
}

/// The JSON in a row's body.
pub(crate) fn body_of(item: &Item) -> Value {
    let packed = item["body"].as_b().unwrap().as_ref();
    let json = zstd::bulk::Decompressor::with_dictionary(DICTIONARY).unwrap().decompress(&packed[1..], 1 << 24);
    serde_json::from_slice(&json.unwrap()).unwrap()
}

/// A body of this JSON.
pub(crate) fn packed(body: &Value) -> AttributeValue {
    let json = serde_json::to_vec(body).unwrap();
    let mut packed = vec![1];
    packed.extend(zstd::bulk::Compressor::with_dictionary(6, DICTIONARY).unwrap().compress(&json).unwrap());
    AttributeValue::B(Blob::new(packed))
}

fn key(pk: &str, sk: &str) -> Item {
    [("pk", pk), ("sk", sk)].map(|(name, text)| (name.to_owned(), AttributeValue::S(text.to_owned()))).into()
}

fn in_stream(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::B(bytes) => json!({ "B": STANDARD.encode(bytes.as_ref()) }),
        other => panic!("no row has {other:?}"),
    }
}

#[allow(clippy::disallowed_methods, reason = "a test's own setting: where its DynamoDB is")]
fn endpoint() -> Option<String> {
    std::env::var("WAYBILL_TEST_DYNAMODB_URL").ok().filter(|url| !url.is_empty())
}

fn config(url: &str) -> SdkConfig {
    let credentials = Credentials::new("local", "local", None, None, "local");
    SdkConfig::builder()
        .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(url)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build()
}

async fn create_table(client: &Client, name: &str) {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut create = client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    for attribute in schema["AttributeDefinitions"].as_array().unwrap() {
        let definition = AttributeDefinition::builder().attribute_name(attribute["AttributeName"].as_str().unwrap());
        create = create.attribute_definitions(definition.attribute_type(ScalarAttributeType::S).build().unwrap());
    }
    for index in schema["GlobalSecondaryIndexes"].as_array().unwrap() {
        let projection = &index["Projection"];
        let kind = ProjectionType::from(projection["ProjectionType"].as_str().unwrap());
        let names = projection["NonKeyAttributes"].as_array();
        let names = names.map(|names| names.iter().map(|name| name.as_str().unwrap().to_owned()).collect());
        let built = GlobalSecondaryIndex::builder()
            .index_name(index["IndexName"].as_str().unwrap())
            .set_key_schema(Some(key_schema(&index["KeySchema"])))
            .projection(Projection::builder().projection_type(kind).set_non_key_attributes(names).build());
        create = create.global_secondary_indexes(built.build().unwrap());
    }
    create.set_key_schema(Some(key_schema(&schema["KeySchema"]))).send().await.unwrap();
}

fn key_schema(elements: &Value) -> Vec<KeySchemaElement> {
    let element = |element: &Value| {
        let kind = KeyType::from(element["KeyType"].as_str().unwrap());
        KeySchemaElement::builder().attribute_name(element["AttributeName"].as_str().unwrap()).key_type(kind)
    };
    elements.as_array().unwrap().iter().map(|it| element(it).build().unwrap()).collect()
}
