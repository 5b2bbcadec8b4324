//! A connection as our own API writes it. No secret is in it.

use std::collections::BTreeMap;

use domain::{Connection, FolderId, Schedule, StoreId, Weekday, time};
use jiff::Timestamp;
use serde::Serialize;

use super::NEVER;

/// A connection as our own API writes it: in the form it is read in, without its secrets.
#[derive(Debug, Clone, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch, or a secret that is there or not")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Connection))]
pub struct ConnectionView<'a> {
    /// Its id, digits.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    id: &'a str,
    /// The cart.
    cart: &'a str,
    /// What people call it.
    name: &'a str,
    /// Which shop; blank where the cart names none.
    shop: &'a str,
    /// The id of the app that calls the shop; blank where there is none.
    client_id: &'a str,
    /// Where the shop is to send its webhooks: the path. Who knows it and not the secret can send nothing that counts.
    webhook_path: String,
    /// The same as a whole address, by the host that this call came to; null where that is not known.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    webhook_url: Option<String>,
    /// Whether it has a secret that webhooks are signed with.
    has_webhook_secret: bool,
    /// Until when webhooks may be signed with the secret before that too, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    overlap_ends_at: Option<String>,
    /// Whether it has the secret of an app.
    has_client_secret: bool,
    /// Whether it has a token.
    has_token: bool,
    /// Whether it has what brings the next token.
    has_refresh_token: bool,
    /// Until when the token is good; null where that is not known, or it does not end.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    token_ends_at: Option<String>,
    /// One that is paused takes webhooks, which wait for it, and asks the shop for nothing.
    is_paused: bool,
    /// How often the shop is asked for what webhooks did not bring.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::EveryOrNever))]
    every: &'static str,
    /// At which time of the day, by the store's time zone; not there where it is asked many times a day, or never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::TimeOfDay, required = false))]
    at: Option<String>,
    /// On which day; not there where it is asked on several, or never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Weekday, required = false))]
    day: Option<Weekday>,
    /// An order is taken so many minutes after it was placed.
    delay_minutes: u32,
    /// Orders that were placed before are not taken by themselves; null for when the connection was added.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    orders_from: Option<String>,
    /// Whether orders that are not paid yet are taken.
    takes_unpaid: bool,
    /// Whether orders that the shop shipped already are taken.
    takes_shipped: bool,
    /// Whether orders are taken that somebody only tried the shop out with.
    takes_tests: bool,
    /// The cart's own words for how far an order is with which it is taken; any without one.
    statuses: &'a [String],
    /// Only items of these vendors are taken; those of any without one.
    vendors: &'a [String],
    /// Only orders that go to these countries are taken; those to any without one.
    countries: &'a [String],
    /// The folder for new orders; null for the store's first.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeId))]
    folder_id: Option<FolderId>,
    /// The folder for orders that need a person; null for that for new ones.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeId))]
    hold_folder_id: Option<FolderId>,
    /// The folder that orders go to which the shop canceled; null where they stay.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeId))]
    canceled_folder_id: Option<FolderId>,
    /// What stands in front of the shop's numbers.
    prefix: &'a str,
    /// Whether an order is split by its items' vendors as it is taken.
    splits_by_vendor: bool,
    /// In what weights are kept.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::WeightUnit))]
    weight_unit: &'static str,
    /// What becomes of taxes that are in the shop's prices.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::IncludedTax))]
    included_tax: &'static str,
    /// The status that the shop is given once an order is taken; blank for none.
    status_after_import: &'a str,
    /// Whether the shop is told of shipments.
    sends_shipments: bool,
    /// Whether the shop mails its customer of them, where it leaves us the choice.
    notifies_customers: bool,
    /// Of the cart `generic`: our fields, each with the JSON Pointer of where the sender has it.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::TextObject))]
    field_map: &'a BTreeMap<String, String>,
    /// When it was added.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
}

impl<'a> ConnectionView<'a> {
    /// A connection of this store as it is at `now`, of which somebody asks at this `host`.
    pub fn new(connection: &'a Connection, store_id: StoreId, host: Option<&str>, now: Timestamp) -> Self {
        let (settings, secrets) = (&connection.settings, &connection.secrets);
        let schedule: Option<Schedule> = settings.polled;
        let webhook_path = format!("/v1/hooks/{}/{}", connection.cart, connection.hook(store_id));
        let ends = secrets.webhook.iter().filter_map(|secret| secret.until).filter(|until| now < *until);
        Self {
            id: &connection.id,
            cart: &connection.cart,
            name: &connection.name,
            shop: &connection.shop,
            client_id: &connection.client_id,
            webhook_url: host.and_then(|host| url_at(host, &webhook_path)),
            webhook_path,
            has_webhook_secret: connection.webhook_secrets(now).next().is_some(),
            overlap_ends_at: ends.max().map(time::text),
            has_client_secret: !secrets.client_secret.is_empty(),
            has_token: !secrets.token.is_empty(),
            has_refresh_token: !secrets.refresh_token.is_empty(),
            token_ends_at: secrets.token_ends_at.map(time::text),
            is_paused: connection.is_paused,
            every: schedule.map_or(NEVER, Schedule::every),
            at: schedule.and_then(Schedule::at).map(|at| at.to_string()),
            day: schedule.and_then(Schedule::day),
            delay_minutes: settings.delay_minutes,
            orders_from: settings.orders_from.map(time::text),
            takes_unpaid: settings.takes_unpaid,
            takes_shipped: settings.takes_shipped,
            takes_tests: settings.takes_tests,
            statuses: &settings.statuses,
            vendors: &settings.vendors,
            countries: &settings.countries,
            folder_id: settings.folder_id,
            hold_folder_id: settings.hold_folder_id,
            canceled_folder_id: settings.canceled_folder_id,
            prefix: &settings.prefix,
            splits_by_vendor: settings.splits_by_vendor,
            weight_unit: settings.weight_unit.name(),
            included_tax: settings.included_tax.name(),
            status_after_import: &settings.status_after_import,
            sends_shipments: settings.sends_shipments,
            notifies_customers: settings.notifies_customers,
            field_map: &connection.field_map,
            date_added: time::text(connection.added_at),
        }
    }
}

/// The address of a path at a host, as a call named it; none where that is no host.
fn url_at(host: &str, path: &str) -> Option<String> {
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if host.is_empty() || !host.bytes().all(is_host) {
        return None;
    }
    let is_local = ["localhost", "127.", "[::1]"].iter().any(|local| host.starts_with(local));
    Some(format!("{}://{host}{path}", if is_local { "http" } else { "https" }))
}
