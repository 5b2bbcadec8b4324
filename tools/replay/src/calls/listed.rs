//! The calls of the contract tests, written down as lines of JSON (`calls/*.jsonl`).

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::stores::{self, Account};
use crate::world::{Call, World};

const FILES: [&str; 3] = [
    include_str!("../../calls/compatible.jsonl"),
    include_str!("../../calls/own.jsonl"),
    include_str!("../../calls/flows.jsonl"),
];

/// One line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// Opens a store of this name; it makes the calls from here on.
    open: Option<String>,
    /// Its settings; a store is not limited unless they say so.
    settings: Option<Value>,
    /// Method and address. `{name}` is what was saved under this name.
    call: Option<String>,
    body: Option<Box<RawValue>>,
    /// A body that is no JSON.
    text: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// What to keep of the answer: a name and where it stands; `@etag` is a header.
    #[serde(default)]
    save: BTreeMap<String, String>,
    /// Seconds between the call before it and this one; 1 unless told.
    wait: Option<i64>,
    /// So many times the same.
    times: Option<u32>,
    /// Carries on what was done, and lets so many waits pass.
    settle: Option<usize>,
    /// Whether a record nobody can read comes by.
    #[serde(default)]
    poison: bool,
}

pub(super) async fn all(world: &mut World) -> Result<()> {
    for file in FILES {
        let mut script = Script::default();
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with("//")) {
            let line: Line = serde_json::from_str(line).with_context(|| line.to_owned())?;
            script.run(world, line).await?;
        }
        world.settle(2).await?;
    }
    Ok(())
}

#[derive(Default)]
struct Script {
    account: Account,
    saved: BTreeMap<String, String>,
}

impl Script {
    async fn run(&mut self, world: &mut World, line: Line) -> Result<()> {
        if let Some(name) = &line.open {
            world.kind = "set-up";
            let settings = line.settings.clone().unwrap_or_else(|| serde_json::json!({ "rate_limit": "off" }));
            self.account = stores::open(world, name, settings).await?;
            self.save("store", &self.account.store.clone());
            self.save("key", &self.account.key.clone());
            self.save("receiver", &world.receiver.clone());
            world.kind = "contract";
        }
        if line.poison {
            world.poison(&self.account.store).await?;
        }
        if let Some(call) = &line.call {
            for _ in 0..line.times.unwrap_or(1) {
                self.call(world, call, &line).await?;
            }
        }
        match line.settle {
            Some(times) => world.settle(times).await,
            None => Ok(()),
        }
    }

    async fn call(&mut self, world: &mut World, call: &str, line: &Line) -> Result<()> {
        let (method, path) = call.split_once(' ').context("a call without an address")?;
        let body = line.body.as_ref().map(|body| body.get()).or(line.text.as_deref()).unwrap_or_default();
        let headers = line.headers.iter().map(|(name, value)| (name.clone(), self.fill(value))).collect();
        let call = Call {
            account: self.account.clone(),
            method: method.to_owned(),
            path: self.fill(path),
            headers,
            body: self.fill(body).into_bytes(),
            wait_seconds: line.wait.unwrap_or(1),
        };
        let reply = world.call(call).await?;
        for (name, place) in &line.save {
            let found = match place.strip_prefix('@') {
                Some(header) => reply.headers.get(header).cloned(),
                None => reply.json.pointer(place).map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned)),
            };
            let found = found.with_context(|| format!("{method} {path} answered {} without {name}", reply.status))?;
            self.save(name, &found);
        }
        Ok(())
    }

    fn save(&mut self, name: &str, value: &str) {
        self.saved.insert(name.to_owned(), value.to_owned());
    }

    /// `{name}` as it was saved, and `"{#name}"` as a number.
    fn fill(&self, text: &str) -> String {
        let fill = |text: String, (name, value): (&String, &String)| {
            text.replace(&format!("\"{{#{name}}}\""), value).replace(&format!("{{{name}}}"), value)
        };
        self.saved.iter().fold(text.to_owned(), fill)
    }
}
