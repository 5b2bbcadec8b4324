//! A run: the functions of one checkout, the clock they go by, and what they answered and did.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::bodies::Bodies;
use crate::clock::Clock;
use crate::cloud::Cloud;
use crate::deployment::{ADMIN_TOKEN, Deployment};
use crate::lambda::Function;
use crate::names::Names;
use crate::receiver;
use crate::stores::Account;
use crate::streams::Message;

/// Every function may remember a store for ten seconds, a key for thirty and a sender for a minute. Which function a
/// call that changes one of them goes to, and so which function knows at once, is no promise: the clock moves on.
const ALL_FORGOTTEN_SECONDS: i64 = 61;

pub(crate) struct World {
    pub(crate) deployment: Deployment,
    pub(crate) functions: BTreeMap<String, Function>,
    pub(crate) cloud: Arc<Cloud>,
    pub(crate) clock: Clock,
    pub(crate) bodies: Bodies,
    pub(crate) names: Names,
    pub(crate) posts: Arc<Mutex<Vec<String>>>,
    /// Where posts can be sent to.
    pub(crate) receiver: String,
    pub(crate) stores: u64,
    pub(crate) messages: Vec<Message>,
    pub(crate) unseen: Vec<crate::cloud::Item>,
    /// How many calls were made, by what they were made from.
    pub(crate) counts: BTreeMap<&'static str, usize>,
    pub(crate) kind: &'static str,
    pub(crate) answers: String,
    pub(crate) effects: String,
}

/// A call of the API.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    pub(crate) account: Account,
    pub(crate) method: String,
    /// With what stands behind the question mark.
    pub(crate) path: String,
    /// Beside or in place of those every call has; an empty one is not sent.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// How much later than the call before it.
    pub(crate) wait_seconds: i64,
}

#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u64,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) json: Value,
}

impl Call {
    /// A call of a store, a second after the one before. A body of null is none.
    pub(crate) fn of(account: &Account, method: &str, path: &str, body: &Value) -> Self {
        let body = if body.is_null() { vec![] } else { body.to_string().into_bytes() };
        let (method, path) = (method.to_owned(), path.to_owned());
        Self { account: account.clone(), method, path, body, wait_seconds: 1, ..Self::default() }
    }

    /// A call of the operator.
    pub(crate) fn operator(method: &str, path: &str, body: &Value) -> Self {
        Self::of(&Account::default(), method, path, body).header("authorization", &format!("Bearer {ADMIN_TOKEN}"))
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// As it comes through API Gateway (payload format 2.0).
    fn event(&self, route: &str) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let mut headers = BTreeMap::from([
            ("accept", "application/json".to_owned()),
            ("content-type", "application/json".to_owned()),
            ("content-length", self.body.len().to_string()),
            ("host", "api.example.com".to_owned()),
            ("user-agent", "replay".to_owned()),
            ("orderdesk-store-id", self.account.store.clone()),
            ("orderdesk-api-key", self.account.key.clone()),
        ]);
        headers.extend(self.headers.iter().map(|(name, value)| (name.as_str(), value.clone())));
        headers.retain(|_, value| !value.is_empty());
        let text = std::str::from_utf8(&self.body);
        json!({
            "version": "2.0", "routeKey": route, "rawPath": path, "rawQueryString": query, "headers": headers,
            "requestContext": {
                "accountId": "000000000000", "apiId": "replay", "domainName": "api.example.com",
                "domainPrefix": "api", "requestId": "replay", "routeKey": route, "stage": "$default",
                "time": "01/Mar/2026:08:00:00 +0000", "timeEpoch": 1_772_352_000_000_u64,
                "http": {
                    "method": self.method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
                    "userAgent": "replay",
                },
            },
            "body": text.map_or_else(|_| STANDARD.encode(&self.body), str::to_owned),
            "isBase64Encoded": text.is_err(),
        })
        .to_string()
    }
}

impl World {
    /// Starts every function of a checkout.
    pub(crate) async fn start(checkout: &Path, binaries: &Path, folder: &Path) -> Result<Self> {
        let deployment = Deployment::read(checkout)?;
        let clock = Clock::start(folder)?;
        let (cloud, port) = Cloud::start(deployment.schema.clone()).await?;
        let posts = Arc::new(Mutex::new(vec![]));
        let receiver = receiver::start(posts.clone()).await?;
        let mut functions = BTreeMap::new();
        for function in &deployment.functions {
            let mut environment = function.settings.clone();
            environment.extend(clock.environment());
            for (name, value) in [
                ("AWS_REGION", "us-east-1"),
                ("AWS_ACCESS_KEY_ID", "replay"),
                ("AWS_SECRET_ACCESS_KEY", "replay"),
                ("AWS_SESSION_TOKEN", "replay"),
                ("AWS_ENDPOINT_URL", &format!("http://127.0.0.1:{port}")),
                ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
                ("AWS_LAMBDA_LOG_LEVEL", "INFO"),
            ] {
                environment.push((name.to_owned(), value.to_owned()));
            }
            let binary = binary(binaries, &function.name);
            let started = Function::start(&function.name, &binary, &environment, folder).await?;
            functions.insert(function.name.clone(), started);
        }
        Ok(Self {
            deployment,
            functions,
            cloud,
            clock,
            bodies: Bodies::read(checkout)?,
            names: Names::default(),
            posts,
            receiver,
            stores: 0,
            messages: vec![],
            unseen: vec![],
            counts: BTreeMap::new(),
            kind: "set-up",
            answers: String::new(),
            effects: String::new(),
        })
    }

