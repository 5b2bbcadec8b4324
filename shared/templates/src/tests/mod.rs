use std::sync::Arc;

use domain::{Discount, FolderId, Money, Order, OrderId, OrderItem};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;

mod fixtures;
mod language;

fn order() -> Order {
    let at = domain::time::parse("2026-03-01 23:15:00").unwrap();
    let mut order = Order::new(OrderId::new(1001).unwrap(), FolderId::new(1).unwrap(), at);
    order.source_id = "W-77".into();
    order.email = "ada@example.com".into();
    order.shipping.first_name = "Ada".into();
    order.shipping.last_name = "O'Brien".into();
    order.shipping.address1 = "1 Main St".into();
    order.shipping.city = "Lyon".into();
    order.shipping.postal_code = "01234".into();
    order.shipping.country = "FR".into();
    order.customer.country = "DE".into();
    order.shipping_total = Money::parse("5").unwrap();
    order.order_metadata.insert("order_split_total".into(), "1".into());
    order.order_items = vec![item("1", "Mug", "M-1", "12.00", 2), item("2", "Print <A>", "P&2", "0.1", 3)];
    if let Some(first) = order.order_items.first_mut() {
        first.variation_list.insert("Size".into(), "L".into());
        first.variation_list.insert("Color".into(), "red".into());
    }
    order.discount_list.push(Discount {
        name: "Tea & <b>".into(),
        code: "T".into(),
        amount: Money::parse("1.5").unwrap(),
    });
    order
}

fn item(id: &str, name: &str, code: &str, price: &str, quantity: u32) -> OrderItem {
    OrderItem {
        id: id.into(),
        name: name.into(),
        code: code.into(),
        price: Money::parse(price).unwrap(),
        quantity,
        ..OrderItem::default()
    }
}

fn store() -> Surroundings {
    let now = domain::time::parse("2026-03-05 12:00:00").unwrap();
    let time_zone = TimeZone::get("America/Chicago").unwrap();
    Surroundings { store_country: "US".into(), time_zone, ..Surroundings::new("Ada's Prints", now) }
}

fn context(subject: Subject) -> Context {
    let extra = BTreeMap::from([("confirm_url".to_owned(), "https://desk.example.com/c/1".to_owned())]);
    Context { surroundings: Arc::new(store()), subject, extra }
}

/// The text a template makes of the order, or why it makes none.
fn render(source: &str) -> String {
    let template = match Template::new(source) {
        Ok(template) => template,
        Err(error) => return format!("refused: {error}"),
    };
    match template.render(&context(Subject::Order(Arc::new(order()))), MAX_OUTPUT_BYTES) {
        Ok(rendered) => rendered.text,
        Err(error) => format!("failed: {error}"),
    }
}

#[test]
fn a_missing_variable_is_blank_and_a_warning() {
    let template =
        Template::new("[{{ nobody }}{{ shipping.planet }}{{ order_metadata['x'] }}{{ no.such.thing }}]").unwrap();
    let rendered = template.render(&context(Subject::Order(Arc::new(order()))), 100).unwrap();
    assert_eq!(rendered.text, "[]");
    assert_eq!(
        rendered.warnings,
        ["nobody is missing", "shipping.planet is missing", "order_metadata.x is missing", "no is missing"]
    );
    let template = Template::new("{{ a|default('b') }}{{ a ?? 'c' }}{% if a is defined %}d{% endif %}").unwrap();
    let rendered = template.render(&context(Subject::Order(Arc::new(order()))), 100).unwrap();
    assert_eq!((rendered.text.as_str(), rendered.warnings), ("bc", vec![]));
}

#[test]
fn what_an_order_holds_is_text_and_no_template() {
    let mut order = order();
    order.shipping.first_name = "{{ 7*7 }}{% if %}".into();
    let template = Template::new("Dear {{ shipping.first_name }} {{ shipping.last_name }}").unwrap();
    let rendered = template.render(&context(Subject::Order(Arc::new(order))), 100).unwrap();
    assert_eq!(rendered.text, "Dear {{ 7*7 }}{% if %} O'Brien");
}

