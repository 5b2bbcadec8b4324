//! The language, as Twig has it.

use super::*;

fn all_are(cases: &[(&str, &str)]) {
    for (source, expected) in cases {
        assert_eq!(render(source), *expected, "{source}");
    }
}

#[test]
fn operators_reckon_with_numbers_that_are_texts_and_exactly() {
    all_are(&[
        ("{{ order_metadata['order_split_total'] + 1 }}", "2"),
        ("{{ order_metadata['never_set'] + 1 }}", "1"),
        ("{{ order_metadata.order_split_total * 3 }}", "3"),
        ("{{ 0.1 + 0.2 }}", "0.3"),
        ("{{ 10 / 4 }}", "2.5"),
        ("{{ 10 / 3 }}", "3.33333333"),
        ("{{ 10 // 4 }}{{ -7 // 2 }}", "2-4"),
        ("{{ 7 % 4 }}", "3"),
        ("{{ 2 ** 3 ** 2 }}", "512"),
        ("{{ 1 + 2 * 3 }}{{ (1 + 2) * 3 }}", "79"),
        ("{{ -3 + 1 }}{{ 1 - -1 }}", "-22"),
        ("{{ 'a' ~ (1 + 2) ~ 'b' }}", "a3b"),
        ("{{ 'x' + 1 }}", "1"),
        ("{{ 007 }} {{ '007' }}", "7 007"),
        ("{{ shipping.postal_code }}", "01234"),
        ("{{ order_total }} {{ product_total }}", "27.8 24.3"),
    ]);
}

#[test]
fn true_and_false_are_those_of_php() {
    all_are(&[
        ("{{ '0' ? 'yes' : 'no' }}{{ '' ? 'yes' : 'no' }}{{ 'a' ? 'yes' : 'no' }}", "nonoyes"),
        ("{{ 0.0 ? 'yes' : 'no' }}{{ nobody ? 'yes' : 'no' }}{{ order_notes ? 'yes' : 'no' }}", "nonono"),
        ("{{ '1' == 1 }}{{ '1.0' == 1 }}{{ 'a' == 'A' }}{{ nobody == '' }}", "111"),
        ("{{ nobody == 'x' }}{{ true == 'x' }}", "1"),
        ("{{ '10' > '9' }}{{ 'b' > 'a' }}{{ 2 >= 2 }}{{ 1 <= 0 }}", "111"),
        ("{{ not false }}{{ not 1 == 2 }}", "1"),
        ("{{ 1 and 0 or 1 }}", "1"),
        ("{{ 'a' in ['b', 'a'] }}{{ 'a' not in ['b'] }}{{ 'ad' in 'shade' }}{{ 1 in ['1'] }}", "1111"),
        ("{{ 'shade' starts with 'sh' }}{{ 'shade' ends with 'de' }}", "11"),
        ("{{ nobody is defined ? 'yes' : 'no' }}{{ email is defined ? 'yes' : 'no' }}", "noyes"),
        (
            "{{ order_notes is empty }}{{ 3 is odd }}{{ 4 is even }}{{ 9 is divisible by(3) }}{{ email is not empty }}",
            "11111",
        ),
        ("{{ null is null }}{{ nobody is none }}{{ order_items is iterable }}", "111"),
    ]);
}

#[test]
fn choices_may_lack_a_part() {
    all_are(&[
        ("{{ 1 ? 'a' }}|{{ 0 ? 'a' }}", "a|"),
        ("{{ nobody ?: 'b' }}{{ 'a' ?: 'b' }}", "ba"),
        ("{{ nobody ?? 'b' }}{{ shipping.company ?? 'b' }}", "b"),
        ("{{ 0 ? 'a' : 1 ? 'b' : 'c' }}", "b"),
    ]);
}

#[test]
fn loops_give_entries_keys_and_their_place() {
    all_are(&[
        ("{% for i in 1..3 %}{{ i }}{% endfor %}{% for i in 3..1 %}{{ i }}{% endfor %}", "123321"),
        ("{% for i in order_items %}{{ loop.index }}{{ loop.last ? '.' : ',' }}{% endfor %}", "1,2."),
        ("{% for key, val in {b: 1, a: 2} %}{{ key }}{{ val }}{% endfor %}", "b1a2"),
        ("{% for val in {b: 1, a: 2} %}{{ val }}{% endfor %}", "12"),
        ("{% for n in order_notes %}x{% else %}none{% endfor %}", "none"),
        ("{% for i in 1..5 if i is odd %}{{ i }}{% endfor %}", "135"),
        ("{% for name in nobody %}x{% endfor %}", ""),
        ("{% for in_ in [1] %}{{ in_ }}{% endfor %}{% for def in [2] %}{{ def }}{% endfor %}", "12"),
    ]);
}

