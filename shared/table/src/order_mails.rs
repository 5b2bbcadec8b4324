//! The mails of orders, each a row beside its order, and the addresses that stores mail nothing to any more.

use domain::{AppointmentId, MailSuppression, OrderId, OrderMail, StoreId};

use crate::client::{Attributes, Condition, Consistency, Key, NewItem};
use crate::error::readable;
use crate::orders::is_laid_aside;
use crate::{Outcome, Table, TableError, keys};

/// So many mails of an order are shown, the newest.
const MAX_MAILS: usize = 100;

const VERSION: &str = "version";

impl Table {
    /// The mail of an appointment, and its row's version; nothing before SES is asked for the first time.
    pub async fn order_mail(
        &self,
        store_id: StoreId,
        id: AppointmentId,
    ) -> Result<Option<(OrderMail, u64)>, TableError> {
        let item = self.client.get(keys::order_mail(store_id, id), Consistency::Strong).await?;
        let read = |item: &crate::client::Item| Ok((item.body()?, item.number(VERSION).unwrap_or_default()));
        item.as_ref().filter(|item| !is_laid_aside(*item)).map(read).transpose()
    }

    /// The newest hundred mails of an order, the newest first.
    pub async fn order_mails(&self, store_id: StoreId, order_id: OrderId) -> Result<Vec<OrderMail>, TableError> {
        let partition = keys::order_partition(store_id, order_id);
        let items = self.client.query_last(&partition, keys::ORDER_MAIL, MAX_MAILS).await?;
        Ok(readable(items.iter().filter(|item| !is_laid_aside(*item)).map(Attributes::body)))
    }

    /// Writes a mail as the version behind `seen`, of which there is none before the first; [`Outcome::Stale`] when it is
    /// another version by now.
    pub async fn save_order_mail(&self, mail: &OrderMail, seen: Option<u64>) -> Result<Outcome<()>, TableError> {
        let key = keys::order_mail(mail.store_id, mail.appointment);
        let next = seen.unwrap_or_default().saturating_add(1);
        let item = NewItem::at(key).number(VERSION, next).body(mail)?.sized()?;
        let condition = seen.map_or_else(Condition::absent, Condition::version_is);
        if self.client.put_if(item, condition).await?.is_done() {
            return Ok(Outcome::Done(()));
        }
        // Only the answer of our write was lost when what is there is what we wrote.
        let found = self.order_mail(mail.store_id, mail.appointment).await?;
        let is_ours = found.is_some_and(|(found, version)| found == *mail && version == next);
        Ok(if is_ours { Outcome::Done(()) } else { Outcome::Stale })
    }

    /// Those of these addresses that a store mails nothing to.
    pub async fn mail_suppressions_of(
        &self,
        store_id: StoreId,
        addresses: &[String],
    ) -> Result<Vec<MailSuppression>, TableError> {
        let mut keys: Vec<Key> = addresses.iter().map(|it| keys::mail_suppression(store_id, it)).collect();
        keys.sort();
        keys.dedup();
        let items = self.client.get_all(&keys, Consistency::Strong).await?;
        items.iter().map(Attributes::body).collect()
    }

    /// The first `most` addresses behind `after` that a store mails nothing to, by their letters.
    pub async fn mail_suppressions(
        &self,
        store_id: StoreId,
        after: &str,
        most: i32,
    ) -> Result<Vec<MailSuppression>, TableError> {
        let partition = keys::mail_suppressions(store_id);
        // What follows an address begins with it and a blank at least, which no address has.
        let from = if after.is_empty() { keys::SUPPRESSION.to_owned() } else { keys::suppressed(after) + " " };
        let to = keys::SUPPRESSIONS_END;
        let items = self.client.query_first(&partition, &from, to, most, Consistency::Eventual).await?;
        Ok(readable(items.iter().map(Attributes::body)))
    }

    /// From now on nothing is mailed to an address; [`Outcome::Unchanged`] when that was so before, for whatever reason.
    pub async fn suppress_address(
        &self,
        store_id: StoreId,
        suppression: &MailSuppression,
    ) -> Result<Outcome<(), ()>, TableError> {
        let item = NewItem::at(keys::mail_suppression(store_id, &suppression.address)).body(suppression)?.sized()?;
        Ok(self.client.insert(item).await?.map_present(drop))
    }

    /// Mails are sent to an address again; [`Outcome::Missing`] when they were.
    pub async fn unsuppress_address(&self, store_id: StoreId, address: &str) -> Result<Outcome<()>, TableError> {
        let removed = self.client.remove_if(keys::mail_suppression(store_id, address), Condition::exists()).await?;
        Ok(if removed.is_done() { Outcome::Done(()) } else { Outcome::Missing })
    }
}
