//! The rules of stores, read and compiled once for as long as they do not change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{Store, StoreId};
use rules::RuleBook;
use table::TableError;

use crate::Desk;

/// How many stores' rules are remembered.
const MAX_RULE_BOOKS: usize = 1_000;

/// Compiled rules by store, each with the revision they are of.
#[derive(Default)]
pub struct RuleBooks(Mutex<HashMap<StoreId, (u64, Arc<RuleBook>)>>);

impl RuleBooks {
    /// The store's rules as of its revision: read and compiled when that is a new one.
    async fn of(&self, desk: &Desk, store: &Store) -> Result<Arc<RuleBook>, TableError> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&store.id).cloned();
        if let Some((_, book)) = found.filter(|(revision, _)| *revision == store.rules_revision) {
            return Ok(book);
        }
        let book = Arc::new(RuleBook::compile(&desk.table.rules(store.id).await?));
        let mut books = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if books.len() >= MAX_RULE_BOOKS {
            books.clear();
        }
        books.insert(store.id, (store.rules_revision, book.clone()));
        Ok(book)
    }
}

/// A store and its rules.
pub(crate) struct StoreWithRules {
    pub(crate) store: Store,
    pub(crate) book: Arc<RuleBook>,
}

/// The stores of one batch, each read once: one read tells whether its rules are still those that are remembered.
pub struct StoresOfBatch<'a> {
    books: &'a RuleBooks,
    stores: Mutex<HashMap<StoreId, Option<Arc<StoreWithRules>>>>,
}

impl<'a> StoresOfBatch<'a> {
    /// No store is read yet.
    pub fn new(books: &'a RuleBooks) -> Self {
        Self { books, stores: Mutex::default() }
    }

    /// The store and its rules; `None` when there is no such store.
    pub(crate) async fn get(&self, desk: &Desk, store_id: StoreId) -> Result<Option<Arc<StoreWithRules>>, TableError> {
        if let Some(found) = self.stores.lock().unwrap_or_else(PoisonError::into_inner).get(&store_id) {
            return Ok(found.clone());
        }
        let found = match desk.table.store(store_id).await? {
            Some(store) => Some(Arc::new(StoreWithRules { book: self.books.of(desk, &store).await?, store })),
            None => None,
        };
        self.stores.lock().unwrap_or_else(PoisonError::into_inner).insert(store_id, found.clone());
        Ok(found)
    }
}
