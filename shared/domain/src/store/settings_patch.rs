//! What is to change of a store and its settings.

use email_address::{EmailAddress, Options};
use jiff::tz::TimeZone;

use crate::limits::{MAX_CHECKOUT_DATA_LENGTH, check_map_length, check_text_length};
use crate::{
    ItemDetails, MAX_MAILS_PER_DAY, MAX_MAX_RULES, MAX_POSTS_PER_MINUTE, Problem, SecondFactorPolicy, Settings,
    SplitMethod, StockFloor, StockPolicy, Store, StoreId, Variations, check_session_idle,
};

/// A setting that is a text has at most this many characters.
pub const MAX_SETTING_LENGTH: usize = 500;
/// The form of dates has at most this many characters.
pub const MAX_DATE_FORMAT_LENGTH: usize = 40;
/// A store lists at most so many hosts for its notices of shipments.
pub const MAX_NOTIFY_HOSTS: usize = 50;
/// The name of a store or of a key has at most this many characters.
pub const MAX_STORE_NAME_LENGTH: usize = 200;
/// The most calls at once a store can be allowed.
pub const MAX_RATE_LIMIT_BUCKET: u32 = 10_000;
/// The most calls a second a store can be allowed.
pub const MAX_RATE_LIMIT_PER_SECOND: u32 = 1_000;

/// A setting that is a text.
#[derive(Debug, Clone, Copy)]
pub struct TextSetting {
    /// Its name in the API.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Where it is kept.
    pub write: fn(&mut Settings) -> &mut String,
    /// What kind of text it is.
    pub kind: SettingKind,
}

/// What kind of text a setting is, when it is not blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKind {
    /// Any.
    Text,
    /// An e-mail address.
    Email,
    /// The IANA name of a time zone.
    TimeZone,
    /// The ISO 4217 code of a currency.
    Currency,
    /// A form of dates, in the letters of PHP's `date()`.
    DateFormat,
}

/// The settings that are texts.
pub const TEXT_SETTINGS: &[TextSetting] = &[
    TextSetting {
        name: "admin_email",
        doc: "Who is mailed when appointments fail for good or a rule is switched off, once the address is confirmed: a link \
              is mailed there when it is set or changed.",
        write: |settings| &mut settings.admin_email,
        kind: SettingKind::Email,
    },
    TextSetting {
        name: "store_email",
        doc: "The store's own e-mail address.",
        write: |settings| &mut settings.store_email,
        kind: SettingKind::Email,
    },
    TextSetting {
        name: "store_url",
        doc: "The store's web site.",
        write: |settings| &mut settings.store_url,
        kind: SettingKind::Text,
    },
    TextSetting {
        name: "timezone",
        doc: "The store's time zone, as its IANA name, such as `America/Chicago`; UTC when blank.",
        write: |settings| &mut settings.timezone,
        kind: SettingKind::TimeZone,
    },
    TextSetting {
        name: "store_country",
        doc: "Code of the store's country.",
        write: |settings| &mut settings.store_country,
        kind: SettingKind::Text,
    },
    TextSetting {
        name: "currency",
        doc: "ISO 4217 code of the currency in which templates write amounts (`money_format`): its sign and as many places as it \
              has. Two places and no sign when blank.",
        write: |settings| &mut settings.currency,
        kind: SettingKind::Currency,
    },
    TextSetting {
        name: "date_format",
        doc: "In which form templates write dates (`date`), in the letters of PHP's `date()`; `m/d/Y` when blank.",
        write: |settings| &mut settings.date_format,
        kind: SettingKind::DateFormat,
    },
];

