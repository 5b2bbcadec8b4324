//! A thin client of the emulator's AWS APIs. It calls as the account itself, whose signature the emulator
//! doesn't check; the functions' it does.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use hyper::Method;
use serde::Serialize;
use serde_json::Value;

use crate::deploy::REGION;
use crate::http::{self, Reply};

/// The AWS APIs of one cloud.
#[derive(Debug, Clone)]
pub struct Aws {
    endpoint: String,
}

/// What a function answered to a direct call.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    /// What it returned; with an error, its type and message.
    pub payload: Value,
    /// `Unhandled` or the like if it failed.
    pub error: Option<String>,
}

impl Aws {
    /// Those of the emulator at this port.
    pub fn at(gateway: u16) -> Self {
        Self { endpoint: format!("http://127.0.0.1:{gateway}") }
    }

    /// Calls a service that speaks JSON, such as `DynamoDB_20120810.PutItem`, `AmazonSQS.SendMessage` or
    /// `Logs_20140328.FilterLogEvents`.
    pub async fn json(&self, target: &str, body: &(impl Serialize + ?Sized)) -> Result<Value> {
        let body = serde_json::to_vec(body)?;
        let version = if target.starts_with("Logs") { "1.1" } else { "1.0" };
        let call = http::post(format!("{}/", self.endpoint)).header("x-amz-target", target);
        let call = call.header("authorization", &authorization(service(target)));
        let reply = call.header("content-type", &format!("application/x-amz-json-{version}")).body(body).send().await?;
        ensure!(reply.status == 200, "{target} answered {}: {}", reply.status, reply.text());
        if reply.body.is_empty() { Ok(Value::Null) } else { reply.json() }
    }

    /// Calls a service that speaks the query protocol, such as `cloudformation`; the answer is XML.
    /// Neither names nor values are escaped: use plain words.
    pub async fn query(&self, service: &str, parameters: &[(&str, &str)]) -> Result<Reply> {
        let form: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let call = http::post(format!("{}/", self.endpoint)).body(form.join("&"));
        let call = call.header("authorization", &authorization(service));
        call.header("content-type", "application/x-www-form-urlencoded").send().await
    }

    /// Calls a function by its full name, such as `waybill-serve-api`, and waits for its answer.
    pub async fn invoke(&self, function: &str, payload: &(impl Serialize + ?Sized)) -> Result<Invocation> {
        let url = format!("{}/2015-03-31/functions/{function}/invocations", self.endpoint);
        let call = http::post(url).header("authorization", &authorization("lambda"));
        let reply = call.json(payload)?.send().await?;
        ensure!(reply.status == 200, "calling {function} answered {}: {}", reply.status, reply.text());
        let error = reply.headers.get("x-amz-function-error").and_then(|error| error.to_str().ok()).map(str::to_owned);
        let payload = if reply.body.is_empty() { Value::Null } else { reply.json()? };
        Ok(Invocation { payload, error })
    }

    /// Puts an object into a bucket, as somebody who may write there does. Nothing in its name is escaped: use plain words.
    pub async fn put_object(&self, bucket: &str, name: &str, body: impl Into<Bytes>) -> Result<()> {
        let call = http::call(Method::PUT, format!("{}/{bucket}/{name}", self.endpoint));
        let reply = call.header("authorization", &authorization("s3")).body(body).send().await?;
        ensure!(reply.status == 200, "putting {name} answered {}: {}", reply.status, reply.text());
        Ok(())
    }

    /// The outputs of a deployed stack, or nothing if there is no such stack in a finished state.
    pub async fn stack_outputs(&self, stack: &str) -> Result<Option<BTreeMap<String, String>>> {
        let parameters = [("Action", "DescribeStacks"), ("StackName", stack), ("Version", "2010-05-15")];
        let reply = self.query("cloudformation", &parameters).await.context("could not ask for the stack")?;
        let xml = reply.text();
        let finished = between(&xml, "<StackStatus>", "</StackStatus>")
            .next()
            .is_some_and(|status| ["CREATE_COMPLETE", "UPDATE_COMPLETE"].contains(&status));
        Ok((reply.status == 200 && finished).then(|| outputs(&xml)))
    }
}

/// Names the caller; the emulator reads who calls, and which service is meant, from it.
fn authorization(service: &str) -> String {
    let scope = format!("test/20260101/{REGION}/{service}/aws4_request");
    format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0")
}

/// The service of an `X-Amz-Target`.
fn service(target: &str) -> &str {
    const NAMES: [(&str, &str); 4] =
        [("DynamoDB", "dynamodb"), ("AmazonSQS", "sqs"), ("AmazonSSM", "ssm"), ("TrentService", "kms")];
    let named = NAMES.iter().find(|(start, _)| target.starts_with(start));
    named.map_or("logs", |(_, name)| name)
}

fn outputs(xml: &str) -> BTreeMap<String, String> {
    let keys = between(xml, "<OutputKey>", "</OutputKey>");
    let values = between(xml, "<OutputValue>", "</OutputValue>");
    keys.zip(values).map(|(key, value)| (key.to_owned(), value.replace("&amp;", "&"))).collect()
}

fn between<'a>(xml: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    xml.split(open).skip(1).filter_map(move |rest| rest.split_once(close)).map(|(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::outputs;

    #[test]
    fn outputs_are_read_from_the_answer() {
        let xml = "<Outputs><member><OutputKey>ApiId</OutputKey><OutputValue>1a</OutputValue></member>\
            <member><OutputKey>Url</OutputKey><OutputValue>http://x?a&amp;b</OutputValue></member></Outputs>";
        let outputs = outputs(xml);
        assert_eq!((outputs["ApiId"].as_str(), outputs["Url"].as_str()), ("1a", "http://x?a&b"));
    }
}
