use serde_json::json;

use super::*;

const JSON: (&str, &str) = ("Content-Type", "application/json");
const PROBLEM: (&str, &str) = ("content-type", "application/problem+json");
const TIME: &str = "0.0012 seconds";

fn check(call: &str, status: u16, headers: &[(&str, &str)], body: &Value) -> Vec<String> {
    let (method, path) = call.split_once(' ').unwrap();
    let body = body.to_string();
    let result = validate(method, path, Reply { status, headers, body: body.as_bytes() });
    result.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

fn folder() -> Value {
    json!({"status": "success", "message": "Folder Added", "folder": {"id": 6, "name": "Returns"}, "execution_time": TIME})
}

#[test]
fn an_answer_as_the_document_has_it_fits() {
    assert!(check("POST /v1/folders", 201, &[JSON], &folder()).is_empty());
    let kind = ("content-type", "application/json; charset=utf-8");
    let ok = json!({"status": "success", "message": "Deleted", "execution_time": TIME});
    assert!(check("DELETE /api/v2/order/7/order-item/9?x=1", 200, &[kind], &ok).is_empty());
}

#[test]
fn a_field_nobody_promised_is_found() {
    let mut body = folder();
    body["folder"]["colour"] = json!("blue");
    let misfits = check("POST /v1/folders", 201, &[JSON], &body);
    assert!(matches!(&misfits[..], [one] if one.contains("/folder") && one.contains("colour")), "{misfits:?}");
    let mut body = folder();
    body["total"] = json!(1);
    let misfits = check("POST /v1/folders", 201, &[JSON], &body);
    assert!(matches!(&misfits[..], [one] if one.contains("total")), "{misfits:?}");
}

#[test]
fn a_value_of_another_kind_and_a_missing_field_are_found_at_once() {
    let body = json!({"status": "success", "message": 7, "folder": {"id": "6", "name": "Returns"}});
    let misfits = check("POST /v1/folders", 201, &[JSON], &body);
    assert_eq!(misfits.len(), 3, "{misfits:?}");
    assert!(misfits.iter().any(|one| one.contains("execution_time")), "{misfits:?}");
    assert!(misfits.iter().any(|one| one.contains("/folder/id")), "{misfits:?}");
}

#[test]
fn a_body_that_is_no_json_is_found() {
    let misfits = validate("POST", "/v1/folders", Reply { status: 201, headers: &[JSON], body: b"<html>" });
    assert!(matches!(&misfits.unwrap_err()[..], [Misfit::Body { problem, .. }] if problem.contains("no JSON")));
}

#[test]
fn a_status_the_call_never_answers_is_found() {
    let body = json!({"status": "success", "execution_time": TIME});
    assert_eq!(check("POST /v1/folders", 204, &[JSON], &body), ["AddFolder never answers 204"]);
    let body = json!({"type": "about:blank", "title": "Conflict", "status": 409, "detail": "Taken"});
    assert_eq!(check("GET /v1/folders", 409, &[PROBLEM], &body), ["ListFolders never answers 409"]);
    assert!(check("POST /v1/folders", 409, &[PROBLEM], &body).is_empty());
}

#[test]
fn a_refusal_is_of_the_faces_kind() {
    let envelope = json!({"status": "error", "message": "Order not found", "execution_time": TIME});
    assert!(check("GET /api/v2/orders/7", 404, &[JSON], &envelope).is_empty());
    let misfits = check("GET /v1/orders/7", 404, &[JSON], &envelope);
    assert!(matches!(&misfits[..], [one] if one.contains("application/problem+json")), "{misfits:?}");
    let misfits = check("GET /api/v2/orders/7", 404, &[], &envelope);
    assert!(matches!(&misfits[..], [one] if one.contains("content type \"\"")), "{misfits:?}");
}

#[test]
fn a_call_nobody_knows_may_be_refused_and_no_more() {
    let envelope = json!({"status": "error", "message": "Address not found", "execution_time": TIME});
    assert!(check("GET /api/v2/nothing", 404, &[JSON], &envelope).is_empty());
    assert!(check("PATCH /api/v2/move-orders", 405, &[JSON], &envelope).is_empty());
    let misfits = check("GET /api/v2/nothing", 200, &[JSON], &json!({"status": "success"}));
    assert!(matches!(&misfits[..], [one] if one.contains("no call of the document")), "{misfits:?}");
}

#[test]
fn a_header_that_must_be_there_is_missed_and_one_of_another_form_is_found() {
    let body = json!({
        "status": "success", "ledger": [], "execution_time": TIME
    });
    let misfits = check("GET /v1/orders/7/ledger", 200, &[JSON, ("x-tokens-remaining", "few")], &body);
    assert!(matches!(&misfits[..], [one] if one.contains("X-Tokens-Remaining")), "{misfits:?}");
    assert!(check("GET /v1/orders/7/ledger", 200, &[JSON, ("x-tokens-remaining", "12")], &body).is_empty());
    let misfits = check("GET /v1/orders/7", 200, &[JSON], &json!({}));
    assert!(misfits.iter().any(|one| one == "header ETag: is missing"), "{misfits:?}");
}

#[test]
fn a_document_that_does_not_hold_fits_nothing() {
    let contract = Contract::new(json!({"paths": {"/v1/folders": {"get": {"responses": {"200": {"content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/Nowhere"}}
    }}}}}}}));
    let reply = Reply { status: 200, headers: &[JSON], body: b"{}" };
    let misfits = contract.validate("GET", "/v1/folders", reply).unwrap_err();
    assert!(matches!(&misfits[..], [Misfit::Body { problem, .. }] if problem.contains("does not hold")), "{misfits:?}");
}
