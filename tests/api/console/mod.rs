//! The console, page by page, as a browser without scripts asks for it.

mod attacks;
mod budgets;
mod css;
mod lists;
mod locked;
mod mailed;
mod matrix;
mod orders;
mod people;
mod saved_views;
mod search;
mod stores;
mod work;

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Value, json};
use waybill::http::Reply;

use crate::shop::{Shop, text};
use crate::world::{ADMIN_TOKEN, World};

/// What everybody signs in with here.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// Somebody in a browser.
pub(crate) struct Visitor {
    world: Rc<World>,
    cookie: RefCell<String>,
}

impl Visitor {
    /// Somebody who is not signed in.
    pub(crate) fn new(shop: &Shop) -> Self {
        Self { world: Rc::clone(&shop.world), cookie: RefCell::default() }
    }

    /// Somebody who may do everything in the shop, by a link of the operator's.
    pub(crate) async fn owner(shop: &Shop, email: &str) -> Self {
        let visitor = Self::new(shop);
        let link = operator_link(shop, "invite", &json!({"email": email, "store_id": shop.id})).await;
        visitor.accept(&link).await;
        visitor
    }

    /// Makes the account of a link.
    pub(crate) async fn accept(&self, link: &str) {
        assert_eq!(self.get(link).await.status, 200);
        let form = [("first_name", "Ada"), ("last_name", "Lind"), ("password", PASSWORD)];
        let reply = self.post(link, &form).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
    }

    /// Opens a page.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None, &[]).await
    }

    /// Opens a page that must be there; what it says.
    pub(crate) async fn read(&self, path: &str) -> String {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "GET {path}: {:?} {}", reply.headers.get("location"), reply.text());
        reply.text()
    }

    /// Sends a form from a page of the console.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.send("POST", path, Some(form), &[("sec-fetch-site", "same-origin")]).await
    }

    /// Sends a form that must be taken; where it leads.
    pub(crate) async fn does(&self, path: &str, form: &[(&str, &str)]) -> String {
        let reply = self.post(path, form).await;
        assert_eq!(reply.status, 303, "POST {path}: {}", reply.text());
        reply.headers["location"].to_str().unwrap().to_owned()
    }

    /// Asks for anything, with these headers; a cookie that comes back is kept.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        form: Option<&[(&str, &str)]>,
        headers: &[(&str, &str)],
    ) -> Reply {
        let body = form.map(|form| form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish());
        let cookie = self.cookie.borrow().clone();
        let mut all = headers.to_vec();
        if !cookie.is_empty() {
            all.push(("cookie", &cookie));
        }
        if body.is_some() {
            all.push(("content-type", "application/x-www-form-urlencoded"));
        }
        let reply = self.world.call(method, path, &all, body.as_deref().map(str::as_bytes)).await;
        for set in reply.headers.get_all("set-cookie") {
            self.keep(set.to_str().unwrap().split(';').next().unwrap());
        }
        reply
    }

    /// Keeps a cookie as a browser does; one that is blank is taken away. The session's comes first.
    fn keep(&self, set: &str) {
        let (name, value) = set.split_once('=').unwrap();
        let kept = self.cookie.borrow().clone();
        let others = kept.split("; ").filter(|pair| !pair.is_empty() && pair.split_once('=').unwrap().0 != name);
        let mut all: Vec<&str> = others.collect();
        if !value.is_empty() {
            all.insert(if name == "__Host-waybill" { 0 } else { all.len() }, set);
        }
        *self.cookie.borrow_mut() = all.join("; ");
    }

    /// What the browser would send as its cookie.
    pub(crate) fn cookie(&self) -> String {
        self.cookie.borrow().clone()
    }

    /// A browser with this cookie.
    pub(crate) fn with_cookie(&self, cookie: &str) -> Self {
        Self { world: Rc::clone(&self.world), cookie: RefCell::new(cookie.to_owned()) }
    }
}

/// Where a link leads that the operator has made.
pub(crate) async fn operator_link(shop: &Shop, kind: &str, body: &Value) -> String {
    let bearer = format!("Bearer {ADMIN_TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let path = format!("/v1/accounts/{kind}");
    let reply = shop.world.call("POST", &path, &headers, Some(body.to_string().as_bytes())).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    text(&reply.json::<Value>().unwrap()["link"]["path"])
}
