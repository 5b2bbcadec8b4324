//! The headers that a rule adds to a post, with the store's secrets put in.

use std::collections::BTreeMap;

use domain::{PostHeader, StoreId, is_header_text};
use guard::{host_of, is_listed};
use secrets::{DataKey, Purpose, SecretsError};
use table::KeptSecret;

/// Headers by their names, or why they can't be made.
pub(super) type HeadersMade = Result<Vec<(String, String)>, String>;

/// The headers of a post to `url`, or why it can't be made: a secret that is gone, or that may not go there. No secret is
/// in what is told.
pub(super) fn filled_in(
    headers: &[PostHeader],
    url: &str,
    kept: &BTreeMap<String, KeptSecret>,
    data_key: &DataKey,
    store_id: StoreId,
) -> Result<HeadersMade, SecretsError> {
    let host = host_of(url).unwrap_or_default();
    let mut all = vec![];
    for PostHeader { name, value, secret } in headers {
        let mut text = value.clone();
        if !secret.is_empty() {
            let Some(found) = kept.get(secret) else {
                return Ok(Err(format!("was not posted to: the store has no secret \"{secret}\", which {name} needs")));
            };
            if !is_listed(&host, &found.hosts) {
                return Ok(Err(format!("was not posted to: the secret \"{secret}\" of {name} is not for {host}")));
            }
            let opened = data_key.open(store_id, Purpose::StoreSecret(secret), &found.value)?;
            if !is_header_text(&opened) {
                return Ok(Err(format!("was not posted to: the secret \"{secret}\" of {name} is a private key")));
            }
            text.push_str(&opened);
        }
        all.push((name.clone(), text.trim().to_owned()));
    }
    Ok(Ok(all))
}
