//! JSON of every kind.

use super::value::HALF_A_CHARACTER;
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
    let body = r#"{"items":[{"price":"cheap","quantity":-1,"name":{}},3],"on":"soon","flag":"perhaps","map":"a"}"#;
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
    type Reader = fn(&Object);
    let read_text = |object: &Object| drop(object.text("a"));
    let read_map = |object: &Object| drop(object.map("a"));
    let read_list = |object: &Object| drop(object.id_texts("a"));
    let cases: [(&str, Reader, &str); 4] = [
        (r#"{"a":"\ud83d"}"#, read_text, "a"),
        (r#"{"a":{"\ud83d":1}}"#, read_map, "a"),
        (r#"{"a":["\ud83d"]}"#, read_list, "a[0]"),
        (r#"{"\ud83d":1}"#, read_text, ""),
    ];
    for (body, read, field) in cases {
        let document = Document::read(body).unwrap();
        read(&document.object());
        assert_eq!(document.problems(), [Problem::new(field, HALF_A_CHARACTER)], "{body}");
    }
}

#[test]
fn what_an_erp_writes_for_an_empty_text_is_absent() {
    let body =
        r#"{"a":false,"b":true,"c":1005.0,"d":1e3,"e":"1005.0","f":12.50,"g":1168001896.000,"h":1.5e0,"i":"false"}"#;
    let document = Document::read(body).unwrap();
    let object = document.object();
    for (name, text) in [
        ("a", None),
        ("b", Some("true")),
        ("c", Some("1005")),
        ("d", Some("1000")),
        ("e", Some("1005.0")),
        ("f", Some("12.50")),
        ("g", Some("1168001896")),
        ("h", Some("1.5e0")),
        ("i", Some("false")),
    ] {
        assert_eq!(object.text(name).as_deref(), text, "{name}");
    }
    assert_eq!((object.money("a"), object.time("a"), object.flag("a")), (None, None, Some(false)));
    assert_eq!(object.id_text("e").as_deref(), Some("1005"));
    assert!(document.problems().is_empty());
}

#[test]
fn a_map_is_read_however_php_writes_it_and_its_values_are_kept_as_text() {
    let texts = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect::<Variations>()
    };
    for (map, expected) in [
        (r#"["red","xl"]"#, texts(&[("0", "red"), ("1", "xl")])),
        (r#"[null,{"a": [1, "b c"]}]"#, texts(&[("0", ""), ("1", r#"{"a":[1,"b c"]}"#)])),
        (
            r#"{"a":false,"b":1.50,"c":[],"d":{"e":"\"} "}}"#,
            texts(&[("a", "false"), ("b", "1.50"), ("c", "[]"), ("d", r#"{"e":"\"} "}"#)]),
        ),
        (r#""""#, texts(&[])),
        ("false", texts(&[])),
        ("[]", texts(&[])),
    ] {
        let body = format!(r#"{{"map":{map}}}"#);
        let document = Document::read(&body).unwrap();
        assert_eq!(document.object().map("map"), Some(expected), "{map}");
        assert!(document.problems().is_empty(), "{map}");
    }
}

#[test]
fn a_list_is_read_however_php_writes_it() {
    for (list, names) in [
        (r#"{"a":{"name":"x"},"b":{"name":"y"}}"#, vec!["x", "y"]),
        (r#"{"0":{"name":"x"},"2":{"name":"y"}}"#, vec!["x", "y"]),
        (r#"{"name":"x","metadata":{}}"#, vec!["x"]),
        (r#"[{"name":"x"},null,false,""]"#, vec!["x"]),
        (r#""""#, vec![]),
        ("false", vec![]),
        ("{}", vec![]),
    ] {
        let body = format!(r#"{{"list":{list}}}"#);
        let document = Document::read(&body).unwrap();
        let read = document.object().list("list").unwrap();
        assert_eq!(read.iter().filter_map(|it| it.text("name")).collect::<Vec<_>>(), names, "{list}");
        assert!(document.problems().is_empty(), "{list}");
    }
    for (list, has_list) in [
        ("null", false),
        ("[null]", false),
        ("false", false),
        ("\"\"", false),
        ("[]", true),
        ("[{}]", true),
        ("3", true),
    ] {
        let body = format!(r#"{{"list":{list}}}"#);
        assert_eq!(Document::read(&body).unwrap().object().has_list("list"), has_list, "{list}");
    }
}

#[test]
fn one_fault_is_one_complaint() {
    let document = Document::read(r#"{"list":[3],"text":[],"inner":5}"#).unwrap();
    let object = document.object();
    object.list("list");
    object.demand("list", "must have one");
    object.text("text");
    object.demand("text", "is needed");
    object.object("inner");
    object.refuse("inner.name", "is needed");
    object.demand("other", "is needed");
    let fields: Vec<String> = document.problems().into_iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["list[0]", "text", "inner", "other"]);
    let whole = Document::read("[3]").unwrap();
    whole.object().demand("shipping", "is needed");
    assert_eq!(whole.problems(), [Problem::new("", "must be an object")]);
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert!(Document::read("\u{feff}{}").is_ok());
    assert!(Document::read("\u{feff}").is_err());
}
