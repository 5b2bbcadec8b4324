//! Lists of orders that are saved under a name, one's own and everybody's.

use domain::{Permission, Permissions};
use serde_json::json;

use super::lists::{colleague, heads, numbers, opened, order_with};
use crate::shop::{Shop, text};

/// The id of the view that an answer to a form leads to.
fn view_id(to: &str) -> String {
    to.split("view=").nth(1).unwrap().chars().take_while(char::is_ascii_digit).collect()
}

/// Catches a list that grows wider than the scope of who looks at it, by a filter or by a view.
#[tokio::test]
async fn no_filter_and_no_view_shows_more_than_a_user_s_scope() {
    let (shop, ada, base) = opened("scoped-lists").await;
    let (near, far) = (shop.order("S-1").await, shop.order("S-2").await);
    shop.post("/api/v2/move-orders", &json!({"order_id_list": [far], "destination_folder_id": 3})).await;
    assert!(!near.is_empty());
    let shared = [("name", "Closed ones"), ("folder", "3"), ("shared", "yes")];
    let closed = view_id(&ada.does(&format!("{base}/orders/views"), &shared).await);
    let everything = [("name", "Any cart"), ("f", "source_name*is_not_empty*"), ("shared", "yes")];
    let everything = view_id(&ada.does(&format!("{base}/orders/views"), &everything).await);
    assert_eq!(numbers(&ada.read(&format!("{base}/orders?view={closed}")).await), ["S-2"]);
    let grace = colleague(&shop, &ada, Permissions::all(), "1").await;
    for query in
        ["f=source_name*is_not_empty*", "f=folder_id*equals*3", "f=source_id*equals*S-2", &format!("view={everything}")]
    {
        let page = grace.read(&format!("{base}/orders?{query}")).await;
        assert!(!numbers(&page).contains(&"S-2".to_owned()), "{query}: {page}");
    }
    assert_eq!(grace.get(&format!("{base}/orders?view={closed}")).await.status, 404);
    assert!(!grace.read(&format!("{base}/orders/views")).await.contains("Closed ones"));
    let columns = [("folder", "3"), ("for", "me"), ("column", "age")];
    assert_eq!(grace.post(&format!("{base}/orders/columns"), &columns).await.status, 404);
    let wide = [("name", "All of it"), ("shared", "yes")];
    assert_eq!(grace.post(&format!("{base}/orders/views"), &wide).await.status, 403);
}

