//! Stores to measure with: each with its key, its secrets and, if it shall have one, its rule.

use anyhow::{Context, Result, anyhow, ensure};
use desk::KeyChecksums;
use domain::{
    Action, ApiKey, Ceilings, Combine, Event, FolderId, HistoryLine, MAX_POSTS_PER_MINUTE, PostFormat, RateLimit, Rule,
    Scope, Settings, Store, StoreId,
};
use jiff::Timestamp;
use secrets::{DataKey, Kms, Purpose, random_webhook_secret};
use table::{OrderRow, StoreSecrets, Table};

use crate::aws::Cloud;
use crate::orders::folder;
use cloud::TABLE;

/// What makes the checksums of keys here.
pub(crate) const KEY_CHECKSUM_SECRET: &str = "TheSecretOfTheBenchsKeyChecksums";

fn key_checksums() -> Result<KeyChecksums> {
    Ok(KeyChecksums::of_settings(|name| (name == "KEY_CHECKSUM_SECRET").then(|| KEY_CHECKSUM_SECRET.to_owned()))?)
}

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
    pub(crate) store_id: StoreId,
    pub(crate) key: String,
}

impl Stores {
    /// Prepares the table: the stack's data key.
    pub(crate) async fn prepare(cloud: &Cloud) -> Result<Self> {
        let config = cloud.config().await;
        let table = Table::new(&config, TABLE);
        let kms = Kms::new(&config, "bench");
        let sealed = kms.new_data_key().await?;
        ensure!(table.insert_data_key(&sealed).await?.is_done(), "the table is not new");
        Ok(Self { table, data_key: kms.open_data_key(&sealed).await?, made: 0 })
    }

    /// A new store whose calls nobody counts. With `url`, it has one rule, which moves every imported order and posts it
    /// there.
    pub(crate) async fn make(&mut self, url: Option<&str>) -> Result<Account> {
        let account = self.make_limited(RateLimit { off: true, ..RateLimit::default() }).await?;
        if let Some(url) = url {
            let now = runtime::system_clock().now();
            let added = self.table.insert_rule(account.store_id, &rule(url), None, 1_000, now).await?;
            ensure!(added.is_done(), "the rule is there");
        }
        Ok(account)
    }

    /// A new store that may make so many calls. Its key was used within the hour, so that its use is not noted.
    pub(crate) async fn make_limited(&mut self, rate_limit: RateLimit) -> Result<Account> {
        self.made += 1;
        let store_id = StoreId::new(self.made).context("a store without a number")?;
        let account =
            Account { store_id, key: key_checksums()?.complete(store_id, &format!("key-of-store-{store_id}")) };
        let date_added = runtime::system_clock().now();
        // What is measured is what can be done, not what one store may.
        let ceilings = Ceilings { posts_per_minute: MAX_POSTS_PER_MINUTE, ..Ceilings::default() };
        let row = Store {
            id: store_id,
            name: format!("Store {store_id}"),
            settings: Settings { allow_http: true, rate_limit, ceilings, ..Settings::default() },
            folders: Store::default_folders(),
            removed_folders: vec![],
            rules_revision: 0,
            state: domain::StoreState::default(),
            date_added,
        };
        ensure!(self.table.insert_store(&row).await?.is_done(), "the store {store_id} is there");
        self.insert_key(&account, date_added).await?;
        let secrets = StoreSecrets {
            primary_key: self.data_key.seal(store_id, Purpose::PrimaryKey, &account.key)?,
            primary_key_id: domain::ApiKey::hash_of(&account.key).chars().take(16).collect(),
            webhook_secret: self.data_key.seal(store_id, Purpose::WebhookSecret, &random_webhook_secret()?)?,
            ..StoreSecrets::default()
        };
        ensure!(self.table.insert_store_secrets(store_id, &secrets).await?.is_done(), "the secrets are there");
        Ok(account)
    }

    async fn insert_key(&self, account: &Account, date_added: Timestamp) -> Result<()> {
        let hash = domain::ApiKey::hash_of(&account.key);
        let key = ApiKey {
            id: hash.chars().take(16).collect(),
            hash,
            name: "bench".to_owned(),
            primary: true,
            scope: Scope::Admin,
            supplier_id: None,
            date_added,
            expires_at: None,
        };
        ensure!(self.table.insert_api_key(account.store_id, &key).await?.is_done(), "the key is there");
        self.table.note_use(account.store_id, &key.hash, date_added).await?;
        Ok(())
    }
}

/// An order as `ingest-order` would have kept it at another time.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) body: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) folder: FolderId,
    /// How many orders of its e-mail there are with it.
    pub(crate) email_count: u32,
}

impl Draft<'_> {
    /// Keeps it, with all that is counted with it.
    pub(crate) async fn insert(&self, table: &Table, store_id: StoreId) -> Result<OrderRow> {
        let new = wire::orders::read_new(self.body, self.at)
            .map_err(|problems| anyhow!("an order is refused: {problems:?}"))?;
        let identity = new.identity(None, String::new);
        let row = |id, _| {
            let order = new.order(id, self.folder, self.email_count);
            let mut row = OrderRow::new(store_id, order, identity.clone(), vec![Event::OrderImported.into()]);
            let (source_name, note) = ("API".to_owned(), "Order Imported by API".to_owned());
            row.history.push(HistoryLine { date_added: self.at, source_name, note });
            row
        };
        table.insert_order(store_id, &identity, row).await?.done().context("the order is there")
    }
}

fn rule(url: &str) -> Rule {
    let post = Action::PostOrderJson {
        url: url.to_owned(),
        format: PostFormat::Form,
        include_history: false,
        headers: vec![],
    };
    Rule {
        id: "1".to_owned(),
        name: "To the warehouse".to_owned(),
        event: Event::OrderImported,
        event_id: String::new(),
        applies_to: domain::AppliesTo::Order,
        combine: Combine::All,
        filters: vec![],
        actions: vec![Action::ChangeFolder { folder_id: folder(2) }, post],
        position: 1,
        enabled: true,
        switched_off: String::new(),
    }
}
