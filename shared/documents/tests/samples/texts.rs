//! What is written can be selected, searched and copied.

use documents::{DocumentError, FontFile, Fonts, Limits, PaperSize, render};

use crate::pdf::{letters, pdf_of};

/// The text of a document with one line, read from the side where it begins.
fn read_back(html: &str, is_rtl: bool) -> String {
    let mut pages = letters(&pdf_of(html).unwrap());
    assert_eq!(pages.len(), 1);
    let mut parts = pages.remove(0);
    if is_rtl {
        parts.reverse();
    }
    parts.concat()
}

#[test]
fn each_script_is_read_back_as_it_was_written() {
    let texts = [
        "Grüße an Ångström, Łódź, fi fl ffi",
        "Σοκολάτα υγείας",
        "Варенье вишнёвое ё",
        "Cà phê sữa đá, Nguyễn Thị Ngọc",
        "रामायण क्षत्रिय श्रीमद्भगवद्गीता हिन्दी",
        "สวัสดีครับ น้ำแข็ง ที่อยู่",
        "普洱茶 直发器 𠮷野家",
        "抹茶セット ありがとう",
        "유자차 세트 한국어",
        "繁體中文 臺灣",
        "✓ ★ → ≤ 🙂 👩‍🚀",
    ];
    for text in texts {
        for tag in ["p", "b"] {
            let html = format!("<{tag} style='white-space: nowrap'>{text}</{tag}>");
            assert_eq!(read_back(&html, false), text, "{tag}");
        }
    }
    for text in ["رحلة عطر سيلفر لأجلك", "רחוב הרצל", "بِسْمِ ٱللَّٰهِ", "فارسی گچپژ"]
    {
        assert_eq!(read_back(&format!("<p dir=rtl>{text}</p>"), true), text);
    }
}

#[test]
fn a_sign_that_no_font_has_is_spelled_out_or_replaced_and_never_an_empty_box() {
    assert_eq!(read_back("<p>100 &#x20C1;</p>", false), "100 SAR");
    assert_eq!(read_back("<p>a\u{12000}b</p>", false), "a\u{FFFD}b");
    assert_eq!(read_back("<p>a\u{FFFC}b\u{200B}</p>", false).trim_end_matches('\u{200B}'), "a\u{FFFD}b");
}

#[test]
fn one_name_in_another_script_is_written_in_the_font_that_has_it() {
    let html = "<p style='font-family: monospace; font-weight: bold'>To 田中 at Zürich</p>";
    assert_eq!(read_back(html, false), "To 田中 at Zürich");
}

#[test]
fn words_of_thai_are_not_cut_within_a_letter_and_lines_end_between_words() {
    let html = "<div style='width: 90px'>สวัสดีครับยินดีต้อนรับ</div>";
    assert_eq!(read_back(html, false), "สวัสดีครับยินดีต้อนรับ");
}

#[test]
fn a_store_without_a_font_gets_documents_without_its_letters() {
    let few = Fonts::new(|file| (file == FontFile::Sans).then(|| crate::pdf::font(file)));
    let pdf = render("<p>a 田</p>", &few, PaperSize::Letter, &Limits::default()).unwrap();
    assert_eq!(letters(&pdf)[0].concat(), "a \u{FFFD}");
    let none = Fonts::new(|_| None);
    assert_eq!(
        render("<p>a", &none, PaperSize::A4, &Limits::default()),
        Err(DocumentError::NoFont { file: "NotoSans_400Regular.ttf" })
    );
    let broken = Fonts::new(|_| Some(b"no font".to_vec()));
    assert!(render("<p>a", &broken, PaperSize::A4, &Limits::default()).is_err());
}

#[test]
fn only_what_is_used_of_a_font_goes_into_a_document() {
    let pdf = pdf_of("<p>田中 さくら</p>").unwrap();
    assert!(pdf.bytes.len() < 20_000, "{}", pdf.bytes.len());
}
