//! The links that a mail has for who gets it. Each attempt makes its own, so that their tokens are in no row.

use domain::{DropshipLink, MailConfirmation, MailTemplate, UnsubscribeLink};
use jiff::Timestamp;
use mail::{NoRandomness, random_token};
use table::OrderRow;

use super::courier::MailAttemptError;
use crate::Desk;
use crate::mail_templates::RenderedMail;

/// The links of a mail that is not sent yet; blank where it has none.
pub(super) struct NewLinks {
    /// By which who ships the order confirms it.
    pub(super) confirm: String,
    /// By which its reader is left out of such mails.
    pub(super) unsubscribe: String,
}

impl NewLinks {
    /// Those of a template. They lead to `public_url`, the address of the API without a path.
    pub(super) fn of(template: &MailTemplate, public_url: &str) -> Result<Self, NoRandomness> {
        let new = |is_wanted: bool, page: &str| {
            Ok(if is_wanted { format!("{public_url}/{page}/{}", random_token()?) } else { String::new() })
        };
        let confirm = new(template.has_confirm_link(), "confirm")?;
        Ok(Self { confirm, unsubscribe: new(template.can_unsubscribe, "unsubscribe")? })
    }

    /// Keeps what they are good for, under digests of their tokens.
    pub(super) async fn keep(
        &self,
        desk: &Desk,
        row: &OrderRow,
        mail: &RenderedMail,
        supplier_id: &str,
        now: Timestamp,
    ) -> Result<(), MailAttemptError> {
        let first = mail.to.first().map(|to| to.address.clone()).unwrap_or_default();
        if let Some(digest) = digest_in(&self.confirm) {
            let link = DropshipLink {
                store_id: row.store_id,
                order_id: row.order.id,
                supplier: first.clone(),
                supplier_id: supplier_id.to_owned(),
                ends_at: now.checked_add(DropshipLink::LASTS).unwrap_or(now),
                confirmed_at: None,
            };
            desk.table.put_dropship_link(&digest, &link).await?;
        }
        if let Some(digest) = digest_in(&self.unsubscribe) {
            let ends_at = now.checked_add(UnsubscribeLink::LASTS).unwrap_or(now);
            let link = UnsubscribeLink { store_id: row.store_id, address: first, ends_at };
            desk.table.put_unsubscribe_link(&digest, &link).await?;
        }
        Ok(())
    }
}

/// The digest of the token at the end of a link.
fn digest_in(link: &str) -> Option<String> {
    MailConfirmation::digest_of(link.rsplit('/').next()?)
}
