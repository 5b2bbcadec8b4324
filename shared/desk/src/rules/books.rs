//! The rules of stores, read and compiled once for as long as they do not change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{MAX_RULES_BYTES, Store, StoreId};
use rules::RuleBook;
use table::TableError;
use tokio::sync::OnceCell;

use crate::Desk;

/// So much memory the rules of all stores that are remembered may take, about.
const MAX_BYTES: usize = 24 * 1024 * 1024;

/// So much a store takes beside its rules.
const BYTES_OF_A_STORE: usize = 512;

/// A store that has more rules than it may, as two were saved at once, has so many bytes of them read.
pub(crate) const MAX_READ_BYTES: usize = 2 * MAX_RULES_BYTES;

/// Compiled rules by store, each with the revision they are of.
#[derive(Default)]
pub struct RuleBooks {
    remembered: Mutex<Remembered>,
    /// Held by who reads and compiles: one after another, so that orders of one store that are worked on at once read
    /// its rules once, and no more than one store's are in memory twice.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Remembered {
    books: HashMap<StoreId, (u64, Arc<RuleBook>)>,
    bytes: usize,
}

impl RuleBooks {
    /// The store's rules as of its revision: read and compiled when that is a new one.
    async fn of(&self, desk: &Desk, store: &Store) -> Result<Arc<RuleBook>, TableError> {
        if let Some(book) = self.fresh(store) {
            return Ok(book);
        }
        let _reading = self.reading.lock().await;
        if let Some(book) = self.fresh(store) {
            return Ok(book);
        }
        let (rules, more) = desk.table.rules_up_to(store.id, MAX_READ_BYTES).await?;
        let book = Arc::new(RuleBook::compile(&rules).with_unread(more));
        self.remembered().insert(store, book.clone());
        Ok(book)
    }

    fn fresh(&self, store: &Store) -> Option<Arc<RuleBook>> {
        let found = self.remembered().books.get(&store.id).cloned();
        found.filter(|(revision, _)| *revision == store.rules_revision).map(|(_, book)| book)
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Remembered {
    /// Remembers the book of a store. Where there is no room the largest others go first: a store with large rules has
    /// its own read again, and not those of many small ones.
    fn insert(&mut self, store: &Store, book: Arc<RuleBook>) {
        self.remove(store.id);
        self.bytes += bytes_of(&book);
        self.books.insert(store.id, (store.rules_revision, book));
        while self.bytes > MAX_BYTES {
            let largest = self.books.iter().max_by_key(|(id, (_, book))| (book.bytes(), id.number()));
            let Some(largest) = largest.map(|(id, _)| *id) else { return };
            self.remove(largest);
        }
    }

    fn remove(&mut self, store_id: StoreId) {
        if let Some((_, book)) = self.books.remove(&store_id) {
            self.bytes = self.bytes.saturating_sub(bytes_of(&book));
        }
    }
}

fn bytes_of(book: &RuleBook) -> usize {
    book.bytes() + BYTES_OF_A_STORE
}

/// A store and its rules.
pub(crate) struct StoreWithRules {
    pub(crate) store: Arc<Store>,
    pub(crate) book: Arc<RuleBook>,
}

impl StoreWithRules {
    /// The store with its rules as they are now: for who remembers none.
    pub(crate) async fn read(desk: &Desk, store: Arc<Store>) -> Result<Self, TableError> {
        let (rules, more) = desk.table.rules_up_to(store.id, MAX_READ_BYTES).await?;
        Ok(Self { book: Arc::new(RuleBook::compile(&rules).with_unread(more)), store })
    }
}

/// The stores of one batch, each read once: one read tells whether its rules are still those that are remembered. The
/// rules themselves are kept by who remembers them alone, so that the stores of a batch take no memory beside that.
pub struct StoresOfBatch<'a> {
    books: &'a RuleBooks,
    stores: Mutex<HashMap<StoreId, ReadOnce>>,
}

/// A store that is read by the first who asks for it; who asks meanwhile waits.
type ReadOnce = Arc<OnceCell<Option<Arc<Store>>>>;

impl<'a> StoresOfBatch<'a> {
    /// No store is read yet.
    pub fn new(books: &'a RuleBooks) -> Self {
        Self { books, stores: Mutex::default() }
    }

    /// The store and its rules; `None` when there is no such store.
    pub(crate) async fn get(&self, desk: &Desk, store_id: StoreId) -> Result<Option<StoreWithRules>, TableError> {
        let Some(store) = self.store(desk, store_id).await? else { return Ok(None) };
        Ok(Some(StoreWithRules { book: self.books.of(desk, &store).await?, store }))
    }

    async fn store(&self, desk: &Desk, store_id: StoreId) -> Result<Option<Arc<Store>>, TableError> {
        let cell = self.stores.lock().unwrap_or_else(PoisonError::into_inner).entry(store_id).or_default().clone();
        let read = async || Ok(desk.table.store(store_id).await?.map(Arc::new));
        cell.get_or_try_init(read).await.cloned()
    }
}

#[cfg(test)]
mod tests {
    use domain::{Action, Combine, Event, Filter, Rule};
    use jiff::Timestamp;

    use super::*;

    fn store(number: u64) -> Store {
        Store {
            id: StoreId::new(number).unwrap(),
            name: String::new(),
            settings: domain::Settings::default(),
            folders: vec![],
            removed_folders: vec![],
            rules_revision: 1,
            state: domain::StoreState::default(),
            date_added: Timestamp::UNIX_EPOCH,
        }
    }

    /// The rules of a store with so many lists of four thousand entries.
    fn book(lists: usize) -> Arc<RuleBook> {
        let value: Vec<_> = (0..2_000).map(|entry| format!("{entry:x}")).collect();
        let filter = |number| Filter {
            field: "email".into(),
            comparator: "in_list".into(),
            value: format!("{},-{number}", value.join(",")),
            ..Filter::default()
        };
        let rule = Rule {
            id: "1".into(),
            name: "Lists".into(),
            event: Event::OrderImported,
            event_id: String::new(),
            applies_to: domain::AppliesTo::Order,
            combine: Combine::All,
            filters: (0..lists).map(|number| filter(number).into()).collect(),
            actions: vec![Action::AddOrderNote { content: "x".into() }],
            position: 1,
            enabled: true,
            switched_off: String::new(),
        };
        Arc::new(RuleBook::compile(&[rule]))
    }

    #[test]
    fn what_is_remembered_is_bounded_by_bytes_and_large_books_make_room_first() {
        let (mut remembered, small, large) = (Remembered::default(), book(0), book(50));
        assert!(large.bytes() > 4_000_000 && small.bytes() < 2_000);
        for number in 1..=500 {
            remembered.insert(&store(number), small.clone());
            remembered.insert(&store(10_000 + number), large.clone());
            remembered.insert(&store(20_000 + number % 3), book(0));
            assert!(remembered.bytes <= MAX_BYTES);
        }
        assert!((1..=500).all(|number| remembered.books.contains_key(&StoreId::new(number).unwrap())));
        let counted: usize = remembered.books.values().map(|(_, book)| bytes_of(book)).sum();
        assert_eq!(remembered.bytes, counted);
        // The smallest of stores are bounded too.
        for number in 1..=60_000 {
            remembered.insert(&store(number), small.clone());
        }
        assert!(remembered.bytes <= MAX_BYTES && remembered.books.len() < 50_000);
    }
}