/// What is to change of a store; nothing else is touched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SettingsPatch {
    /// The store's name, which cannot be blank.
    pub name: Option<String>,
    /// Settings that are texts, by their names in [`TEXT_SETTINGS`].
    pub texts: Vec<(&'static str, String)>,
    /// Whether posts may go to plain `http://` addresses.
    pub allow_http: Option<bool>,
    /// Whether there is at most one connection to a shop of each cart.
    pub one_connection_per_cart: Option<bool>,
    /// The hosts a `ship_notify_url` may name; any public one when empty.
    pub notify_hosts: Option<Vec<String>>,
    /// What an order that is split off another one keeps of its extra details.
    pub split_method: Option<SplitMethod>,
    /// Checkout data that orders entered by hand begin with.
    pub default_checkout_data_fields: Option<Variations>,
    /// When stock is taken for orders.
    pub stock_is_taken: Option<StockPolicy>,
    /// How low orders may take the stock.
    pub stock_floor: Option<StockFloor>,
    /// Whether the inventory fills in what items of new orders leave out.
    pub item_details: Option<ItemDetails>,
    /// Whose inventory orders use.
    pub inventory_of_store: Option<WhoseInventory>,
    /// Whether users need a second factor.
    pub second_factor: Option<SecondFactorPolicy>,
    /// After how many minutes without a page who opened it is signed out.
    pub session_idle_minutes: Option<u32>,
    /// How many calls of the API may come at once.
    pub rate_limit_bucket: Option<u32>,
    /// How many calls a second the bucket is filled by.
    pub rate_limit_per_second: Option<u32>,
    /// Whether calls are limited at all.
    pub is_rate_limited: Option<bool>,
    /// How many rules there may be.
    pub max_rules: Option<u32>,
    /// How many posts may leave in a minute.
    pub posts_per_minute: Option<u32>,
    /// How many mails of orders may leave in a day.
    pub mails_per_day: Option<u32>,
    /// Whether `admin_email` counts as confirmed: for the operator to say.
    pub admin_email_confirmed: Option<bool>,
}

/// Whose inventory a store's orders use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoseInventory {
    /// The store's own.
    Own,
    /// That of another store.
    Of(StoreId),
}

impl SettingsPatch {
    /// Everything that is wrong with it.
    pub fn check(&self) -> Vec<Problem> {
        let name = self.name.as_ref().and_then(|name| check_store_name(name));
        let long = |(name, text): &(&str, String)| check_text_length(name, text, MAX_SETTING_LENGTH);
        let fields = self.default_checkout_data_fields.as_ref();
        let fields =
            fields.and_then(|map| check_map_length("default_checkout_data_fields", map, MAX_CHECKOUT_DATA_LENGTH));
        let numbers = [
            ("rate_limit_bucket", self.rate_limit_bucket, MAX_RATE_LIMIT_BUCKET),
            ("rate_limit_per_second", self.rate_limit_per_second, MAX_RATE_LIMIT_PER_SECOND),
            ("max_rules", self.max_rules, MAX_MAX_RULES),
            ("posts_per_minute", self.posts_per_minute, MAX_POSTS_PER_MINUTE),
            ("mails_per_day", self.mails_per_day, MAX_MAILS_PER_DAY),
        ];
        let numbers = numbers.into_iter().filter_map(|(name, number, max)| check_rate(name, number?.into(), max).err());
        let long = self.texts.iter().filter_map(long).chain(self.check_texts());
        let idle = self.session_idle_minutes.map(|minutes| check_session_idle("session_idle_minutes", minutes.into()));
        let idle = idle.and_then(Result::err);
        name.into_iter().chain(long).chain(fields).chain(numbers).chain(idle).collect()
    }

    /// What is wrong with its texts: those that are no e-mail addresses, a time zone nobody knows, and what can't be a currency
    /// or a form of dates.
    pub fn check_texts(&self) -> Vec<Problem> {
        let problem = |(name, text): &(&'static str, String)| {
            let setting = TEXT_SETTINGS.iter().find(|setting| setting.name == *name)?;
            setting.kind.check(text).filter(|_| !text.is_empty()).map(|message| Problem::new(*name, message))
        };
        self.texts.iter().filter_map(problem).collect()
    }

    /// Changes a store's settings and its name.
    pub fn apply(&self, store: &mut Store) {
        if let Some(name) = &self.name {
            store.name.clone_from(name);
        }
        self.apply_to(&mut store.settings);
    }

