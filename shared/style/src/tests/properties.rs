//! What is true of every sheet that is taken.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::read;
use crate::pieces::{self, Piece, What};
use crate::problem::Problems;
use crate::{COLORS, PROPERTIES};

const NOT_GUARDED: &str = ":not(.guard, .guard *, :has(.guard))";

const SELECTORS: [&str; 24] = [
    ".box",
    "TD.col-sum",
    "*",
    "a > b",
    "a + .c ~ d",
    ".u-vendor .box",
    "body.u-a.p-orders a",
    ":root .x",
    "::before",
    "li:nth-child(2n+1)",
    "li:nth-last-child( - n + 3)",
    ".a:not(.b, [href^='x'])",
    ":is(.u-a, .u-b) .c",
    "#page .d",
    "#ids",
    "[data-label=Total]",
    "[open]",
    "a:hover::after",
    ":where(a).b:focus-within",
    "/* c */.e/* c */.f",
    ".guard",
    ".a .u-b",
    "a >",
    ".\\61 b",
];

const DECLARATIONS: [&str; 22] = [
    "display:none",
    "COLOR : #FfF",
    "color:rgb(0 0 0/.5)",
    "width:calc(100% - 2*(1px + -3em))",
    "margin:-.5em auto 0 +1px",
    "content:'a\"\\\\<b>'",
    "content:none",
    "background:var(--accent)",
    "grid-template-columns:repeat(2,minmax(0,1fr))",
    "opacity:0.50",
    "z-index:1",
    "position:absolute",
    "font-weight:bold",
    "text-decoration:underline dotted",
    "order:-2",
    "/* x */",
    "border:1px solid light-dark(#000,#fff)",
    "position:fixed",
    "color:url(x)",
    "--mine:1",
    "x",
    "y:",
];

const SOUP: [&str; 40] = [
    ".a",
    "#page",
    "body",
    ".u-x",
    ".guard",
    "@media",
    "@import",
    "print",
    "(min-width:1px)",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    "::before",
    ";",
    ",",
    " ",
    "\n",
    "/*",
    "*/",
    "'",
    "\"",
    "\\",
    "\\67 ",
    "<",
    ">",
    "!important",
    "url(",
    "calc(",
    "var(--accent)",
    "color",
    "red",
    "1e9",
    "-1",
    "content",
    "*",
    "é",
];

/// Functions that a sheet may have, in selectors and values.
const FUNCTIONS: [&str; 27] = [
    "calc",
    "clamp",
    "color-mix",
    "fit-content",
    "has",
    "hsl",
    "hsla",
    "hwb",
    "is",
    "lab",
    "lch",
    "light-dark",
    "max",
    "min",
    "minmax",
    "not",
    "nth-child",
    "nth-last-child",
    "nth-last-of-type",
    "nth-of-type",
    "oklab",
    "oklch",
    "repeat",
    "rgb",
    "rgba",
    "var",
    "where",
];

fn rule() -> impl Strategy<Value = String> {
    let parts = (vec(select(&SELECTORS[..]), 1..4), vec(select(&DECLARATIONS[..]), 0..5));
    parts.prop_map(|(selectors, declarations)| format!("{}{{{}}}", selectors.join(" , "), declarations.join(";")))
}

fn sheet() -> impl Strategy<Value = String> {
    let media =
        vec(rule(), 0..3).prop_map(|rules| format!("@media screen and (min-width:30REM){{{}}}", rules.concat()));
    vec(prop_oneof![4 => rule(), 1 => media], 0..5).prop_map(|rules| rules.join("\n"))
}

/// What is served can be read again as the same sheet, and there is nothing in it that the lists don't have.
fn check(source: &str) {
    let Ok(sheet) = read(source) else { return };
    let css = sheet.css();
    assert_eq!(read(&css.replace(NOT_GUARDED, "")), Ok(sheet), "{source}\n{css}");
    for line in css.lines().filter(|line| !line.starts_with("@media ") && *line != "}") {
        let selector = line.split(" { ").next().unwrap_or_default().trim_end_matches(',');
        let is_confined =
            selector.starts_with("#page") || (selector.starts_with("body") && selector.contains(" #page"));
        assert!(is_confined && (selector.contains(NOT_GUARDED) || selector.ends_with("#page")), "{source}\n{css}");
    }
    let mut problems = Problems::default();
    let pieces = pieces::of(&css, &mut problems);
    assert!(problems.sorted().is_empty(), "{css}");
    walk(&pieces, &css);
}

fn walk(pieces: &[Piece], css: &str) {
    for piece in pieces {
        match &piece.what {
            What::At(name) => assert_eq!(name, "media", "{css}"),
            What::Function(name, inside) => {
                let is_known = FUNCTIONS.contains(&name.as_str());
                assert!(is_known, "{name} in {css}");
                walk(inside, css);
            }
            What::Curly(inside) => {
                for declaration in inside.split(|piece| piece.what == What::Sign(';')) {
                    names_what_may_be_set(declaration, css);
                }
                walk(inside, css);
            }
            What::Round(inside) | What::Square(inside) => walk(inside, css),
            What::Odd(why) => panic!("{why} in {css}"),
            What::Sign(sign) => assert!(!"!<&@\\".contains(*sign), "{sign} in {css}"),
            _ => {}
        }
    }
}

/// A declaration begins with a property of the lists; in the block of `@media` there are rules instead.
fn names_what_may_be_set(declaration: &[Piece], css: &str) {
    let is_rule = declaration.iter().any(|piece| matches!(piece.what, What::Curly(_)));
    let first = declaration.iter().find(|piece| piece.what != What::Blank);
    if let Some(Piece { what: What::Word(name), .. }) = first.filter(|_| !is_rule) {
        assert!(PROPERTIES.contains(&name.as_str()) || COLORS.contains(&name.as_str()), "{name} in {css}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_served_reads_as_the_same_sheet_and_has_nothing_beside_the_lists(source in sheet()) {
        check(&source);
    }

    #[test]
    fn whatever_is_sent_is_refused_or_harmless(parts in vec(select(&SOUP[..]), 0..40)) {
        check(&parts.concat());
    }

    #[test]
    fn any_text_is_read_or_refused(source in any::<String>()) {
        check(&source);
    }
}
