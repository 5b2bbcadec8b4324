//! A template that would read a file, by its beginning.

use std::collections::HashSet;
use std::io::Cursor;

use domain::{
    FileBeginning, FileFormat, ImportKind, ImportTemplate, MAX_IMPORT_TEMPLATE_NAME_LENGTH, Problem, StoreId,
};
use sheets::read::{Content, FileError, Preview, Workbook, check_template};

use crate::{Desk, DeskError};

/// What a file seems to be: an offer, which a person confirms.
#[derive(Debug)]
pub struct Suggestion {
    /// Its first rows, and a template that would read it, under a name that is free.
    pub preview: Preview,
    /// What is to be mended of the template before it can be added; nothing: it can be added as it is.
    pub problems: Vec<Problem>,
}

/// Looks at the beginning of a file. Nothing is written.
pub async fn suggest(desk: &Desk, store_id: StoreId, beginning: &FileBeginning) -> Result<Suggestion, DeskError> {
    let mut preview = look_at(beginning)?;
    let taken: HashSet<String> = super::list(desk, store_id).await?.iter().map(ImportTemplate::folded_name).collect();
    preview.template.name = free_name(&name_of(beginning, preview.template.kind), &taken);
    let problems = check_template(&preview.template);
    Ok(Suggestion { preview, problems })
}

fn look_at(beginning: &FileBeginning) -> Result<Preview, DeskError> {
    let of_file = |error: FileError| DeskError::invalid("file", error.to_string());
    let content = Content::of(&beginning.bytes).map_err(of_file)?;
    if !beginning.file_name.is_empty() {
        let named = content.check_name(&beginning.file_name);
        named.map_err(|error| DeskError::invalid("file_name", error.to_string()))?;
    }
    let looked_at = match content {
        Content::Text => Preview::of_text(&beginning.bytes, beginning.kind),
        Content::Workbook => Workbook::open(Cursor::new(beginning.bytes.as_slice()))
            .and_then(|mut workbook| Preview::of_workbook(&mut workbook, &beginning.sheet, beginning.kind)),
    };
    let mut preview = looked_at.map_err(of_file)?;
    if content == Content::Text && parts_of(&beginning.file_name).1.eq_ignore_ascii_case("txt") {
        preview.template.format = FileFormat::Txt;
    }
    Ok(preview)
}

/// What a template of this file may be called: as the file is, without its ending.
fn name_of(beginning: &FileBeginning, kind: ImportKind) -> String {
    let (stem, _) = parts_of(&beginning.file_name);
    let words: Vec<&str> = stem.split(|letter: char| letter.is_control() || letter.is_whitespace()).collect();
    let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let by_kind = match kind {
        ImportKind::Orders => "Orders",
        ImportKind::Inventory => "Inventory",
        ImportKind::Shipments => "Shipments",
    };
    if name.is_empty() { by_kind.to_owned() } else { name }
}

/// The name of a file without its ending, and that.
fn parts_of(file_name: &str) -> (&str, &str) {
    file_name.rsplit_once('.').unwrap_or((file_name, ""))
}

/// The name, or the same with a number behind it: the first that is not taken.
fn free_name(name: &str, taken: &HashSet<String>) -> String {
    let numbered = |number: usize| {
        let end = if number == 1 { String::new() } else { format!(" {number}") };
        let room = MAX_IMPORT_TEMPLATE_NAME_LENGTH.saturating_sub(end.len());
        let cut: String = name.chars().take(room).collect();
        format!("{}{end}", cut.trim_end())
    };
    let mut names = (1..=taken.len().saturating_add(1)).map(numbered);
    names.find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beginning(file_name: &str, text: &str) -> FileBeginning {
        FileBeginning { bytes: text.as_bytes().to_vec(), file_name: file_name.to_owned(), ..FileBeginning::default() }
    }

    /// Catches a suggestion that can't be added because another template has its name.
    #[test]
    fn a_suggestion_has_a_name_that_is_free_and_short_enough() {
        let taken = HashSet::from(["harbor orders".to_owned(), "harbor orders 2".to_owned(), "x".repeat(100)]);
        for (file_name, expected) in [
            ("Harbor  orders.csv", "Harbor orders 3".to_owned()),
            ("tide.csv", "tide".to_owned()),
            ("", "Orders".to_owned()),
            (".csv", "Orders".to_owned()),
            (&format!("{}.csv", "X".repeat(120)), format!("{} 2", "X".repeat(98))),
        ] {
            let name = name_of(&beginning(file_name, ""), ImportKind::Orders);
            assert_eq!(free_name(&name, &taken), expected, "{file_name}");
        }
    }

    #[test]
    fn a_file_is_looked_at_as_what_it_is_and_refused_by_the_field_that_is_wrong() {
        let text = "Order Number,SKU,Qty\n1001,MUG-01,2\n";
        assert_eq!(look_at(&beginning("a.TXT", text)).unwrap().template.format, FileFormat::Txt);
        assert_eq!(look_at(&beginning("", text)).unwrap().template.format, FileFormat::Csv);
        for (file_name, text, field) in [
            ("a.xlsx", text, "file_name"),
            ("a.pdf", text, "file_name"),
            ("a.csv", "%PDF-1.7", "file"),
            ("a.csv", "", "file"),
            ("", "PK\u{3}\u{4} and no workbook", "file"),
        ] {
            let Err(DeskError::Invalid(problems)) = look_at(&beginning(file_name, text)) else { panic!("{file_name}") };
            assert_eq!(problems[0].field, field, "{file_name} {text}");
        }
    }
}