    /// Makes a call and writes its answer down.
    pub(crate) async fn call(&mut self, call: Call) -> Result<Reply> {
        self.clock.advance(call.wait_seconds)?;
        let path = call.path.split('?').next().unwrap_or_default();
        let (name, route) = self.deployment.route(&call.method, path)?;
        let event = call.event(route);
        let function = self.functions.get_mut(name).with_context(|| format!("there is no {name}"))?;
        let answered = function.invoke(event).await?;
        self.look();
        let answer: Value = serde_json::from_slice(&answered.body).unwrap_or_default();
        let body = answer["body"].as_str().unwrap_or_default();
        let reply = Reply {
            status: answer["statusCode"].as_u64().unwrap_or_default(),
            headers: headers(&answer),
            json: serde_json::from_str(body).unwrap_or_default(),
        };
        self.names.learn_answer(&reply.json);
        let number = self.counts.values().sum::<usize>() + 1;
        let headers: Vec<_> = reply.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let failure =
            if answered.failed { String::from_utf8_lossy(&answered.body).into_owned() } else { String::new() };
        let lines = format!(
            "# {number} {} {}\nkind: {}\nby: {} {:?}\nsent: {}\n{} {failure}\n{}\n{body}\n\n",
            call.method,
            call.path,
            self.kind,
            call.account.store,
            call.headers,
            String::from_utf8_lossy(&call.body),
            reply.status,
            headers.join("\n"),
        );
        self.answers.push_str(&self.names.normal(&lines));
        *self.counts.entry(self.kind).or_default() += 1;
        let changes = ["/v1/store", "/v1/folders", "/v1/keys", "/v1/rules"];
        if call.method != "GET" && changes.iter().any(|prefix| path.starts_with(prefix)) {
            self.clock.advance(ALL_FORGOTTEN_SECONDS)?;
        }
        Ok(reply)
    }

    /// How many calls were made beside those that set the run up.
    pub(crate) fn made(&self) -> usize {
        self.counts.iter().filter(|(kind, _)| **kind != "set-up").map(|(_, count)| count).sum()
    }

    /// A call of a store, a second after the one before.
    pub(crate) async fn ask(&mut self, account: &Account, method: &str, path: &str, body: &Value) -> Result<Reply> {
        self.call(Call::of(account, method, path, body)).await
    }

    /// Takes what the functions did, and writes it down.
    pub(crate) fn look(&mut self) {
        let seen = self.cloud.take();
        self.names.learn_rows(&seen.written, &self.bodies);
        self.unseen.extend(seen.written);
        for sent in seen.sent {
            self.messages.push(Message::new(sent, self.clock.now()));
        }
        for (receipt, seconds) in seen.hidden {
            let now = self.clock.now();
            let hidden = self.messages.iter_mut().filter(|message| message.receipt == receipt);
            hidden.for_each(|message| message.hide_until(now + seconds));
        }
        let mails = seen.mails.iter().map(|mail| {
            let fields = form_urlencoded::parse(mail.as_bytes()).map(|(key, value)| format!("{key}={value}"));
            self.names.normal(&fields.collect::<Vec<_>>().join(
                "
",
            ))
        });
        // Those of a batch are sent at once.
        let mut mails: Vec<_> = mails.collect();
        mails.sort();
        for mail in mails {
            self.note("mail", &mail);
        }
    }

    /// Writes down something beside the answers.
    pub(crate) fn note(&mut self, what: &str, text: &str) {
        let number = self.counts.values().sum::<usize>();
        let lines = format!("# {what} after {number}\n{text}\n\n");
        self.effects.push_str(&self.names.normal(&lines));
    }
}

fn headers(answer: &Value) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::new();
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        headers.insert(name.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    for (name, values) in answer["multiValueHeaders"].as_object().into_iter().flatten() {
        let values: Vec<_> = values.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        headers.insert(name.clone(), values.join(", "));
    }
    headers
}

/// As `cargo lambda` lays them out, or as `cargo` does.
fn binary(folder: &Path, name: &str) -> PathBuf {
    let laid_out = folder.join(name).join("bootstrap");
    if laid_out.is_file() { laid_out } else { folder.join(name) }
}
