//! Documents: `/v1/print-templates`, `/v1/documents`, and the pages behind links to documents.

macro_rules! documents {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Documents", "`/v1`: what a store prints of its orders: receipts, packing slips, labels." {
                /// List print templates
                ///
                /// The store's print templates.
                ListPrintTemplates = "GET" "/v1/print-templates", READ, ServeDocuments;
                /// Add a print template
                ///
                /// Adds a print template: HTML of the orders `orders`. What its template can't do, and what of HTML and CSS
                /// documents can't show, is refused with line and column.
                AddPrintTemplate = "POST" "/v1/print-templates", ADMIN, ServeDocuments;
                /// List samples of print templates
                ///
                /// Templates to begin with: a receipt, a VAT receipt, a packing slip, a pick list, an address label and a
                /// return slip.
                ListPrintSamples = "GET" "/v1/print-samples", READ, ServeDocuments;
                /// Show a print template
                ///
                /// One print template, with its version as `ETag`.
                ShowPrintTemplate = "GET" "/v1/print-templates/{print_template_id}", READ, ServeDocuments;
                /// Replace a print template
                ///
                /// Replaces the whole print template. With `If-Match` only the version that was read.
                ReplacePrintTemplate = "PUT" "/v1/print-templates/{print_template_id}", ADMIN, ServeDocuments;
                /// Delete a print template
                ///
                /// Deletes a print template. PDF that were made by it stay for their 90 days.
                RemovePrintTemplate = "DELETE" "/v1/print-templates/{print_template_id}", ADMIN, ServeDocuments;
                /// Preview a document
                ///
                /// The HTML that the template makes of orders, and what they lack. Nothing is written.
                PreviewPrintTemplate = "POST" "/v1/print-templates/{print_template_id}/preview", READ, ServeDocuments;
                /// Print orders
                ///
                /// Makes one PDF of up to 100 orders, in their sequence, at an address that is good for an hour.
                PrintOrders = "POST" "/v1/documents", WRITE, ServeDocuments;
                /// Show a document
                ///
                /// The document of an order behind a link, which rules and templates write: its PDF where one was made, else a
                /// page. Who has the link sees it.
                ShowDocument = "GET" "/documents/{document_link}", Access::Open, ServeDocuments;
            }
        } $($after)* }
    };
}
pub(super) use documents;
