//! A store: the tenant (orderdesk-api 2.2).

mod beginning;
mod ceilings;
mod security;
mod settings_patch;
mod state;
mod stock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::order::Variations;
use crate::{DocumentLinks, FolderId, MailSender, RateLimit, SplitMethod, StoreId, is_default};

pub use beginning::{Beginning, Business, MAX_LEFT_OUT};
pub use ceilings::{
    Ceilings, MAX_MAILS_PER_DAY, MAX_MAX_RULES, MAX_POSTS_PER_MINUTE, USUAL_MAILS_PER_DAY, USUAL_MAX_RULES,
    USUAL_POSTS_PER_MINUTE, check_ceilings,
};
pub use security::{
    MAX_SESSION_IDLE_MINUTES, MIN_SESSION_IDLE_MINUTES, SecondFactorPolicy, check_session_idle,
    usual_session_idle_minutes,
};
pub use settings_patch::{
    MAX_DATE_FORMAT_LENGTH, MAX_NOTIFY_HOSTS, MAX_RATE_LIMIT_BUCKET, MAX_RATE_LIMIT_PER_SECOND, MAX_SETTING_LENGTH,
    MAX_STORE_NAME_LENGTH, SettingKind, SettingsPatch, TEXT_SETTINGS, TextSetting, WhoseInventory, check_rate,
    check_store_name, is_address,
};
pub use state::{Closing, Lock, MAX_LOCK_REASON_LENGTH, REOPENED_WITHIN, ReadOnly, StoreState, check_lock_reason};
pub use stock::{ItemDetails, StockFloor, StockPolicy};

/// A store with its settings and folders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Store {
    /// Its id.
    pub id: StoreId,
    /// Its name.
    pub name: String,
    /// Its settings.
    #[serde(default)]
    pub settings: Settings,
    /// Its folders in the order people gave them; the first is where new orders go.
    pub folders: Vec<Folder>,
    /// Folders that are gone; no new one gets such an id, and an order that came too late is found in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed_folders: Vec<FolderId>,
    /// Counts up with every change of a rule or of the store itself, so that a warm function knows when to read again.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rules_revision: u64,
    /// Whether it can be worked with; one of before can.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: StoreState,
    /// When it was made.
    pub date_added: Timestamp,
}

/// The folder of a new store where canceled orders lie (orderdesk-app 4.1).
pub const CANCELED_FOLDER: &str = "Canceled";

impl Store {
    /// The folder of this id.
    pub fn folder(&self, id: FolderId) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.id == id)
    }

    /// The folder of exactly this name.
    pub fn folder_named(&self, name: &str) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.name == name)
    }

    /// Where new orders go.
    pub fn first_folder(&self) -> FolderId {
        self.folders.first().map(|folder| folder.id).unwrap_or_default()
    }

    /// The ids of all folders the store has or had: an order that came while its folder was removed is found too.
    pub fn all_folder_ids(&self) -> impl Iterator<Item = FolderId> + '_ {
        self.folders.iter().map(|folder| folder.id).chain(self.removed_folders.iter().copied())
    }

    /// An id no folder of the store has or had.
    pub fn next_folder_id(&self) -> FolderId {
        let last = self.all_folder_ids().max().unwrap_or_default().number();
        FolderId::new(last.saturating_add(1)).unwrap_or_default()
    }

    /// The folders of a new store (orderdesk-app 4.1; the name of the fifth is ours).
    pub fn default_folders() -> Vec<Folder> {
        let names = ["New", "Prepared", "On Hold", "Closed", "Canceled"];
        let ids = (1..).filter_map(FolderId::new);
        ids.zip(names).map(|(id, name)| Folder { id, name: name.to_owned() }).collect()
    }
}

/// Where an order lies; exactly one at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// Its name.
    pub name: String,
}

/// Settings of a store.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// The address that is mailed of incidents, once it is confirmed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub admin_email: String,
    /// Whether who reads what is sent to `admin_email` confirmed that, or the operator did. Nothing else is sent there
    /// before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub admin_email_confirmed: bool,
    /// The store's own address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub store_email: String,
    /// The store's web site.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub store_url: String,
    /// IANA name, `America/Chicago`; UTC when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub timezone: String,
    /// Code of the store's country.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub store_country: String,
    /// ISO 4217 code of the currency that templates write amounts in; two places and no sign when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub currency: String,
    /// In which form templates write dates, in the letters of PHP's `date()`; `m/d/Y` when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date_format: String,
    /// Whether posts may go to plain `http://` addresses.
    #[serde(default, skip_serializing_if = "is_default")]
    pub allow_http: bool,
    /// Whether it has at most one connection to a shop of each cart.
    #[serde(default, skip_serializing_if = "is_default")]
    pub one_connection_per_cart: bool,
    /// The hosts a `ship_notify_url` may name, `*.example.com` for all names below one; any public one when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notify_hosts: Vec<String>,
    /// What an order that is split off another one keeps of its extra details.
    #[serde(default, skip_serializing_if = "is_default")]
    pub split_method: SplitMethod,
    /// Checkout data that orders entered by hand begin with: names and default texts.
    #[serde(default, skip_serializing_if = "Variations::is_empty")]
    pub default_checkout_data_fields: Variations,
    /// How many calls of the API it may make.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rate_limit: RateLimit,
    /// How many rules it gives itself at most; as many as its ceiling says unless it said something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_rules: Option<u32>,
    /// How many of its posts it lets leave in a minute; as many as its ceiling says unless it said something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posts_per_minute: Option<u32>,
    /// How many mails of its orders it lets leave in a day; as many as its ceiling says unless it said something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mails_per_day: Option<u32>,
    /// What links to documents of its orders are made with; none before it had a print template. The API shows none of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_links: Option<DocumentLinks>,
    /// The address that mails of its orders leave from, once that is verified; that of the deployment without it. It is set
    /// by calls of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail_sender: Option<MailSender>,
    /// When stock is taken for its orders.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stock_is_taken: StockPolicy,
    /// How low orders may take the stock.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stock_floor: StockFloor,
    /// Whether the inventory fills in what items of new orders leave out.
    #[serde(default, skip_serializing_if = "is_default")]
    pub item_details: ItemDetails,
    /// The store whose inventory its orders use instead of its own, as long as the two are linked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inventory_of_store: Option<StoreId>,
    /// Whether its users need a second factor.
    #[serde(default, skip_serializing_if = "is_default")]
    pub second_factor: SecondFactorPolicy,
    /// After how many minutes without a page who opened it is signed out; as usual unless it said something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_idle_minutes: Option<u32>,
    /// What the page that welcomes knows of it. The API shows none of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub beginning: Beginning,
    /// Which version of the store's own style sheet its pages load, by a digest of what is served; blank for none. The API
    /// shows none of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub custom_css_digest: String,
    /// The most that may be: what the operator set last. The store itself may only stay below it.
    #[serde(flatten)]
    pub ceilings: Ceilings,
}

