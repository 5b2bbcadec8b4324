//! The key of the older signature, `X-ORDER-DESK-HASH`.

use domain::{Permission, StoreId};
use jiff::Timestamp;
use secrets::{Kms, Purpose};
use table::LegacySigningKey;

use super::{change, data_key};
use crate::{Desk, DeskError};

/// As long as an API key, as receivers have it. It is none: nothing finds it.
const LENGTH: usize = 50;

/// Makes a key for the older signature, in place of the primary API key or of the one there was; it is shown this once,
/// and signs within a minute. Called twice, the second one signs.
pub async fn set(desk: &Desk, kms: &Kms, store_id: StoreId, now: Timestamp) -> Result<String, DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let key = secrets::random_text(LENGTH)?;
    let sealed = data_key(desk, kms).await?.seal(store_id, Purpose::LegacySigningKey, &key)?;
    change(desk, store_id, |secrets| {
        secrets.legacy_signing_key = Some(LegacySigningKey { key: sealed.clone(), date_added: now });
        Ok(())
    })
    .await?;
    Ok(key)
}

/// Takes it away: the primary API key makes the older signature again, within a minute.
pub async fn remove(desk: &Desk, store_id: StoreId) -> Result<(), DeskError> {
    desk.needs(Permission::ManageKeys)?;
    let mut was_there = false;
    change(desk, store_id, |secrets| {
        let is_there = secrets.legacy_signing_key.take().is_some();
        // Gone at the second try: by us, where only the answer of our write was lost, or by who was first.
        was_there |= is_there;
        if was_there { Ok(()) } else { Err(DeskError::NotFound("Legacy signing key")) }
    })
    .await
}
