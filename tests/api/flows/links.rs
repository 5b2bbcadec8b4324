//! Stores that agreed to work together.

use serde_json::{Value, json};
use waybill::http::Reply;

use crate::shop::{Shop, text};

async fn link_with(shop: &Shop, store_id: &str, key: &str) -> Reply {
    let headers = [("X-Linked-Store-Id", store_id), ("X-Linked-Api-Key", key)];
    shop.call_raw("POST", "/v1/links", None, &headers).await
}

async fn links(shop: &Shop) -> Vec<String> {
    let found = shop.get("/v1/links").await;
    found["links"].as_array().unwrap().iter().map(|link| text(&link["store_id"])).collect()
}

/// Catches a link that only one side sees, and one that only one side can end.
#[tokio::test]
async fn two_stores_that_agree_are_linked_until_either_ends_it() {
    let (one, other) = (Shop::open("one").await, Shop::open("other").await);
    for (maker, ender) in [(&one, &other), (&one, &one)] {
        let made = link_with(maker, &other.id, &other.api_key).await;
        assert_eq!(made.status, 201, "{}", made.text());
        assert_eq!((links(&one).await, links(&other).await), (vec![other.id.clone()], vec![one.id.clone()]));
        assert_eq!(link_with(&other, &one.id, &one.api_key).await.status, 200, "it is there");
        let peer = if ender.id == one.id { &other } else { &one };
        let path = format!("/v1/links/{}", peer.id);
        assert_eq!(ender.call("DELETE", &path, None).await.status, 200);
        assert_eq!((links(&one).await, links(&other).await), (vec![], vec![]));
        assert_eq!(ender.call("DELETE", &path, None).await.status, 404);
    }
}

/// Catches an answer by which somebody learns which stores there are, or which keys.
#[tokio::test]
async fn who_guesses_the_other_key_learns_nothing_and_links_nothing() {
    let (one, other) = (Shop::open_limited("guesser").await, Shop::open("guessed").await);
    let reader = other.post("/v1/keys", &json!({"name": "Reader", "scope": "write"})).await;
    let reader = text(&reader["api_key"]);
    let mut answers = vec![];
    for (store_id, key) in [
        (other.id.as_str(), one.api_key.as_str()),
        (&other.id, "wrong"),
        (&other.id, &reader),
        ("4503599627370499", &other.api_key),
        ("nonsense", &other.api_key),
        (&one.id, &other.api_key),
    ] {
        let reply = link_with(&one, store_id, key).await;
        assert_eq!(reply.status, 401, "{store_id}: {}", reply.text());
        answers.push(reply.text());
    }
    answers.push(one.call("POST", "/v1/links", None).await.text());
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!((links(&one).await, links(&other).await), (vec![], vec![]));
    let own = link_with(&one, &one.id, &one.api_key).await;
    assert_eq!(own.status, 400, "{}", own.text());
    // Each wrong one took two tokens.
    let reply = one.call("GET", "/v1/links", None).await;
    assert!(reply.headers["x-tokens-remaining"].to_str().unwrap().parse::<u64>().unwrap() <= 5, "{:?}", reply.headers);
}

/// Catches a key that may not settle what a store does, and does.
#[tokio::test]
async fn only_who_may_do_everything_makes_and_ends_links() {
    let (one, other) = (Shop::open("narrow").await, Shop::open("peer").await);
    one.link(&other).await;
    let key = text(&one.post("/v1/keys", &json!({"name": "Writer", "scope": "write"})).await["api_key"]);
    let headers = [
        ("ORDERDESK-STORE-ID", one.id.as_str()),
        ("ORDERDESK-API-KEY", &key),
        ("X-Linked-Store-Id", &other.id),
        ("X-Linked-Api-Key", &other.api_key),
    ];
    assert_eq!(one.world.call("POST", "/v1/links", &headers, None).await.status, 403);
    let path = format!("/v1/links/{}", other.id);
    assert_eq!(one.world.call("DELETE", &path, &headers, None).await.status, 403);
    assert_eq!(links(&one).await, [other.id]);
}

/// Catches a link that stands by halves.
#[tokio::test]
async fn one_row_of_two_is_no_link_and_the_same_call_makes_it_whole() {
    let (one, other) = (Shop::open("half").await, Shop::open("other-half").await);
    one.put_row(&json!({"pk": {"S": format!("S#{}", other.id)}, "sk": {"S": format!("L#{}", one.id)},
                        "linked_at": {"N": "1795597200"}}));
    assert_eq!((links(&one).await, links(&other).await), (vec![], vec![]));
    assert_eq!(other.call("DELETE", &format!("/v1/links/{}", one.id), None).await.status, 404);
    one.link(&other).await;
    assert_eq!((links(&one).await, links(&other).await), (vec![other.id.clone()], vec![one.id.clone()]));
}

/// Catches a store that is linked with everybody.
#[tokio::test]
async fn a_store_has_so_many_links_at_most() {
    let (one, other) = (Shop::open("many").await, Shop::open("one-more").await);
    for number in 1..=50 {
        let row: Value = json!({"pk": {"S": format!("S#{}", one.id)}, "sk": {"S": format!("L#{}", 700 + number)},
                                "linked_at": {"N": "1795597200"}});
        one.put_row(&row);
    }
    assert_eq!(link_with(&one, &other.id, &other.api_key).await.status, 409);
    assert_eq!(link_with(&other, &one.id, &one.api_key).await.status, 409);
}
