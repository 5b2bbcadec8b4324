//! What is served of sheets, and what of hostile ones is not.

mod hostile;
mod properties;

use super::*;

/// What is served of a sheet that is taken.
fn served(source: &str) -> String {
    read(source).unwrap_or_else(|problems| panic!("{source}: {problems:?}")).css()
}

/// What is wrong with a sheet that is not.
fn refused(source: &str) -> Vec<Problem> {
    read(source).map(|sheet| sheet.css()).expect_err(source)
}

/// What is served of a rule that hides what this selector is about, without what every one has.
fn hidden(selector: &str) -> String {
    let css = served(&format!("{selector} {{ display: none }}"));
    css.strip_suffix(" { display: none; }\n").unwrap_or_else(|| panic!("{css}")).to_owned()
}

#[test]
fn a_rule_is_confined_to_the_page_and_passes_over_what_is_guarded() {
    assert_eq!(
        served("/* prices */ .col-price , TD.col-sum{DISPLAY:none;color:#F00;}"),
        "#page .col-price:not(.guard, .guard *, :has(.guard)),\n\
         #page td.col-sum:not(.guard, .guard *, :has(.guard)) { display: none; color: #f00; }\n"
    );
}

/// Catches a class of a user, or of a page, that is looked for where it never stands.
#[test]
fn what_is_said_of_the_body_stands_in_front_of_the_page() {
    let not = ":not(.guard, .guard *, :has(.guard))";
    for (selector, written) in [
        (".u-vendor .box", format!("body.u-vendor #page .box{not}")),
        ("body.p-orders.u-vendor a > .i", format!("body.p-orders.u-vendor #page a > .i{not}")),
        (".p-order:not(.u-staff) .box::before", format!("body.p-order:not(.u-staff) #page .box{not}::before")),
        (":is(.u-a, .u-b) li:nth-child( 2n + 1 )", format!("body:is(.u-a, .u-b) #page li:nth-child(2n+1){not}")),
        ("body .box", format!("#page .box{not}")),
        (":root #page .box", format!("#page .box{not}")),
        ("::before", format!("#page *{not}::before")),
    ] {
        assert_eq!(hidden(selector), written, "{selector}");
    }
    for wrong in [".box .u-vendor", ".u-vendor.box", ".u-vendor > .box", ".box#page", ".u-a .u-b .box", "body::before"]
    {
        refused(&format!("{wrong} {{ display: none }}"));
    }
}

#[test]
fn of_the_whole_page_colours_can_be_set_and_nothing_else() {
    assert_eq!(served(":root { --accent: #0A7 }"), "#page { --accent: #0a7; }\n");
    assert_eq!(
        served(".u-vendor { --side: var(--accent-soft) }"),
        "body.u-vendor #page { --side: var(--accent-soft); }\n"
    );
    for wrong in
        [":root { display: none }", "#page, .box { opacity: 0 }", ":root { --mine: red }", ":root { --tall: 0 }"]
    {
        refused(wrong);
    }
}

#[test]
fn values_are_written_anew() {
    for (value, written) in [
        ("width:CALC( 100% - ( 2*var(--tall) ) )", "width: calc(100% - (2 * var(--tall)));"),
        ("color:rgb(0 0 0/50%)", "color: rgb(0 0 0 / 50%);"),
        ("grid-template-columns:repeat(2,minmax(0,1fr))", "grid-template-columns: repeat(2, minmax(0, 1fr));"),
        ("margin:-.5em AUTO", "margin: -0.5em auto;"),
        ("content:'a\"b<c'", "content: \"a\\\"b\\3c c\";"),
        ("z-index:1;position:relative", "z-index: 1; position: relative;"),
    ] {
        assert!(served(&format!(".box{{{value}}}")).contains(&format!("{{ {written} }}")), "{value}");
    }
}

#[test]
fn rules_stand_within_media_and_comments_and_empty_rules_are_left_out() {
    assert_eq!(
        served("@MEDIA screen and (max-width:48rem), print { .a { } .b:hover { order: 2 } } .c {} /* end"),
        "@media screen and (max-width: 48rem), print {\n\
         #page .b:hover:not(.guard, .guard *, :has(.guard)) { order: 2; }\n}\n"
    );
    assert!(read("").unwrap().is_empty() && read(" /* nothing */ ").unwrap().is_empty());
}

/// Catches a problem that is told of another place, and one that hides those behind it.
#[test]
fn all_that_is_wrong_is_told_with_its_line_and_column() {
    let source =
        "@import 'a.css';\n.a { colour: red;\n  width: url(x); color: red }\r\n\n.b, .guard { display: none }\nstray";
    let found: Vec<_> = refused(source).iter().map(|problem| (problem.line, problem.column)).collect();
    assert_eq!(found, [(1, 1), (2, 6), (3, 10), (5, 5), (6, 1)], "{:?}", refused(source));
    let many = refused(&".a { x: y }\n".repeat(MAX_PROBLEMS + 1));
    assert_eq!((many.len(), many[99].line), (MAX_PROBLEMS, 100));
}

#[test]
fn a_sheet_has_its_limits() {
    let rules = |count: usize, selectors: usize| {
        let list = vec!["a"; selectors].join(",");
        format!("{list}{{order:1}}").repeat(count)
    };
    assert!(read(&rules(MAX_RULES, 2)).is_ok());
    assert!(read(&rules(MAX_RULES + 1, 1)).is_err());
    assert!(read(&rules(1, MAX_SELECTORS)).is_ok() && read(&rules(1, MAX_SELECTORS + 1)).is_err());
    assert!(read(&format!("/*{}*/", "x".repeat(MAX_BYTES - 4))).is_ok());
    assert!(read(&format!("/*{}*/", "x".repeat(MAX_BYTES - 3))).is_err());
}

/// Catches a table whose names are not sorted, or that has one twice: people look them up in docs/css.md.
#[test]
fn the_properties_are_sorted_and_each_is_there_once() {
    assert!(PROPERTIES.windows(2).all(|pair| pair[0] < pair[1]));
}
