//! How people come in by what they are mailed: an invitation, and a link to another password, as SES was given them
//! (accounts 12).

use std::cell::RefCell;

use serde_json::json;
use waybill::http::{self, Call, Reply};

use crate::shop::Shop;

const ADA: &str = "flow-people-ada@example.com";
const PASSWORD: &str = "correct horse battery staple";
const OTHER_PASSWORD: &str = "another horse battery staple";

/// Somebody in a browser without scripts.
struct Visitor<'s> {
    shop: &'s Shop,
    cookie: RefCell<String>,
}

impl Visitor<'_> {
    async fn get(&self, path: &str) -> Reply {
        self.send(http::get(format!("{}{path}", self.shop.cloud.api()))).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let call = http::post(format!("{}{path}", self.shop.cloud.api())).header("sec-fetch-site", "same-origin");
        self.send(call.header("content-type", "application/x-www-form-urlencoded").body(body)).await
    }

    async fn send(&self, call: Call) -> Reply {
        let cookie = self.cookie.borrow().clone();
        let reply = call.header("cookie", &cookie).send().await.unwrap();
        if let Some(set) = reply.headers.get("set-cookie") {
            let set = set.to_str().unwrap().split(';').next().unwrap();
            *self.cookie.borrow_mut() = set.to_owned();
        }
        reply
    }
}

/// Where the link leads that was mailed to somebody.
async fn link(shop: &Shop, subject: &str) -> String {
    let mail = shop.mail_to(ADA, subject).await;
    let start = mail.text.find("/console/").unwrap_or_else(|| panic!("{}", mail.text));
    mail.text[start..].split_whitespace().next().unwrap().to_owned()
}

/// Catches a mail that never leaves, and a link in it that leads elsewhere or holds another secret: `send-mail` makes it
/// with a key of its own right, from the id alone.
#[tokio::test]
async fn somebody_invited_by_mail_comes_back_by_a_mailed_link_when_they_forgot_their_password() {
    let shop = Shop::open("people").await;
    shop.post("/v1/invitations", &json!({"email": ADA, "preset": "everything"})).await;
    let ada = Visitor { shop: &shop, cookie: RefCell::default() };
    let (invitation, home) = (link(&shop, "You are invited").await, format!("/console/{}", shop.id));
    assert_eq!(ada.get(&invitation).await.status, 200);
    let form = [("first_name", "Ada"), ("last_name", "Lind"), ("password", PASSWORD)];
    assert_eq!(ada.post(&invitation, &form).await.status, 303);
    let page = ada.get(&home).await;
    assert!(page.status == 200 && page.text().contains("Ada Lind"), "{}", page.text());
    assert_eq!(ada.post("/console/sign-out", &[]).await.status, 303);
    assert_eq!(ada.get(&home).await.status, 303);

    assert_eq!(ada.post("/console/reset", &[("email", ADA)]).await.status, 303);
    let reset = link(&shop, "Another password").await;
    assert_eq!(ada.get(&reset).await.status, 200);
    assert_eq!(ada.post(&reset, &[("new_password", OTHER_PASSWORD)]).await.status, 303);
    assert_eq!(ada.get(&home).await.status, 200);
    assert_eq!(ada.post(&reset, &[("new_password", PASSWORD)]).await.status, 410, "it works once");
    let changed = shop.mail_to(ADA, "Your password was changed").await;
    assert!(changed.text.contains("/console/reset"), "{}", changed.text);
    let old = ada.post("/console/sign-in", &[("email", ADA), ("password", PASSWORD)]).await;
    assert_eq!(old.status, 422);
}
