//! What the matrix is tried on: a store with something of everything, and people who see different parts of it.

mod made;

use std::cell::Cell;
use std::collections::BTreeMap;

use cloud::TABLE;
use contract::{ScreenLine, Verdict};
use domain::{AccountId, AppointmentStatus, Permissions, StoreId, User, UserScope};
use serde_json::json;
use serve_console::Screen;
use table::Table;
use waybill::http::Reply;

use super::form::fields_of;
use crate::console::{PASSWORD, Visitor, operator_link};
use crate::shop::{Shop, text};

/// What stands in braces in addresses and forms, by its name.
pub(super) type Things = BTreeMap<&'static str, String>;

/// Orders lie in this folder; the scope of who sees its orders has the other one too.
const FOLDER: &str = "1";
const OTHER_FOLDER: &str = "2";

/// Where none of them lies.
const FOLDER_ELSEWHERE: &str = "3";

/// The customer's mail, a price, and what else of an order is no supplier's business.
const MAIL: &str = "secret-buyer@example.com";
const PRICE: &str = "31337.77";
const SECRETS: [&str; 10] = [
    MAIL,
    PRICE,
    "31,337.77",
    "555-0199-31",
    "SECRET-BILLING",
    "SECRET-WISH",
    "SECRET-METADATA",
    "SECRET-NOTE",
    "SECRET-PAYMENT",
    "SECRET-REPLY",
];

/// Which orders somebody sees: of the order that is tried, all, its folder, another folder, its supplier's, or another
/// supplier's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sees {
    All,
    ItsFolder,
    AnotherFolder,
    ItsSupplier,
    AnotherSupplier,
}

