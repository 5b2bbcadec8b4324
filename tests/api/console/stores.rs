//! Stores as a whole: signing up, making another, turning to it, duplicating, closing and opening again.

use desk::accounts::SignUpMode;
use serde_json::{Value, json};
use waybill::http::Reply;

use super::{PASSWORD, Visitor};
use crate::shop::{Shop, order, text};
use crate::world::{ADMIN_TOKEN, PUBLIC_URL};

const ADA: &str = "ada@example.com";
const EVE: &str = "eve@example.com";

/// What the form of a sign-up says.
fn sign_up_form<'f>(email: &'f str, business: &'f str) -> [(&'f str, &'f str); 9] {
    [
        ("business", business),
        ("name", "Quay Prints"),
        ("first_name", "Ada"),
        ("last_name", "Lind"),
        ("email", email),
        ("password", PASSWORD),
        ("store_country", "AT"),
        ("currency", "usual"),
        ("timezone", "usual"),
    ]
}

/// The address that somebody was mailed to finish a sign-up.
fn mailed_link(shop: &Shop, email: &str) -> String {
    let mails = shop.mails_to(email);
    let lines = mails.iter().flat_map(|mail| mail.text.lines());
    let mut paths = lines.filter_map(|line| line.trim().strip_prefix("https://api.example.com"));
    paths.rfind(|path| path.starts_with("/console/sign-up/")).unwrap().to_owned()
}

/// Signs up, and follows the link; who they are then, and their store's id.
async fn signed_up(shop: &Shop, email: &str, business: &str) -> (Visitor, String) {
    let visitor = Visitor::new(shop);
    let to = visitor.does("/console/sign-up", &sign_up_form(email, business)).await;
    assert!(visitor.read(&to).await.contains("Look into your mail"));
    shop.world.settle().await;
    let link = mailed_link(shop, email);
    let page = visitor.read(&link).await;
    assert!(page.contains("Quay Prints") && !page.contains("name=\"password\""), "it is the same browser: {page}");
    let to = visitor.does(&link, &[]).await;
    (visitor, store_in(&to))
}

/// The id of the store that an address leads into.
fn store_in(address: &str) -> String {
    let (_, rest) = address.split_once("/console/").unwrap_or_else(|| panic!("{address} is in no store"));
    rest.chars().take_while(char::is_ascii_digit).collect()
}

/// Makes a key to the API on screen.
async fn key(visitor: &Visitor, store_id: &str) -> String {
    let form = [("name", "Cart"), ("scope", "write")];
    let reply = visitor.post(&format!("/console/{store_id}/keys"), &form).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let page = reply.text();
    let (_, key) = page.split_once("id=\"key\">").unwrap();
    key.split('<').next().unwrap().to_owned()
}

/// Calls the API of a store with a key of its own.
async fn call(shop: &Shop, (store_id, key): (&str, &str), method: &str, path: &str, body: Option<&Value>) -> Reply {
    let headers = [("ORDERDESK-STORE-ID", store_id), ("ORDERDESK-API-KEY", key), ("content-type", "application/json")];
    let body = body.map(Value::to_string);
    shop.world.call(method, path, &headers, body.as_deref().map(str::as_bytes)).await
}