/// Catches a view that somebody else sees, one that comes back as another list, and one that is still there once deleted.
#[tokio::test]
async fn a_list_is_saved_under_a_name_renamed_saved_anew_and_deleted() {
    let (shop, ada, base) = opened("views").await;
    order_with(&shop, "V-1", json!({"Gift": "yes"}), &[]).await;
    order_with(&shop, "V-2", json!({}), &[]).await;
    let views = format!("{base}/orders/views");
    let form = [
        ("name", "Gifts"),
        ("folder", "1"),
        ("f", "checkout_data-Gift*is_not_empty*"),
        ("last_name", "Lind"),
        ("sequence", "oldest_first"),
        ("with-columns", "yes"),
        ("column", "checkout_data:Gift"),
    ];
    let to = ada.does(&views, &form).await;
    let id = view_id(&to);
    let page = ada.read(&to).await;
    assert_eq!((numbers(&page), heads(&page)), (vec!["V-1".to_owned()], vec!["Order".to_owned(), "Gift".to_owned()]));
    assert!(page.contains("View saved.") && page.contains("Last name Lind"), "{page}");
    let pinned = format!("href=\"{base}/orders?view={id}\" aria-current=\"page\"");
    assert!(page.contains(&pinned), "it stands in the navigation, under its folder: {page}");

    let grace = colleague(&shop, &ada, Permissions::all().without(Permission::ManageSettings), "").await;
    assert_eq!(grace.get(&format!("{base}/orders?view={id}")).await.status, 404, "it is Ada's own");
    assert!(!grace.read(&format!("{base}/orders")).await.contains(">Gifts<"));
    assert_eq!(shop.get("/v1/views").await["views"], json!([]), "no key sees it either");
    assert_eq!(grace.post(&format!("{views}/{id}/remove"), &[]).await.status, 404);
    let shared = [("name", "Ours"), ("shared", "yes")];
    assert_eq!(grace.post(&views, &shared).await.status, 403);
    let ours = view_id(&ada.does(&views, &shared).await);
    assert!(grace.read(&format!("{base}/orders")).await.contains(">Ours<"));
    for path in [format!("{views}/{ours}"), format!("{views}/{ours}/remove")] {
        assert_eq!(grace.post(&path, &[("name", "Mine"), ("only", "name")]).await.status, 403);
    }
    assert_eq!(shop.get("/v1/views").await["views"][0]["name"], "Ours");

    ada.does(&format!("{views}/{id}"), &[("name", "Presents"), ("only", "name")]).await;
    let page = ada.read(&format!("{base}/orders?view={id}")).await;
    assert!(page.contains("<h1>Presents") && numbers(&page) == ["V-1"], "{page}");
    ada.does(&format!("{views}/{id}"), &[("name", "Presents"), ("folder", "1"), ("number", "V-2")]).await;
    assert_eq!(numbers(&ada.read(&format!("{base}/orders?view={id}")).await), ["V-2"]);
    let nameless = ada.post(&views, &[("name", " "), ("folder", "1"), ("f", "email*is_not_empty*")]).await;
    assert_eq!(nameless.status, 422);
    assert!(nameless.text().contains("email*is_not_empty*"), "what was typed is still there");
    ada.does(&format!("{views}/{id}/remove"), &[]).await;
    assert_eq!(ada.get(&format!("{base}/orders?view={id}")).await.status, 404);
    let audit = ada.read(&format!("{base}/audit")).await;
    assert!(audit.contains("View saved") && !audit.contains("Presents"), "one's own views are nobody's business");
}

/// Catches a view that fails, or shows other orders, because what it names is gone; and one of another store.
#[tokio::test]
async fn a_view_says_what_of_it_is_gone_and_another_store_s_is_none() {
    let (shop, ada, base) = opened("gone").await;
    shop.order("G-1").await;
    let folder = text(&shop.post("/v1/folders", &json!({"name": "Short-lived"})).await["folder"]["id"]);
    let views = format!("{base}/orders/views");
    let id = view_id(&ada.does(&views, &[("name", "Short"), ("folder", &folder)]).await);
    assert_eq!(shop.call("DELETE", &format!("/v1/folders/{folder}?into=1"), None).await.status, 200);
    let page = ada.read(&format!("{base}/orders?view={id}")).await;
    assert!(page.contains("The folder of this view is deleted"), "{page}");
    assert!(ada.read(&views).await.contains("which is deleted"));

    // As an older build, or another store's copy of it, may have written it.
    let row = json!({"id": "1000000001", "name": "Odd", "filters": [{"field": "colour", "comparator": "equals", "value": "red"}],
                     "columns": ["email", "shoe_size"]});
    let table = table::Table::new(&shop.world.aws.config("tests"), cloud::TABLE);
    let odd: domain::SavedView = serde_json::from_value(row).unwrap();
    let at = shop.world.aws.time.now();
    assert!(table.insert_definition(shop.id.parse().unwrap(), &odd, None, at).await.unwrap().is_done());
    let reply = ada.get(&format!("{base}/orders?view=1000000001")).await;
    let page = reply.text();
    assert_eq!(reply.status, 422);
    assert!(page.contains("there is no field &#34;colour&#34;") && page.contains("shoe_size"), "{page}");

    let other = Shop::open("gone-other").await;
    let foreign = text(&other.post("/v1/views", &json!({"name": "Foreign"})).await["view"]["id"]);
    assert_eq!(ada.get(&format!("{base}/orders?view={foreign}")).await.status, 404);
    for path in [format!("{views}/{foreign}"), format!("{views}/{foreign}/remove")] {
        assert_eq!(ada.post(&path, &[("name", "Taken"), ("only", "name")]).await.status, 404);
    }
    assert_eq!(shop.call("GET", &format!("/v1/views/{foreign}"), None).await.status, 404);
    assert_eq!(other.get("/v1/views").await["views"][0]["name"], "Foreign");
}
