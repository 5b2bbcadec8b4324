//! Import templates: our own `/v1/import-templates`.

macro_rules! import_templates {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Import templates", "`/v1`: what the columns of files of one origin are, and what becomes of their rows." {
                /// List import templates
                ///
                /// The store's import templates, each by its name and kind; their columns are shown one by one.
                ListImportTemplates = "GET" "/v1/import-templates", READ, ServeFiles;
                /// Add an import template
                ///
                /// Adds an import template: every column of a file with what it is. No two of a store have one name,
                /// whatever the case of letters.
                AddImportTemplate = "POST" "/v1/import-templates", ADMIN, ServeFiles;
                /// Suggest an import template
                ///
                /// Looks at the beginning of a file: its first rows, and a template that would read it, to be confirmed by
                /// a person. What is to be mended of it before it can be added is in `problems`; without any it can be added
                /// as it is. Nothing is kept.
                SuggestImportTemplate = "POST" "/v1/import-templates/suggest", READ, ServeFiles;
                /// Show an import template
                ///
                /// One import template, with its version as `ETag`.
                ShowImportTemplate = "GET" "/v1/import-templates/{import_template_id}", READ, ServeFiles;
                /// Replace an import template
                ///
                /// Replaces the whole import template. With `If-Match` only the version that was read.
                ReplaceImportTemplate = "PUT" "/v1/import-templates/{import_template_id}", ADMIN, ServeFiles;
                /// Delete an import template
                ///
                /// Deletes an import template. What was imported by it stays.
                RemoveImportTemplate = "DELETE" "/v1/import-templates/{import_template_id}", ADMIN, ServeFiles;
                /// Copy an import template
                ///
                /// Adds the template to another store, which this one is linked with. What only this store has is left out,
                /// and `notes` say so.
                CopyImportTemplate = "POST" "/v1/import-templates/{import_template_id}/copy", ADMIN, ServeFiles;
                /// Replace a template's mail address
                ///
                /// Gives up the address that files for the template are mailed to, and makes another: for one that became
                /// known to somebody. What is mailed to the old one is for nobody from now on. Each call makes another
                /// address. With `If-Match` only of the version that was read.
                ReplaceMailAddress = "POST" "/v1/import-templates/{import_template_id}/mail-address", ADMIN, ServeFiles;
                /// Download a sample file
                ///
                /// A file with the template's headings and one row, which is imported without an error: text in UTF-8, for
                /// templates of workbooks too, as they read both.
                ShowImportSample = "GET" "/v1/import-templates/{import_template_id}/sample", READ, ServeFiles;
            }
        } $($after)* }
    };
}
pub(super) use import_templates;
