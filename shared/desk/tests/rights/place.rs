//! A store with a little of everything, and who looks at it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cloud::{Aws, Recording, TABLE, Time};
use desk::orders::{self, Created, Creation, Expected, Request, RunRules, Running};
use desk::shipments::{self, Added, Ledger};
use desk::suppliers::{self, Submitted, Submitting};
use desk::sweeps::{self, SweepStarted};
use desk::{Actor, Desk, inventory, links};
use domain::{
    AccountId, Again, Appointment, AppointmentId, AppointmentStatus, Chance, Clock, Folder, FolderId, Given, Job,
    Money, NewInventoryItem, NewOrder, NewOrderItem, NewShipment, OrderId, OrderItem, OrderReplacement, Origin,
    PaymentStatus, Permissions, PostFormat, Rights, Scope, Selection, Settings, Store, StoreId, SupplierSettings,
    SweepAction, UserScope, draft_order,
};
use jiff::Timestamp;
use table::{OrderRow, Table};

/// Who works in the store.
const NAME: &str = "Ada Harbor";

/// The supplier that an order was submitted to.
pub(crate) const SUPPLIER: &str = "5";

pub(crate) fn now() -> Timestamp {
    "2026-11-25T09:00:00Z".parse().unwrap()
}

pub(crate) fn clock() -> Clock {
    Clock::of(now)
}

/// A store and what is in it.
pub(crate) struct Place {
    pub(crate) aws: Arc<Aws>,
    /// Whoever works at it may do everything.
    pub(crate) desk: Desk,
    pub(crate) store: Store,
    /// A store that it is linked with.
    pub(crate) other_store: StoreId,
    /// An order in the first folder, paid, with two prints and a mug, and two appointments.
    pub(crate) order: OrderId,
    /// The id of its prints.
    pub(crate) item: String,
    /// One that failed, and one that is to be made.
    pub(crate) failed: AppointmentId,
    pub(crate) pending: AppointmentId,
    /// Another order there.
    pub(crate) second: OrderId,
    /// One there with a parcel.
    pub(crate) shipped: OrderId,
    pub(crate) shipment: String,
    /// One there that was removed.
    pub(crate) removed: OrderId,
    /// One that stands at the supplier, in the folder "Closed".
    pub(crate) submitted: OrderId,
    /// An item of the inventory.
    pub(crate) inventory: u64,
    /// A sweep that is over and tagged the order.
    pub(crate) sweep: String,
    pub(crate) by: Actor,
}

impl Place {
    pub(crate) async fn new() -> Self {
        let aws = Aws::new(Time::starting_at(now()), Recording::Changes).unwrap();
        let next = AtomicU64::new(1);
        let chance = Chance::of(move || u128::from(next.fetch_add(1, Ordering::Relaxed)));
        let desk = Desk::new(Table::new(&aws.config("desk"), TABLE), chance);
        let by = Actor::person(NAME, Scope::Admin).of_account(AccountId::new(7).unwrap());
        let (store, other) = (insert_store(&desk, 100_000_001).await, insert_store(&desk, 100_000_002).await);
        links::link(&desk, store.id, other.id, now()).await.unwrap();
        let order = Box::pin(create(&desk, &store, &by, "M-1")).await;
        let second = Box::pin(create(&desk, &store, &by, "M-2")).await;
        let shipped = Box::pin(create(&desk, &store, &by, "M-3")).await;
        let removed = Box::pin(create(&desk, &store, &by, "M-4")).await;
        orders::remove(&desk, store.id, removed.order.id, &by, now()).await.unwrap();
        let parcel = NewShipment::of_number("1Z0000000000000019", now()).unwrap();
        let added = shipments::add(&desk, store.id, shipped.order.id, &parcel, Ledger::Kept, now()).await.unwrap();
        let Added::Now(shipment) = added else { panic!("nobody entered it before") };
        let appointments = [(1, AppointmentStatus::Failed), (2, AppointmentStatus::Pending)];
        let [failed, pending] =
            appointments.map(|(serial, status)| (AppointmentId { order: order.order.id, serial }, status));
        for (id, status) in [failed, pending] {
            insert_appointment(&desk, store.id, id, status).await;
        }
        let submitted = Box::pin(submit(&desk, &store, &by)).await;
        let item = NewInventoryItem { name: "Mug".into(), code: "MUG".into(), stock: 9, ..NewInventoryItem::default() };
        let item = inventory::add(&desk, store.id, &item, now()).await.unwrap();
        let tag = (SweepAction::SetTag { color: "Red".into() }, Selection::Ids(vec![order.order.id]));
        let begun = Box::pin(sweeps::start(&desk, &clock(), &store, tag, None, &by)).await.unwrap();
        let SweepStarted::There(sweep) = begun else { panic!("nobody began it before") };
        assert!(!sweep.status.is_open(), "{sweep:?}");
        Self {
            aws,
            desk,
            other_store: other.id,
            item: order.order.order_items[0].id.clone(),
            order: order.order.id,
            failed: failed.0,
            pending: pending.0,
            second: second.order.id,
            shipped: shipped.order.id,
            shipment: shipment.id.clone(),
            removed: removed.order.id,
            submitted,
            inventory: item.id,
            sweep: sweep.id.number.to_string(),
            by,
            store,
        }
    }