#[test]
fn a_run_is_bounded_in_steps_and_in_what_it_writes() {
    let nested = "{% for a in range(1,1000) %}{% for b in range(1,1000) %}{% for c in range(1,1000) %}{% endfor %}{% endfor %}{% endfor %}";
    assert_eq!(render(nested), "failed: the template takes more steps than a template may");
    let doubled = format!("{{% set a = 'x' %}}{}{{{{ a|length }}}}", "{% set a = a ~ a %}".repeat(40));
    assert_eq!(render(&doubled), "failed: line 1 of the template: a text grows too long");
    let template = Template::new("{{ email }}{{ email }}").unwrap();
    let run =
        |max| template.render(&context(Subject::Order(Arc::new(order()))), max).map(|rendered| rendered.text.len());
    assert_eq!(run(30), Ok(30));
    assert_eq!(run(29), Err(RenderError::TooLong { max: 29 }));
    assert_eq!(
        Template::new("abc").unwrap().render(&context(Subject::Orders(vec![])), 2),
        Err(RenderError::TooLong { max: 2 })
    );
    for grows in
        ["{{ 10 ** 64 }}", "{{ 79228162514264337593543950335 + 1 }}", "{{ 1 / 0 }}", "{{ 5 % 0 }}", "{{ 2 ** -1 }}"]
    {
        assert!(render(grows).starts_with("failed: line 1"), "{grows}");
    }
}

#[test]
fn a_run_says_how_many_steps_it_took_and_may_have_other_limits() {
    let run = |source: &str, max_steps| {
        let template = Template::new(source).unwrap();
        let limits = Limits { max_bytes: 10_000, max_steps };
        template.render_within(&context(Subject::Order(Arc::new(order()))), limits)
    };
    assert_eq!(run("plain", 0).1, 0);
    let counting = |many: u32| format!("{{% for a in range(1,{many}) %}}{{{{ a }}}}{{% endfor %}}");
    let (rendered, steps) = run(&counting(100), 100_000);
    assert!(rendered.is_ok() && steps > 200, "{steps}");
    assert_eq!(run(&counting(100), steps + 1), (rendered, steps));
    assert_eq!(run(&counting(100), 200), (Err(RenderError::TooManySteps), 200));
    // One that fails took about what it took until then.
    let (failed, taken) = run(&(counting(100) + "{{ 1 / nobody }}"), 100_000);
    assert!(matches!(failed, Err(RenderError::Failed { .. })), "{failed:?}");
    assert!(taken > steps / 2 && taken < 2 * steps, "{taken}");
}

#[test]
fn an_item_rule_has_the_item_too() {
    let template = Template::new("{{ item.code }} of {{ source_id }}").unwrap();
    let rendered = template.render(&context(Subject::Item(Arc::new(order()), 1)), 100).unwrap();
    assert_eq!(rendered.text, "P&2 of W-77");
}

#[test]
fn a_row_of_a_file_has_the_shipment_too() {
    let mut order = order();
    for number in ["1Z1", "1Z2"] {
        let at = domain::time::parse("2026-03-02").unwrap();
        order.order_shipments.push(domain::Shipment {
            tracking_number: number.into(),
            cart_shipment_id: format!("C{number}"),
            ..domain::draft_shipment(at)
        });
    }
    let template =
        Template::new("{{ shipment.tracking_number }} {{ shipment.cart_shipment_id }} {{ source_id }} {{ item.code }}");
    let rendered = template.unwrap().render(&context(Subject::Shipment(Arc::new(order), 1)), 100).unwrap();
    assert_eq!(rendered.text, "1Z2 C1Z2 W-77 ");
    assert_eq!(rendered.warnings, ["item is missing"]);
}

proptest! {
    /// Whatever is written is refused with a place, or runs to an end.
    #[test]
    fn nothing_breaks_it(source in "[a-c{}%#|()\\[\\]'\"<>=+*/~.,:? \n-]{0,60}") {
        if let Ok(template) = Template::new(source) {
            let _ = template.render(&context(Subject::Order(Arc::new(order()))), 10_000);
        }
    }

    #[test]
    fn tags_of_made_up_words_break_nothing(
        words in proptest::collection::vec(prop_oneof![
            Just("{{ "), Just(" }}"), Just("{% "), Just(" %}"), Just("if "), Just("endif"), Just("for "), Just("in "),
            Just("endfor"), Just("set "), Just("a "), Just("= "), Just("1 "), Just("|length "), Just("order_items "),
            Just("+ "), Just("not "), Just("? "), Just(": "), Just("loop.index "), Just("'x' "), Just("else"),
        ], 0..25),
    ) {
        if let Ok(template) = Template::new(words.concat()) {
            let _ = template.render(&context(Subject::Order(Arc::new(order()))), 10_000);
        }
    }

    /// A template that was made is a template for the engine.
    #[test]
    fn what_is_read_runs(name in "[a-z]{1,8}", text in "\\PC{0,20}", number in 0_u32..1_000_000) {
        prop_assume!(!["and", "or", "not", "in", "is", "if", "else", "starts", "ends", "loop", "true", "false", "null", "none"].contains(&name.as_str()));
        let quoted = text.replace('\\', "\\\\").replace('\'', "\\'");
        let source = format!("{{% set {name} = '{quoted}' %}}{{{{ {name} }}}}{{{{ {number} }}}}");
        prop_assert_eq!(render(&source), format!("{text}{number}"));
    }
}
