//! Stores to measure with: each with its key, its secrets and, if it shall have one, its rule.

use anyhow::{Context, Result, ensure};
use api::hash_of_key;
use domain::{Action, ApiKey, Combine, Event, PostFormat, Rule, Settings, Store, StoreId};
use secrets::{DataKey, Kms, random_webhook_secret};
use table::{StoreSecrets, Table};

use crate::cloud::{Cloud, TABLE};
use crate::orders::folder;

/// Makes stores.
#[derive(Debug)]
pub(crate) struct Stores {
    pub(crate) table: Table,
    data_key: DataKey,
    made: u64,
}

/// A store, and the key to its API.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) store: StoreId,
    pub(crate) key: String,
}

impl Stores {
    /// Prepares the table: the stack's data key.
    pub(crate) async fn prepare(cloud: &Cloud) -> Result<Self> {
        let config = cloud.config().await;
        let table = Table::new(&config, TABLE);
        let kms = Kms::new(&config, "bench");
        let sealed = kms.new_data_key().await?;
        ensure!(table.insert_data_key(&sealed).await?, "the table is not new");
        Ok(Self { table, data_key: kms.open_data_key(&sealed).await?, made: 0 })
    }

    /// A new store. With `url`, it has one rule, which moves every imported order and posts it there.
    pub(crate) async fn make(&mut self, url: Option<&str>) -> Result<Account> {
        self.made += 1;
        let store = StoreId::new(self.made).context("a store without a number")?;
        let account = Account { store, key: format!("key-of-store-{store}") };
        let date_added = lambda::now();
        let settings = Settings { allow_http: true, ..Settings::default() };
        let folders = Store::default_folders();
        let row = Store { id: store, name: format!("Store {store}"), settings, folders, rules_revision: 0, date_added };
        ensure!(self.table.insert_store(&row).await?, "the store {store} is there");
        let hash = hash_of_key(&account.key);
        let id = hash.chars().take(16).collect();
        let key = ApiKey { id, hash, name: "bench".to_owned(), primary: true, scope: domain::Scope::Admin, date_added, expires_at: None };
        ensure!(self.table.insert_api_key(store, &key).await?, "the key is there");
        let secrets = StoreSecrets {
            primary_key: self.data_key.seal(store, &account.key)?,
            webhook_secret: self.data_key.seal(store, &random_webhook_secret()?)?,
        };
        ensure!(self.table.insert_store_secrets(store, &secrets).await?, "the secrets are there");
        if let Some(url) = url {
            self.table.put_rule(store, &rule(url)).await?;
        }
        Ok(account)
    }
}

fn rule(url: &str) -> Rule {
    let post = Action::PostOrderJson { url: url.to_owned(), format: PostFormat::Form, include_history: false };
    Rule {
        id: "1".to_owned(),
        name: "To the warehouse".to_owned(),
        event: Event::OrderImported,
        combine: Combine::All,
        filters: vec![],
        actions: vec![Action::ChangeFolder { folder_id: folder(2) }, post],
        position: 1,
        enabled: true,
    }
}
