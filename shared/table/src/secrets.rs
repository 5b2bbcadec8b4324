//! What is kept encrypted, and the key it is encrypted with, which is itself encrypted.

use std::collections::BTreeMap;
use std::convert::Infallible;

use domain::StoreId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::client::{Attributes, Condition, Consistency, NewItem};
use crate::{Outcome, Table, TableError, keys};

/// What a store keeps encrypted under the stack's data key, in base64.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreSecrets {
    /// The primary API key, which signs outbound posts.
    pub primary_key: String,
    /// The id of the primary key: what this row names is the primary one. Blank in a row of before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub primary_key_id: String,
    /// The secret of the Standard Webhooks signature.
    pub webhook_secret: String,
    /// When that was put in another's place; never in a store that has its first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_secret_rotated_at: Option<Timestamp>,
    /// Those it was before, which sign beside it for a while.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub webhook_secrets_before: Vec<SecretBefore>,
    /// What signs posts to one host in place of the webhook secret, by the host.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub signing_secrets: BTreeMap<String, SigningSecret>,
    /// The key of the older signature, in place of the primary API key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legacy_signing_key: Option<LegacySigningKey>,
    /// What stands in headers of its posts, by the name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<String, KeptSecret>,
}

/// What stands in headers of posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSecret {
    /// The value.
    pub value: String,
    /// The hosts it may go to.
    pub hosts: Vec<String>,
    /// When it was added.
    pub date_added: Timestamp,
    /// When it was last replaced, or added.
    pub date_updated: Timestamp,
}

/// What signs posts to one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningSecret {
    /// The secret.
    pub secret: String,
    /// When the host got one.
    pub date_added: Timestamp,
    /// When it was put in another's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotated_at: Option<Timestamp>,
    /// Those it was before, which sign beside it for a while.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<SecretBefore>,
    /// The idempotency key of the call that made it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub idempotency_key: String,
    /// The digest of that call's body.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body_digest: String,
}

/// A secret another one is in the place of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretBefore {
    /// The secret.
    pub secret: String,
    /// It signs until then.
    pub ends_at: Timestamp,
}

/// The key of the older signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegacySigningKey {
    /// The key.
    pub key: String,
    /// When it was made.
    pub date_added: Timestamp,
}

impl Table {
    /// Inserts what a store keeps encrypted; [`Outcome::Unchanged`] when it has some.
    pub async fn insert_store_secrets(
        &self,
        store_id: StoreId,
        secrets: &StoreSecrets,
    ) -> Result<Outcome<(), ()>, TableError> {
        let item = NewItem::at(keys::store_secrets(store_id)).body(secrets)?.sized()?;
        Ok(self.client.insert(item).await?.map_present(drop))
    }

    /// Changes what a store keeps encrypted; where another change came first, as it is then. [`Outcome::Done`] brings what
    /// `change` answered, [`Outcome::Refused`] its error. What is as it was is not written.
    pub async fn change_store_secrets<T, E>(
        &self,
        store_id: StoreId,
        mut change: impl FnMut(&mut StoreSecrets) -> Result<T, E>,
    ) -> Result<Outcome<T, Infallible, E>, TableError> {
        let mut tries = self.client.tries();
        loop {
            let found = self.client.get(keys::store_secrets(store_id), Consistency::Strong).await?;
            let Some(found) = found else { return Ok(Outcome::Missing) };
            let before: StoreSecrets = found.body()?;
            let mut secrets = before.clone();
            let result = match change(&mut secrets) {
                Ok(result) => result,
                Err(refused) => return Ok(Outcome::Refused(refused)),
            };
            if secrets == before {
                return Ok(Outcome::Done(result));
            }
            let item = NewItem::at(keys::store_secrets(store_id)).body(&secrets)?.sized()?;
            let same = Condition::unchanged("body", found.get("body").cloned());
            if self.client.put_if(item, same).await?.is_done() {
                return Ok(Outcome::Done(result));
            }
            tries.again().await?;
        }
    }

    /// What a store keeps encrypted.
    pub async fn store_secrets(&self, store_id: StoreId) -> Result<Option<StoreSecrets>, TableError> {
        let item = self.client.get(keys::store_secrets(store_id), Consistency::Strong).await?;
        item.as_ref().map(Attributes::body).transpose()
    }

    /// The stack's data key, encrypted under its KMS key; nothing before the first store.
    pub async fn data_key(&self) -> Result<Option<String>, TableError> {
        let item = self.client.get(keys::stack_data_key(), Consistency::Strong).await?;
        Ok(item.as_ref().and_then(|item| item.text("data_key")).map(str::to_owned))
    }

    /// Inserts the stack's data key; [`Outcome::Unchanged`] when there is one.
    pub async fn insert_data_key(&self, sealed: &str) -> Result<Outcome<(), ()>, TableError> {
        let item = NewItem::at(keys::stack_data_key()).text("data_key", sealed).sized()?;
        Ok(self.client.insert(item).await?.map_present(drop))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_before_is_read_and_one_without_further_secrets_is_written_as_it_was() {
        let before = r#"{"primary_key":"p","primary_key_id":"0123456789abcdef","webhook_secret":"w"}"#;
        let secrets: StoreSecrets = serde_json::from_str(before).unwrap();
        assert_eq!((secrets.primary_key.as_str(), secrets.webhook_secret.as_str()), ("p", "w"));
        assert_eq!(serde_json::to_string(&secrets).unwrap(), before);
    }

    #[test]
    fn a_row_with_all_there_is_comes_back_whole() {
        let at = Timestamp::UNIX_EPOCH;
        let before = vec![SecretBefore { secret: "2:old".into(), ends_at: at }];
        let of_host = SigningSecret {
            secret: "2:new".into(),
            date_added: at,
            rotated_at: Some(at),
            before: before.clone(),
            idempotency_key: "K-1".into(),
            body_digest: "d".into(),
        };
        let hosts = vec!["*.example.com".to_owned()];
        let kept = KeptSecret { value: "2:v".into(), hosts, date_added: at, date_updated: at };
        let secrets = StoreSecrets {
            primary_key: "2:p".into(),
            primary_key_id: "i".into(),
            webhook_secret: "2:w".into(),
            webhook_secret_rotated_at: Some(at),
            webhook_secrets_before: before,
            signing_secrets: BTreeMap::from([("hooks.example.com:8443".to_owned(), of_host)]),
            legacy_signing_key: Some(LegacySigningKey { key: "2:l".into(), date_added: at }),
            secrets: BTreeMap::from([("printer".to_owned(), kept)]),
        };
        let text = serde_json::to_string(&secrets).unwrap();
        assert_eq!(serde_json::from_str::<StoreSecrets>(&text).unwrap(), secrets);
    }
}