    /// The desk of somebody.
    pub(crate) fn desk_of(&self, permissions: Permissions, scope: UserScope) -> Desk {
        self.desk.with_rights(Rights { permissions, scope })
    }

    /// The desk of who may do everything with the orders of a scope.
    pub(crate) fn desk_in(&self, scope: UserScope) -> Desk {
        self.desk_of(Permissions::all(), scope)
    }

    /// The folders that the orders lie in, and one they may go to.
    pub(crate) fn own_folders(&self) -> UserScope {
        UserScope::Folders(vec![self.store.first_folder(), self.prepared().id])
    }

    /// A folder that none of them lies in.
    pub(crate) fn elsewhere(&self) -> UserScope {
        UserScope::Folders(vec![self.on_hold()])
    }

    pub(crate) fn prepared(&self) -> &Folder {
        self.store.folder_named("Prepared").unwrap()
    }

    pub(crate) fn on_hold(&self) -> FolderId {
        self.store.folder_named("On Hold").unwrap().id
    }

    pub(crate) fn running(&self) -> Running<'_> {
        Running { expected: Expected::Any, once: None, by: &self.by, now: now() }
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request { idempotency_key: None, by: &self.by, now: now() }
    }

    pub(crate) fn creation(&self) -> Creation<'_> {
        creation(&self.by)
    }
}

fn creation(by: &Actor) -> Creation<'_> {
    Creation { origin: Origin::Manual, idempotency_key: None, by, rules: RunRules::Yes, now: now() }
}

async fn insert_store(desk: &Desk, id: u64) -> Store {
    let store = Store {
        id: StoreId::new(id).unwrap(),
        name: format!("Harbor Prints {id}"),
        settings: Settings::default(),
        folders: Store::default_folders(),
        removed_folders: vec![],
        rules_revision: 0,
        state: domain::StoreState::default(),
        date_added: now(),
    };
    assert!(desk.table.insert_store(&store).await.unwrap().is_done());
    store
}

/// What an order is to be in place of what it is.
pub(crate) fn replacement() -> OrderReplacement {
    let mut draft = draft_order(now());
    draft.shipping.first_name = "Ada".into();
    OrderReplacement::new(draft)
}

/// An item of an order that is to be.
pub(crate) fn new_item(code: &str, quantity: u32) -> NewOrderItem {
    let (name, price) = (format!("{code} at dawn"), Money::whole(12));
    let item = OrderItem { name, code: code.into(), quantity, price, ..OrderItem::default() };
    NewOrderItem::new(item, Given::default())
}

/// An order that is to be, of two prints and a mug.
pub(crate) fn new_order(number: &str) -> NewOrder {
    let mut draft = draft_order(now());
    draft.source_name = "Market stall".into();
    draft.source_id = number.into();
    draft.email = "ada@example.com".into();
    draft.shipping.first_name = "Ada".into();
    NewOrder::new(draft, vec![new_item("PRINT", 2), new_item("MUG", 1)], None)
}

async fn create(desk: &Desk, store: &Store, by: &Actor, number: &str) -> OrderRow {
    let Created::Order(made) = orders::create(desk, store, &new_order(number), &creation(by)).await.unwrap() else {
        panic!("nobody made it before")
    };
    let pay = |row: &mut OrderRow| {
        PaymentStatus::Captured.text().clone_into(&mut row.order.payment_status);
        row.order.processor_balance = Money::whole(36);
        Ok::<_, std::convert::Infallible>(Some(()))
    };
    desk.table.change_order(store.id, made.order.id, now(), pay).await.unwrap().done().unwrap().0
}

async fn insert_appointment(desk: &Desk, store_id: StoreId, id: AppointmentId, status: AppointmentStatus) {
    let url = "https://warehouse.example.com/in".to_owned();
    let job = Job::PostOrderJson { url, format: PostFormat::Json, include_history: false, headers: vec![] };
    let appointment = Appointment { status, ..Appointment::new(id, store_id, job, String::new(), now()) };
    assert!(desk.table.insert_appointment(&appointment).await.unwrap().is_done());
}

/// An order that was submitted to the supplier, which has its prints.
async fn submit(desk: &Desk, store: &Store, by: &Actor) -> OrderId {
    let settings = SupplierSettings {
        name: "Press".into(),
        active: true,
        item_codes: vec!["PRINT".into()],
        ..SupplierSettings::default()
    };
    let supplier = settings.with_id(SUPPLIER.to_owned());
    assert!(desk.table.insert_definition(store.id, &supplier, None, now()).await.unwrap().is_done());
    let order_id = Box::pin(create(desk, store, by, "S-1")).await.order.id;
    let closed = store.folder_named("Closed").unwrap();
    orders::move_one(desk, store.id, order_id, closed, by, now()).await.unwrap();
    let submitting = Submitting { again: Again::No, once: None, rule: "", by, now: now() };
    let submitted = suppliers::submit(desk, store, order_id, SUPPLIER, submitting).await.unwrap();
    assert!(matches!(submitted, Submitted::Now(_)), "{submitted:?}");
    order_id
}
