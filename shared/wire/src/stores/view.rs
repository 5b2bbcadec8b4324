//! Writing a store for our own API.

use domain::{
    Ceilings, ItemDetails, RateLimit, SecondFactorPolicy, StockFloor, StockPolicy, Store, StoreState, Variations, time,
};
use serde::Serialize;

/// A store as our own API shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Store))]
pub struct StoreView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: String,
    /// Its name.
    name: &'a str,
    /// Whether it can be worked with: `active`; `locked` or `closed`, and then it can be read and nothing more.
    state: &'static str,
    /// Why it is locked; blank where it is not.
    why: &'a str,
    /// Since when it is locked or closed, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    state_since: Option<String>,
    /// Until when an owner can open it again that was closed, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    delete_after: Option<String>,
    /// Its settings.
    settings: SettingsView<'a>,
    /// When it was made.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
}

/// The settings that can be changed.
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own on the wire")]
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = StoreSettings))]
pub struct SettingsView<'a> {
    /// Who is mailed when appointments fail for good or a rule is switched off.
    admin_email: &'a str,
    /// Whether that address is confirmed; nothing but the link that confirms it is mailed there before.
    admin_email_confirmed: bool,
    /// The store's own address.
    store_email: &'a str,
    /// The store's web site.
    store_url: &'a str,
    /// IANA name; UTC when empty.
    timezone: &'a str,
    /// Code of the store's country.
    store_country: &'a str,
    /// ISO 4217 code of the currency in which templates write amounts; two places and no sign when empty.
    currency: &'a str,
    /// In which form templates write dates, in the letters of PHP's `date()`; `m/d/Y` when empty.
    date_format: &'a str,
    /// Whether posts may go to plain `http://` addresses.
    allow_http: bool,
    /// Whether there is at most one connection to a shop of each cart.
    one_connection_per_cart: bool,
    /// The hosts a `ship_notify_url` may name; any public one when empty.
    notify_hosts: &'a [String],
    /// What an order that is split off another one keeps of its checkout data, metadata and tag.
    #[cfg_attr(feature = "schema", schema(value_type = domain::SplitMethod))]
    split_method: &'static str,
    /// Checkout data that orders entered by hand begin with.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::TextObject))]
    default_checkout_data_fields: &'a Variations,
    /// When stock is taken from the inventory for orders.
    stock_is_taken: StockPolicy,
    /// Whether orders may take the stock below zero.
    stock_may_go_negative: bool,
    /// Whether items of new orders get what the inventory has of them where they come without.
    add_inventory_details: bool,
    /// The store whose inventory orders use; blank where it is the store's own.
    inventory_of_store: String,
    /// Whether users of the console need a second factor in this store.
    requires_second_factor: bool,
    /// After how many minutes without a page a user of the console is signed out.
    session_idle_minutes: u32,
    /// Whether the store's calls are counted and may be answered 429.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Switch))]
    rate_limit: &'static str,
    /// How many calls may come at one moment.
    rate_limit_bucket: u32,
    /// How many more may come with each second.
    rate_limit_per_second: u32,
    /// How many rules there may be.
    max_rules: u32,
    /// How many posts may leave in a minute; more wait.
    posts_per_minute: u32,
    /// How many mails of orders may leave in a day; more wait.
    mails_per_day: u32,
    /// The most that the store may set itself.
    ceilings: CeilingsView,
}

/// What the operator set last: the most that the store may set itself.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Ceilings))]
pub struct CeilingsView {
    /// Whether its calls are counted at all events.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Switch))]
    rate_limit: &'static str,
    /// How many calls may come at one moment.
    rate_limit_bucket: u32,
    /// How many more may come with each second.
    rate_limit_per_second: u32,
    /// How many rules there may be.
    max_rules: u32,
    /// How many posts may leave in a minute.
    posts_per_minute: u32,
    /// How many mails of orders may leave in a day.
    mails_per_day: u32,
}

impl From<&Ceilings> for CeilingsView {
    fn from(ceilings: &Ceilings) -> Self {
        Self {
            rate_limit: switch(ceilings.rate_limit),
            rate_limit_bucket: ceilings.rate_limit.bucket,
            rate_limit_per_second: ceilings.rate_limit.per_second,
            max_rules: ceilings.max_rules,
            posts_per_minute: ceilings.posts_per_minute,
            mails_per_day: ceilings.mails_per_day,
        }
    }
}

