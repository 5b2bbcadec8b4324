//! Export templates: our own `/v1/export-templates`.

macro_rules! export_templates {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Export templates", "`/v1`: which orders become files, of which form, and where those go." {
                /// List export templates
                ///
                /// The store's export templates, each by its name, form and way; the rest is shown one by one.
                ListExportTemplates = "GET" "/v1/export-templates", READ, ServeFiles;
                /// Add an export template
                ///
                /// Adds an export template. No two of a store have one name, whatever the case of letters. With a schedule it
                /// runs by itself from then on.
                AddExportTemplate = "POST" "/v1/export-templates", ADMIN, ServeFiles;
                /// Show an export template
                ///
                /// One export template, with its version as `ETag`.
                ShowExportTemplate = "GET" "/v1/export-templates/{export_template_id}", READ, ServeFiles;
                /// Replace an export template
                ///
                /// Replaces the whole export template. With `If-Match` only the version that was read.
                ReplaceExportTemplate = "PUT" "/v1/export-templates/{export_template_id}", ADMIN, ServeFiles;
                /// Delete an export template
                ///
                /// Deletes an export template. What was exported by it stays, and what is being exported goes on.
                RemoveExportTemplate = "DELETE" "/v1/export-templates/{export_template_id}", ADMIN, ServeFiles;
                /// Copy an export template
                ///
                /// Adds the template to another store, which this one is linked with. What only this store has is left out,
                /// and so is its schedule; `notes` say so.
                CopyExportTemplate = "POST" "/v1/export-templates/{export_template_id}/copy", ADMIN, ServeFiles;
                /// Preview an export template
                ///
                /// The files that the template would make of the orders that are named, or of the first 20 that it is for.
                /// Nothing is written or sent.
                PreviewExportTemplate = "POST" "/v1/export-templates/{export_template_id}/preview", READ, ServeFiles;
            }
        } $($after)* }
    };
}
pub(super) use export_templates;
