//! JSON of every kind.

use super::*;

#[test]
fn numbers_are_read_exactly_whether_written_as_numbers_or_strings() {
    let document = Document::read(r#"{"a":0.1,"b":"21.170","c":1e1,"d":"","e":null,"f":123456789.12345678}"#).unwrap();
    let object = document.object();
    let read = |name| object.money(name).map(Money::text);
    assert_eq!(read("a").as_deref(), Some("0.1"));
    assert_eq!(read("b").as_deref(), Some("21.17"));
    assert_eq!(read("c").as_deref(), Some("10"));
    assert_eq!((read("d"), read("e"), read("g")), (None, None, None));
    assert_eq!(read("f").as_deref(), Some("123456789.12345678"));
    assert!(document.problems().is_empty());
}

#[test]
fn an_empty_map_has_three_spellings() {
    let document = Document::read(r#"{"a":[],"b":{},"c":null,"d":{"x":1,"y":null,"z":true}}"#).unwrap();
    let object = document.object();
    assert_eq!(object.map("a"), Some(Variations::default()));
    assert_eq!(object.map("b"), Some(Variations::default()));
    assert_eq!(object.map("c"), None);
    let expected = [("x", "1"), ("y", ""), ("z", "true")].map(|(key, value)| (key.into(), value.into()));
    assert_eq!(object.map("d"), Some(Variations::from_iter(expected)));
}

#[test]
fn every_problem_names_its_field_and_what_was_expected() {
    let body = r#"{"items":[{"price":"cheap","quantity":-1,"name":{}},3],"on":"soon","flag":"perhaps","map":[1]}"#;
    let document = Document::read(body).unwrap();
    let object = document.object();
    for item in object.list("items").unwrap() {
        item.money("price");
        item.quantity("quantity");
        item.text("name");
    }
    object.time("on");
    object.flag("flag");
    object.map("map");
    let messages: Vec<String> = document.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "items[1]: must be an object",
            "items[0].price: must be a decimal number, such as 12.50",
            "items[0].quantity: must be a whole number, not negative",
            "items[0].name: must be a text",
            "on: must be a date, such as 2026-03-01 08:15:00",
            "flag: must be true or false",
            "map: must be an object",
        ]
    );
}

#[test]
fn a_list_written_by_php_with_numbered_keys_is_a_list() {
    let document = Document::read(r#"{"order_items":{"0":{"name":"a"},"2":{"name":"b"}}}"#).unwrap();
    let items = document.object().list("order_items").unwrap();
    assert_eq!(items.iter().filter_map(|item| item.text("name")).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn a_document_nested_ten_thousand_deep_is_refused_or_skipped_without_harm() {
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    if let Ok(document) = Document::read(&deep) {
        assert!(document.object().is_empty());
    }
    let inside = format!("{{\"order_items\":{deep}}}");
    if let Ok(document) = Document::read(&inside) {
        document.object().list("order_items");
        assert!(!document.problems().is_empty());
    }
}

#[test]
fn half_a_character_is_refused_wherever_it_stands_and_nothing_is_lost_by_it() {
    for (body, field) in [
        (r#"{"a":"\ud83d"}"#, "a"),
        (r#"{"a":{"\ud83d":1}}"#, "a"),
        (r#"{"a":["\ud83d"]}"#, "a[0]"),
        (r#"{"\ud83d":1}"#, ""),
    ] {
        let document = Document::read(body).unwrap();
        let object = document.object();
        object.text("a");
        object.map("a");
        object.texts("a");
        assert!(document.problems().contains(&Problem::new(field, HALF_A_CHARACTER)), "{body}");
    }
}