    /// Changes settings alone: those of a store that is being made.
    ///
    /// Another `admin_email` is not confirmed. Whether one is, is not changed otherwise: see [`vouch`](Self::vouch).
    pub fn apply_to(&self, settings: &mut Settings) {
        let address = settings.admin_email.clone();
        for setting in TEXT_SETTINGS {
            if let Some((_, text)) = self.texts.iter().find(|(name, _)| *name == setting.name) {
                (setting.write)(settings).clone_from(text);
            }
        }
        settings.admin_email_confirmed &= settings.admin_email == address;
        if let Some(fields) = &self.default_checkout_data_fields {
            settings.default_checkout_data_fields.clone_from(fields);
        }
        if let Some(hosts) = &self.notify_hosts {
            settings.notify_hosts.clone_from(hosts);
        }
        settings.split_method = self.split_method.unwrap_or(settings.split_method);
        settings.allow_http = self.allow_http.unwrap_or(settings.allow_http);
        settings.one_connection_per_cart = self.one_connection_per_cart.unwrap_or(settings.one_connection_per_cart);
        settings.stock_is_taken = self.stock_is_taken.unwrap_or(settings.stock_is_taken);
        settings.stock_floor = self.stock_floor.unwrap_or(settings.stock_floor);
        settings.item_details = self.item_details.unwrap_or(settings.item_details);
        settings.inventory_of_store = match self.inventory_of_store {
            Some(WhoseInventory::Of(store_id)) => Some(store_id),
            Some(WhoseInventory::Own) => None,
            None => settings.inventory_of_store,
        };
        settings.second_factor = self.second_factor.unwrap_or(settings.second_factor);
        settings.session_idle_minutes = self.session_idle_minutes.or(settings.session_idle_minutes);
        let limit = &mut settings.rate_limit;
        limit.bucket = self.rate_limit_bucket.unwrap_or(limit.bucket);
        limit.per_second = self.rate_limit_per_second.unwrap_or(limit.per_second);
        limit.off = self.is_rate_limited.map_or(limit.off, |is_limited| !is_limited);
        settings.max_rules = self.max_rules.or(settings.max_rules);
        settings.posts_per_minute = self.posts_per_minute.or(settings.posts_per_minute);
        settings.mails_per_day = self.mails_per_day.or(settings.mails_per_day);
    }

    /// What the operator says of the address that is set now.
    pub fn vouch(&self, settings: &mut Settings) {
        let is_confirmed = self.admin_email_confirmed.unwrap_or(settings.admin_email_confirmed);
        settings.admin_email_confirmed = is_confirmed && !settings.admin_email.is_empty();
    }

    /// What is wrong when a store says of its address, which `settings` has as this patch leaves them, what only the
    /// operator may say. To send back what was read is no fault.
    pub fn check_vouching(&self, settings: &Settings) -> Option<Problem> {
        let says_so = self.admin_email_confirmed.is_some_and(|said| said != settings.admin_email_confirmed);
        let message = "follows from the link in the mail that is sent there; only the operator can set it";
        says_so.then(|| Problem::new("admin_email_confirmed", message))
    }

    /// Whether it names this setting, one of [`TEXT_SETTINGS`].
    pub fn names(&self, setting: &str) -> bool {
        self.texts.iter().any(|(name, _)| *name == setting)
    }
}

/// What is wrong with a store's new name.
pub fn check_store_name(name: &str) -> Option<Problem> {
    let is_good = !name.trim().is_empty() && name.chars().count() <= MAX_STORE_NAME_LENGTH;
    let message = format!("must be a name of at most {MAX_STORE_NAME_LENGTH} characters");
    (!is_good).then(|| Problem::new("name", message))
}

/// A whole number from 1 to `max`, for a part of the rate limit or another ceiling.
pub fn check_rate(field: &str, number: u64, max: u32) -> Result<u32, Problem> {
    let fits = u32::try_from(number).ok().filter(|number| (1..=max).contains(number));
    fits.ok_or_else(|| Problem::new(field, format!("must be from 1 to {max}")))
}