#[test]
fn what_is_set_inside_a_loop_is_seen_after_it() {
    all_are(&[
        (
            "{% set sum = 0 %}{% for i in order_items %}{% set sum = sum + i.price * i.quantity %}{% endfor %}{{ sum }}",
            "24.3",
        ),
        ("{% set email = email|upper %}{{ email }}", "ADA@EXAMPLE.COM"),
        ("{% set a = 1 %}\n{{ a }}", "1"),
    ]);
}

#[test]
fn blanks_and_line_ends_are_cut_as_in_twig() {
    all_are(&[
        ("a\n{% if 1 %}\nb\n{% endif %}\nc\n", "a\nb\nc\n"),
        ("a {{- 1 -}} b", "a1b"),
        ("a {%- if 1 -%} b {%- endif -%} c", "abc"),
        ("a{# note #}\nb", "ab"),
        ("{{ 1 }}\nb", "1\nb"),
        ("{% verbatim %}{{ a }}{% endverbatim %}!", "{{ a }}!"),
        ("{{ {'a': {'b': 'c'}}.a.b }}", "c"),
        ("{{ \"tab\\there\" }}", "tab\there"),
    ]);
}

#[test]
fn filters_of_texts_and_lists() {
    all_are(&[
        ("{{ 'ada LOVELACE'|title }}{{ 'ADA b'|capitalize }}{{ 'é'|upper }}", "Ada LovelaceAda bÉ"),
        ("{{ ' a '|trim }}{{ 'xax'|trim('x') }}", "aa"),
        ("{{ \"<a href='x'>\"|e }}", "&lt;a href=&#039;x&#039;&gt;"),
        ("{{ 'a b&c'|url_encode }}{{ 'ü'|e('url') }}", "a%20b%26c%C3%BC"),
        ("{{ ['a', 'b']|join(', ') }}{{ 'a,b,c'|split(',')|last }}{{ 'abc'|first }}", "a, bca"),
        ("{{ 'abcdef'|slice(1, 2) }}{{ 'abcdef'[-2:] }}{{ 'abc'[:1] }}{{ [1,2,3]|slice(1)|join }}", "bcefa23"),
        ("{{ 'Hi %n, %n'|replace({'%n': 'Ada', 'Ada': 'no'}) }}", "Hi Ada, Ada"),
        ("{{ 'a<b>c</b> 1 < 2'|striptags }}{{ \"a\\nb\"|nl2br }}", "ac 1 < 2a<br />\nb"),
        ("{{ order_items|length }}{{ 'äb'|length }}{{ nobody|length }}", "220"),
        ("{{ {a: 1.5, b: ['x\"', null, true]}|json_encode }}", "{\"a\":1.5,\"b\":[\"x\\\"\",null,true]}"),
        ("{{ {b: 1}|keys|first }}{{ 'abc'|reverse }}{{ max(1, '3', 2) }}{{ min([4, 2]) }}", "bcba32"),
    ]);
}

#[test]
fn filters_of_numbers() {
    all_are(&[
        ("{{ 2.5|round }}{{ 2.45|round(1) }}{{ 2.1|round(0, 'ceil') }}{{ 2.9|round(0, 'floor') }}", "32.532"),
        ("{{ 1234567.891|number_format(2, ',', '.') }}{{ 1234.5|number_format }}", "1.234.567,891,235"),
        ("{{ 1234.5|money_format }} {{ (-0.001)|money_format }} {{ (-5)|money_format }}", "1,234.50 0.00 -5.00"),
        ("{{ 12|pre_vat('.2') }}{{ 12|vat_amount(0.2) }}", "102"),
        ("{{ (-3)|abs }}", "3"),
    ]);
}

