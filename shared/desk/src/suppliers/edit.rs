//! Adding, replacing and removing suppliers.

use domain::{
    Bundle, ExportTemplate, IdempotencyKey, MAX_SUPPLIERS, MailKind, MailTemplate, Permission, Problem, Store, StoreId,
    Supplier, SupplierDelivery, SupplierSettings,
};
use guard::{Guard, host_of};
use jiff::Timestamp;

use crate::definitions::{self, Creation};
use crate::orders::Expected;
use crate::{Desk, DeskError, kept_secrets, schemes_of};

/// Adds a supplier, and plans the first summary of the store's suppliers. Sent twice with one idempotency key it is one.
pub async fn create(
    desk: &Desk,
    guard: &Guard,
    store: &Store,
    new: &SupplierSettings,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<Supplier>, DeskError> {
    desk.needs(Permission::ManageSuppliers)?;
    desk.needs_whole_orders("A supplier is written")?;
    check(desk, guard, store, new).await?;
    let made = definitions::create(desk, store.id, MAX_SUPPLIERS, sent, now, |id| new.clone().with_id(id)).await?;
    super::plan_summary(desk, store, now).await?;
    Ok(made)
}

/// Replaces a supplier as a whole, where it is the expected version; its id stays. Done again, it is the same. Orders that
/// were submitted go on as they were, but what the supplier is told of them goes by what is there now.
pub async fn replace(
    desk: &Desk,
    guard: &Guard,
    store: &Store,
    id: &str,
    new: &SupplierSettings,
    expected: &Expected,
    now: Timestamp,
) -> Result<(Supplier, u64), DeskError> {
    desk.needs(Permission::ManageSuppliers)?;
    desk.needs_whole_orders("A supplier is written")?;
    check(desk, guard, store, new).await?;
    let make = |before: &Supplier| new.clone().with_id(before.id.clone());
    let (_, after, version) = definitions::replace(desk, store.id, id, expected, now, make).await?;
    Ok((after, version))
}

/// Removes a supplier. Its keys open nothing then, and what stands there is the store's again: it can be submitted to
/// another one once it is canceled.
pub async fn remove(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageSuppliers)?;
    definitions::discard::<Supplier>(desk, store_id, id).await
}

/// What is wrong with a supplier: its form, its address and secrets, and what it names that is not there. Addresses and
/// secrets are looked at again at each post.
async fn check(desk: &Desk, guard: &Guard, store: &Store, new: &SupplierSettings) -> Result<(), DeskError> {
    let mut problems = new.check(&store.folders);
    if problems.is_empty() {
        problems.extend(closed_address(guard, store, new));
        problems.extend(missing(desk, store.id, &new.delivery).await?);
    }
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

fn closed_address(guard: &Guard, store: &Store, new: &SupplierSettings) -> Option<Problem> {
    let SupplierDelivery::Post { url, .. } = &new.delivery else { return None };
    let refused = guard.check_url(url, schemes_of(&store.settings)).err()?;
    Some(Problem::new("delivery.url", refused.to_string()))
}

/// What a delivery names and the store has not.
async fn missing(desk: &Desk, store_id: StoreId, delivery: &SupplierDelivery) -> Result<Vec<Problem>, DeskError> {
    Ok(match delivery {
        SupplierDelivery::Api => vec![],
        SupplierDelivery::Mail { mail_template_id, .. } => {
            let found = desk.table.definition::<MailTemplate>(store_id, mail_template_id).await?;
            let why = match found {
                None => format!("there is no mail template {mail_template_id}"),
                Some((template, _)) if template.kind != MailKind::Dropship => {
                    format!("must be of the kind {}, and is {}", MailKind::Dropship.name(), template.kind.name())
                }
                Some(_) => return Ok(vec![]),
            };
            vec![Problem::new("delivery.mail_template_id", why)]
        }
        SupplierDelivery::File { export_template_id } => {
            let found = desk.table.definition::<ExportTemplate>(store_id, export_template_id).await?;
            unfit(found.map(|(template, _)| template).as_ref(), export_template_id).into_iter().collect()
        }
        SupplierDelivery::Post { url, headers, .. } => {
            if headers.iter().all(|header| header.secret.is_empty()) {
                return Ok(vec![]);
            }
            let kept = desk.table.store_secrets(store_id).await?.unwrap_or_default().secrets;
            let host = host_of(url).unwrap_or_default();
            let named = headers.iter().enumerate().filter(|(_, header)| !header.secret.is_empty());
            let problem = |(index, header): (usize, &domain::PostHeader)| {
                let why = kept_secrets::missing(&kept, &header.secret, &host)?;
                Some(Problem::new(format!("delivery.headers[{index}].secret"), why))
            };
            named.filter_map(problem).collect()
        }
    })
}

/// What keeps an export template from bringing a supplier's orders.
fn unfit(template: Option<&ExportTemplate>, id: &str) -> Option<Problem> {
    let why = match template {
        None => format!("there is no export template {id}"),
        Some(template) if template.schedule.is_none() => {
            "has no schedule: nothing would be brought, however many orders wait".to_owned()
        }
        Some(template) if template.bundle != Bundle::OneFilePerOrder => {
            "must make one file for each order: bundle.files is one_file_per_order".to_owned()
        }
        Some(_) => return None,
    };
    Some(Problem::new("delivery.export_template_id", why))
}
