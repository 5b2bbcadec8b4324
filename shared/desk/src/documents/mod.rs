//! Documents of orders: PDF of what print templates make of them (orderdesk-app 8.5, 8.6).

#[cfg(feature = "document-lane")]
mod courier;
mod show;

use std::path::PathBuf;
use std::time::Duration;

use documents::{DocumentError, Fonts, Limits, PaperSize, Pdf};
use domain::{Order, OrderId, Permission, PrintTemplate, Store, StoreId};
use files::Bucket;
use jiff::Timestamp;

#[cfg(feature = "document-lane")]
pub use courier::{DocumentAttemptError, DocumentCourier};
pub use show::{Shown, show};

use crate::{Desk, DeskError, print_templates};

/// Countries that print on letter paper.
const LETTER_COUNTRIES: [&str; 4] = ["US", "CA", "MX", "PH"];

/// A print is one of so many within its millisecond.
const PRINTS: std::ops::Range<u64> = 1_000_000_000..1_000_000_000_000;

/// A printed document is kept for an hour under an address.
const PRINT_LASTS: Duration = Duration::from_hours(1);

/// Several orders in one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Where it is, for an hour.
    pub url: String,
    /// How many pages it has.
    pub pages: usize,
    /// How many bytes.
    pub bytes: usize,
    /// What the orders lack that the template puts in.
    pub warnings: Vec<String>,
}

/// A PDF, and what the orders lacked.
struct Made {
    pdf: Pdf,
    warnings: Vec<String>,
}

/// The fonts whose files lie in a folder; each is read when a document needs it.
pub fn fonts_in(folder: PathBuf) -> Fonts {
    Fonts::new(move |file| std::fs::read(folder.join(file.name())).ok())
}

/// Orders in this sequence, each as whoever prints them may see it; one that is gone, or outside of their scope, is named.
pub async fn orders_of(desk: &Desk, store_id: StoreId, order_ids: &[OrderId]) -> Result<Vec<Order>, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    let mut all = vec![];
    for (at, order_id) in order_ids.iter().enumerate() {
        match desk.find_order(store_id, *order_id).await {
            Ok(row) => all.push(row.into_order().into_inner()),
            Err(DeskError::NotFound(_)) => {
                return Err(DeskError::invalid(&format!("order_ids[{at}]"), format!("there is no order {order_id}")));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// Prints orders by a template, in this sequence. The document is kept in the private bucket; the orders are not told.
pub async fn print(
    desk: &Desk,
    files: &Bucket,
    store: &Store,
    template: &PrintTemplate,
    order_ids: &[OrderId],
    fonts: &Fonts,
    now: Timestamp,
) -> Result<Printed, DeskError> {
    let orders = orders_of(desk, store.id, order_ids).await?;
    let Made { pdf, warnings } = pdf_of(store, template, orders, fonts, now)?;
    let (pages, bytes) = (pdf.pages, pdf.bytes.len());
    let number = desk.chance.within(PRINTS);
    let object = format!("documents/{}/prints/{}-{number}.pdf", store.id, now.as_millisecond());
    files.put(&object, "application/pdf", pdf.bytes).await?;
    Ok(Printed { url: files.download(&object, PRINT_LASTS).await?, pages, bytes, warnings })
}

/// The PDF that a template makes of orders.
fn pdf_of(
    store: &Store,
    template: &PrintTemplate,
    orders: Vec<Order>,
    fonts: &Fonts,
    now: Timestamp,
) -> Result<Made, DeskError> {
    let rendered = print_templates::render(store, template, orders, now)?;
    match documents::render(&rendered.html, fonts, paper_of(store), &Limits::default()) {
        Ok(pdf) => Ok(Made { pdf, warnings: rendered.warnings }),
        // A fault of ours, not of the template's.
        Err(error @ (DocumentError::NoFont { .. } | DocumentError::Engine(_))) => Err(error.into()),
        Err(error) => Err(DeskError::invalid("html", error.to_string())),
    }
}

/// The paper of a template that names none.
fn paper_of(store: &Store) -> PaperSize {
    let country = store.settings.store_country.to_uppercase();
    if LETTER_COUNTRIES.contains(&&*country) { PaperSize::Letter } else { PaperSize::A4 }
}
