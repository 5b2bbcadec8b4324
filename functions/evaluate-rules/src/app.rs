//! What this function reaches.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use aws_types::SdkConfig;
use domain::{Store, StoreId};
use queue::Queue;
use rules::RuleBook;
use runtime::{Chance, Clock, aws_config, setting};
use table::{Table, TableError};

/// So many stores' rules are remembered.
const MAX_RULE_BOOKS: usize = 1_000;

/// What this function is told about where it runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name of the table.
    pub table_name: String,
    /// The queue for records that nobody can handle.
    pub parked_queue_url: String,
}

impl Settings {
    /// Reads them from the environment.
    pub fn read() -> Result<Self> {
        Ok(Self { table_name: setting("TABLE_NAME")?, parked_queue_url: setting("PARKED_QUEUE_URL")? })
    }
}

/// The table, the queue for records that nobody can handle, and the rules it knows.
pub struct App {
    pub(crate) table: Table,
    pub(crate) parked: Queue,
    pub(crate) clock: Clock,
    books: Mutex<HashMap<StoreId, (u64, Arc<RuleBook>)>>,
}

impl App {
    /// Connects, and makes the first handshakes while the processor is unthrottled.
    pub async fn connect() -> Result<Self> {
        let app = Self::new(&aws_config().await, Settings::read()?, Clock::system(), Chance::system())?;
        app.table.warm_up().await;
        Ok(app)
    }

    /// Reaches what `config` and `settings` name; nothing is sent yet.
    #[allow(clippy::needless_pass_by_value, reason = "each function is made alike")]
    pub fn new(config: &SdkConfig, settings: Settings, clock: Clock, _: Chance) -> Result<Self> {
        let table = Table::new(config, settings.table_name);
        let parked = Queue::new(config, settings.parked_queue_url);
        Ok(Self { table, parked, clock, books: Mutex::default() })
    }

    /// The store's rules as of its revision: read and compiled when that is a new one.
    async fn book(&self, store: &Store) -> Result<Arc<RuleBook>, TableError> {
        let known = self.books.lock().unwrap_or_else(PoisonError::into_inner).get(&store.id).cloned();
        if let Some((_, book)) = known.filter(|(revision, _)| *revision == store.rules_revision) {
            return Ok(book);
        }
        let book = Arc::new(RuleBook::compile(&self.table.rules(store.id).await?));
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        if books.len() >= MAX_RULE_BOOKS {
            books.clear();
        }
        books.insert(store.id, (store.rules_revision, book.clone()));
        Ok(book)
    }
}

/// A store and its rules.
pub(crate) struct Known {
    pub(crate) store: Store,
    pub(crate) book: Arc<RuleBook>,
}

/// The stores of one batch, each read once: one read tells whether its rules are still those that are remembered.
pub(crate) struct Stores<'a> {
    app: &'a App,
    known: Mutex<HashMap<StoreId, Option<Arc<Known>>>>,
}

impl<'a> Stores<'a> {
    pub(crate) fn new(app: &'a App) -> Self {
        Self { app, known: Mutex::default() }
    }

    /// The store and its rules; nothing when there is no such store.
    pub(crate) async fn get(&self, id: StoreId) -> Result<Option<Arc<Known>>, TableError> {
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(known.clone());
        }
        let known = match self.app.table.store(id).await? {
            Some(store) => Some(Arc::new(Known { book: self.app.book(&store).await?, store })),
            None => None,
        };
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(id, known.clone());
        Ok(known)
    }
}
