//! The templates of orderdesk-app appendix A.

use super::*;

const DROPSHIP: &str = r#"{# supplier mail #}
<p>{{ store_name }} has a new order for you.</p>
<p>Ship to:<br>
{{ shipping.first_name }} {{ shipping.last_name }}<br>
{% if shipping.company %}{{ shipping.company|e }}<br>{% endif %}
{{ shipping.address1 }}, {{ shipping.city }} {{ shipping.postal_code }} {{ shipping.country }}</p>
<p>No. {{ source_id }} of {{ date_added|date_modify("+0 hours")|date("m/d/Y", store_timezone) }}</p>
<ul>
{% for line in order_items %}
  <li>{{ line.quantity }} x {{ line.name }} [{{ line.code }}]
  {% if line.variation_list|length > 0 %}
    {% for key, val in line.variation_list %} {{ key }}={{ val }};{% endfor %}
  {% endif %}</li>
{% endfor %}
</ul>
<a href="{{ confirm_url }}">Confirm / add tracking</a>
<a href="{{ id|receipt_link(0) }}">Packing slip</a>
"#;

const RECEIPTS: &str = r#"{% set vat_rate = ".2" %}
{% for key, order in orders %}
{{ key > 0 ? '<div class="page-break"></div>' }}
<h1>{{ store_name }} / {{ order.source_id }}</h1>
{{ order.customer.country != store_country ? order.customer.country }}
{% for item in order.order_items %}
<p>{{ item.name }} {{ item.price|pre_vat(vat_rate)|money_format }} x {{ item.quantity }}
 VAT {{ (item.price|vat_amount(vat_rate) * item.quantity)|money_format }}
 = {{ (item.quantity * item.price)|money_format }}
<img src="{{ item.code|barcode("C128", 2, 80) }}"></p>
{% endfor %}
{% if order.discount_list|length > 0 %}{% for d in order.discount_list %}{{ d.name|e }} {{ d.amount|money_format }}{% endfor %}{% endif %}
Total {{ order.order_total|money_format }}
{% endfor %}
"#;

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<batch>{% for key, order in orders %}<o no="{{ order.source_id|e }}"><to>{{ order.shipping.last_name|e }}</to>
{% for item in order.order_items %}<l sku="{{ item.code|e }}" q="{{ item.quantity|e }}"/>{% endfor %}<none>{{ order.shipping.no_such_field|e }}</none></o>{% endfor %}</batch>
"#;

#[derive(Debug)]
struct Links;

impl ReceiptLinks for Links {
    fn link(&self, order_id: &str, number: u32) -> Option<String> {
        (number == 0).then(|| format!("https://desk.example.com/r/{order_id}"))
    }
}

fn rendered(source: &str, subject: Subject) -> Rendered {
    let mut context = context(subject);
    let surroundings = Surroundings { receipt_links: Some(Arc::new(Links)), ..store() };
    context.surroundings = Arc::new(surroundings);
    Template::new(source).unwrap().render(&context, MAX_OUTPUT_BYTES).unwrap()
}

#[test]
fn the_dropship_mail() {
    let rendered = rendered(DROPSHIP, Subject::Order(Arc::new(order())));
    insta::assert_snapshot!(rendered.text);
    assert_eq!(rendered.warnings, Vec::<String>::new());
}

#[test]
fn the_receipt_of_several_orders() {
    let mut second = order();
    second.customer.country = "US".into();
    second.order_items.truncate(1);
    let rendered = rendered(RECEIPTS, Subject::Orders(vec![Arc::new(order()), Arc::new(second)]));
    let pictures = rendered.text.matches("data:image/svg+xml;base64,").count();
    assert_eq!(pictures, 3);
    let shown: Vec<_> = rendered.text.lines().map(|line| line.split(";base64,").next().unwrap_or_default()).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn the_export_in_xml() {
    let rendered = rendered(XML, Subject::Orders(vec![Arc::new(order())]));
    insta::assert_snapshot!(rendered.text);
    assert_eq!(rendered.warnings, ["order.shipping.no_such_field is missing"]);
}
