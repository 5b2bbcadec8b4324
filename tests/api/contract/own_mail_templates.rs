//! Our own API: mail templates.

use serde_json::{Value, json};

use crate::shop::{Shop, text};

const NONE: Value = Value::Null;

fn template(name: &str) -> Value {
    json!({"name": name, "kind": "customer", "subject": "Order {{ source_id }}", "text": "Hello"})
}

/// Catches a field that is kept and not shown, or shown in a form that can't be sent back.
#[tokio::test]
async fn a_template_is_kept_as_it_was_sent_sent_back_as_it_is_shown_and_deleted() {
    let shop = Shop::open("mail-templates").await;
    let mut body = template("Thank you");
    for (field, value) in [
        ("from_name", "Harbor"),
        ("reply_to", "desk@example.com"),
        ("to", "{{ email }}"),
        ("cc", "cc@example.com"),
        ("bcc", "bcc@example.com"),
        ("html", "<p>Hello</p>"),
    ] {
        body[field] = json!(value);
    }
    let made = shop.own(201, "POST", "/mail-templates", &body).await["mail_template"].clone();
    for (field, value) in body.as_object().unwrap() {
        assert_eq!(made[field], *value, "{made}");
    }
    let one = format!("/mail-templates/{}", text(&made["id"]));
    assert_eq!(shop.own(200, "GET", &one, &NONE).await["mail_template"], made);
    assert_eq!(shop.own(200, "GET", "/mail-templates", &NONE).await["mail_templates"], json!([made]));
    assert_eq!(shop.own(200, "PUT", &one, &made).await["mail_template"], made);
    shop.own(200, "DELETE", &one, &NONE).await;
    for (method, path, body) in [
        ("GET", one.clone(), &NONE),
        ("DELETE", one.clone(), &NONE),
        ("PUT", one.clone(), &made),
        ("POST", format!("{one}/preview"), &json!({"order_id": "1"})),
        ("POST", format!("{one}/trial"), &json!({"order_id": "1"})),
    ] {
        let reply = shop.call(method, &format!("/v1{path}"), Some(body).filter(|body| !body.is_null())).await;
        assert_eq!(reply.status, 404, "{method} {path}");
    }
}

/// Catches a template that is saved and can never be sent, and a mistake without its place.
#[tokio::test]
async fn what_a_template_can_t_do_is_refused_with_its_place() {
    let shop = Shop::open("mail-templates-wrong").await;
    for (change, field, says) in [
        (json!({"text": "Hello\n{{ include('x') }}"}), "text", "line 2"),
        (json!({"html": "<p>{% block a %}"}), "html", "line 1"),
        (json!({"subject": "{{ "}), "subject", "line 1"),
        (json!({"kind": "dropship"}), "to", "needs an address"),
        (json!({"text": " "}), "text", "needs a text"),
        (json!({"name": "x".repeat(256)}), "name", "at most"),
    ] {
        let mut body = template("Wrong");
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let reply = shop.call("POST", "/v1/mail-templates", Some(&body)).await;
        assert_eq!(reply.status, 400, "{change}: {}", reply.text());
        let errors = reply.json::<Value>().unwrap()["errors"].to_string();
        assert!(errors.contains(&format!("\"{field}\"")) && errors.contains(says), "{change}: {errors}");
    }
}

/// Catches a creation that is done twice, and a change of another version than was read.
#[tokio::test]
async fn a_template_is_added_once_by_its_key_and_replaced_at_its_version_alone() {
    let shop = Shop::open("mail-templates-once").await;
    let add = async |body: &Value| {
        let headers = [("Idempotency-Key", "mail-1")];
        shop.call_raw("POST", "/v1/mail-templates", Some(body.to_string()), &headers).await
    };
    let (first, again) = (add(&template("One")).await, add(&template("One")).await);
    assert_eq!((first.status, again.status), (201, 201));
    let id = |reply: &waybill::http::Reply| text(&reply.json::<Value>().unwrap()["mail_template"]["id"]);
    assert_eq!(id(&first), id(&again));
    assert_eq!(add(&template("Two")).await.status, 422);
    let path = format!("/v1/mail-templates/{}", id(&first));
    let replace = async |version: &str| {
        shop.call_raw("PUT", &path, Some(template("Three").to_string()), &[("If-Match", version)]).await.status
    };
    assert_eq!((replace("\"1\"").await, replace("\"1\"").await), (200, 412));
}
