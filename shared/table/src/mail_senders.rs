//! The address that a store sends from: of all stores one has it. It lies in the store's row, and a claim beside it says
//! whose it is (`claims.rs`).

use std::convert::Infallible;

use domain::{MailSender, Store, StoreId};
use jiff::Timestamp;

use crate::claims::Claim;
use crate::{Outcome, Table, TableError, keys};

/// Another store sends from the address, or is about to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderTaken;

impl Table {
    /// Changes which address a store sends from. [`Outcome::Done`] brings the store as it is now. An address that it did not
    /// have is claimed first, and the old one given up last; a crash in between leaves a claim that is over in a minute.
    ///
    /// The claim is made behind the read that the write is conditional on, and given up as it was before that write. So
    /// whatever comes between, the address that a store has is claimed by it.
    pub async fn change_mail_sender<E: From<SenderTaken>>(
        &self,
        store_id: StoreId,
        now: Timestamp,
        change: impl Fn(&Store) -> Result<Option<MailSender>, E>,
    ) -> Result<Outcome<Store, Infallible, E>, TableError> {
        let mut tries = self.client.tries();
        loop {
            let Some(store) = self.store(store_id).await? else { return Ok(Outcome::Missing) };
            let after = match change(&store) {
                Ok(after) => after,
                Err(refused) => return Ok(Outcome::Refused(refused)),
            };
            let before = store.settings.mail_sender.as_ref();
            if before == after.as_ref() {
                return Ok(Outcome::Done(store));
            }
            let mut left = None;
            if before.map(MailSender::key) != after.as_ref().map(MailSender::key) {
                left = self.claim_of_sender(store_id, before).await?;
                if let Some(after) = &after
                    && !self.claim_sender(store_id, after, now).await?
                {
                    return Ok(Outcome::Refused(SenderTaken.into()));
                }
            }
            let seen = store.rules_revision;
            let changed = self.change_store(store_id, |store| {
                if store.rules_revision != seen {
                    return Err(());
                }
                store.settings.mail_sender.clone_from(&after);
                Ok(())
            });
            match changed.await? {
                Outcome::Done((store, ())) => {
                    if let Some(left) = left {
                        self.give_up(left).await?;
                    }
                    return Ok(Outcome::Done(store));
                }
                Outcome::Missing => return Ok(Outcome::Missing),
                _ => tries.again().await?,
            }
        }
    }

    /// Claims an address for a store; whether it has it.
    async fn claim_sender(&self, store_id: StoreId, sender: &MailSender, now: Timestamp) -> Result<bool, TableError> {
        let has = |other: u64| async move {
            let store = match StoreId::new(other) {
                Some(other) => self.store(other).await?,
                None => None,
            };
            Ok(store.and_then(|store| store.settings.mail_sender).is_some_and(|it| it.key() == sender.key()))
        };
        Ok(self.claim(keys::mail_sender(&sender.address), store_id.number(), now, has).await?.is_ok())
    }

    /// The claim that a store has of the address that it sends from.
    async fn claim_of_sender(
        &self,
        store_id: StoreId,
        sender: Option<&MailSender>,
    ) -> Result<Option<Claim>, TableError> {
        let Some(sender) = sender else { return Ok(None) };
        let claim = self.claim_at(keys::mail_sender(&sender.address)).await?;
        Ok(claim.filter(|claim| claim.owner == store_id.number()))
    }
}
