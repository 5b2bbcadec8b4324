use domain::{
    Arrival, ArrivalKind, BroughtBy, CartImport, ConnectionSecrets, ConnectionSettings, ConnectionState,
    ConnectionTask, Kept, KeptArrival, NewConnection, OrdersWanted, Payload, StoreId, WebhookSecretWanted,
};
use jiff::Timestamp;

use super::*;

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn now() -> Timestamp {
    "2026-11-29T10:00:00Z".parse().unwrap()
}

fn read(rest: &str) -> NewConnection {
    read_new(&format!(r#"{{"cart":"Shopify","name":"Main shop",{rest}}}"#)).unwrap().0
}

#[test]
fn a_connection_is_read_and_written_as_it_was_read() {
    let body = r#""shop":"example.myshopify.com","client_id":"app","every":"week","at":"02:30","day":"sunday","delay_minutes":60,"orders_from":"2026-11-01 00:00:00","takes_unpaid":true,"takes_shipped":false,"takes_tests":true,"statuses":["paid"],"vendors":["Acme"],"countries":["US"],"folder_id":2,"hold_folder_id":3,"canceled_folder_id":null,"prefix":"S-","splits_by_vendor":true,"weight_unit":"gram","included_tax":"extract","status_after_import":"","sends_shipments":false,"notifies_customers":true,"field_map":{}"#;
    let connection = read(body).added("7".into(), KEY.into(), ConnectionSecrets::default(), now());
    let store_id = StoreId::new(42).unwrap();
    let view = ConnectionView::new(&connection, store_id, Some("api.example.com"), now());
    let written = serde_json::to_string(&view).unwrap();
    for part in body.split(",\"") {
        assert!(written.contains(part.trim_start_matches('"')), "{part} is not in {written}");
    }
    let path = format!("/v1/hooks/shopify/42-7-{KEY}");
    assert!(written.contains(&format!(r#""webhook_path":"{path}","webhook_url":"https://api.example.com{path}""#)));
    for host in ["", "a b", "evil.example/x?", "\"x"] {
        let view = serde_json::to_value(ConnectionView::new(&connection, store_id, Some(host), now())).unwrap();
        assert!(view["webhook_url"].is_null(), "{host}");
    }
    assert_eq!(read_new(&written).unwrap().0.settings, connection.settings, "what was read may be sent back");
}

#[test]
fn what_is_left_out_is_usual() {
    let new = read(r#""shop":"a""#);
    assert_eq!((new.cart.as_str(), new.settings), ("shopify", ConnectionSettings::usual()));
    assert_eq!(read(r#""every":"never""#).settings.polled, None);
}

#[test]
fn what_is_wrong_is_named() {
    let fields = |body: &str| {
        let problems = read_new(body).unwrap_err();
        problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
    };
    assert_eq!(fields("{}"), ["cart", "name"]);
    for (rest, field) in [
        (r#""every":"minute""#, "every"),
        (r#""every":"day""#, "at"),
        (r#""folder_id":0"#, "folder_id"),
        (r#""weight_unit":"stone""#, "weight_unit"),
        (r#""included_tax":"burn""#, "included_tax"),
        (r#""orders_from":"yesterday""#, "orders_from"),
    ] {
        assert_eq!(fields(&format!(r#"{{"cart":"x","name":"y",{rest}}}"#)), [field]);
    }
    let refused = read_replacement(r#"{"cart":"x","name":"y","webhook_secret":"s","token":"t"}"#).unwrap_err();
    assert_eq!(refused[0].field, "webhook_secret");
}

#[test]
fn secrets_are_read_and_an_import_is_of_one_kind() {
    let change = read_secrets(r#"{"token":" t1 ","refresh_token":"","overlap_hours":2}"#).unwrap();
    assert_eq!((change.given.token.as_deref(), change.given.refresh_token), (Some("t1"), None));
    assert_eq!((change.overlap.as_secs(), change.webhook_secret), (7_200, WebhookSecretWanted::AsGiven));
    assert_eq!(read_secrets(r#"{"make_webhook_secret":true}"#).unwrap().webhook_secret, WebhookSecretWanted::Made);
    assert_eq!(read_secrets(r#"{"overlap_hours":169}"#).unwrap_err()[0].field, "overlap_hours");
    assert_eq!(read_secrets(r#"{"tokne":"x"}"#).unwrap_err()[0].field, "tokne");
    let named = read_import(r#"{"order_ids":["5","5"," 6 "],"again":true}"#).unwrap();
    assert_eq!(named, CartImport { wanted: OrdersWanted::Named(vec!["5".into(), "6".into()]), again: true });
    assert!(matches!(read_import(r#"{"from":"2026-11-01"}"#).unwrap().wanted, OrdersWanted::Since(_)));
    for (body, field) in [
        ("{}", "from"),
        (r#"{"from":"2026-11-01","order_ids":["1"]}"#, "from"),
        (r#"{"order_ids":[" "]}"#, "order_ids"),
    ] {
        assert_eq!(read_import(body).unwrap_err()[0].field, field, "{body}");
    }
}

#[test]
fn how_it_is_and_what_is_kept_is_written_so() {
    let mut state = ConnectionState::new(StoreId::new(42).unwrap(), "7");
    state.want(ConnectionTask::Test, now());
    state.want(ConnectionTask::Subscribe, now());
    let written = serde_json::to_string(&ConnectionStateView::from(&state)).unwrap();
    assert!(written.contains(r#""task":"test","task_begun_at":"2026-11-29 10:00:00","waiting_tasks":1"#), "{written}");
    let arrival = Arrival {
        store_id: StoreId::new(42).unwrap(),
        connection_id: "7".into(),
        order_id: "5005".into(),
        kind: ArrivalKind::Order,
        payload: Payload::Kept("carts/42/7/x.json".into()),
        by: BroughtBy::Webhook,
        at: now(),
        again: false,
    };
    let kept = KeptArrival { arrival, kept: Kept::Refused { since: now(), reason: "no items".into() } };
    let written = serde_json::to_string(&KeptArrivalView::from(&kept)).unwrap();
    let rest = r#""order_id":"5005","kind":"order","why":"refused","reason":"no items","since":"2026-11-29 10:00:00","until":null,"brought_by":"webhook","at":"2026-11-29 10:00:00"}"#;
    assert!(written.ends_with(rest), "{written}");
}
