//! Putting a new key in another's place.

use std::time::Duration;

use domain::{ApiKey, NewKey, Permission, StoreId};
use jiff::{SignedDuration, Timestamp};
use secrets::{Kms, Purpose};
use table::{KeptKey, Outcome, StoreSecrets};

use super::{KeyMade, Role, add, check_scope, find, id_of, primary_id, random_key, take_back};
use crate::{Desk, DeskError, KeyChecksums, stores};

/// Replaces a key by a new one of the same name and scope. The old one opens until the overlap is over; where it was the
/// primary one, outbound posts are signed with the new one within a minute.
///
/// The new key is written first, and decides nothing. The old one's end does, under the condition that it has none: of
/// many rotations of one key at once, one comes through, and the others take their own keys back. Of the primary key, the
/// row of the secrets decides, which names the new one in its place: so one whose rotation crashed in between is rotated
/// again. Until then the new one has an end too, so that nobody who sees it in between rotates it in its turn, or revokes
/// it. What a crash leaves is a key that nobody was shown, and that can be revoked.
pub async fn rotate(
    desk: &Desk,
    kms: &Kms,
    checksums: &KeyChecksums,
    store_id: StoreId,
    key_id: &str,
    overlap: Duration,
    now: Timestamp,
) -> Result<KeyMade, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    desk.needs_whole_orders("A key is made")?;
    let old = find(desk, store_id, key_id).await?;
    check_scope(desk, old.key.scope)?;
    let is_primary = primary_id(desk, kms, store_id).await? == old.key.id;
    if old.key.expires_at.is_some() && !is_primary {
        return Err(rotated_before());
    }
    let described =
        NewKey { name: old.key.name.clone(), scope: old.key.scope, supplier_id: old.key.supplier_id.clone() };
    let role = if is_primary { Role::Primary } else { Role::Further };
    let mut made = add(desk, store_id, &described, role, random_key(checksums, store_id)?, now).await?;
    let overlap = SignedDuration::try_from(overlap).unwrap_or(SignedDuration::MAX);
    // A part of a second of its own, by which an answer that was lost is told from another rotation at the same moment.
    let own = SignedDuration::from_nanos(i64::try_from(desk.chance.within(1..1_000_000)).unwrap_or_default());
    let end = now.saturating_add(overlap.saturating_add(own)).unwrap_or(now);
    let mut is_replaced = close(desk, store_id, &old, end).await?;
    if is_replaced && is_primary {
        is_replaced = name_primary(desk, kms, store_id, &old.key, &made).await?;
    }
    if !is_replaced {
        take_back(desk, store_id, &made.key).await?;
        return Err(rotated_before());
    }
    if is_primary {
        made.key = open_for_good(desk, store_id, made.key).await?;
    }
    Ok(made)
}

/// Sets when a key closes, unless it was changed since it was read; whether it is set.
async fn close(desk: &Desk, store_id: StoreId, old: &KeptKey, end: Timestamp) -> Result<bool, DeskError> {
    let closing = ApiKey { primary: false, expires_at: Some(end), ..old.key.clone() };
    Ok(desk.table.save_api_key(store_id, old, &closing).await?.is_done())
}

/// Names a key as the primary one in another's place; whether that was the primary one still.
async fn name_primary(
    desk: &Desk,
    kms: &Kms,
    store_id: StoreId,
    old: &ApiKey,
    made: &KeyMade,
) -> Result<bool, DeskError> {
    let data_key = stores::data_key(desk, kms).await?;
    let sealed = data_key.seal(store_id, Purpose::PrimaryKey, &made.api_key)?;
    let name = |secrets: &mut StoreSecrets| {
        // Ours already: only the answer of our write was lost.
        if secrets.primary_key == sealed {
            return Ok(());
        }
        let present = data_key.open(store_id, Purpose::PrimaryKey, &secrets.primary_key)?;
        if id_of(&ApiKey::hash_of(&present)) != old.id {
            return Err(rotated_before());
        }
        secrets.primary_key.clone_from(&sealed);
        secrets.primary_key_id.clone_from(&made.key.id);
        Ok(())
    };
    match desk.table.change_store_secrets(store_id, name).await? {
        Outcome::Done(()) => Ok(true),
        Outcome::Refused(DeskError::Conflict(_)) => Ok(false),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound("Store")),
    }
}

/// Takes the end of a key that is the primary one by now; the key as it is then.
async fn open_for_good(desk: &Desk, store_id: StoreId, made: ApiKey) -> Result<ApiKey, DeskError> {
    let primary = ApiKey { expires_at: None, ..made.clone() };
    let mut tries = desk.table.tries();
    loop {
        let kept = find(desk, store_id, &made.id).await?;
        // Another than was made: it was rotated in its turn, and its end stays.
        if kept.key != made || desk.table.save_api_key(store_id, &kept, &primary).await?.is_done() {
            return Ok(primary);
        }
        tries.again().await?;
    }
}

fn rotated_before() -> DeskError {
    DeskError::Conflict("This key was rotated before".to_owned())
}
