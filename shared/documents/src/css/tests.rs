use super::property::{Align, Property, Side, read};
use super::value::{Color, Length, color, length};
use super::*;

#[test]
fn our_own_sheets_have_no_faults() {
    for sheet in [&built_in::BROWSER, &built_in::RECEIPT] {
        assert_eq!(sheet.faults, []);
        assert!(!sheet.rules.is_empty());
    }
}

#[test]
fn lengths_have_the_units_of_print() {
    assert_eq!(length("1in"), Some(Length::Px(96.0)));
    assert_eq!(length("25.4mm").map(|length| length.px(0.0, 0.0, 0.0).round()), Some(96.0));
    assert_eq!(length("50%"), Some(Length::Percent(50.0)));
    assert_eq!(length("0"), Some(Length::Px(0.0)));
    for wrong in ["12", "px", "1vw", "", "1e99px", "NaNpx", "--1px"] {
        assert_eq!(length(wrong), None, "{wrong}");
    }
}

#[test]
fn colours_have_the_forms_of_css() {
    assert_eq!(color("#fff"), Some(Color::rgb(255, 255, 255)));
    assert_eq!(color("rgb(1, 2, 3)"), Some(Color::rgb(1, 2, 3)));
    assert_eq!(color("rgba(0,0,0,.5)").map(|color| color.alpha), Some(128));
    assert_eq!(color("TEAL"), Some(Color::rgb(0, 128, 128)));
    for wrong in ["#ff", "#ggg", "#éé", "rgb(1,2)", "bluish"] {
        assert_eq!(color(wrong), None, "{wrong}");
    }
}

#[test]
fn a_sheet_tells_what_it_does_not_understand_and_where() {
    let source = "td { float: left; color: red }\n/* { */ @import url(x.css);\np:hover { color: blue }";
    let sheet = sheet(source);
    let told: Vec<_> = sheet.faults.iter().map(|fault| (&source[fault.place..], &fault.message)).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].0.starts_with("float") && told[0].1.contains("table"));
    assert!(told[1].0.starts_with("@import"));
    assert!(told[2].0.starts_with("p:hover"));
    assert_eq!(sheet.rules.len(), 2);
}

#[test]
fn what_is_for_screens_alone_is_left_out() {
    let sheet = sheet(
        "@media screen { p { color: red } } @media print { p { color: blue } } @page { size: A6 landscape; margin: 5mm }",
    );
    assert_eq!(sheet.faults, []);
    assert_eq!(sheet.rules.len(), 1);
    assert_eq!(sheet.pages[0].turn, Some(page::Turn::Landscape));
    assert!(sheet.pages[0].margins.iter().all(Option::is_some));
}

#[test]
fn shorthands_are_spread_over_the_sides() {
    let all = read("margin", "1px 2px").unwrap();
    assert_eq!(all.len(), 4);
    assert_eq!(read("border-top", "1px solid #ccc").unwrap().len(), 3);
    assert_eq!(read("border", "2px dashed rgb(1, 2, 3)").unwrap().len(), 12);
    assert!(matches!(read("padding-left", "2mm").unwrap()[..], [Property::Padding(Side::Left, _)]));
    assert_eq!(read("text-align", "CENTER"), Ok(vec![Property::TextAlign(Align::Center)]));
}

#[test]
fn what_is_put_in_by_a_template_is_not_judged() {
    assert_eq!(read("width", &format!("{HOLE}px")), Ok(vec![]));
    assert!(read("float", &HOLE.to_string()).is_err());
    let (declarations, faults) = declarations(&format!("{HOLE}color: red; {HOLE}; width: {HOLE}"));
    assert_eq!((declarations.len(), faults.len()), (1, 0));
}

#[test]
fn a_sheet_of_anything_is_read_to_its_end() {
    for source in
        ["{", "}", "a{b:c", "@media", "@media print {", "/*", "a{b:'}", "{}{}{}", ";;;", "@page{size:", ",,{}"]
    {
        let _ = sheet(source);
    }
}
