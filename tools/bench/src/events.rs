//! What Lambda hands the functions.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::stores::Account;
use cloud::{Item, REGION, text_of};

/// A call of the API.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// What stands behind the question mark.
    pub(crate) query: String,
    /// Headers beside those that every call has.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Call {
    /// The call as it comes through API Gateway (payload format 2.0).
    pub(crate) fn event(&self, account: &Account) -> String {
        let Self { method, path, query, headers, body } = self;
        let mut event = json!({
            "version": "2.0", "routeKey": format!("{method} {path}"), "rawPath": path, "rawQueryString": query,
            "headers": {
                "accept": "application/json", "content-type": "application/json",
                "content-length": body.len().to_string(), "host": "bench.execute-api.us-east-1.amazonaws.com",
                "user-agent": "bench", "orderdesk-store-id": account.store_id.to_string(),
                "orderdesk-api-key": account.key, "x-forwarded-for": "127.0.0.1", "x-forwarded-port": "443",
                "x-forwarded-proto": "https",
            },
            "requestContext": {
                "accountId": "000000000000", "apiId": "bench", "domainName": "bench.execute-api.us-east-1.amazonaws.com",
                "domainPrefix": "bench", "requestId": "bench", "routeKey": format!("{method} {path}"),
                "stage": "$default", "time": "22/Nov/2026:10:00:00 +0000", "timeEpoch": 1_795_341_600_000_u64,
                "http": {
                    "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
                    "userAgent": "bench",
                },
            },
            "body": body, "isBase64Encoded": false,
        });
        if let Some(Value::Object(all)) = event.get_mut("headers") {
            all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
        }
        event.to_string()
    }
}

/// What API Gateway is handed back.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answered {
    pub(crate) status_code: u16,
    #[serde(default)]
    pub(crate) body: String,
}

/// A call with a body and nothing more.
pub(crate) fn call(account: &Account, method: &'static str, path: &str, body: &str) -> String {
    Call { method, path: path.to_owned(), body: body.to_owned(), ..Call::default() }.event(account)
}

/// Records of the table's stream, one for each row as it became.
pub(crate) fn stream(images: &[Item]) -> String {
    let records: Vec<Value> = images.iter().map(record).collect();
    json!({ "Records": records }).to_string()
}

fn record(image: &Item) -> Value {
    let key = |name| json!({ "S": text_of(image, name).unwrap_or_default() });
    json!({
        "eventID": "00000000000000000000000000000000", "eventName": "MODIFY", "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": REGION,
        "dynamodb": {
            "ApproximateCreationDateTime": 1_795_341_600, "Keys": { "pk": key("pk"), "sk": key("sk") },
            "NewImage": image, "SequenceNumber": "100000000000000000001", "SizeBytes": 2_000,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/bench/stream/2026-11-22T00:00:00.000",
    })
}

/// Messages of a queue, each received for the first time.
pub(crate) fn messages(bodies: &[String]) -> String {
    let records: Vec<Value> = bodies.iter().enumerate().map(|(index, body)| message(index, body)).collect();
    json!({ "Records": records }).to_string()
}

fn message(index: usize, body: &str) -> Value {
    json!({
        "messageId": format!("00000000-0000-4000-8000-{index:012}"), "receiptHandle": "bench", "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1", "SentTimestamp": "1795341600000", "SenderId": "bench",
            "ApproximateFirstReceiveTimestamp": "1795341600000",
        },
        "messageAttributes": {}, "md5OfBody": "00000000000000000000000000000000", "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:bench", "awsRegion": REGION,
    })
}

/// Those of `written` that the filter of a stream's reader lets through: rows with this attribute.
pub(crate) fn with(written: &[Item], attribute: &str) -> Vec<Item> {
    written.iter().filter(|image| text_of(image, attribute).is_some()).cloned().collect()
}
