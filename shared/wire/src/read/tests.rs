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
    let read_list = |object: &Object| drop(object.id_texts("a", 9));
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

#[test]
fn a_list_that_is_too_long_is_one_problem_and_is_not_read() {
    let zeros = format!("[{}0]", "0,".repeat(299_999));
    let listed = |body: &str, read: &dyn Fn(&Document)| -> Vec<String> {
        let document = Document::read(body).unwrap();
        read(&document);
        document.problems().iter().map(ToString::to_string).collect()
    };
    let bare = |document: &Document| drop(document.list("orders", 100));
    assert_eq!(listed(&zeros, &bare), ["orders: must have at most 100 objects, and has 300000"]);
    let named = format!(r#"{{"orders":{zeros}}}"#);
    assert_eq!(listed(&named, &bare), ["orders: must have at most 100 objects, and has 300000"]);
    for (read, message) in [(0, "1000 entries"), (1, "500 ids"), (2, "10000 entries"), (3, "10000 entries")] {
        let read = |document: &Document| match (read, document.object()) {
            (0, object) => drop(object.list("orders")),
            (1, object) => drop(object.id_texts("orders", 500)),
            (2, object) => drop(object.map("orders")),
            (_, object) => drop(object.map_entries("orders")),
        };
        assert_eq!(listed(&named, &read), [format!("orders: must have at most {message}, and has 300000")]);
    }
    let pairs: Vec<String> = (0..20_000).map(|number| format!(r#""{number}":{{}}"#)).collect();
    let numbered = format!(r#"{{"orders":{{{}}}}}"#, pairs.join(","));
    assert_eq!(
        listed(&numbered, &|it| drop(it.object().list("orders"))),
        ["orders: must have at most 1000 entries, and has 20000"]
    );
    assert_eq!(
        listed(&numbered, &|it| drop(it.object().map("orders"))),
        ["orders: must have at most 10000 entries, and has 20000"]
    );
}

#[test]
fn a_hundred_problems_of_a_body_are_told_and_how_many_more_there_are() {
    let zeros = format!(r#"{{"list":[{}0]}}"#, "0,".repeat(999));
    let document = Document::read(&zeros).unwrap();
    document.object().list("list");
    let problems = document.problems();
    assert_eq!((problems.len(), problems[100].to_string().as_str()), (101, "and 900 more"));
    assert_eq!(problems[99].field, "list[99]");
}

#[test]
fn the_entries_of_a_body_share_its_problems_and_each_tells_one_at_least() {
    let entry = format!(r#"{{"list":[{}0]}}"#, "0,".repeat(99));
    let body = format!("[{}{entry}]", format!("{entry},").repeat(299));
    let document = Document::read(&body).unwrap();
    let entries = document.list("entries", 500);
    let told: Vec<Vec<Problem>> =
        entries.iter().map(|entry| entry.alone(|entry| drop(entry.list("list"))).unwrap_err()).collect();
    assert_eq!((told[0].len(), told[1].len(), told[299].len()), (100, 2, 2));
    assert_eq!(told[299][1].message, "and 99 more");
}
