//! What is read of a connection.

use domain::{
    MAX_CART_ORDER_ID_LENGTH, MAX_CONNECTION_NAME_LENGTH, MAX_CONNECTION_SECRET_LENGTH, MAX_IMPORTED_IDS,
    MAX_SHOP_LENGTH, Variations,
};
use jiff::Timestamp;

use crate::body::{Field, body};

/// The name of a cart is no longer.
const MAX_CART_LENGTH: usize = 30;

/// A list of words in the settings has at most so many, of so many characters.
const MAX_WORDS: usize = 100;
const MAX_WORD_LENGTH: usize = 100;

/// The map of fields is no longer, as JSON.
const MAX_FIELD_MAP_LENGTH: usize = 20_000;

body! {
    /// Secrets of a connection. Which of them a cart takes, and which it needs, is in docs/connections.md.
    ConnectionSecretFields: PassedOver {
        /// What the shop signs its webhooks with. Of carts that are told it (`generic`, `woocommerce`) one is made when it
        /// is left out.
        webhook_secret: Field<String> = Field::only_text(MAX_CONNECTION_SECRET_LENGTH),
        /// The secret of the app that calls the shop, or WooCommerce's consumer secret.
        client_secret: Field<String> = Field::only_text(MAX_CONNECTION_SECRET_LENGTH),
        /// What opens the shop.
        token: Field<String> = Field::only_text(MAX_CONNECTION_SECRET_LENGTH),
        /// What brings the next token, where tokens end.
        refresh_token: Field<String> = Field::only_text(MAX_CONNECTION_SECRET_LENGTH),
    }

    /// A connection as it is sent, always whole.
    ConnectionInput: PassedOver, and ConnectionSecretFields {
        /// The cart: `shopify`, `woocommerce`, `bigcommerce`, `squarespace`, `etsy`, or `generic` for any system that sends
        /// JSON. It stays.
        cart: Field<String> = Field::short_words(MAX_CART_LENGTH).needed(),
        /// What people call it.
        name: Field<String> = Field::short_words(MAX_CONNECTION_NAME_LENGTH).needed(),
        /// Which shop, in the cart's own form: `example.myshopify.com`, `https://shop.example.com`, a store hash, an id.
        shop: Field<String> = Field::only_text(MAX_SHOP_LENGTH),
        /// The id of the app that calls the shop, or WooCommerce's consumer key.
        client_id: Field<String> = Field::only_text(MAX_SHOP_LENGTH),
        /// How often the shop is asked for what webhooks did not bring; each hour when left out.
        every: Field<String> = Field::one_of("EveryOrNever"),
        /// At which time of the day, `09:05`: needed with `day`, `weekday` and `week`, passed over with the others.
        at: Field<String> = Field::only_text(5),
        /// On which day: needed with `week`, passed over with the others.
        day: Field<String> = Field::one_of("Weekday"),
        /// An order is taken so many minutes after it was placed, so that a shopper can still change or cancel it.
        delay_minutes: Field<u64> = Field::between(0, 43_200),
        /// Orders that were placed before are not taken by themselves; when the connection was added when left out.
        orders_from: Field<Timestamp> = Field::moment(),
        /// Whether orders that are not paid yet are taken; no when left out.
        takes_unpaid: Field<bool> = Field::flag(),
        /// Whether orders that the shop shipped already are taken; no when left out.
        takes_shipped: Field<bool> = Field::flag(),
        /// Whether orders are taken that somebody only tried the shop out with; no when left out.
        takes_tests: Field<bool> = Field::flag(),
        /// The cart's own words for how far an order is with which it is taken; any without one.
        statuses: Field<Vec<String>> = Field::texts(MAX_WORDS, MAX_WORD_LENGTH),
        /// Only items of these vendors are taken; those of any without one.
        vendors: Field<Vec<String>> = Field::texts(MAX_WORDS, MAX_WORD_LENGTH),
        /// Only orders that go to these countries are taken, two letters each; those to any without one.
        countries: Field<Vec<String>> = Field::texts(MAX_WORDS, MAX_WORD_LENGTH),
        /// The folder for new orders; the store's first when left out.
        folder_id: Field<u64> = Field::id(),
        /// The folder for orders that need a person; that for new ones when left out.
        hold_folder_id: Field<u64> = Field::id(),
        /// The folder that orders go to which the shop canceled; they stay where they are when left out.
        canceled_folder_id: Field<u64> = Field::id(),
        /// What stands in front of the shop's numbers.
        prefix: Field<String> = Field::only_text(20),
        /// Whether an order is split by its items' vendors as it is taken; no when left out.
        splits_by_vendor: Field<bool> = Field::flag(),
        /// In what weights are kept; pounds when left out.
        weight_unit: Field<String> = Field::one_of("WeightUnit"),
        /// What becomes of taxes that are in the shop's prices: they stay there (`keep`, when left out), or are taken out.
        included_tax: Field<String> = Field::one_of("IncludedTax"),
        /// The status that the shop is given once an order is taken, in the cart's own word; none when left out. Only
        /// `woocommerce` and `bigcommerce` are given one.
        status_after_import: Field<String> = Field::only_text(MAX_WORD_LENGTH),
        /// Whether the shop is told of shipments; yes when left out.
        sends_shipments: Field<bool> = Field::flag(),
        /// Whether the shop mails its customer of them, where it leaves us the choice; yes when left out.
        notifies_customers: Field<bool> = Field::flag(),
        /// Of the cart `generic`: our fields, each with the JSON Pointer of where the sender has it.
        field_map: Field<Variations> = Field::map(MAX_FIELD_MAP_LENGTH),
    }

    /// Other secrets for a connection. One at least is needed, or that one is made.
    ConnectionSecretsChange: Refused, and ConnectionSecretFields {
        /// Whether another secret is made for webhooks, of carts that are told it, and shown once.
        make_webhook_secret: Field<bool> = Field::flag(),
        /// How many hours webhooks may still be signed with the secret that is replaced: a day when left out, at most a
        /// week. With 0 it ends at once.
        overlap_hours: Field<u64> = Field::between(0, 168).or("", || 24),
    }

    /// Orders that are imported by hand: `from` or `order_ids`.
    ConnectionImport: Refused {
        /// Orders that changed at this moment or later.
        from: Field<Timestamp> = Field::moment(),
        /// The cart's own ids of orders.
        order_ids: Field<Vec<String>> = Field::texts(MAX_IMPORTED_IDS, MAX_CART_ORDER_ID_LENGTH),
        /// Whether orders come in again that were removed here, moved away or merged; no when left out.
        again: Field<bool> = Field::flag(),
    }
}
