//! The beginning of a file that a template is suggested for, and its first rows as they are shown.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use domain::limits::MAX_SHORT_TEXT_LENGTH;
use domain::{FileBeginning, ImportKind, MAX_BEGINNING_BYTES, MAX_SHEET_NAME_LENGTH, Problem};
use serde::Serialize;

use crate::body::{Field, Form, body};
use crate::choices::one;
use crate::read::{Document, Object};

/// So many characters of base64 are the bytes that are looked at.
const MAX_ENCODED_LENGTH: usize = MAX_BEGINNING_BYTES.div_ceil(3) * 4;

/// So many characters of a cell are shown.
const MAX_SHOWN_LENGTH: usize = 100;

/// With and without `=` at its end.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

body! {
    /// The beginning of a file, of which a template is to be suggested.
    FileBeginningInput: PassedOver {
        /// Its first bytes in base64, at most 262,144 of them: enough of a text, which may be longer; a workbook must be
        /// there whole.
        file: Field<String> = Field::checked_later(Form::OnlyText(MAX_ENCODED_LENGTH)).needed(),
        /// What it is called: the template is called the same. Its ending must be that of what it is.
        file_name: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// What is to be made of its rows; what its headings say when left out.
        kind: Field<String> = Field::one_of("ImportKind"),
        /// The sheet of a workbook; the first when left out.
        sheet: Field<String> = Field::short_text(MAX_SHEET_NAME_LENGTH),
    }
}

/// What is to be mended of a template before it can be added.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = SuggestionProblem))]
pub struct SuggestionProblemView<'a> {
    /// The field, as in `columns[3].target`.
    field: &'a str,
    /// What is expected.
    detail: &'a str,
}

impl<'a> From<&'a Problem> for SuggestionProblemView<'a> {
    fn from(problem: &'a Problem) -> Self {
        Self { field: &problem.field, detail: &problem.message }
    }
}

/// Reads the body of `POST /v1/import-templates/suggest`.
pub fn read_beginning(body: &str) -> Result<FileBeginning, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &FileBeginningInput::READ;
    let is_of_kind = fields.kind.given(&object).is_some();
    let beginning = FileBeginning {
        bytes: bytes(&object),
        file_name: fields.file_name.trimmed(&object),
        kind: is_of_kind.then(|| one(&object, &fields.kind, ImportKind::ALL, ImportKind::name)),
        sheet: fields.sheet.trimmed(&object),
    };
    document.finish(beginning)
}

fn bytes(object: &Object) -> Vec<u8> {
    let field = &FileBeginningInput::READ.file;
    let text = field.trimmed(object);
    if text.is_empty() {
        object.demand(field.name(), "is needed: the beginning of a file, in base64");
        return vec![];
    }
    if text.len() > MAX_ENCODED_LENGTH {
        let message =
            format!("must be at most {MAX_BEGINNING_BYTES} bytes; send the first of a text, or less of a workbook");
        object.refuse(field.name(), message);
        return vec![];
    }
    BASE64.decode(&text).unwrap_or_else(|_| {
        object.refuse(field.name(), "must be base64, as in T3JkZXIs");
        vec![]
    })
}

/// The first rows of a file as they are shown: cells that are long are cut.
pub fn shown_rows(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let cut = |cell: &String| match cell.char_indices().nth(MAX_SHOWN_LENGTH) {
        Some((end, _)) => format!("{}…", cell.get(..end).unwrap_or_default()),
        None => cell.clone(),
    };
    rows.iter().map(|row| row.iter().map(cut).collect()).collect()
}
