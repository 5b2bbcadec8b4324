//! What may differ between two runs and says nothing: values that come from chance. Each is replaced by its kind and a
//! number, in the sequence in which the functions wrote them; everything else stays as it is. They are
//!
//! - ids of stores, rules and inventory items, which are thrown;
//! - ids of orders that came without a number of their own and without an `Idempotency-Key`, and the text that told
//!   them apart; an item's or a shipment's id is the order's and six digits, which stay. The ids of all other orders
//!   follow from what was sent and are compared;
//! - API keys, their hashes and ids, webhook secrets, and both as they are sealed;
//! - when a post is due again (`due_at`), which is the schedule's wait, a fifth more or less;
//! - signatures of posts that have one of these in them.
//!
//! The list (one of four) that an order or inventory item of such an id lies in follows from it. That is checked, and
//! then replaced; the four counts of a store that has such orders are added up (`table.rs`).
//!
//! Durations need nothing: the clock stands still within a call.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use crate::bodies::Bodies;
use crate::cloud::{Item, text_of};

#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Letters and digits between anything else.
    tokens: HashMap<String, String>,
    /// Texts with other characters in them.
    phrases: Vec<(String, String)>,
    counts: HashMap<&'static str, usize>,
    /// Stores with orders whose ids come from chance.
    pub(crate) by_chance: BTreeSet<String>,
}

impl Names {
    /// Whether this is an id that came from chance.
    pub(crate) fn is_chance(&self, token: &str) -> bool {
        self.tokens.contains_key(token)
    }

    /// Finds what comes from chance in rows that were just written.
    pub(crate) fn learn_rows(&mut self, rows: &[Item], bodies: &Bodies) {
        for row in rows {
            let (pk, sk) = (text_of(row, "pk"), text_of(row, "sk"));
            let id = pk.rsplit('#').next().unwrap_or_default();
            match (pk.split('#').next(), sk.split_once('#').unwrap_or((sk, ""))) {
                (Some("S"), ("S", _)) if !crate::stores::is_ours(id) => self.token("store", id),
                (Some("S"), ("R", rule)) => self.token("rule", rule),
                (Some("S"), ("K", hash)) => {
                    self.token("hash", hash);
                    self.token("key", hash.get(..16).unwrap_or_default());
                }
                (Some("S"), ("X", _)) => {
                    for name in ["primary_key", "webhook_secret"] {
                        self.secret("sealed", &bodies.json(row)[name]);
                    }
                }
                (Some("I"), _) => self.token("inventory", id),
                (Some("O"), ("O", _)) => {
                    if let Some(chance) = bodies.json(row)["identity"]["alone"].as_str() {
                        self.token("order", id);
                        self.token("alone", chance);
                        self.by_chance.extend(pk.split('#').nth(1).map(str::to_owned));
                    }
                }
                _ => {}
            }
        }
    }

    /// Finds secrets that an answer shows.
    pub(crate) fn learn_answer(&mut self, answer: &Value) {
        self.secret("api_key", &answer["api_key"]);
        self.secret("webhook_secret", &answer["webhook_secret"]);
    }

    fn secret(&mut self, kind: &'static str, value: &Value) {
        if let Some(text) = value.as_str().filter(|text| !text.is_empty())
            && !self.phrases.iter().any(|(known, _)| known == text)
        {
            let name = self.next(kind);
            self.phrases.push((text.to_owned(), name));
        }
    }

    fn token(&mut self, kind: &'static str, token: &str) {
        if !self.tokens.contains_key(token) {
            let name = self.next(kind);
            self.tokens.insert(token.to_owned(), name);
        }
    }

    fn next(&mut self, kind: &'static str) -> String {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        format!("<{kind}:{count}>")
    }

    /// The text without what comes from chance.
    pub(crate) fn normal(&self, text: &str) -> String {
        let phrases = self.phrases.iter().filter(|(known, _)| text.contains(known.as_str()));
        let text = phrases.fold(text.to_owned(), |text, (known, name)| text.replace(known, name));
        let mut normal = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let (token, after) = rest.split_at(end);
            normal.push_str(&self.name_of(token));
            let between = after.find(|c: char| c.is_ascii_alphanumeric()).unwrap_or(after.len());
            let (other, next) = after.split_at(between);
            normal.push_str(other);
            rest = next;
        }
        without_due(&normal)
    }

    /// A post without what comes from chance. The signatures of what has an id by chance in it do too.
    pub(crate) fn normal_post(&self, post: &str) -> String {
        let normal = self.normal(post);
        if !normal.contains("<order:") {
            return normal;
        }
        let lines = normal.lines().map(|line| match line.split_once(": ") {
            Some((name @ ("webhook-signature" | "x-order-desk-hash"), _)) => format!("{name}: <signature>"),
            _ => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn name_of(&self, token: &str) -> String {
        if let Some(name) = self.tokens.get(token) {
            return name.clone();
        }
        let part = token.split_at_checked(10).filter(|_| token.len() == 16);
        let part = part.and_then(|(order, serial)| Some(format!("{}{serial}", self.tokens.get(order)?)));
        part.unwrap_or_else(|| token.to_owned())
    }
}

fn without_due(text: &str) -> String {
    const DUE: &str = "\"due_at\":\"";
    let mut parts = text.split(DUE);
    let mut normal = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.split_once('"').map(|(_, rest)| rest).unwrap_or_default();
        normal.push_str("\"due_at\":\"<due>\"");
        normal.push_str(rest);
    }
    normal
}
