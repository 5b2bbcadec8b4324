//! What mail templates were before they were replaced: a row for each version, which goes by its time to live.

use domain::{MailTemplateVersion, StoreId};
use jiff::Timestamp;

use crate::client::{Attributes, NewItem};
use crate::error::readable;
use crate::{Table, TableError, keys};

/// So many versions of a template are shown, the newest.
const MAX_VERSIONS: usize = 50;

impl Table {
    /// Keeps what a mail template was. Done again it is the same.
    pub async fn keep_mail_template_version(
        &self,
        store_id: StoreId,
        id: &str,
        version: &MailTemplateVersion,
    ) -> Result<(), TableError> {
        let ends_at = version.replaced_at.checked_add(MailTemplateVersion::LASTS).unwrap_or(Timestamp::MAX);
        let item = NewItem::at(keys::mail_template_version(store_id, id, version.version))
            .number("expires_at", u64::try_from(ends_at.as_second()).unwrap_or_default());
        self.client.put(item.body(version)?.sized()?).await
    }

    /// The newest fifty versions that a mail template had before its present one, the newest first.
    pub async fn mail_template_versions(
        &self,
        store_id: StoreId,
        id: &str,
    ) -> Result<Vec<MailTemplateVersion>, TableError> {
        let partition = keys::mail_template_versions(store_id, id);
        let items = self.client.query_last(&partition, keys::MAIL_TEMPLATE_VERSION, MAX_VERSIONS).await?;
        Ok(readable(items.iter().map(Attributes::body)))
    }
}