#[test]
fn dates_are_written_in_phps_letters_and_in_the_stores_zone() {
    all_are(&[
        ("{{ date_added }}", "2026-03-01 23:15:00"),
        ("{{ date_added|date('Y-m-d H:i T') }}", "2026-03-01 17:15 CST"),
        ("{{ date_added|date('D, j F y, g:i A', 'Europe/Paris') }}", "Mon, 2 March 26, 12:15 AM"),
        ("{{ date_added|date('jS \\\\o\\\\f F') }}", "1st of March"),
        ("{{ date_added|date }}", "03/01/2026"),
        ("{{ date_added|date_modify('+1 month -1 day')|date('c', 'UTC') }}", "2026-03-31T22:15:00+00:00"),
        ("{{ date_added|date_modify('+3 weekdays')|date('l') }}", "Wednesday"),
        ("{{ date_added|date_modify('tomorrow')|date('Y-m-d H:i') }}", "2026-03-02 00:00"),
        ("{{ date_added|date_modify('next friday')|date('Y-m-d') }}", "2026-03-06"),
        ("{{ '2026-12-31'|date('N z W L o', 'UTC') }}", "4 364 53 0 2026"),
        ("{{ date_added < date('-3 days') ? 'old' : 'new' }}", "old"),
        ("{{ 'now'|date('Y-m-d') }}{{ ''|date('Y') }}", "2026-03-05"),
        ("{{ 'soon'|date('Y') }}", "failed: line 1 of the template: \"soon\" is no date"),
        (
            "{{ date_added|date_modify('+1 fortnightly') }}",
            "failed: line 1 of the template: \"+1 fortnightly\" is no way to shift a date, such as \"+1 day\"",
        ),
        ("{{ date_added|date('Y', 'Mars/Base') }}", "failed: line 1 of the template: \"Mars/Base\" is no time zone"),
    ]);
}

#[test]
fn an_error_names_the_line_of_its_tag() {
    assert_eq!(
        render("a\n{{ 1 }}\n{{\n 1\n}}{{ 1 / 0 }}"),
        "failed: line 5 of the template: a number is divided by zero"
    );
}

#[test]
fn a_barcode_is_a_picture_or_blank_with_a_warning() {
    for kind in ["C128", "C39", "QR"] {
        assert!(
            render(&format!("{{{{ 'ABC-123'|barcode('{kind}') }}}}")).starts_with("data:image/svg+xml;base64,"),
            "{kind}"
        );
    }
    assert!(render("{{ '4006381333931'|barcode('EAN13', 2, 80) }}").starts_with("data:image/"));
    all_are(&[("[{{ 'é'|barcode }}{{ 'x'|barcode('PDF417') }}{{ ''|barcode }}]", "[]")]);
}

/// Catches a customer's text that becomes part of a page.
#[test]
fn what_is_put_into_html_is_escaped_unless_it_is_html() {
    let render = |source: &str| {
        let template = Template::html(source).unwrap();
        template.render(&context(Subject::Order(Arc::new(order()))), 10_000).unwrap().text
    };
    assert_eq!(render("<b>{{ order_items[1].name }}</b>"), "<b>Print &lt;A&gt;</b>");
    assert_eq!(render("{{ shipping.last_name }} {{ order_items[1].code|e }}"), "O&#039;Brien P&amp;2");
    assert_eq!(render("{{ discount_list[0].name|raw }}"), "Tea & <b>");
    assert_eq!(render("{{ order_items[1].code|raw|upper }}"), "P&amp;2", "what is changed is text again");
    assert_eq!(render("{{ 'a & b' ~ order_items[1].code }}"), "a &amp; bP&amp;2");
    assert_eq!(render("{% for item in order_items %}{{ item.name }};{% endfor %}"), "Mug;Print &lt;A&gt;;");
    assert_eq!(render("{{ true ? order_items[1].name : '<' }}{{ 1 > 2 ? '<' }}"), "Print &lt;A&gt;");
    assert_eq!(render("{% verbatim %}<b>{{ a }}</b>{% endverbatim %}"), "<b>{{ a }}</b>");
    assert_eq!(render("{{ \"<a>\nb\"|nl2br }}"), "&lt;a&gt;<br />\nb");
    assert_eq!(render("{{ nobody }}{{ 1 + 1 }}{{ true ? '<' : '' }}{{ '<' }}{{ '<' ~ 1 }}"), "2<<&lt;1");
    assert_eq!(super::render("{{ order_items[1].name }} {{ order_items[1].code|e|upper }}"), "Print <A> P&AMP;2");
}

#[test]
fn a_run_draws_so_many_barcodes_and_no_more() {
    let many = |count: usize| {
        let drawn = "{{ i|barcode|length > 0 ? '' : '-' }}";
        format!("{{% for i in range(1, {count}) %}}{drawn}{drawn}{{% endfor %}}")
    };
    assert_eq!(render(&many(500)), "");
    assert!(render(&many(501)).contains("at most 1000 barcodes"));
}