impl Sees {
    const PEOPLE: [(Self, [&'static str; 2]); 5] = [
        (Self::All, ["Eve", "All"]),
        (Self::ItsFolder, ["Fay", "Folder"]),
        (Self::AnotherFolder, ["Guy", "Elsewhere"]),
        (Self::ItsSupplier, ["Sue", "Supplier"]),
        (Self::AnotherSupplier, ["Sid", "Supplies"]),
    ];

    /// Whether the order that is tried is one of theirs.
    pub(super) fn has_the_order(self) -> bool {
        !matches!(self, Self::AnotherFolder | Self::AnotherSupplier)
    }

    fn verdict(self, line: &ScreenLine) -> Verdict {
        match self {
            Self::All => Verdict::All,
            Self::ItsFolder | Self::AnotherFolder => line.folders,
            Self::ItsSupplier | Self::AnotherSupplier => line.supplier,
        }
    }

    /// What a line answers them who have what it takes: nothing where it opens.
    pub(super) fn refusal(self, screen: Screen, line: &ScreenLine) -> Option<u16> {
        match self.verdict(line) {
            Verdict::No => Some(403),
            Verdict::Own if !self.has_the_order() && names_an_order(screen, line) => Some(404),
            Verdict::All | Verdict::Own => None,
        }
    }
}

/// Somebody in a browser, who sees a part of the orders.
pub(super) struct Person {
    pub(super) sees: Sees,
    pub(super) visitor: Visitor,
    id: AccountId,
    email: String,
}

/// The store.
pub(super) struct Store {
    pub(super) shop: Shop,
    pub(super) people: Vec<Person>,
    /// Who may do everything there, and sees all.
    ada: Visitor,
    table: Table,
    suppliers: [String; 2],
    /// What is there for all that changes nothing.
    shared: Things,
    /// The order of the other supplier, in another folder.
    pub(super) foreign_order: String,
    made: Cell<u64>,
}

/// Whether the address or the form of a line has this name in braces.
pub(super) fn names(screen: Screen, line: &ScreenLine, name: &str) -> bool {
    let braced = format!("{{{name}}}");
    screen.path().contains(&braced) || line.sends.contains(&braced)
}

fn names_an_order(screen: Screen, line: &ScreenLine) -> bool {
    ["order_id", "appointment_id", "sweep_id"].into_iter().any(|name| names(screen, line, name))
}

/// Whether a screen is about an order that was deleted.
fn is_of_trash(screen: Screen) -> bool {
    screen.path().contains("/trash/{order_id}")
}

/// Whether a line takes an order away from its store, or apart: what a supplier is at work on is not.
fn takes_away(screen: Screen, line: &ScreenLine) -> bool {
    let is_of_screen = matches!(screen, Screen::MergeOrders | Screen::SplitOrder | Screen::DeleteOrder);
    is_of_screen || ["action=delete", "way=move"].iter().any(|sent| line.sends.contains(sent))
}

/// The account of who is signed in.
pub(super) fn account_of(visitor: &Visitor) -> AccountId {
    let cookie = visitor.cookie();
    let (_, value) = cookie.split_once('=').unwrap();
    value.split('.').next().unwrap().parse().unwrap()
}

impl Store {
    /// Opens a shop with all that lines name, and another that it works together with.
    pub(super) async fn open(name: &str) -> Self {
        let (shop, linked) = (Shop::open(name).await, Shop::open(&format!("{name}-linked")).await);
        shop.link(&linked).await;
        // What it cancels stays in its folder, so that it is in the same scopes as before.
        let own = shop.supplier("Own Supplier", &["OWN-ITEM"], json!({"if_canceled_folder_id": 1})).await;
        shop.supplier_key.set(shop.key_of_supplier(&own).await).unwrap();
        let other = shop.supplier("Another Supplier", &["FOREIGN-ITEM"], json!({})).await;
        let mut store = Self {
            table: Table::new(&shop.world.aws.config("tests"), TABLE),
            ada: Visitor::owner(&shop, "ada@example.com").await,
            people: vec![],
            suppliers: [own, other],
            shared: Things::new(),
            foreign_order: String::new(),
            made: Cell::new(0),
            shop,
        };
        store.fill_in(&linked).await;
        for (sees, names) in Sees::PEOPLE {
            let person = store.person(sees, names).await;
            store.join(&person, &linked).await;
            store.people.push(person);
        }
        store
    }

    /// Makes what the lines that change nothing are tried on.
    async fn fill_in(&mut self, linked: &Shop) {
        self.foreign_order = self.foreign().await;
        let ((order, item), (second, _), (deleted, _)) = (self.order().await, self.order().await, self.order().await);
        self.delete(&deleted).await;
        let button = self.shop.post("/v1/custom-buttons", &json!({"label": "Reprint"})).await;
        let user = Visitor::owner(&self.shop, "mo@example.com").await;
        self.shared = Things::from([
            ("store_id", self.shop.id.clone()),
            ("linked_store_id", linked.id.clone()),
            ("other_folder_id", OTHER_FOLDER.to_owned()),
            ("custom_button_id", text(&button["custom_button"]["id"])),
            ("second_order_id", second),
            ("shipment_id", self.ship(&order).await),
            ("appointment_id", self.appoint(&order, AppointmentStatus::Failed).await),
            ("sweep_id", self.sweep(&self.ada, &order).await),
            ("view_id", self.view(&self.ada).await),
            ("folder_id", self.folder().await),
            ("key_id", self.key().await),
            ("invitation_id", self.invitation().await),
            ("inventory_item_id", self.inventory_item().await),
            ("account_id", account_of(&user).to_string()),
            ("deleted_order_id", deleted),
            ("item_id", item),
            ("order_id", order),
        ]);
    }

    /// Somebody who makes an account by a link, and is called so.
    async fn person(&self, sees: Sees, [first_name, last_name]: [&str; 2]) -> Person {
        let email = format!("{}@example.com", first_name.to_lowercase());
        let link = operator_link(&self.shop, "invite", &json!({"email": email, "store_id": self.shop.id})).await;
        let visitor = Visitor::new(&self.shop);
        let form = [("first_name", first_name), ("last_name", last_name), ("password", PASSWORD)];
        let reply = visitor.post(&link, &form).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        Person { sees, id: account_of(&visitor), visitor, email }
    }

    /// Makes somebody who is signed in a user of a store, who may do everything.
    async fn join(&self, person: &Person, shop: &Shop) {
        let link = operator_link(shop, "invite", &json!({"email": person.email, "store_id": shop.id})).await;
        let place = person.visitor.does(&link, &[("action", "join")]).await;
        assert!(place.contains(&shop.id), "led to {place} in place of the store");
    }

    /// Gives somebody these permissions and no other, and the part of the orders that they see. Who has left the store
    /// comes back first.
    pub(super) async fn give(&self, person: &Person, permissions: Permissions) {
        let store_id: StoreId = self.shop.id.parse().unwrap();
        if self.table.user(store_id, person.id).await.unwrap().is_none() {
            self.join(person, &self.shop).await;
        }
        let seen = self.table.user(store_id, person.id).await.unwrap().unwrap();
        let user = User { permissions, scope: self.scope(person.sees), ..seen.user.clone() };
        assert!(self.table.copy_to_user(&seen, &user).await.unwrap().is_done());
    }

    fn scope(&self, sees: Sees) -> UserScope {
        let folders = |ids: &[&str]| UserScope::Folders(ids.iter().map(|id| id.parse().unwrap()).collect());
        match sees {
            Sees::All => UserScope::Everything,
            Sees::ItsFolder => folders(&[FOLDER, OTHER_FOLDER]),
            Sees::AnotherFolder => folders(&[FOLDER_ELSEWHERE]),
            Sees::ItsSupplier => UserScope::Supplier(self.suppliers[0].clone()),
            Sees::AnotherSupplier => UserScope::Supplier(self.suppliers[1].clone()),
        }
    }

    /// What is there for lines that change nothing, or are not to.
    pub(super) fn shared(&self, screen: Screen) -> Things {
        let mut things = self.shared.clone();
        if is_of_trash(screen) {
            things.insert("order_id", things["deleted_order_id"].clone());
        }
        things
    }

    /// The same with what a line changes made for it alone. A sweep is begun by who is to undo it.
    pub(super) async fn fresh(&self, screen: Screen, line: &ScreenLine, person: &Person) -> Things {
        let (mut things, is_named) = (self.shared(screen), |name: &str| names(screen, line, name));
        if names_an_order(screen, line) {
            let (order, item) = self.order().await;
            let is_taken_away = takes_away(screen, line);
            if is_taken_away {
                self.close_at_supplier(&order).await;
            }
            let is_open = screen.name().starts_with("Cancel") || line.sends.contains("action=cancel");
            let status = if is_open { AppointmentStatus::Pending } else { AppointmentStatus::Failed };
            if is_named("appointment_id") || line.sends.contains("orders=") {
                things.insert("appointment_id", self.appoint(&order, status).await);
            }
            if is_named("second_order_id") {
                let (second, _) = self.order().await;
                if is_taken_away {
                    self.close_at_supplier(&second).await;
                }
                things.insert("second_order_id", second);
            }
            if is_named("shipment_id") {
                things.insert("shipment_id", self.ship(&order).await);
            }
            if is_named("sweep_id") {
                self.give(person, Permissions::all()).await;
                things.insert("sweep_id", self.sweep(&person.visitor, &order).await);
            }
            if is_of_trash(screen) {
                self.delete(&order).await;
            }
            things.extend([("order_id", order), ("item_id", item)]);
        }
        if is_named("folder_id") {
            things.insert("folder_id", self.folder().await);
        }
        if is_named("view_id") {
            self.give(person, Permissions::all()).await;
            things.insert("view_id", self.view(&person.visitor).await);
        }
        if is_named("key_id") {
            things.insert("key_id", self.key().await);
        }
        if is_named("invitation_id") {
            things.insert("invitation_id", self.invitation().await);
        }
        if is_named("inventory_item_id") {
            things.insert("inventory_item_id", self.inventory_item().await);
        }
        if is_named("account_id") {
            let user = Visitor::owner(&self.shop, &format!("{}@example.com", self.code())).await;
            things.insert("account_id", account_of(&user).to_string());
        }
        things
    }

    /// Does what a line says, with these things in the place of their names.
    pub(super) async fn send(&self, person: &Person, screen: Screen, line: &ScreenLine, things: &Things) -> Reply {
        let path = self.filled(screen.path(), things);
        if !screen.changes() {
            let query = self.filled(line.sends, things);
            let address = if query.is_empty() { path } else { format!("{path}?{query}") };
            return person.visitor.get(&address).await;
        }
        let mut form = vec![];
        for field in line.sends.split('&').filter(|field| !field.is_empty()) {
            if field == "{form}" {
                form.extend(self.form(person, &path).await);
                continue;
            }
            let (name, value) = field.split_once('=').unwrap();
            form.push((self.filled(name, things), self.filled(value, things)));
        }
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        person.visitor.post(&path, &form).await
    }

    /// The form of the page at an address, as it is shown to somebody; as it is shown to Ada where they may not see it.
    async fn form(&self, person: &Person, address: &str) -> Vec<(String, String)> {
        let own = person.visitor.get(address).await;
        let html = if own.status == 200 { own.text() } else { self.ada.read(address).await };
        fields_of(&html, address)
    }

    fn filled(&self, given: &str, things: &Things) -> String {
        let mut filled = given.to_owned();
        for (name, value) in things {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        if filled.contains("{new_code}") {
            filled = filled.replace("{new_code}", &self.code());
        }
        assert!(!filled.contains('{'), "nothing is made for {filled}: things.rs says what is");
        filled
    }

    /// What nothing else is called.
    fn code(&self) -> String {
        self.made.set(self.made.get() + 1);
        format!("new-{}", self.made.get())
    }

    /// Sees to it that who sees one supplier's orders is shown nothing of others, no price, and no customer's mail.
    pub(super) fn check_secrets(person: &Person, reply: &Reply, what: &str) {
        let foreign = match person.sees {
            Sees::ItsSupplier => ["FOREIGN-ORDER", "FOREIGN-ITEM", "Foreign item"],
            Sees::AnotherSupplier => ["OWN-ORDER", "OWN-ITEM", "Own item"],
            _ => return,
        };
        let page = reply.text();
        for secret in foreign.iter().chain(&SECRETS) {
            assert!(!page.contains(secret), "{what} shows \"{secret}\" to {:?}: {page}", person.sees);
        }
    }
}
