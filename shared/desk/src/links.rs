//! Links between stores: two that agreed to work together, each by a key of its own, may copy and move orders to each
//! other. A link is looked up at each use, and stands until either ends it.

use domain::{Permission, StoreId};
use jiff::Timestamp;
use table::{Link, Outcome};

use crate::{Desk, DeskError};

/// A store has at most so many links.
const MAX_LINKS: usize = 50;

/// What a link that is not there is called in an error.
const LINK: &str = "Link";

/// What a store is told of another that it does not work together with. Whether there is one is not said.
pub(crate) const NOT_LINKED: &str = "must be a store that this one is linked with";

/// Whether a link was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linked {
    /// It was made.
    Now(Link),
    /// It was there before.
    Before(Link),
}

/// Links two stores, whose keys whoever lets the call in has seen both. Two writes, one for each: after a crash between
/// them there is no link, and the same call makes it. One that stands stays as it is.
pub async fn link(desk: &Desk, store_id: StoreId, other: StoreId, now: Timestamp) -> Result<Linked, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    if store_id == other {
        return Err(DeskError::invalid("x-linked-store-id", "must name another store"));
    }
    if let Some(link) = list(desk, store_id).await?.into_iter().find(|link| link.store_id == other) {
        return Ok(Linked::Before(link));
    }
    for one in [store_id, other] {
        if desk.table.count_links(one).await? >= MAX_LINKS {
            return Err(DeskError::Conflict(format!("A store has at most {MAX_LINKS} links")));
        }
    }
    let _ = desk.table.insert_link(other, Link { store_id, linked_at: now }).await?;
    let own = Link { store_id: other, linked_at: now };
    let _ = desk.table.insert_link(store_id, own).await?;
    Ok(Linked::Now(own))
}

/// The links of a store that stand.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<Link>, DeskError> {
    Ok(desk.table.links(store_id).await?)
}

/// Whether two stores work together, as it is now.
pub(crate) async fn stands(desk: &Desk, store_id: StoreId, other: StoreId) -> Result<bool, DeskError> {
    Ok(desk.table.are_linked(store_id, other).await?)
}

/// Ends a link, for both. With the first of two writes it is over; after a crash between them, ending it once more finds
/// nothing.
pub async fn unlink(desk: &Desk, store_id: StoreId, other: StoreId) -> Result<(), DeskError> {
    desk.needs(Permission::ManageSettings)?;
    let stood = desk.table.are_linked(store_id, other).await?;
    let _: Outcome<()> = desk.table.remove_link(store_id, other).await?;
    if !stood {
        return Err(DeskError::NotFound(LINK));
    }
    let _: Outcome<()> = desk.table.remove_link(other, store_id).await?;
    Ok(())
}
