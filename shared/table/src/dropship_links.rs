//! Links in dropship mails, each under a digest of its token.

use domain::DropshipLink;
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Condition, Consistency, NewItem};
use crate::{Outcome, Table, TableError, keys};

/// A link that has ended says so for so long before nobody knows it.
const EXPLAINED_FOR: SignedDuration = SignedDuration::from_hours(180 * 24);

impl Table {
    /// Keeps a link under the digest of its token.
    pub async fn put_dropship_link(&self, digest: &str, link: &DropshipLink) -> Result<(), TableError> {
        self.client.put(item(digest, link)?).await
    }

    /// The link of the token with this digest.
    pub async fn dropship_link(&self, digest: &str) -> Result<Option<DropshipLink>, TableError> {
        let found = self.client.get(keys::dropship_link(digest), Consistency::Strong).await?;
        found.as_ref().map(Attributes::body).transpose()
    }

    /// Notes that an order was confirmed by its link. Done again it changes nothing that counts.
    pub async fn note_dropship_confirmed(
        &self,
        digest: &str,
        link: &DropshipLink,
        at: Timestamp,
    ) -> Result<Outcome<()>, TableError> {
        let confirmed = DropshipLink { confirmed_at: Some(at), ..link.clone() };
        self.client.put_if(item(digest, &confirmed)?, Condition::exists()).await
    }
}

fn item(digest: &str, link: &DropshipLink) -> Result<crate::client::Item, TableError> {
    let expires_at = link.ends_at.checked_add(EXPLAINED_FOR).unwrap_or(link.ends_at).as_second();
    let item =
        NewItem::at(keys::dropship_link(digest)).number("expires_at", u64::try_from(expires_at).unwrap_or_default());
    item.body(link)?.sized()
}