/// Catches a sign-up that ends nowhere, and a page that welcomes with steps which are none of theirs.
#[tokio::test]
async fn four_kinds_of_business_sign_up_and_are_shown_their_steps() {
    let shop = Shop::open("signing-up").await;
    let (supplier, rule, inventory) = ("Say who fulfils", "Say what becomes of orders", "Enter what you have in stock");
    for (business, steps, others) in [
        ("print_on_demand", vec![supplier, rule], vec![inventory]),
        ("fulfillment", vec![supplier, rule], vec![inventory]),
        ("ships_itself", vec![inventory], vec![supplier, rule]),
        ("something_else", vec![rule], vec![supplier, inventory]),
    ] {
        let (ada, store) = signed_up(&shop, &format!("{business}@example.com"), business).await;
        let base = format!("/console/{store}");
        let welcome = ada.read(&format!("{base}/welcome")).await;
        assert!(steps.iter().all(|step| welcome.contains(step)), "{business}: {welcome}");
        assert!(!others.iter().any(|step| welcome.contains(step)), "{business}: {welcome}");
        assert!(welcome.contains(">1 of "), "their address is confirmed: {welcome}");
        let settings = ada.read(&format!("{base}/settings")).await;
        for setting in ["Quay Prints", "Europe/Vienna", "\"EUR\"", "\"AT\""] {
            assert!(settings.contains(setting), "{business}: {setting}");
        }
        let to = ada.does(&format!("{base}/welcome/test-order"), &[]).await;
        let page = ada.read(&to).await;
        assert!(page.contains("Test item") && page.contains("Customer"), "{page}");
        shop.world.settle().await;
        assert!(ada.read(&format!("{base}/welcome")).await.contains(">2 of "), "{business}");
    }
}

/// Catches a form by which a stranger learns who has an account: by its answer, its length, or what it costs.
#[tokio::test]
async fn nobody_learns_by_signing_up_who_has_an_account() {
    let shop = Shop::open("strangers").await;
    Visitor::owner(&shop, ADA).await;
    let mut seen = vec![];
    // The first makes connections that the others have.
    for email in ["sam@example.com", ADA, EVE] {
        shop.world.aws.dynamo.take();
        let reply = Visitor::new(&shop).post("/console/sign-up", &sign_up_form(email, "fulfillment")).await;
        let header = |name: &str| reply.headers[name].to_str().unwrap().to_owned();
        let units = format!("{:?}", shop.world.aws.dynamo.take().units);
        seen.push((reply.status, header("location"), header("set-cookie").len(), reply.text(), units));
    }
    assert_eq!(seen[1], seen[2]);
    assert_eq!(seen[1].0, 303);
    shop.world.settle().await;
    let subjects = |email| shop.mails_to(email).into_iter().map(|mail| mail.subject).collect::<Vec<_>>();
    assert_eq!(
        (subjects(ADA), subjects(EVE)),
        (vec!["You have an account".into()], vec!["Finish your sign-up".into()])
    );
}

/// Catches a desk that lets strangers in, and one that says it has a page which it has not.
#[tokio::test]
async fn who_signs_up_and_who_makes_stores_says_the_parameter() {
    let shop = Shop::open("modes").await;
    let (ada, nobody) = (Visitor::owner(&shop, ADA).await, Visitor::new(&shop));
    let new = [("name", "Second"), ("business", "ships_itself")];
    for (mode, sign_up, makes) in
        [(SignUpMode::Open, 200, 303), (SignUpMode::Invited, 403, 303), (SignUpMode::Off, 404, 422)]
    {
        shop.world.sign_up(mode);
        assert_eq!(nobody.get("/console/sign-up").await.status, sign_up, "{mode:?}");
        let sent = nobody.post("/console/sign-up", &sign_up_form(EVE, "fulfillment")).await;
        assert_eq!(sent.status, if mode == SignUpMode::Open { 303 } else { sign_up }, "{mode:?}");
        let is_shown = nobody.read("/console/sign-in").await.contains("/console/sign-up");
        assert_eq!(is_shown, mode == SignUpMode::Open, "{mode:?}");
        assert_eq!(ada.post("/console/stores/new", &new).await.status, makes, "{mode:?}");
    }
    assert!(nobody.post("/console/sign-up", &[]).await.status == 404);
    shop.world.sign_up(SignUpMode::Open);
    let refused = nobody.post("/console/sign-up", &[("email", "none"), ("business", "ships_itself")]).await;
    let page = refused.text();
    assert_eq!(refused.status, 422);
    assert!(page.contains("value=\"none\"") && page.contains("value=\"ships_itself\" checked"), "{page}");
}