impl Settings {
    /// The zone the store's clocks show; UTC where its name is empty or nobody knows it any more.
    pub fn time_zone(&self) -> TimeZone {
        if self.timezone.is_empty() { TimeZone::UTC } else { TimeZone::get(&self.timezone).unwrap_or(TimeZone::UTC) }
    }

    /// After how many minutes without a page who opened it is signed out.
    pub fn session_idle_minutes(&self) -> u32 {
        self.session_idle_minutes.unwrap_or_else(usual_session_idle_minutes)
    }
}

/// What a new store is called, and how it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStore {
    /// Its name.
    pub name: String,
    /// Its settings.
    pub settings: Settings,
}

/// What a new key is called, and what it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// What people call it.
    pub name: String,
    /// What it opens.
    pub scope: Scope,
    /// The supplier whose orders alone it opens: with the scope `supplier`, and with no other.
    pub supplier_id: Option<String>,
}

/// A key to a store's API. The key itself is nowhere: only its hash, which finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// What people name it by: the first 16 digits of the hash.
    pub id: String,
    /// Hex SHA-256 of the key.
    pub hash: String,
    /// What people call it.
    pub name: String,
    /// Whether outbound posts are signed with it; one key of a store. In a row: whether it was or is to be that; which key
    /// it is now, the store's secrets say.
    #[serde(default, skip_serializing_if = "is_default")]
    pub primary: bool,
    /// What it opens.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scope: Scope,
    /// The supplier whose orders alone it opens, with the scope `supplier`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier_id: Option<String>,
    /// When it was made.
    pub date_added: Timestamp,
    /// When it closes; never, unless it was rotated.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expires_at: Option<Timestamp>,
}

impl ApiKey {
    /// The hex SHA-256 by which a key is found.
    pub fn hash_of(api_key: &str) -> String {
        format!("{:x}", Sha256::digest(api_key.as_bytes()))
    }

    /// Whether the key of this hash opens what this key does. Compared in constant time, so that nobody learns a hash
    /// letter by letter.
    pub fn opens_for(&self, hash: &str, now: Timestamp) -> bool {
        is_same_hash(&self.hash, hash) && self.is_open(now)
    }

    /// Whether it opens at all.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }
}

/// Whether two hashes are the same, compared in constant time.
pub fn is_same_hash(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// What a key opens; each scope holds those before it, but for a supplier's, which opens what no other does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The orders of one supplier, as that supplier sees them, and nothing else.
    Supplier,
    /// Reading.
    Read,
    /// Orders, shipments and inventory.
    Write,
    /// Keys, rules, folders and settings as well. What every key had before there were scopes.
    #[default]
    Admin,
}

impl Scope {
    /// Every scope, narrowest first.
    pub const ALL: [Self; 4] = [Self::Supplier, Self::Read, Self::Write, Self::Admin];

    /// Those of a store's own: all but a supplier's.
    pub const OF_STORES: [Self; 3] = [Self::Read, Self::Write, Self::Admin];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }

    /// What a key of it may do.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Supplier => "The orders of one supplier, as that supplier sees them, and nothing else.",
            Self::Read => "Reading.",
            Self::Write => "Orders, shipments and inventory, and all that `read` may.",
            Self::Admin => "Keys, rules, folders and settings, and all that `write` may.",
        }
    }

    /// The scope of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_was_rotated_away_opens_to_its_end_and_another_never() {
        let key = ApiKey {
            id: String::new(),
            hash: ApiKey::hash_of("right"),
            name: String::new(),
            primary: true,
            scope: Scope::Admin,
            supplier_id: None,
            date_added: Timestamp::UNIX_EPOCH,
            expires_at: Timestamp::from_second(100).ok(),
        };
        let opens = |api_key, second| key.opens_for(&ApiKey::hash_of(api_key), Timestamp::from_second(second).unwrap());
        assert!(opens("right", 99));
        assert!(!opens("right", 100));
        assert!(!opens("wrong", 0));
        assert!(!key.opens_for("", Timestamp::UNIX_EPOCH));
    }
}
