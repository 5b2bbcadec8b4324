//! What who has a link to a document sees.

use std::time::Duration;

use documents::{RECEIPT_ADDRESS, RECEIPT_SOURCE};
use domain::{DocumentLink, document_object};
use files::Bucket;
use jiff::Timestamp;

use crate::{Desk, DeskError, print_templates};

/// An address of a PDF is good for so long.
const ADDRESS_LASTS: Duration = Duration::from_mins(5);

/// A document as who has a link to it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Its PDF lies at this address, for some minutes.
    Pdf(String),
    /// There is none: as a page.
    Page(String),
    /// The link is none of the store's, or the order or the template is gone.
    Unknown,
}

/// Shows the document that a link names: its PDF where one was made, else what the template makes of the order now. Changes
/// nothing.
pub async fn show(desk: &Desk, files: &Bucket, text: &str, now: Timestamp) -> Result<Shown, DeskError> {
    let Some(link) = DocumentLink::read(text) else { return Ok(Shown::Unknown) };
    let Some(store) = desk.table.store(link.store_id).await? else { return Ok(Shown::Unknown) };
    let key = store.settings.document_links.as_ref().map(|links| links.key.as_str()).unwrap_or_default();
    if !link.is_of(key) {
        return Ok(Shown::Unknown);
    }
    let row = desk.table.order(store.id, link.order_id).await?;
    let Some(row) = row else { return Ok(Shown::Unknown) };
    let object = document_object(store.id, link.order_id, &link.template_id);
    if files.is_there(&object).await? {
        return Ok(Shown::Pdf(files.download(&object, ADDRESS_LASTS).await?));
    }
    match print_templates::find(desk, store.id, &link.template_id).await {
        Ok((template, _)) => {
            print_templates::render(&store, &template, vec![row.order], now).map(|it| Shown::Page(with_sheet(it.html)))
        }
        Err(DeskError::NotFound(_)) => Ok(Shown::Unknown),
        Err(error) => Err(error),
    }
}

/// A page loads nothing: the sheet that documents know by its address stands in it.
fn with_sheet(html: String) -> String {
    if !html.contains(RECEIPT_ADDRESS) {
        return html;
    }
    let style = format!("<style>{RECEIPT_SOURCE}</style>");
    match html.find("</head>") {
        Some(at) => format!("{}{style}{}", html.get(..at).unwrap_or_default(), html.get(at..).unwrap_or_default()),
        None => html + &style,
    }
}