/// Catches a second store that is not theirs, and a switcher that leads elsewhere.
#[tokio::test]
async fn who_has_two_stores_turns_from_one_to_the_other() {
    let shop = Shop::open("first").await;
    let ada = Visitor::owner(&shop, ADA).await;
    shop.world.advance(std::time::Duration::from_secs(5));
    let once = [("name", "Second"), ("business", "ships_itself"), ("once", "0123456789abcdef0123456789abcdef")];
    let second = store_in(&ada.does("/console/stores/new", &once).await);
    assert_eq!(store_in(&ada.does("/console/stores/new", &once).await), second, "an impatient finger");
    let page = ada.read(&format!("/console/{second}/welcome")).await;
    assert!(page.contains(&format!("name=\"store_id\" value=\"{}\">first", shop.id)), "{page}");
    let to = |reply: Reply| reply.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(store_in(&to(ada.get("/console").await)), second, "the one they made last");
    shop.world.advance(std::time::Duration::from_secs(5));
    let there = ada.does("/console/stores/turn", &[("store_id", &shop.id)]).await;
    assert_eq!(store_in(&to(ada.get(&there).await)), shop.id);
    assert_eq!(store_in(&to(ada.get("/console").await)), shop.id, "the one they turned to last");
    assert!(ada.read("/console/stores").await.contains("Second"));

    let other = Shop::open("far").await;
    assert_eq!(ada.post("/console/stores/turn", &[("store_id", &other.id)]).await.status, 404);
    for path in ["duplicate", "close", "reopen"] {
        let reply = ada.post(&format!("/console/{}/{path}", other.id), &[("name", "far")]).await;
        assert_eq!(reply.status, 404, "{path} of another's store");
    }
}

/// Catches a duplicate whose rules name what is not there, one that shares what is secret, and a list that is silent
/// about what is missing.
#[tokio::test]
async fn a_duplicate_works_as_its_model_does_and_says_what_it_lacks() {
    let shop = Shop::open("model").await;
    let folder = text(&shop.post("/v1/folders", &json!({"name": "Reprints"})).await["folder"]["id"]);
    let button = text(&shop.post("/v1/custom-buttons", &json!({"label": "Reprint"})).await["custom_button"]["id"]);
    let folder_id: u64 = folder.parse().unwrap();
    let moves = json!([{"action": "change_folder", "folder_id": folder_id}]);
    shop.rule("Into the folder", "order_imported", moves).await;
    let pressed = json!({
        "name": "Of the button", "event": "custom_button", "event_id": button,
        "actions": [{"action": "add_order_note", "content": "printed again"}],
    });
    shop.post("/v1/rules", &pressed).await;
    shop.post("/v1/secrets", &json!({"name": "printer", "value": "token-1", "hosts": ["printer.example.com"]})).await;
    shop.order("M-1").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let form = [("name", "Copy"), ("once", "0123456789abcdef0123456789abcdef")];
    let to = ada.does(&format!("/console/{}/duplicate", shop.id), &form).await;
    let copy = store_in(&to);
    assert_eq!(store_in(&ada.does(&format!("/console/{}/duplicate", shop.id), &form).await), copy);
    let welcome = ada.read(&to).await;
    assert!(welcome.contains("The secret printer"), "{welcome}");
    assert!(!ada.read(&format!("/console/{copy}/orders")).await.contains("M-1"), "no order is copied");

    let key = key(&ada, &copy).await;
    let of_copy = (copy.as_str(), key.as_str());
    let made = call(&shop, of_copy, "POST", "/api/v2/orders", Some(&order("C-1"))).await;
    let made: Value = made.accepted().unwrap();
    let id = text(&made["order"]["id"]);
    shop.world.settle().await;
    let found: Value = call(&shop, of_copy, "GET", &format!("/api/v2/orders/{id}"), None).await.json().unwrap();
    assert_eq!(text(&found["order"]["folder_id"]), folder, "the rule ran in the copy");
    ada.does(&format!("/console/{copy}/orders/{id}/buttons"), &[("button", &button)]).await;
    shop.world.settle().await;
    assert!(ada.read(&format!("/console/{copy}/orders/{id}")).await.contains("printed again"));
    let own_key = call(&shop, (copy.as_str(), shop.api_key.as_str()), "GET", "/v1/store", None).await;
    assert_eq!(own_key.status, 401, "a key is of one store");
}