impl SettingKind {
    /// What is wrong with a text that is not blank.
    fn check(self, text: &str) -> Option<&'static str> {
        match self {
            Self::Text => None,
            Self::Email => (!is_address(text)).then_some("must be one e-mail address, such as desk@example.com"),
            Self::TimeZone => {
                TimeZone::get(text).is_err().then_some("must be the IANA name of a time zone, such as America/Chicago")
            }
            Self::Currency => {
                let is_code = text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase());
                (!is_code).then_some("must be the ISO 4217 code of a currency, such as USD")
            }
            Self::DateFormat => {
                let is_short = text.chars().count() <= MAX_DATE_FORMAT_LENGTH;
                let is_form = is_short && !text.chars().any(char::is_control);
                (!is_form)
                    .then_some("must be a form of dates in PHP's letters, such as d.m.Y, of at most 40 characters")
            }
        }
    }
}

/// Whether a text is one mail address and nothing else: no name beside it, no list, no line of a mail's head.
pub fn is_address(text: &str) -> bool {
    let bare = Options::default().without_display_text().without_domain_literal().with_minimum_sub_domains(2);
    EmailAddress::parse_with_options(text, bare).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RateLimit;

    #[test]
    fn settings_of_an_old_row_read_with_the_usual_rate_limit() {
        assert_eq!(serde_json::from_str::<Settings>("{}").unwrap().rate_limit, RateLimit::default());
        assert_eq!(serde_json::to_string(&Settings::default()).unwrap(), "{}");
    }

    #[test]
    fn an_address_is_one_and_nothing_else() {
        for good in ["desk@example.com", "ada.lind+orders@mail.example.co.uk", "o'hara@example.com", "büro@example.com"]
        {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "@",
            "nobody",
            "@example.com",
            "ada@",
            "ada@localhost",
            "a@b@example.com",
            "ada@example.com, ben@example.com",
            "ada@example.com;ben@example.com",
            "ada@example.com\r\nBcc: all@example.com",
            "Ada <ada@example.com>",
            "ada @example.com",
            "ada@exa mple.com",
            "ada@[127.0.0.1]",
            "ada@example..com",
            "<ada@example.com>",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn another_address_is_not_confirmed_and_the_same_one_stays_as_it_is() {
        let texts =
            |address: &str| SettingsPatch { texts: vec![("admin_email", address.into())], ..SettingsPatch::default() };
        let confirmed =
            Settings { admin_email: "a@example.com".into(), admin_email_confirmed: true, ..Settings::default() };
        for (patch, is_confirmed) in [
            (texts("a@example.com"), true),
            (SettingsPatch::default(), true),
            (texts("b@example.com"), false),
            (texts(""), false),
        ] {
            let mut settings = confirmed.clone();
            patch.apply_to(&mut settings);
            assert_eq!(settings.admin_email_confirmed, is_confirmed, "{patch:?}");
            let vouched = SettingsPatch { admin_email_confirmed: Some(true), ..patch };
            assert_eq!(vouched.check_vouching(&settings).is_none(), is_confirmed);
            vouched.vouch(&mut settings);
            assert_eq!(settings.admin_email_confirmed, !settings.admin_email.is_empty(), "there must be one");
        }
    }

    #[test]
    fn a_patch_is_made_of_plain_values_and_every_problem_names_its_field() {
        let patch = SettingsPatch {
            name: Some(" ".into()),
            texts: vec![("admin_email", "nobody".into()), ("store_email", String::new()), ("timezone", "Mars".into())],
            rate_limit_bucket: Some(0),
            ..SettingsPatch::default()
        };
        let fields: Vec<_> = patch.check().into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["name", "admin_email", "timezone", "rate_limit_bucket"]);
        let long = "d".repeat(MAX_DATE_FORMAT_LENGTH + 1);
        let wrong =
            [("currency", "usd"), ("currency", "DOLLAR"), ("date_format", "d\nm"), ("date_format", long.as_str())];
        for (name, text) in wrong {
            let patch = SettingsPatch { texts: vec![(name, text.into())], ..SettingsPatch::default() };
            assert_eq!(patch.check().into_iter().map(|problem| problem.field).collect::<Vec<_>>(), [name], "{text}");
        }
        let mut settings = Settings::default();
        let good = SettingsPatch { texts: vec![("timezone", "Europe/Berlin".into())], ..SettingsPatch::default() };
        assert_eq!(good.check(), vec![]);
        good.apply_to(&mut settings);
        assert_eq!(settings, Settings { timezone: "Europe/Berlin".into(), ..Settings::default() });
    }
}
