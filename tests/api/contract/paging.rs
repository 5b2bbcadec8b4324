//! orderdesk-api 1.6: lists.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{order_with, query, texts};
use crate::shop::{Shop, order};

async fn shop_of_five(name: &str) -> Shop {
    let shop = Shop::open(name).await;
    let dated = |day| order_with(&format!("P-{day}"), json!({"date_added": format!("2026-03-0{day} 10:00:00")}));
    shop.seed(&(1..=5).map(dated).collect::<Vec<_>>()).await;
    shop
}

#[tokio::test]
async fn a_list_of_orders_counts_in_numbers_before_and_after_limit_and_offset() {
    let shop = shop_of_five("list-keys").await;
    let page = shop.search(&[("limit", "2"), ("offset", "1")]).await;
    for (name, number) in [("total_records", 5), ("records_returned", 2), ("offset", 1), ("limit", 2)] {
        assert_eq!(page[name], json!(number), "{name}");
    }
    assert_eq!(texts(&page["orders"], "source_id"), ["P-4", "P-3"]);
}

#[tokio::test]
async fn without_a_limit_fifty_orders_come_from_the_first_on() {
    let shop = Shop::open("fifty-one").await;
    let orders: Vec<Value> = (0..51).map(|number| order(&format!("F-{number}"))).collect();
    shop.seed(&orders).await;
    let page = shop.search(&[]).await;
    for (name, number) in [("total_records", 51), ("records_returned", 50), ("offset", 0), ("limit", 50)] {
        assert_eq!(page[name], json!(number), "{name}");
    }
    assert_eq!(page["orders"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a_limit_above_five_hundred_is_five_hundred() {
    let shop = Shop::open("clamped").await;
    assert_eq!(shop.search(&[("limit", "501")]).await["limit"], 500);
    assert_eq!(shop.search(&[("limit", "500")]).await["limit"], 500);
}

#[tokio::test]
async fn an_empty_list_has_an_empty_array() {
    let shop = Shop::open("empty").await;
    for parameters in [&[][..], &[("folder_name", "Nowhere")], &[("source_id", "nobody")], &[("offset", "50")]] {
        let page = shop.search(parameters).await;
        assert_eq!(
            (&page["orders"], &page["records_returned"], &page["total_records"]),
            (&json!([]), &json!(0), &json!(0))
        );
    }
}

#[tokio::test]
async fn a_client_that_pages_until_the_list_is_empty_sees_every_order_once_and_ends() {
    let shop = shop_of_five("until-empty").await;
    let mut seen = vec![];
    for page in 0..4 {
        let offset = (page * 2).to_string();
        let found = shop.search(&[("limit", "2"), ("offset", &offset)]).await;
        assert_eq!(found["orders"] == json!([]), page == 3, "page {page}: {found}");
        assert_eq!(found["total_records"], 5, "the count is before limit and offset");
        seen.extend(texts(&found["orders"], "source_id"));
    }
    assert_eq!(seen, ["P-5", "P-4", "P-3", "P-2", "P-1"]);
}

#[tokio::test]
async fn a_client_that_pages_until_fewer_come_than_it_asked_for_sees_every_order_once_and_ends() {
    let shop = shop_of_five("until-fewer").await;
    let (first, second) =
        (shop.search(&[("limit", "3"), ("offset", "0")]).await, shop.search(&[("limit", "3"), ("offset", "3")]).await);
    assert_eq!((first["orders"].as_array().unwrap().len(), second["orders"].as_array().unwrap().len()), (3, 2));
    let all: BTreeSet<String> = [first, second].iter().flat_map(|page| texts(&page["orders"], "id")).collect();
    assert_eq!(all.len(), 5);
}

#[tokio::test]
async fn a_client_that_pages_while_there_is_more_than_it_took_sees_every_order_once_and_ends() {
    let shop = shop_of_five("until-total").await;
    let mut taken = BTreeSet::new();
    for calls in 0.. {
        assert!(calls < 3, "it does not end: {taken:?}");
        let offset = taken.len().to_string();
        let found = shop.search(&[("limit", "2"), ("offset", &offset), ("folder_id", "1")]).await;
        taken.extend(texts(&found["orders"], "id"));
        if found["total_records"] == taken.len() {
            break;
        }
    }
    assert_eq!(taken.len(), 5);
}

#[tokio::test]
async fn parameters_nobody_documented_change_nothing() {
    let shop = shop_of_five("unknown-parameters").await;
    let all = ["P-5", "P-4", "P-3", "P-2", "P-1"];
    for parameter in [
        ("page", "2"),
        ("since", "2026-03-04"),
        ("sort", "id"),
        ("sort_direction", "asc"),
        ("status", "open"),
        ("search", "nothing"),
        ("search_date_added_start", "2026-03-04"),
    ] {
        let found = shop.search(&[parameter]).await;
        assert_eq!(texts(&found["orders"], "source_id"), all, "{}", query(&[parameter]));
    }
}
