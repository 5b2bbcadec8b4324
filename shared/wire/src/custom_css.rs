//! A store's own style sheet: our own `/v1/store/css`.

use domain::{CustomCss, Problem, time};
use serde::Serialize;

use crate::body::{Field, Form, body};
use crate::read::Document;

body! {
    /// A store's own style sheet as it is sent, always whole.
    CustomCssInput: Refused {
        /// The sheet: at most 51,200 bytes of style rules and `@media`, with the properties that docs/css.md lists. A
        /// blank one takes the sheet away.
        css: Field<String> = Field::checked_later(Form::Text).needed(),
    }
}

/// Reads the body of `PUT /v1/store/css`: a sheet. What it may say is looked at by whom it is for.
pub fn read_sheet(body: &str) -> Result<String, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    CustomCssInput::BODY.refuse_unknown(&object);
    let field = &CustomCssInput::READ.css;
    let css = field.of(&object);
    if css.is_none() {
        // Null is no sheet, and takes none away.
        object.demand(field.name(), "is needed: a text, blank for no sheet");
    }
    document.finish(css.unwrap_or_default())
}

/// A store's own style sheet.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = CustomCss))]
pub struct CustomCssView<'a> {
    /// The sheet, as it was written; blank where there is none.
    css: &'a str,
    /// What is served of it: confined to the page, and kept away from what is guarded.
    served: &'a str,
    /// When it was saved last; null where there was none yet.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    date_updated: Option<String>,
}

impl<'a> From<&'a CustomCss> for CustomCssView<'a> {
    fn from(css: &'a CustomCss) -> Self {
        let date_updated = css.updated_at.map(time::text);
        Self { css: &css.source, served: &css.served, date_updated }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a body that takes the sheet away without saying so.
    #[test]
    fn a_sheet_is_read_as_it_is_and_what_is_none_is_named() {
        assert_eq!(read_sheet(r#"{"css":" .a {\n}"}"#).unwrap(), " .a {\n}");
        assert_eq!(read_sheet(r#"{"css":""}"#).unwrap(), "");
        for none in ["{}", r#"{"css":null}"#, r#"{"css":["a"]}"#] {
            let named: Vec<_> = read_sheet(none).unwrap_err().into_iter().map(|problem| problem.field).collect();
            assert_eq!(named, ["css"], "{none}");
        }
        assert_eq!(read_sheet(r#"{"css":"","sheet":""}"#).unwrap_err()[0].field, "sheet");
    }
}
