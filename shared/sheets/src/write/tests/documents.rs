//! Whole documents of one template.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;
use crate::write::{MAX_DOCUMENT_ORDERS, WriteError};

/// The official sample in our words (orderdesk-app A.3).
const BATCH: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<batch>{% for key, order in orders %}<o no="{{ order.source_id|e }}"><to>{{ order.shipping.last_name|e }}</to>
{% for item in order.order_items %}<l sku="{{ item.code|e }}" q="{{ item.quantity|e }}"/>{% endfor %}<none>{{ order.shipping.no_such_field|e }}</none></o>{% endfor %}</batch>
"#;

/// The texts and the attributes of a document, as a reader has them.
fn read(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut all = vec![];
    let mut text = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(name) => {
                text.push_str(&quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap());
            }
            Event::Start(start) | Event::Empty(start) => {
                for attribute in start.attributes() {
                    all.push(
                        attribute.unwrap().normalized_value(quick_xml::XmlVersion::Explicit1_0).unwrap().into_owned(),
                    );
                }
            }
            Event::End(_) => all.push(std::mem::take(&mut text)),
            Event::Eof => return all,
            _ => {}
        }
    }
}

#[test]
fn the_sample_renders_several_orders_as_well_formed_xml() {
    let mut second = order(8);
    second.source_id = "A&B <8>".into();
    let (bytes, written) = file(&ExportContent::custom(BATCH), &[order(7), second]);
    let xml = String::from_utf8(bytes).unwrap();
    insta::assert_snapshot!(xml);
    let read = read(&xml);
    for expected in ["W-7", "A&B <8>", "90.750", "P&2"] {
        assert!(read.iter().any(|text| text == expected), "{expected}: {read:?}");
    }
    assert!(read.iter().any(|text| text.ends_with("O'Brien & \"Co\" <x>")), "{read:?}");
    assert_eq!((written.orders, written.rows), (2, 0));
    let warnings: Vec<_> = written.warnings.kept.iter().map(ToString::to_string).collect();
    assert_eq!(warnings, ["order.shipping.no_such_field is missing"]);
}

#[test]
fn xml_that_is_none_is_told_before_a_supplier_reads_it() {
    let told = |document: &str| {
        let written = file(&ExportContent::custom(document), &[order(7)]).1;
        written.warnings.kept.into_iter().any(|warning| matches!(warning.kind, WarningKind::NotWellFormed(_)))
    };
    for bad in [
        "<?xml version=\"1.0\"?><a>{{ orders[0].shipping.last_name }}</a>",
        "<?xml version=\"1.0\"?><a b=\"{{ orders[0].shipping.last_name }}\"/>",
        "<?xml version=\"1.0\"?><a b=\"{{ 'M & S' }}\"></a>",
        "<?xml version=\"1.0\"?><a b=\"{{ 'M & S' }}\"/>",
        "<?xml version=\"1.0\"?><a b=\"1\" b=\"2\"></a>",
        "<?xml version=\"1.0\"?><a>&nobody;</a>",
        "<?xml version=\"1.0\"?><a><b></a></b>",
        "<?xml version=\"1.0\"?><a>",
        "<?xml version=\"1.0\"?><a/><b/>",
        "<?xml version=\"1.0\"?>",
    ] {
        assert!(told(bad), "{bad}");
    }
    for good in [
        "<?xml version=\"1.0\"?>\n<!-- x --><a b=\"&amp;&#13;\"><![CDATA[ <&> ]]>&lt;</a>\n",
        "<a>no XML by its own word",
    ] {
        assert!(!told(good), "{good}");
    }
}

#[test]
fn a_document_is_bounded() {
    let layout = Layout::new(&ExportContent::custom("{{ orders|length }}")).unwrap();
    let mut file = layout.begin(vec![], &store()).unwrap();
    let order = Arc::new(order(7));
    for _ in 0..MAX_DOCUMENT_ORDERS {
        file.add(&order).unwrap();
    }
    assert!(matches!(file.add(&order), Err(WriteError::TooManyOrders)));
    assert_eq!(file.finish().unwrap().0, b"1000");
    let endless = "{% for a in range(1,1000) %}{% for b in range(1,1000) %}{% for c in range(1,1000) %}{% endfor %}{% endfor %}{% endfor %}";
    let layout = Layout::new(&ExportContent::custom(endless)).unwrap();
    assert!(matches!(layout.begin(vec![], &store()).unwrap().finish(), Err(WriteError::Document(_))));
}

#[test]
fn a_template_that_is_none_is_refused_with_its_place() {
    let problems = Layout::new(&ExportContent::custom("a\n{{ b|shout }}")).unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        "document: line 2, column 6: there is no filter \"shout\"; see the list of filters".split(';').next().unwrap()
    );
}