fn switch(rate_limit: RateLimit) -> &'static str {
    if rate_limit.off { "off" } else { "on" }
}

impl<'a> From<&'a Store> for StoreView<'a> {
    fn from(store: &'a Store) -> Self {
        let settings = &store.settings;
        let settings = SettingsView {
            admin_email: &settings.admin_email,
            admin_email_confirmed: settings.admin_email_confirmed,
            store_email: &settings.store_email,
            store_url: &settings.store_url,
            timezone: &settings.timezone,
            store_country: &settings.store_country,
            currency: &settings.currency,
            date_format: &settings.date_format,
            allow_http: settings.allow_http,
            one_connection_per_cart: settings.one_connection_per_cart,
            notify_hosts: &settings.notify_hosts,
            split_method: settings.split_method.name(),
            default_checkout_data_fields: &settings.default_checkout_data_fields,
            stock_is_taken: settings.stock_is_taken,
            stock_may_go_negative: settings.stock_floor == StockFloor::None,
            add_inventory_details: settings.item_details == ItemDetails::FromInventory,
            inventory_of_store: settings.inventory_of_store.map(|id| id.to_string()).unwrap_or_default(),
            requires_second_factor: settings.second_factor == SecondFactorPolicy::Required,
            session_idle_minutes: settings.session_idle_minutes(),
            rate_limit: switch(settings.rate_limit),
            rate_limit_bucket: settings.rate_limit.bucket,
            rate_limit_per_second: settings.rate_limit.per_second,
            max_rules: settings.max_rules(),
            posts_per_minute: settings.posts_per_minute(),
            mails_per_day: settings.mails_per_day(),
            ceilings: CeilingsView::from(&settings.ceilings),
        };
        let (since, delete_after) = match &store.state {
            StoreState::Active => (None, None),
            StoreState::Locked(lock) => (Some(lock.since), None),
            StoreState::Closed(closing) => (Some(closing.since), Some(closing.delete_after)),
        };
        Self {
            id: store.id.to_string(),
            name: &store.name,
            state: store.state.name(),
            why: store.state.lock().map(|lock| lock.why.as_str()).unwrap_or_default(),
            state_since: since.map(time::text),
            delete_after: delete_after.map(time::text),
            settings,
            date_added: time::text(store.date_added),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Settings, StoreId};
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_store_is_written_with_the_settings_that_can_be_changed() {
        let mut settings = Settings { timezone: "Europe/Berlin".into(), ..Settings::default() };
        settings.rate_limit.off = true;
        let store = Store {
            id: StoreId::new(42).unwrap(),
            name: "Harbor".into(),
            settings,
            folders: vec![],
            removed_folders: vec![],
            rules_revision: 0,
            state: domain::StoreState::default(),
            date_added: Timestamp::UNIX_EPOCH,
        };
        let expected = r#"{"id":"42","name":"Harbor","state":"active","why":"","state_since":null,"delete_after":null,"settings":{"admin_email":"","admin_email_confirmed":false,"store_email":"","store_url":"","timezone":"Europe/Berlin","store_country":"","currency":"","date_format":"","allow_http":false,"one_connection_per_cart":false,"notify_hosts":[],"split_method":"keep","default_checkout_data_fields":{},"stock_is_taken":"never","stock_may_go_negative":true,"add_inventory_details":false,"inventory_of_store":"","requires_second_factor":false,"session_idle_minutes":20160,"rate_limit":"off","rate_limit_bucket":20,"rate_limit_per_second":3,"max_rules":1000,"posts_per_minute":600,"mails_per_day":1000,"ceilings":{"rate_limit":"on","rate_limit_bucket":20,"rate_limit_per_second":3,"max_rules":1000,"posts_per_minute":600,"mails_per_day":1000}},"date_added":"1970-01-01 00:00:00"}"#;
        assert_eq!(serde_json::to_string(&StoreView::from(&store)).unwrap(), expected);
    }
}
