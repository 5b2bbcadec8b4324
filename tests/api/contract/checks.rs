//! What every answer must be, and the forms of values.

use serde_json::{Value, json};
use waybill::http::Reply;

use crate::shop::text;

/// The body of a success in the envelope (orderdesk-api 1.4).
pub(super) fn assert_success(reply: &Reply, status: u16) -> Value {
    let body = assert_envelope(reply, status);
    assert_eq!(body["status"], "success", "{body}");
    body
}

/// The body of an error in the envelope (orderdesk-api 1.4).
pub(super) fn assert_error(reply: &Reply, status: u16) -> Value {
    let body = assert_envelope(reply, status);
    assert_eq!(body["status"], "error", "{body}");
    assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()), "{body}");
    body
}

fn assert_envelope(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text());
    let kind = header(reply, "content-type").unwrap_or_default();
    assert_eq!(kind.split(';').next(), Some("application/json"), "{}", reply.text());
    assert_eq!(header(reply, "cache-control"), Some("no-store"));
    assert_eq!(header(reply, "x-content-type-options"), Some("nosniff"));
    let body: Value = reply.json().unwrap();
    assert!(is_seconds(&body["execution_time"]), "{body}");
    body
}

/// A 400 that says what is wrong in one sentence and one by one (orderdesk-api 1.4).
pub(super) fn assert_lists_errors(body: &Value) {
    let errors = body["errors"].as_array().unwrap_or_else(|| panic!("no errors: {body}"));
    assert!(!errors.is_empty(), "{body}");
    assert!(errors.iter().all(|error| error.as_str().is_some_and(|error| !error.is_empty())), "{body}");
}

/// The body of an error of our own API (RFC 9457).
pub(super) fn assert_problem(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text());
    let kind = header(reply, "content-type").unwrap_or_default();
    assert_eq!(kind.split(';').next(), Some("application/problem+json"), "{}", reply.text());
    let body: Value = reply.json().unwrap();
    assert_eq!(body["status"], status, "{body}");
    for name in ["type", "title", "detail"] {
        assert!(body[name].as_str().is_some_and(|text| !text.is_empty()), "{name} in {body}");
    }
    for error in body.get("errors").into_iter().flat_map(|errors| errors.as_array().unwrap()) {
        assert!(error["field"].is_string() && error["detail"].is_string(), "{body}");
    }
    body
}

pub(super) fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply.headers.get(name).map(|value| value.to_str().unwrap())
}

/// Whether a value is a text of this form, where a 9 stands for any digit.
fn fits(value: &Value, form: &str) -> bool {
    let fits = |(c, form): (char, char)| if form == '9' { c.is_ascii_digit() } else { c == form };
    value.as_str().is_some_and(|text| text.chars().count() == form.len() && text.chars().zip(form.chars()).all(fits))
}

/// `2026-03-01 08:15:00`.
pub(super) fn is_date(value: &Value) -> bool {
    fits(value, "9999-99-99 99:99:99")
}

/// `2026-03-01`.
pub(super) fn is_day(value: &Value) -> bool {
    fits(value, "9999-99-99")
}

/// `0.1454 seconds`.
pub(super) fn is_seconds(value: &Value) -> bool {
    let parts = value.as_str().and_then(|text| text.strip_suffix(" seconds")).and_then(|text| text.split_once('.'));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    parts.is_some_and(|(whole, part)| is_digits(whole) && is_digits(part) && part.len() == 4)
}

/// A text of digits.
pub(super) fn is_id(value: &Value) -> bool {
    value.as_str().is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The strings of a list, or of one field of its objects.
pub(super) fn texts(list: &Value, field: &str) -> Vec<String> {
    list.as_array().unwrap_or_else(|| panic!("no list: {list}")).iter().map(|one| text(&one[field])).collect()
}

#[test]
fn the_forms_of_values_are_told_apart() {
    assert!(is_date(&json!("2026-03-01 08:15:00")) && is_day(&json!("2026-03-01")));
    assert!(!is_date(&json!("2026-03-01T08:15:00")) && !is_date(&json!("2026-03-01")) && !is_day(&json!("")));
    assert!(is_seconds(&json!("0.1454 seconds")) && is_seconds(&json!("12.0000 seconds")));
    for bad in ["0.145 seconds", "0.1454", ".1454 seconds", "0.14545 seconds", "x.1454 seconds"] {
        assert!(!is_seconds(&json!(bad)), "{bad}");
    }
    assert!(is_id(&json!("1001")) && !is_id(&json!(1001)) && !is_id(&json!("")) && !is_id(&json!("1a")));
}
