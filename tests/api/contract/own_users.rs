//! Our own API: users of a store, invitations into it, and its audit.

use std::time::Duration;

use serde_json::{Value, json};

use crate::console::Visitor;
use crate::shop::{Shop, text};

const NONE: Value = Value::Null;
const ADA: &str = "ada@example.com";
const GRACE: &str = "grace@example.com";

/// Invites somebody, who accepts; their account's id.
async fn user(shop: &Shop, email: &str, preset: &str) -> String {
    let body = json!({"email": email, "preset": preset, "send_mail": false});
    let made = shop.own(201, "POST", "/invitations", &body).await;
    Visitor::new(shop).accept(made["link"]["path"].as_str().unwrap()).await;
    let users = shop.own(200, "GET", "/users", &NONE).await;
    let user = users["users"].as_array().unwrap().iter().find(|user| user["email"] == email).unwrap();
    text(&user["account_id"])
}

/// Catches a change of what nobody named, one of what somebody else changed meanwhile, and a key that can't give all.
#[tokio::test]
async fn a_key_invites_changes_and_removes_users() {
    let shop = Shop::open("own-users").await;
    user(&shop, ADA, "everything").await;
    let id = user(&shop, GRACE, "staff").await;
    let path = format!("/users/{id}");
    let shown = shop.call("GET", &format!("/v1{path}"), None).await;
    let (etag, grace) = (shown.headers["etag"].to_str().unwrap().to_owned(), shown.json::<Value>().unwrap());
    assert_eq!((&grace["user"]["name"], &grace["user"]["scope"]), (&json!("Ada Lind"), &json!("all")));
    assert_eq!(grace["user"]["invited_by"], "API primary");
    let change = json!({"scope": "folders", "folder_ids": [2], "css_class": "packing"});
    let changed = shop.own(200, "PATCH", &path, &change).await;
    assert_eq!(changed["user"]["permissions"], grace["user"]["permissions"], "they stay");
    assert_eq!((&changed["user"]["folder_ids"], &changed["user"]["css_class"]), (&json!([2]), &json!("packing")));
    let stale = shop.call_raw("PATCH", &format!("/v1{path}"), Some("{}".to_owned()), &[("If-Match", &etag)]).await;
    assert_eq!(stale.status, 412, "{}", stale.text());
    let all = shop.own(200, "PATCH", &path, &json!({"preset": "everything", "scope": "all"})).await;
    assert!(all["user"]["permissions"].as_array().unwrap().contains(&json!("manage_keys")));
    for (body, field) in [
        (json!({"permissions": []}), "permissions"),
        (json!({"scope": "folders", "folder_ids": [99]}), "scope"),
        (json!({"scope": "supplier", "supplier_id": "99"}), "scope"),
        (json!({"name": "Grace"}), "name"),
    ] {
        let problem = shop.problem(400, "PATCH", &path, &body).await;
        assert_eq!(problem["errors"][0]["field"], field, "{body}: {problem}");
    }
    shop.own(200, "DELETE", &path, &NONE).await;
    for method in ["GET", "DELETE"] {
        shop.problem(404, method, &path, &NONE).await;
    }
    shop.problem(404, "GET", "/users/x", &NONE).await;
}

/// Catches an invitation that is shown with its link, mailed though nobody wants that, or good after it was withdrawn.
#[tokio::test]
async fn an_invitation_waits_until_it_is_accepted_or_withdrawn() {
    let shop = Shop::open("own-invitations").await;
    let body = json!({"email": GRACE, "permissions": ["view_orders", "ship_orders"]});
    let made = shop.own(201, "POST", "/invitations", &body).await;
    assert_eq!(made["message"], "Invitation Added And Mailed");
    let path = text(&made["link"]["path"]);
    shop.world.work_now().await;
    let mails = shop.mails_to(GRACE);
    assert!(mails.len() == 1 && mails[0].text.contains(&path), "{mails:?}");
    assert!(mails[0].text.contains("> own-invitations"), "the store is named: {}", mails[0].text);
    let listed = shop.own(200, "GET", "/invitations", &NONE).await;
    assert_eq!(listed["invitations"], json!([made["invitation"]]));
    assert!(!listed.to_string().contains(path.rsplit('/').next().unwrap()), "never the link");
    let withdraw = format!("/invitations/{}", text(&made["invitation"]["id"]));
    shop.own(200, "DELETE", &withdraw, &NONE).await;
    shop.problem(404, "DELETE", &withdraw, &NONE).await;
    assert_eq!(shop.own(200, "GET", "/invitations", &NONE).await["invitations"], json!([]));
    assert_eq!(Visitor::new(&shop).get(&path).await.status, 410);

    user(&shop, GRACE, "read_only").await;
    shop.problem(409, "POST", "/invitations", &json!({"email": GRACE, "preset": "staff"})).await;
    for (body, field) in [
        (json!({"preset": "staff"}), "email"),
        (json!({"email": "x", "preset": "staff"}), "email"),
        (json!({"email": ADA}), "preset"),
        (json!({"email": ADA, "preset": "boss"}), "preset"),
        (json!({"email": ADA, "permissions": ["fly"]}), "permissions"),
    ] {
        let problem = shop.problem(400, "POST", "/invitations", &body).await;
        assert_eq!(problem["errors"][0]["field"], field, "{body}: {problem}");
    }
}

/// Catches a change of people that leaves no line, a line that names nobody, and a page that repeats or leaves one out.
#[tokio::test]
async fn the_audit_names_the_key_and_is_read_page_by_page() {
    let shop = Shop::open("own-audit").await;
    user(&shop, ADA, "everything").await;
    let id = user(&shop, GRACE, "staff").await;
    // Lines of one moment are in no sequence.
    shop.world.advance(Duration::from_secs(1));
    shop.own(200, "PATCH", &format!("/users/{id}"), &json!({"preset": "warehouse"})).await;
    shop.world.advance(Duration::from_secs(1));
    shop.own(200, "DELETE", &format!("/users/{id}"), &NONE).await;
    let all = shop.own(200, "GET", "/audit", &NONE).await;
    let lines = all["audit"].as_array().unwrap();
    let by_key: Vec<&str> = lines
        .iter()
        .filter(|line| line["who"] == "API primary" && line["how"] == "api" && line["account_id"].is_null())
        .map(|line| line["what"].as_str().unwrap())
        .collect();
    assert_eq!(by_key, ["user removed", "user changed", "user invited", "user invited"]);
    assert_eq!(lines[1]["changes"][0]["field"], "permissions");
    let (mut paged, mut cursor) = (vec![], String::new());
    loop {
        let query = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
        let page = shop.own(200, "GET", &format!("/audit?limit=2{query}"), &NONE).await;
        paged.extend(page["audit"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(&paged, lines);
    shop.problem(400, "GET", "/audit?cursor=x", &NONE).await;
}
