use super::*;

fn told(source: &str) -> Vec<(usize, usize, String)> {
    check(source).into_iter().map(|refusal| (refusal.line, refusal.column, refusal.message)).collect()
}

#[track_caller]
fn refuses(source: &str, line: usize, column: usize, part: &str) {
    let told = told(source);
    assert_eq!(told.len(), 1, "{source}: {told:?}");
    assert_eq!((told[0].0, told[0].1), (line, column), "{source}: {told:?}");
    assert!(told[0].2.contains(part), "{source}: {told:?}");
}

#[test]
fn what_the_subset_lacks_is_refused_with_its_place_and_what_would_do() {
    refuses("<p>\n  <script>alert('<b>')</script></p>", 2, 3, "scripts");
    refuses("<form>", 1, 1, "fills in");
    refuses("é <iframe src=x></iframe>", 1, 3, "fetched");
    refuses("<p><blink>a</blink>", 1, 4, "<div>");
    refuses("<a\n href=\"https://example.com\" onclick=\"x()\">a</a>", 2, 29, "script");
    refuses("<img src=\"https://example.com/a.png\">", 1, 6, "data:image/png");
    refuses("<img alt=a src=logo.png>", 1, 12, "data:image/png");
    refuses("<a href='javascript:print()'>Print</a>", 1, 4, "https://");
    refuses("<link rel=stylesheet href=other.css>", 1, 1, "/css/receipt.css");
    refuses("<p style=\"color: red; float: left\">", 1, 23, "table");
    refuses("<style>\n p { color: red }\n p { position: fixed }\n</style>", 3, 6, "margins");
    refuses("<style>p:hover { color: red }</style>", 1, 8, ":first-child");
    refuses("<style>@import 'a.css';</style>", 1, 8, "write the rules here");
    refuses("<p style='width: 10furlongs'>", 1, 11, "auto or a length");
    refuses("<div style='background: url(a.png)'>", 1, 13, "colour");
}

#[test]
fn what_templates_put_in_is_passed_over_and_moves_nothing() {
    let fine = [
        "{{ key > 0 ? '<div class=\"page-break\"></div>' }}",
        "<p style=\"width: {{ w }}px; {% if x %}color: red;{% endif %} color: {{ c }}\">",
        "<img src=\"{{ item.code|barcode(\"C128\", 2, 80) }}\" {{ attributes }}>",
        "<td {% if a %}class=\"b\"{% endif %}>{# <script> #}</td>",
        "<style>td { color: {{ color }} } {% for a in b %} .c{{ a }} { color: red } {% endfor %}</style>",
        "<{{ tag }}>",
        "<link rel=\"stylesheet\" href=\"{{ base_url }}/css/receipt.css\">",
        "<a href=\"{{ confirm_url }}\">a</a> <a href=\"#top\">b</a>",
        "<!-- <script> --> a < b && c > d",
    ];
    for source in fine {
        assert_eq!(told(source), [], "{source}");
    }
    refuses("{{ 'a\n}}' }}<b>\n{{ x }} <u style='float: left'>", 3, 19, "float");
}

#[test]
fn only_so_many_refusals_are_told() {
    assert_eq!(check(&"<script></script>".repeat(1000)).len(), MAX_REFUSALS);
}

#[test]
fn the_built_in_templates_hold_nothing_that_is_refused() {
    for template in crate::TEMPLATES {
        assert_eq!(told(template.source), [], "{}", template.name);
    }
}

#[test]
fn anything_is_looked_at_to_its_end() {
    for source in ["<", "<style>", "{{", "{%'", "{{ \"", "<p style=\"", "<a href", "\u{E000}", "</", "<!--"] {
        let _ = check(source);
    }
}
