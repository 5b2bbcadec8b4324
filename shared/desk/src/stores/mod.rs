//! Stores: the tenants (orderdesk-api 2.2).

#[cfg(feature = "stores")]
mod create;
#[cfg(all(feature = "accounts", feature = "rules"))]
mod duplicate;
#[cfg(any(feature = "accounts", feature = "stores"))]
mod insert;
#[cfg(feature = "accounts")]
pub(crate) mod on_screen;
#[cfg(feature = "accounts")]
pub mod state;
#[cfg(feature = "accounts")]
pub mod welcome;

use std::convert::Infallible;

use domain::{MAX_NOTIFY_HOSTS, Permission, Problem, SettingsPatch, Store, StoreId, WhoseInventory, check_ceilings};
use guard::read_host_pattern;
use jiff::Timestamp;
use table::Outcome;

use crate::{Desk, DeskError, links, notices};

#[cfg(feature = "stores")]
pub(crate) use create::data_key;
#[cfg(feature = "stores")]
pub use create::{StoreCreated, StoreMade, create};
#[cfg(all(feature = "accounts", feature = "rules"))]
pub use duplicate::{NewDuplicate, duplicate};
#[cfg(feature = "accounts")]
pub use on_screen::{begin, check_may_begin};

const STORE: &str = "Store";

/// The store of this id.
pub async fn find(desk: &Desk, store_id: StoreId) -> Result<Store, DeskError> {
    desk.table.store(store_id).await?.ok_or(DeskError::NotFound(STORE))
}

/// Who changes a store's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The store itself, below its ceilings.
    Store,
    /// The operator. What they name is the ceiling from now on.
    Operator,
}

/// Changes what `patch` names of a store's settings and its name; the store as it is now. Known everywhere within ten
/// seconds. Where that leaves an `admin_email` it names unconfirmed, a link is mailed there: naming the same again mails
/// another, if that is an hour later.
pub async fn change_settings(
    desk: &Desk,
    store_id: StoreId,
    patch: &SettingsPatch,
    by: By,
    now: Timestamp,
) -> Result<Store, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    let notify_hosts = patch.notify_hosts.as_deref().map(notify_hosts).transpose()?;
    let patch = SettingsPatch { notify_hosts, ..patch.clone() };
    check_inventory(desk, store_id, &patch).await?;
    let changed = change(desk, store_id, |store| {
        let before = store.settings.clone();
        patch.apply(store);
        match by {
            By::Operator => {
                store.settings.raise_ceilings(&patch);
                patch.vouch(&mut store.settings);
            }
            By::Store => {
                let mut problems = check_ceilings(&before, &store.settings);
                problems.extend(patch.check_vouching(&store.settings));
                if !problems.is_empty() {
                    return Err(DeskError::Forbidden(problems));
                }
            }
        }
        Ok(())
    });
    let store = changed.await?.0;
    if patch.names("admin_email") {
        mail_link(desk, &store, now).await;
    }
    Ok(store)
}

/// Whether the store may use the inventory of the one it names: as long as the two are linked, which is looked at again
/// whenever it is used.
async fn check_inventory(desk: &Desk, store_id: StoreId, patch: &SettingsPatch) -> Result<(), DeskError> {
    let Some(WhoseInventory::Of(owner)) = patch.inventory_of_store else { return Ok(()) };
    if owner == store_id || !links::stands(desk, store_id, owner).await? {
        return Err(DeskError::invalid("settings.inventory_of_store", links::NOT_LINKED));
    }
    Ok(())
}

/// Mails a link to an address that is not confirmed. What was done before is done where that fails: a mail that would go
/// there mails the link instead.
async fn mail_link(desk: &Desk, store: &Store, now: Timestamp) {
    if let Err(error) = notices::request_confirmation(desk, store, now).await {
        tracing::warn!(store_id = %store.id, "no link is mailed yet: {error:#}");
    }
}

/// The hosts of notices in the form they are compared in, each once; all that name none are told.
fn notify_hosts(sent: &[String]) -> Result<Vec<String>, DeskError> {
    let mut problems = vec![];
    if sent.len() > MAX_NOTIFY_HOSTS {
        problems.push(Problem::new("settings.notify_hosts", format!("must have at most {MAX_NOTIFY_HOSTS} hosts")));
    }
    let mut hosts = vec![];
    for (place, text) in sent.iter().enumerate().take(MAX_NOTIFY_HOSTS) {
        match read_host_pattern(text) {
            Ok(host) if hosts.contains(&host) => {}
            Ok(host) => hosts.push(host),
            Err(error) => problems.push(Problem::new(format!("settings.notify_hosts[{place}]"), error.to_string())),
        }
    }
    if problems.is_empty() { Ok(hosts) } else { Err(DeskError::Invalid(problems)) }
}

/// Changes a store's row.
pub(crate) async fn change<T>(
    desk: &Desk,
    store_id: StoreId,
    change: impl Fn(&mut Store) -> Result<T, DeskError>,
) -> Result<(Store, T), DeskError> {
    changed(desk.table.change_store(store_id, change).await?)
}

/// What became of a change of a store's row.
pub(crate) fn changed<T>(outcome: Outcome<(Store, T), Infallible, DeskError>) -> Result<(Store, T), DeskError> {
    match outcome {
        Outcome::Done(changed) => Ok(changed),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(STORE)),
    }
}