/// Catches a key that goes on after it was revoked, and one that is shown twice.
#[tokio::test]
async fn a_key_is_made_on_screen_shown_once_and_revoked() {
    let shop = Shop::open("keys").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let key = key(&ada, &shop.id).await;
    assert_eq!(call(&shop, (shop.id.as_str(), key.as_str()), "GET", "/v1/store", None).await.status, 200);
    let list = ada.read(&format!("/console/{}/keys", shop.id)).await;
    assert!(list.contains("Cart") && !list.contains(&key));
    let revoke = list.split('"').find(|part| part.ends_with("/revoke")).unwrap().to_owned();
    ada.does(&revoke, &[]).await;
    shop.world.cold_start();
    assert_eq!(call(&shop, (shop.id.as_str(), key.as_str()), "GET", "/v1/store", None).await.status, 401);
    let refused = ada.post(&format!("/console/{}/keys", shop.id), &[("name", ""), ("scope", "supplier")]).await;
    assert_eq!(refused.status, 422);
}

/// Catches somebody who may make keys, and by one that opens everything makes themselves an owner.
#[tokio::test]
async fn a_key_that_opens_everything_is_made_by_who_may_do_everything() {
    let shop = Shop::open("admin-keys").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let form = [
        ("email", EVE),
        ("scope", "all"),
        ("permission", "manage_keys"),
        ("permission", "view_customers"),
        ("permission", "view_prices"),
    ];
    let page = ada.post(&format!("/console/{}/users", shop.id), &form).await.text();
    let (_, link) = page.split_once("id=\"link\">").unwrap();
    let link = link.split('<').next().unwrap().strip_prefix(PUBLIC_URL).unwrap();
    let eve = Visitor::new(&shop);
    eve.accept(link).await;

    let keys = format!("/console/{}/keys", shop.id);
    assert!(ada.read(&keys).await.contains("<option value=\"admin\""));
    let page = eve.read(&keys).await;
    assert!(page.contains("<option value=\"write\"") && !page.contains("<option value=\"admin\""), "{page}");
    let refused = eve.post(&keys, &[("name", "Cart"), ("scope", "admin")]).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.text().contains("may do everything with all orders"), "{}", refused.text());
    for (visitor, scope) in [(&eve, "write"), (&ada, "admin")] {
        let made = visitor.post(&keys, &[("name", "Cart"), ("scope", scope)]).await;
        assert_eq!(made.status, 200, "{}", made.text());
    }
}

/// Catches a store that closes by a slip, stays open to its keys, or can't be opened again.
#[tokio::test]
async fn an_owner_closes_a_store_and_opens_it_again() {
    let shop = Shop::open("closing").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let base = format!("/console/{}", shop.id);
    assert_eq!(ada.post(&format!("{base}/close"), &[("name", "another")]).await.status, 422);
    let to = ada.does(&format!("{base}/close"), &[("name", "closing")]).await;
    assert!(ada.read(&to).await.contains("This store is closed"));
    shop.world.cold_start();
    let order = order("1");
    let refused = shop.call("POST", "/api/v2/orders", Some(&order)).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("This store is closed"), "{}", refused.text());
    let store = shop.get("/v1/store").await;
    assert_eq!(store["store"]["state"], "closed", "{store}");
    assert!(store["store"]["delete_after"].is_string(), "{store}");

    let bearer = format!("Bearer {ADMIN_TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let body = json!({"email": EVE, "store_id": shop.id}).to_string();
    let invited = shop.world.call("POST", "/v1/accounts/invite", &headers, Some(body.as_bytes())).await;
    assert_eq!(invited.status, 403, "nobody comes in: {}", invited.text());
    assert!(invited.text().contains("This store is closed"), "{}", invited.text());
    ada.does(&format!("{base}/reopen"), &[]).await;
    shop.world.cold_start();
    assert_eq!(shop.get("/v1/store").await["store"]["state"], "active");
    shop.post("/api/v2/orders", &order).await;
}
