//! Whatever comes in, a document is made or refused, in bounded time.

use std::time::{Duration, Instant};

use documents::{DocumentError, Limits, PaperSize, check, render};
use proptest::prelude::*;

use crate::pdf::{FONTS, pdf_of};

/// A document takes no longer, in a build that is not made for speed.
const MAX_TIME: Duration = Duration::from_secs(20);

#[track_caller]
fn ends(html: &str) -> Result<usize, DocumentError> {
    let start = Instant::now();
    let pdf = pdf_of(html);
    let _ = check(html);
    assert!(start.elapsed() < MAX_TIME, "{:?}", start.elapsed());
    pdf.map(|pdf| pdf.pages)
}

#[test]
fn what_is_too_large_is_refused_by_name() {
    assert!(matches!(ends(&"a".repeat(3_000_000)), Err(DocumentError::TooLong { max: 2_097_152, .. })));
    assert!(matches!(ends(&"<div>".repeat(5000)), Err(DocumentError::TooDeep { .. })));
    assert!(matches!(ends(&"<p>".repeat(200_000)), Err(DocumentError::TooManyElements { .. })));
    assert!(matches!(
        ends(&"<br>".repeat(90_000)),
        Err(DocumentError::TooManyLines { .. } | DocumentError::TooManyPages { .. })
    ));
    let pages = "<div class=page-break>a</div>".repeat(600);
    assert!(matches!(ends(&pages), Err(DocumentError::TooManyPages { max: 500 })));
    let two = Limits { max_pages: 2, ..Limits::default() };
    assert_eq!(render(&pages, &FONTS, PaperSize::A4, &two), Err(DocumentError::TooManyPages { max: 2 }));
}

#[test]
fn what_is_made_to_take_long_does_not() {
    let nested_table = format!("{}a{}", "<table><tr><td>".repeat(15), "</table>".repeat(15));
    assert_eq!(ends(&nested_table), Ok(1));
    let nested_boxes = format!("{}a", "<span style='display:inline-block;padding:1px'>".repeat(55));
    assert_eq!(ends(&nested_boxes), Ok(1));
    assert!(ends(&format!("<p style='width:1px'>{}</p>", "ab ".repeat(60_000))).is_err());
    assert!(ends(&format!("<p>{}</p>", "word ".repeat(30_000))).is_ok());
    assert!(ends(&format!("<p>{}</p>", "خ".repeat(20_000))).is_ok());
    assert!(ends(&format!("<p>{}</p>", "a\u{301}".repeat(20_000))).is_ok());
    assert!(ends(&format!("<p>{}</p>", "א1".repeat(10_000))).is_ok());
    let cells = format!("<table>{}</table>", format!("<tr>{}", "<td colspan=9 rowspan=99>a".repeat(50)).repeat(100));
    let _ = ends(&cells);
    let rules =
        (0..2000).map(|serial| format!("div div div .c{serial} > a {{ color: red }}")).collect::<Vec<_>>().concat();
    let _ = ends(&format!("<style>{rules}</style>{}{}", "<div>".repeat(50), "<a class=c1>b</a>".repeat(4_000)));
    let tall = format!("<table><tr><td style='padding: 900px'>{}", "<p>a</p>".repeat(3000));
    let _ = ends(&tall);
}

#[test]
fn sizes_beyond_all_reason_are_bounded() {
    let sizes = ["1e30px", "-1e30px", "99999999%", "1e-30px", "0", "NaN", "inf", "1e400mm"];
    for size in sizes {
        for property in
            ["width", "height", "margin", "padding", "font-size", "line-height", "border-width", "letter-spacing"]
        {
            let html = format!(
                "<div style='border: 1px solid; {property}: {size}'>a <b style='{property}: {size}'>b</b></div><table><td style='{property}:{size}'>c"
            );
            let _ = ends(&html);
        }
        let _ = ends(&format!("<style>@page {{ size: {size} {size}; margin: {size} }}</style>a"));
        let _ = ends(&format!(
            "<img width='{size}' src=\"data:image/svg+xml,<svg width='{size}' height='1' viewBox='0 0 {size} 1'><path d='M0 0h{size}'/></svg>\">"
        ));
    }
}

#[test]
fn a_picture_that_is_none_leaves_its_name_and_one_that_ends_early_is_refused() {
    assert_eq!(ends("<img src='data:image/png;base64,AAAA' alt='none'>"), Ok(1));
    let cut = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DA";
    let cut = ends(&format!("<img src='data:image/png;base64,{cut}'>"));
    assert!(matches!(cut, Ok(1) | Err(DocumentError::BrokenPicture)), "{cut:?}");
}

/// Pieces of documents, whole and broken.
const PIECES: &[&str] = &[
    "<table>",
    "</table>",
    "<tr>",
    "<td colspan=3>",
    "<td rowspan=4 style='width:50%'>",
    "<thead>",
    "</thead>",
    "<p>",
    "</p>",
    "<div style='",
    "display:inline-block",
    "display:table",
    "display:none",
    "display:table-cell",
    "display:list-item",
    "width:10%",
    "height:5cm",
    "margin:-20px",
    "padding:3em",
    "';",
    "'>",
    "<b>",
    "</i>",
    "<br>",
    "<hr>",
    "<ul>",
    "<ol start=99999999999999999999>",
    "<li value=-1>",
    "<img src=data:,>",
    "<style>",
    "</style>",
    "td{",
    "}",
    "@page{size:A6}",
    "color:#12",
    "border:1px solid",
    "break-inside:avoid",
    "page-break-after:always",
    "white-space:pre",
    "a",
    " ",
    "\n",
    "مرحبا",
    "שלום 123",
    "देवनागरी",
    "ไทย",
    "漢字",
    "🙂",
    "\u{202E}",
    "\u{200D}",
    "\u{0}",
    "&amp;",
    "&#x20C1;",
    "<",
    ">",
    "'",
    "\"",
    "{{ a }}",
    "{% if %}",
    "<svg>",
    "<template>",
    "<select>",
    "<frameset>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<caption>",
    "<col span=9999>",
    "<body dir=rtl>",
    "<center>",
    "<sup>",
    "float:left",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn anything_is_made_or_refused(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let html = pieces.concat();
        let _ = check(&html);
        if let Ok(pdf) = pdf_of(&html) {
            prop_assert!(pdf.pages >= 1 && pdf.bytes.starts_with(b"%PDF-"));
        }
    }

    #[test]
    fn any_text_is_made_or_refused(text in "\\PC{0,80}") {
        prop_assert!(pdf_of(&text).is_ok());
        let _ = check(&text);
    }
}
