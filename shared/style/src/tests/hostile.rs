//! Sheets that want more than to look otherwise.

use super::{hidden, read, refused, served};
use crate::{MAX_BYTES, MAX_PROBLEMS};

/// Each is refused, whatever spelling hides what it wants.
const REFUSED: [&str; 62] = [
    // Something is loaded from elsewhere.
    "@import url(https://evil.example.com/a.css);",
    "@import 'a.css' layer(x) screen;",
    "@\\69mport 'a.css';",
    "@charset \"utf-7\"; .a { color: red }",
    "@namespace x url(http://www.w3.org/1999/xhtml);",
    "@font-face { font-family: x; src: url(a.woff) }",
    "@font-face { unicode-range: U+0041; src: local(x) }",
    "@keyframes x { from { opacity: 0 } }",
    "@supports (display: grid) { .a { color: red } }",
    "@layer a { .a { color: red } }",
    "@media print { @import 'a.css'; }",
    "@media print { @media screen { .a { color: red } } }",
    ".a { background: url(https://evil.example.com/?a) }",
    ".a { background: url('a.png') }",
    ".a { background: u\\72l(a.png) }",
    ".a { background: \\75rl(a.png) }",
    ".a { background: \\000075 rl('a.png') }",
    ".a { background: URL(data:image/svg+xml,<svg/>) }",
    ".a { background: src('a.png') }",
    ".a { background: image('a.png') }",
    ".a { background: image-set('a.png' 1x) }",
    ".a { background: -webkit-image-set(url(a) 1x) }",
    ".a { background: cross-fade(url(a), url(b)) }",
    ".a { background: linear-gradient(red, blue) }",
    ".a { cursor: url(a.cur), auto }",
    ".a { list-style-image: url(a.png) }",
    ".a { content: url(a.png) }",
    // What once ran scripts.
    ".a { width: expression(alert(1)) }",
    ".a { width: ex/**/pression(alert(1)) }",
    ".a { -moz-binding: url(a.xml#x) }",
    ".a { behavior: url(a.htc) }",
    // Values that read what is on the page, or what is not the sheet's.
    ".a::before { content: attr(href) }",
    ".a::before { content: \"a\" attr(href) }",
    ".a::before { content: counter(x) }",
    ".a { color: var(--token) }",
    ".a { color: var(--accent, url(a)) }",
    ".a { width: env(safe-area-inset-top) }",
    "input[value^=a] { color: red }",
    "input[VALUE=\"a\"] { color: red }",
    "input[\\76 alue] { color: red }",
    "[*|value=a] { color: red }",
    // What lies over other things.
    ".a { position: fixed }",
    ".a { position: \\66ixed }",
    ".a { position: fi/**/xed }",
    ".a { position: STICKY }",
    ".a { z-index: -1 }",
    ".a { z-index: 99 }",
    ".a { z-index: calc(0 - 1) }",
    ".a { inset: 0 }",
    ".a { transform: translate(-100px) }",
    ".a { opacity: 0 !important }",
    // Ways out of the page, and to what is guarded.
    ".guard { display: none }",
    ".\\67uard { display: none }",
    ".box:not(.guard) { display: none }",
    "#page:has(.guard) .a { display: none }",
    "div:is(.guard, .a) { display: none }",
    "body { display: none }",
    ":root, html { opacity: 0 }",
    ".a { } } .b { display: none }",
    ".a { .guard & { display: none } }",
    "</style><script>alert(1)</script>",
    "<!-- .a { color: red } -->",
];

/// Catches whatever of these is taken, and one that is refused without a place.
#[test]
fn what_wants_more_than_to_look_otherwise_is_refused() {
    for source in REFUSED {
        let problems = refused(source);
        assert!(problems.iter().all(|it| it.line == 1 && it.column >= 1 && !it.message.is_empty()), "{source}");
    }
}

/// Each is taken, and touches nothing that it must not.
#[test]
fn what_reaches_far_passes_over_what_is_guarded() {
    let not = ":not(.guard, .guard *, :has(.guard))";
    for selector in ["*", "* *", "main", "div ~ div", ".a + *", ":not(.a)", ":not(*)", "[class]", "[class~=\"guard\"]"]
    {
        let written = hidden(selector);
        assert!(written.starts_with("#page ") && written.ends_with(not), "{selector}: {written}");
    }
    assert!(hidden("a::after").ends_with(&format!("{not}::after")));
}

/// Catches a text of a sheet that ends the sheet, or the page that holds it.
#[test]
fn a_text_is_only_a_text() {
    let css = served(".a::before { content: \"</style> */ } @import 'x'; \\\" \" }");
    assert!(!css.contains('<') && css.matches('}').count() == 2, "{css}");
    for odd in ["\\a", "\\202e", "\\0d"] {
        refused(&format!(".a::before {{ content: \"a{odd} b\" }}"));
    }
}

/// Catches a sign that nobody sees and that a reader may take for another, or for the end.
#[test]
fn signs_that_can_t_be_seen_are_refused_where_they_stand() {
    for (source, place) in
        [("\0", (1, 1)), (".a\n{ \u{1}}", (2, 3)), (".b {}\r\n\n é\u{7f}", (3, 3)), ("\u{9f}", (1, 1))]
    {
        let problems = refused(source);
        assert_eq!(problems.iter().map(|it| (it.line, it.column)).collect::<Vec<_>>(), [place], "{source:?}");
    }
    assert!(read("\u{feff}.a { order: 1 }").is_ok(), "what editors put in front of a file");
    refused(".\u{ff0e}a { order: 1 }");
}

/// Catches a sheet that takes the stack, or minutes.
#[test]
fn deep_and_long_sheets_end() {
    for bracket in ["(", "[", "{", "a(", ":not(", "@media("] {
        let problems = refused(&format!(".a {{ width: {}", bracket.repeat(MAX_BYTES / bracket.len() - 20)));
        assert!(problems.len() <= MAX_PROBLEMS, "{bracket}");
    }
    refused(&format!("{} {{ order: 1 }}", "a ".repeat(20_000)));
    refused(&format!("{} {{ order: 1 }}", ".a".repeat(20_000)));
    refused(&format!(".{} {{ order: 1 }}", "a".repeat(40_000)));
    refused(&format!(".a {{ margin: {} }}", "0 ".repeat(20_000)));
    refused(&format!(":not({}) {{ order: 1 }}", vec!["a"; 20].join(",")));
    refused(".a { width: calc((((((((((1px)))))))))) }");
    refused(".a { color: red");
}
