//! What a duplicate of a store lacks, for people.

use domain::plain::one_line;
use domain::{Connection, MAX_LEFT_OUT, Pickup, Store};

use super::Parts;
use crate::{Desk, DeskError};

/// No name in it is longer.
const MAX_NAME_LENGTH: usize = 60;

/// What of a store its duplicate lacks, each in a sentence without a full stop; how much more where that is much.
pub(super) async fn left_out(desk: &Desk, from: &Store, parts: &Parts) -> Result<Vec<String>, DeskError> {
    let (table, id) = (&desk.table, from.id);
    let name = |text: &str| one_line(text, MAX_NAME_LENGTH);
    let mut all = vec![];
    for connection in table.definitions::<Connection>(id).await? {
        all.push(format!("The connection {} ({}): connect a shop of its own", name(&connection.name), connection.cart));
    }
    let secrets = table.store_secrets(id).await?.unwrap_or_default();
    for secret in secrets.secrets.keys() {
        all.push(format!("The secret {}: what names it fails until you add one of that name", name(secret)));
    }
    for host in secrets.signing_secrets.keys() {
        all.push(format!("The signing secret of {}: posts there are signed as all others", name(host)));
    }
    if secrets.legacy_signing_key.is_some() {
        all.push("The legacy signing key: the older signature is made with another key".to_owned());
    }
    for pickup in table.definitions::<Pickup>(id).await? {
        all.push(format!("The pickup {}: two stores would fetch each other's files", name(&pickup.name)));
    }
    for template in parts.export_templates.iter().filter(|template| template.schedule.is_some()) {
        all.push(format!("The schedule of the export template {}", name(&template.name)));
    }
    for template in parts.import_templates.iter().filter(|template| template.mail.is_some()) {
        all.push(format!("The mail address of the import template {}", name(&template.name)));
    }
    for link in table.links(id).await? {
        all.push(format!("The link to store {}: rules copy and move no order there before it is made", link.store_id));
    }
    if let Some(sender) = &from.settings.mail_sender {
        all.push(format!("The sender {}: a mail address is one store's", name(&sender.address)));
    }
    if let Some(other) = from.settings.inventory_of_store {
        all.push(format!("The inventory of store {other}: the duplicate uses its own, which is empty"));
    }
    Ok(shortened(all))
}

/// At most [`MAX_LEFT_OUT`] of them, of which the last then says how many more there are.
fn shortened(mut all: Vec<String>) -> Vec<String> {
    if all.len() > MAX_LEFT_OUT {
        let more = all.split_off(MAX_LEFT_OUT.saturating_sub(1)).len();
        all.push(format!("And {more} more: compare the settings of the two"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_ends_with_how_many_more_there_are() {
        let all = |count: usize| shortened((0..count).map(|number| number.to_string()).collect());
        assert_eq!(all(MAX_LEFT_OUT).len(), MAX_LEFT_OUT);
        assert_eq!(all(MAX_LEFT_OUT).last().map(String::as_str), Some("29"));
        let long = all(MAX_LEFT_OUT + 5);
        assert_eq!((long.len(), &*long[29]), (MAX_LEFT_OUT, "And 6 more: compare the settings of the two"));
    }
}
