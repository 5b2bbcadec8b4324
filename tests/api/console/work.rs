//! Work beside single orders: many at once, appointments, folders, inventory, users.

use serde_json::json;
use waybill::Answer;

use super::orders::hidden;
use super::{PASSWORD, Visitor};
use crate::shop::{Shop, order};

const ADA: &str = "ada@example.com";

/// Catches a sweep that takes orders nobody ticked, and an undo that does not give them back.
#[tokio::test]
async fn what_is_ticked_is_moved_at_once_and_given_back() {
    let shop = Shop::open("ticked").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let base = format!("/console/{}", shop.id);
    let ids = [shop.order("A").await, shop.order("B").await, shop.order("C").await];
    let back = format!("{base}/orders?folder=1");
    let form = [("action", "move"), ("to", "3"), ("id", &ids[0]), ("id", &ids[1]), ("back", &back)];
    let to = ada.does(&format!("{base}/orders"), &form).await;
    assert!(to.starts_with(&back) && to.contains("done=moved") && to.contains("sweep="), "{to}");
    shop.folder(&ids[0], 3).await;
    shop.folder(&ids[2], 1).await;
    let page = ada.read(&to).await;
    let undo =
        page.split("action=\"").find(|part| part.contains("/undo\"")).unwrap().split('"').next().unwrap().to_owned();
    ada.does(&undo, &[("back", &back)]).await;
    shop.world.settle().await;
    shop.folder(&ids[0], 1).await;
    let none = ada.post(&format!("{base}/orders"), &[("action", "move"), ("to", "3")]).await;
    assert_eq!(none.status, 422);
    let all = [("action", "tag"), ("tag", "error"), ("matching", "yes"), ("folder", "1")];
    ada.does(&format!("{base}/orders"), &all).await;
    shop.world.settle().await;
    for id in &ids {
        assert_eq!(shop.get(&format!("/v1/orders/{id}")).await["order"]["tag_name"], json!("error"));
    }
    let list = ada.read(&format!("{base}/sweeps")).await;
    assert!(list.contains("Ada Lind") && list.contains("Move"), "{list}");
}

/// Catches a failed post that nobody sees, or that can't be tried again from where it is seen.
#[tokio::test]
async fn what_failed_is_seen_and_tried_again() {
    let shop = Shop::open("failed").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let base = format!("/console/{}", shop.id);
    shop.receiver.always("/orders", Answer::status(410).body("no such printer"));
    shop.post_rule("/orders").await;
    let id = shop.order("1001").await;
    shop.world.settle().await;
    let task = shop.appointments(&id, "failed", 1).await[0]["id"].as_str().unwrap().to_owned();
    let list = ada.read(&format!("{base}/appointments")).await;
    assert!(list.contains("1001") && list.contains("Failed"), "{list}");
    let home = ada.read(&base).await;
    assert!(home.contains("appointments"), "{home}");
    ada.does(&format!("{base}/appointments/{task}/retry"), &[]).await;
    shop.world.settle().await;
    assert_eq!(shop.received("/orders", 2).await.len(), 2);
    assert!(ada.read(&format!("{base}/orders/{id}")).await.contains("no such printer"));
}

/// Catches folders and items that are changed in another way than the API changes them.
#[tokio::test]
async fn folders_and_inventory_are_kept_from_their_pages() {
    let shop = Shop::open("keeping").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let base = format!("/console/{}", shop.id);
    ada.does(&format!("{base}/folders"), &[("name", "Europe")]).await;
    let twice = ada.post(&format!("{base}/folders"), &[("name", "Europe")]).await;
    assert_eq!(twice.status, 422, "{}", twice.text());
    let folders = shop.get("/v1/folders").await["folders"].clone();
    assert_eq!(folders[5]["name"], json!("Europe"));
    let europe = folders[5]["id"].to_string();
    ada.does(&format!("{base}/folders/{europe}/rename"), &[("name", "EU")]).await;
    ada.does(&format!("{base}/folders/{europe}/place"), &[("to", "up")]).await;
    let names = shop.get("/v1/folders").await["folders"].clone();
    assert_eq!((&names[4]["name"], &names[5]["name"]), (&json!("EU"), &json!("Canceled")));
    ada.does(&format!("{base}/folders/{europe}/remove"), &[("into", "1")]).await;
    assert_eq!(shop.get("/v1/folders").await["folders"].as_array().unwrap().len(), 5);

    let item = [("name", "Mug"), ("code", "MUG-1"), ("price", "12.50"), ("stock", "7")];
    ada.does(&format!("{base}/inventory/new"), &item).await;
    let found = shop.get("/api/v2/inventory-items?code=MUG-1").await["inventory_items"][0].clone();
    assert_eq!(found["stock"].to_string().trim_matches('"'), "7", "{found}");
    let list = ada.read(&format!("{base}/inventory")).await;
    assert!(list.contains("MUG-1"), "{list}");
    let hit = ada.read(&format!("{base}/search?q=mug")).await;
    assert!(hit.contains("MUG-1"), "{hit}");
    let id = crate::shop::text(&shop.post("/api/v2/orders", &order("S-77")).await["order"]["id"]);
    let to = ada.get(&format!("{base}/search?q=S-77")).await;
    assert!(to.status == 303 || to.text().contains(&id), "{}", to.text());
}

/// Catches a user who gives what they lack, and a store that is left without anybody who manages it.
#[tokio::test]
async fn nobody_gives_what_they_lack_and_a_store_keeps_somebody_who_manages_it() {
    let shop = Shop::open("givers").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let base = format!("/console/{}", shop.id);
    let leave = ada.post(&format!("{base}/leave"), &[]).await;
    assert_eq!(leave.status, 409, "{}", leave.text());
    let form = [("email", "grace@example.com"), ("preset", "staff"), ("scope", "all")];
    let page = ada.post(&format!("{base}/users"), &form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let start = text.find("/console/invite/").unwrap();
    let link: String = text[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c)).collect();
    let grace = Visitor::new(&shop);
    grace.accept(&link).await;
    assert_eq!(grace.get(&format!("{base}/users")).await.status, 403);
    assert_eq!(grace.get(&format!("{base}/orders")).await.status, 200);
    // What was long ago is proven once more before users are changed.
    shop.world.aws.time.advance(std::time::Duration::from_mins(20));
    let reply = ada.get(&format!("{base}/users")).await;
    assert_eq!(reply.status, 303);
    let to = reply.headers["location"].to_str().unwrap().to_owned();
    assert!(to.starts_with("/console/prove?next="), "{to}");
    let next = hidden(&ada.read(&to).await, "next");
    assert_eq!(ada.post("/console/prove", &[("password", "wrong one here"), ("next", &next)]).await.status, 422);
    assert_eq!(ada.does("/console/prove", &[("password", PASSWORD), ("next", &next)]).await, next);
    assert_eq!(ada.get(&format!("{base}/users")).await.status, 200);
    let audit = ada.read(&format!("{base}/audit")).await;
    assert!(audit.contains("grace@example.com"), "{audit}");
}
