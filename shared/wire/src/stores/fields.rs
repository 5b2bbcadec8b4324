//! The fields of a store and of its settings as they are read: our own `POST /v1/stores` and `PATCH /v1/store`.

use domain::{
    MAX_CHECKOUT_DATA_LENGTH, MAX_DATE_FORMAT_LENGTH, MAX_LOCK_REASON_LENGTH, MAX_MAILS_PER_DAY, MAX_MAX_RULES,
    MAX_NOTIFY_HOSTS, MAX_POSTS_PER_MINUTE, MAX_RATE_LIMIT_BUCKET, MAX_RATE_LIMIT_PER_SECOND, MAX_SESSION_IDLE_MINUTES,
    MAX_SETTING_LENGTH, MAX_STORE_NAME_LENGTH, MIN_SESSION_IDLE_MINUTES, RateLimit, SettingKind, SplitMethod,
    StockPolicy, TEXT_SETTINGS, Variations,
};

use crate::body::{Body, Entry, Field, Form, ObjectField, Unknown, body};
use crate::signing::MAX_HOST_LENGTH;

body! {
    /// A new store.
    NewStore: PassedOver {
        /// Its name.
        name: Field<String> = Field::short_words(MAX_STORE_NAME_LENGTH).needed(),
        /// Its settings.
        settings: ObjectField = ObjectField::new(&SettingsInput::BODY),
    }

    /// What is to change of a store; what is left out stays as it is.
    StoreChange: Refused {
        /// Its name.
        name: Field<String> = Field::short_words(MAX_STORE_NAME_LENGTH),
        /// Its settings.
        settings: ObjectField = ObjectField::new(&SettingsInput::BODY),
    }

    /// What the operator changes of a store; what is left out stays as it is.
    OperatorStoreChange: Refused, and StoreChange {
        /// Whether the store can be worked with: `active`, or `locked`, and then it can be read and nothing more. With
        /// `active` a store that an owner closed is open again too.
        state: Field<String> = Field::checked_later(Form::Pattern(10, "^(active|locked)$")),
        /// Why it is locked, in words that its people read; needed with `locked`.
        why: Field<String> = Field::short_text(MAX_LOCK_REASON_LENGTH),
    }

    /// Settings as they are sent; null makes one what it is in a new store.
    SettingsInput: Refused, and TextSettings {
        /// Whether `admin_email` counts as confirmed. Set by the operator; else it follows from the link in the mail that is
        /// sent there, and a store may only send back what it read.
        admin_email_confirmed: Field<bool> = Field::flag(),
        /// Whether posts may go to plain `http://` addresses.
        allow_http: Field<bool> = Field::flag(),
        /// Whether there is at most one connection to a shop of each cart. Those that are there already stay.
        one_connection_per_cart: Field<bool> = Field::flag(),
        /// The hosts a `ship_notify_url` may name, `*.example.com` for all names below one; any public one when empty.
        notify_hosts: Field<Vec<String>> = Field::texts(MAX_NOTIFY_HOSTS, MAX_HOST_LENGTH),
        /// What an order that is split off another one keeps of its checkout data, metadata and tag.
        split_method: Field<String> = Field::one_of("SplitMethod").or(SplitMethod::Keep.name(), || SplitMethod::Keep.name().to_owned()),
        /// Checkout data that orders entered by hand begin with.
        default_checkout_data_fields: Field<Variations> = Field::map(MAX_CHECKOUT_DATA_LENGTH),
        /// When stock is taken from the inventory for orders: `never`, but by rules; `by_rule`, the same; `on_import`, when
        /// they come; `on_shipment`, when they are shipped.
        stock_is_taken: Field<String> = Field::one_of("StockPolicy").or(StockPolicy::Never.name(), || StockPolicy::Never.name().to_owned()),
        /// Whether orders may take the stock below zero; else what would is not taken.
        stock_may_go_negative: Field<bool> = Field::flag().or("yes", || true),
        /// Whether items of new orders get the name, weight, variations and metadata of the inventory where they come without.
        add_inventory_details: Field<bool> = Field::flag(),
        /// The store whose inventory orders use instead of this one's own, which this one must be linked with; its own when
        /// blank.
        inventory_of_store: Field<String> = Field::sent_id(),
        /// Whether users of the console need a second factor in this store: who has none sets one up before anything else.
        requires_second_factor: Field<bool> = Field::flag(),
        /// After how many minutes without a page a user of the console is signed out; of several stores the least counts.
        session_idle_minutes: Field<u64> = Field::between(MIN_SESSION_IDLE_MINUTES, MAX_SESSION_IDLE_MINUTES),
        /// How many calls may come at one moment.
        rate_limit_bucket: Field<u64> = Field::between(1, MAX_RATE_LIMIT_BUCKET),
        /// How many more may come with each second.
        rate_limit_per_second: Field<u64> = Field::between(1, MAX_RATE_LIMIT_PER_SECOND),
        /// Whether the store's calls are counted, and answered 429 when there are too many: yes or no.
        rate_limit: Field<bool> = Field::flag().or("", || !RateLimit::default().off),
        /// How many rules there may be.
        max_rules: Field<u64> = Field::between(1, MAX_MAX_RULES),
        /// How many posts may leave in a minute; more wait.
        posts_per_minute: Field<u64> = Field::between(1, MAX_POSTS_PER_MINUTE),
        /// How many mails of orders may leave in a day; more wait for the next.
        mails_per_day: Field<u64> = Field::between(1, MAX_MAILS_PER_DAY),
    }
}

/// The settings that are texts, as the domain lists them: [`TEXT_SETTINGS`].
pub(super) struct TextSettings;

impl TextSettings {
    const ENTRIES: [Entry; TEXT_SETTINGS.len()] = {
        let mut entries = [Entry::new(Form::ShortText(MAX_SETTING_LENGTH)); TEXT_SETTINGS.len()];
        let (mut rest, mut settings) = (entries.as_mut_slice(), TEXT_SETTINGS);
        while let ([entry, more @ ..], [setting, others @ ..]) = (rest, settings) {
            let form = match setting.kind {
                SettingKind::Text => Form::ShortText(MAX_SETTING_LENGTH),
                SettingKind::Email => Form::Pattern(MAX_SETTING_LENGTH, "^(.*@.*)?$"),
                SettingKind::TimeZone => Form::OnlyText(MAX_SETTING_LENGTH),
                SettingKind::Currency => Form::Pattern(MAX_SETTING_LENGTH, "^([A-Z]{3})?$"),
                SettingKind::DateFormat => Form::OnlyText(MAX_DATE_FORMAT_LENGTH),
            };
            *entry = Entry::new(form).named(setting.name, setting.doc);
            (rest, settings) = (more, others);
        }
        entries
    };

    /// The fields, as the reader takes them.
    pub(super) fn fields() -> impl Iterator<Item = Field<String>> {
        Self::ENTRIES.into_iter().map(Field::of_entry)
    }

    const BODY: Body = Body::new("TextSettings", "Settings that are texts.", Unknown::Refused, &Self::ENTRIES, None);
}
