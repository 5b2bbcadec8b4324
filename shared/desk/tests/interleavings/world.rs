//! A store to call, and who is called in which sequence.

use std::cell::RefCell;
use std::ops::Deref;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use cloud::{Aws, Recording, TABLE, Time};
use desk::stores::{self, StoreMade};
use desk::{Desk, KeyChecksums, inventory};
use domain::{Chance, NewInventoryItem, NewKey, NewStore, Scope, Settings, StoreId};
use guard::Guard;
use jiff::Timestamp;
use secrets::Kms;
use table::{Counted, Table};

use crate::steps::Answers;

/// A caller makes at most so many requests before others may have a turn.
const MAX_REQUESTS: u64 = 5;

/// When the store was made.
pub(crate) fn start() -> Timestamp {
    "2026-11-25T09:00:00Z".parse().unwrap()
}

/// When the calls come: by then whatever was claimed before may be taken over.
pub(crate) fn now() -> Timestamp {
    "2026-11-25T09:05:00Z".parse().unwrap()
}

/// A cloud, in which each case has a store of its own.
pub(crate) struct Place {
    pub(crate) aws: Arc<Aws>,
    pub(crate) desk: Desk,
    pub(crate) kms: Kms,
    pub(crate) checksums: KeyChecksums,
    pub(crate) guard: Guard,
}

pub(crate) struct World<'a> {
    pub(crate) place: &'a Place,
    pub(crate) store_id: StoreId,
    /// What callers were answered.
    pub(crate) answers: RefCell<Answers>,
}

impl Place {
    pub(crate) fn new(recording: Recording) -> Self {
        let aws = Aws::new(Time::starting_at(start()), recording).unwrap();
        let (config, next) = (aws.config("desk"), AtomicU64::new(0));
        // No number comes twice, and none is foreseen.
        let chance = Chance::of(move || {
            let number = next.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            u128::from(number ^ (number >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
        });
        let desk = Desk::new(Table::new(&config, TABLE), chance);
        let secret = |name| (name == "KEY_CHECKSUM_SECRET").then(|| "a1".repeat(16));
        let checksums = KeyChecksums::of_settings(secret).unwrap();
        Self { aws, desk, kms: Kms::new(&config, "key"), checksums, guard: Guard::public_only() }
    }
}

impl Deref for World<'_> {
    type Target = Place;

    fn deref(&self) -> &Place {
        self.place
    }
}

impl<'a> World<'a> {
    /// A store with an item A, its first key and another; with 46 further ones where it is nearly full.
    pub(crate) async fn new(place: &'a Place, is_nearly_full: bool) -> Self {
        let Place { desk, kms, checksums, .. } = place;
        let new = NewStore { name: "Harbor Prints".to_owned(), settings: Settings::default() };
        let StoreMade::Made(made) = stores::create(desk, kms, checksums, new, None, start()).await.unwrap() else {
            panic!("nobody made it before")
        };
        let store_id = made.store.id;
        inventory::add(desk, store_id, &item("A"), start()).await.unwrap();
        for number in 0..if is_nearly_full { 47 } else { 1 } {
            let new = NewKey { name: format!("Key {number}"), scope: Scope::Read, supplier_id: None };
            let key = domain::ApiKey {
                id: format!("{number:016x}"),
                hash: format!("{number:064x}"),
                name: new.name,
                primary: false,
                scope: new.scope,
                supplier_id: None,
                date_added: start(),
                expires_at: None,
            };
            assert!(desk.table.count_up(store_id, Counted::Keys, 50, start()).await.unwrap().is_done());
            assert!(desk.table.insert_api_key(store_id, &key).await.unwrap().is_done());
        }
        Self { place, store_id, answers: RefCell::default() }
    }
}

pub(crate) fn item(code: &str) -> NewInventoryItem {
    NewInventoryItem { name: format!("Mug {code}"), code: code.to_owned(), ..NewInventoryItem::default() }
}

/// What a caller has yet to do.
pub(crate) type Caller<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Lets callers go on in turn, each as far as its next request, or a few further. Which of those who are not done it is,
/// and how far they go, follows from `seed`.
pub(crate) fn interleave(mut callers: Vec<Caller<'_>>, seed: u64) {
    let (mut context, mut state) = (Context::from_waker(Waker::noop()), seed);
    while !callers.is_empty() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (choice, far) = (usize::try_from(state >> 40).unwrap(), (state >> 32) % MAX_REQUESTS);
        let index = choice % callers.len();
        for _ in 0..=far {
            if callers[index].as_mut().poll(&mut context).is_ready() {
                drop(callers.remove(index));
                break;
            }
        }
    }
}

/// Lets a caller go on alone for so many requests, or until it is done.
pub(crate) fn poll(caller: &mut Caller<'_>, requests: u8) {
    let mut context = Context::from_waker(Waker::noop());
    let is_done = |_: &u8| caller.as_mut().poll(&mut context).is_ready();
    (0..requests).find(is_done);
}

/// Waits for something that nobody comes between.
pub(crate) fn wait_for<T>(work: impl Future<Output = T>) -> T {
    let (mut work, mut context) = (pin!(work), Context::from_waker(Waker::noop()));
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
}
