//! Print templates: the documents that a store makes of its orders (orderdesk-app 8.5).

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{
    DocumentLinks, IdempotencyKey, MAX_NUMBERED_TEMPLATES, MAX_PRINT_TEMPLATES, NewPrintTemplate, Order, Permission,
    PrintTemplate, Problem, Store, StoreId,
};
use jiff::Timestamp;
use table::Outcome;
use templates::{Context, Subject, Template};

use crate::definitions::{self, Creation};
use crate::orders::Expected;
use crate::surroundings::surroundings;
use crate::{Desk, DeskError, unguessable};

/// A document's HTML has at most so many bytes once its orders are in it.
const MAX_HTML_BYTES: usize = 2 * 1024 * 1024;

/// A document as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedDocument {
    /// The HTML.
    pub html: String,
    /// What the orders lack that the template puts in: sentences for people.
    pub warnings: Vec<String>,
}

/// The print templates of a store.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<PrintTemplate>, DeskError> {
    desk.needs_any(Permission::ManageTemplates, &[Permission::ViewOrders])?;
    Ok(desk.table.definitions(store_id).await?)
}

/// The print template of this id, and its version.
pub async fn find(desk: &Desk, store_id: StoreId, id: &str) -> Result<(PrintTemplate, u64), DeskError> {
    desk.needs_any(Permission::ManageTemplates, &[Permission::ViewOrders])?;
    definitions::find(desk, store_id, id).await
}

/// Adds a print template, and numbers it for `receipt_link`. Sent twice with one idempotency key it is one. `public_url` is
/// the address of the API, without a path, that links to documents lead to.
pub async fn create(
    desk: &Desk,
    store_id: StoreId,
    new: &NewPrintTemplate,
    public_url: &str,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<PrintTemplate>, DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    check(new)?;
    let made =
        definitions::create(desk, store_id, MAX_PRINT_TEMPLATES, sent, now, |id| new.clone().with_id(id)).await?;
    if let Creation::Made(template, _) = &made {
        number(desk, store_id, &template.id, public_url).await?;
    }
    Ok(made)
}

/// Replaces a print template as a whole, where it is the expected version; its id stays. Done again, it is the same.
pub async fn replace(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    new: &NewPrintTemplate,
    (public_url, expected): (&str, &Expected),
    now: Timestamp,
) -> Result<(PrintTemplate, u64), DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    check(new)?;
    let make = |before: &PrintTemplate| new.clone().with_id(before.id.clone());
    let (_, after, version) = definitions::replace(desk, store_id, id, expected, now, make).await?;
    number(desk, store_id, id, public_url).await?;
    Ok((after, version))
}

/// Removes a print template. Its number stays its own.
pub async fn remove(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    definitions::discard::<PrintTemplate>(desk, store_id, id).await
}

/// What a template makes of orders, as HTML.
pub fn render(
    store: &Store,
    template: &PrintTemplate,
    orders: Vec<Order>,
    now: Timestamp,
) -> Result<RenderedDocument, DeskError> {
    let invalid = |error: &dyn std::fmt::Display| DeskError::invalid("html", error.to_string());
    let compiled = Template::html(&template.html).map_err(|error| invalid(&error))?;
    let subject = Subject::Orders(orders.into_iter().map(Arc::new).collect());
    let context = Context { surroundings: Arc::new(surroundings(store, now)), subject, extra: BTreeMap::new() };
    let rendered = compiled.render(&context, MAX_HTML_BYTES).map_err(|error| invalid(&error))?;
    Ok(RenderedDocument { html: rendered.text, warnings: rendered.warnings })
}

/// What is wrong with a template: its form, its template, and what documents can't show.
fn check(new: &NewPrintTemplate) -> Result<(), DeskError> {
    let mut problems = new.check();
    if problems.is_empty() {
        problems.extend(Template::html(&new.html).err().map(|error| Problem::new("html", error.to_string())));
        let refused = documents::check(&new.html).into_iter();
        problems.extend(
            refused.map(|it| Problem::new("html", format!("line {}, column {}: {}", it.line, it.column, it.message))),
        );
    }
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

/// Sees to it that links to documents can be made, and that the template has a number. Done again it changes nothing.
async fn number(desk: &Desk, store_id: StoreId, id: &str, public_url: &str) -> Result<(), DeskError> {
    const NO_KEY: DeskError =
        DeskError::TryAgain("No key for links could be made; the template is saved, send it again");
    let key = unguessable::code().ok_or(NO_KEY)?;
    let numbered = desk.table.change_store(store_id, |store| {
        let links = store.settings.document_links.get_or_insert_with(|| DocumentLinks {
            base_url: String::new(),
            key: key.clone(),
            templates: vec![],
        });
        let is_new = !links.templates.iter().any(|numbered| numbered == id);
        if !is_new && links.base_url == public_url {
            return Err(());
        }
        public_url.clone_into(&mut links.base_url);
        if is_new && links.templates.len() < MAX_NUMBERED_TEMPLATES {
            links.templates.push(id.to_owned());
        }
        Ok(())
    });
    match numbered.await? {
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound("Store")),
        _ => Ok(()),
    }
}
