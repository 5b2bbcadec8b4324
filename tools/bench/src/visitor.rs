//! Somebody in a browser, who is signed in to a store: opens pages of the console as API Gateway hands them on.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::calls::ADMIN_TOKEN;
use crate::cold_starts::Stage;
use crate::events::{Answered, Call};
use crate::lambda_api::Lambda;
use crate::stores::Account;

/// The function that shows pages.
pub(crate) const CONSOLE: &str = "serve-console";

/// The function that makes the link to an account.
pub(crate) const ACCOUNTS: &str = "manage-store";

/// The name of a session's cookie.
const COOKIE: &str = "__Host-waybill";

/// Somebody who may do everything in a store.
#[derive(Debug)]
pub(crate) struct Visitor {
    account: Account,
    cookie: String,
}

/// A page as it leaves the function.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageAnswer {
    status_code: u16,
    #[serde(default)]
    cookies: Vec<String>,
    #[serde(default)]
    pub(crate) body: String,
    #[serde(default)]
    is_base64_encoded: bool,
}

impl PageAnswer {
    /// The page that a function answered; an error where it is none.
    pub(crate) fn read(body: &[u8]) -> Result<Self> {
        let answer: Self = serde_json::from_slice(body)?;
        ensure!(answer.status_code == 200, "a page was answered {}: {}", answer.status_code, answer.body);
        Ok(answer)
    }

    /// How many bytes of it are sent.
    pub(crate) fn bytes(&self) -> Result<u64> {
        let length = u64::try_from(self.body.trim_end_matches('=').len())?;
        // Four signs of base64 are three bytes.
        Ok(if self.is_base64_encoded { length * 3 / 4 } else { u64::try_from(self.body.len())? })
    }
}

impl Visitor {
    /// Makes an account by a link of the operator's, which signs in.
    pub(crate) async fn sign_in(stage: &Stage, account: &Account) -> Result<Self> {
        let link = link(stage, account).await?;
        let form = "first_name=Ada&last_name=Lind&password=correct+horse+battery+staple";
        let headers = vec![
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("sec-fetch-site", "same-origin".to_owned()),
        ];
        let accept = Call { method: "POST", path: link, headers, body: form.to_owned(), ..Call::default() };
        let mut lambda = Lambda::start(&stage.project.binary(CONSOLE), stage.place(None), None).await?;
        let answer = lambda.try_invoke(&accept.event(account)).await?;
        let answer: PageAnswer = serde_json::from_slice(&answer.body)?;
        ensure!(answer.status_code == 303, "no account was made: {} {}", answer.status_code, answer.body);
        let cookie = answer.cookies.first().and_then(|cookie| cookie.split(';').next());
        Ok(Self { account: account.clone(), cookie: cookie.context("nobody is signed in")?.to_owned() })
    }

    /// The opening of a page of the store, `orders?folder=1`, by a browser that unpacks what it gets.
    pub(crate) fn page(&self, path: &str) -> String {
        self.open(&format!("/console/{}/{path}", self.account.store_id), "gzip, deflate, br")
    }

    /// The same by one that does not.
    pub(crate) fn plain_page(&self, path: &str) -> String {
        self.open(&format!("/console/{}/{path}", self.account.store_id), "identity")
    }

    /// The opening of a style or a script.
    pub(crate) fn asset(&self, path: &str) -> String {
        self.open(path, "gzip, deflate, br")
    }

    fn open(&self, address: &str, encodings: &str) -> String {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let headers = vec![("cookie", self.cookie.clone()), ("accept-encoding", encodings.to_owned())];
        let (path, query) = (path.trim_end_matches('/').to_owned(), query.to_owned());
        Call { method: "GET", path, query, headers, ..Call::default() }.event(&self.account)
    }
}

/// The opening of the console with a session that is over: one request tells that.
pub(crate) fn nobody(account: &Account) -> String {
    let cookie = format!("{COOKIE}=1000000000000007.{}", "A".repeat(43));
    Call { method: "GET", path: "/console".to_owned(), headers: vec![("cookie", cookie)], ..Call::default() }
        .event(account)
}

async fn link(stage: &Stage, account: &Account) -> Result<String> {
    let store_id = account.store_id.number();
    let body = json!({ "email": format!("ada-{store_id}@example.com"), "store_id": store_id }).to_string();
    let headers = vec![("authorization", format!("Bearer {ADMIN_TOKEN}"))];
    let invite = Call { method: "POST", path: "/v1/accounts/invite".to_owned(), headers, body, ..Call::default() };
    let mut lambda = Lambda::start(&stage.project.binary(ACCOUNTS), stage.place(None), None).await?;
    let answered: Answered = serde_json::from_slice(&lambda.try_invoke(&invite.event(account)).await?.body)?;
    ensure!(answered.status_code == 201, "no link was made: {} {}", answered.status_code, answered.body);
    let made: Value = serde_json::from_str(&answered.body)?;
    Ok(made.pointer("/link/path").and_then(Value::as_str).context("no path in the link")?.to_owned())
}
