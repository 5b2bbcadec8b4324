//! Reading the settings of a store: our own `PATCH /v1/store`, and `settings` of a new one.

use jiff::tz::TimeZone;

use super::order_fields::{Field, MAX_CHECKOUT_DATA_LENGTH, limited_map};
use super::read::{Document, Object, Problem};
use crate::{RateLimit, Settings, Store, Variations};

/// The settings that are texts, of at most 500 characters.
const TEXTS: &[Field<Settings, String>] = &[
    ("admin_email", |settings| &mut settings.admin_email),
    ("store_email", |settings| &mut settings.store_email),
    ("store_url", |settings| &mut settings.store_url),
    ("timezone", |settings| &mut settings.timezone),
    ("store_country", |settings| &mut settings.store_country),
];

/// Every setting there is, besides the store's name.
const NAMES: [&str; 10] = [
    "admin_email",
    "store_email",
    "store_url",
    "timezone",
    "store_country",
    "allow_http",
    "default_checkout_data_fields",
    "rate_limit_bucket",
    "rate_limit_per_second",
    "rate_limit",
];

/// The most calls at once a store can be allowed.
const MAX_BUCKET: u32 = 10_000;
/// The most calls a second a store can be allowed.
const MAX_PER_SECOND: u32 = 1_000;

/// What is to change of a store: what is named changes, null makes it what it is in a new store, and nothing else is
/// touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsPatch {
    name: Option<String>,
    texts: Vec<(&'static str, String)>,
    allow_http: Option<bool>,
    default_checkout_data_fields: Option<Variations>,
    bucket: Option<u32>,
    per_second: Option<u32>,
    limited: Option<bool>,
}

impl SettingsPatch {
    /// Reads the body of `PATCH /v1/store`: the store's `name`, and its `settings`. What is unknown is refused by name.
    pub fn read(body: &str) -> Result<Self, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let object = document.object();
        object.refuse_unknown(&["name", "settings"]);
        let settings = object.object("settings").unwrap_or_else(|| object.without(&["name", "settings"]));
        let patch = Self { name: name(&object), ..Self::of(&settings) };
        match document.problems() {
            problems if problems.is_empty() => Ok(patch),
            problems => Err(problems),
        }
    }

    /// Reads `settings` of a new store; what is wrong is noted in the document. What is unknown is refused by name.
    pub fn of(settings: &Object) -> Self {
        settings.refuse_unknown(&NAMES);
        Self::known_of(settings)
    }

    fn known_of(object: &Object) -> Self {
        let text = |name| object.short_text(name, 500).unwrap_or_default().trim().to_owned();
        let texts = TEXTS.iter().filter(|(name, _)| object.has(name)).map(|(name, _)| (*name, text(name)));
        let texts: Vec<(&'static str, String)> = texts.collect();
        check_texts(object, &texts);
        let usual = RateLimit::default();
        let map = |name| limited_map(object, name, MAX_CHECKOUT_DATA_LENGTH);
        let number = |name, most, usual| object.has(name).then(|| whole(object, name, most).unwrap_or(usual));
        let flag = |name, usual| object.has(name).then(|| object.flag(name).unwrap_or(usual));
        Self {
            name: None,
            texts,
            allow_http: flag("allow_http", false),
            default_checkout_data_fields: object
                .has("default_checkout_data_fields")
                .then(|| map("default_checkout_data_fields")),
            bucket: number("rate_limit_bucket", MAX_BUCKET, usual.bucket),
            per_second: number("rate_limit_per_second", MAX_PER_SECOND, usual.per_second),
            limited: flag("rate_limit", !usual.off),
        }
    }

    /// Changes a store's settings and its name.
    pub fn apply(&self, store: &mut Store) {
        if let Some(name) = &self.name {
            store.name.clone_from(name);
        }
        self.apply_to(&mut store.settings);
    }

    /// Changes settings alone: those of a store that is being made.
    pub fn apply_to(&self, settings: &mut Settings) {
        for (name, field) in TEXTS {
            if let Some((_, text)) = self.texts.iter().find(|(named, _)| named == name) {
                field(settings).clone_from(text);
            }
        }
        if let Some(fields) = &self.default_checkout_data_fields {
            settings.default_checkout_data_fields.clone_from(fields);
        }
        settings.allow_http = self.allow_http.unwrap_or(settings.allow_http);
        let limit = &mut settings.rate_limit;
        limit.bucket = self.bucket.unwrap_or(limit.bucket);
        limit.per_second = self.per_second.unwrap_or(limit.per_second);
        limit.off = self.limited.map_or(limit.off, |limited| !limited);
    }
}

/// The store's name, which cannot be blank.
fn name(object: &Object) -> Option<String> {
    let name = object.short_text("name", 200).map(|name| name.trim().to_owned());
    let is_blank = name.as_ref().is_none_or(String::is_empty);
    if object.has("name") && is_blank {
        object.refuse("name", "must be a name of at most 200 characters");
    }
    name
}

fn check_texts(object: &Object, texts: &[(&str, String)]) {
    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        match *name {
            "admin_email" | "store_email" if !text.contains('@') => object.refuse(name, "must be an e-mail address"),
            "timezone" if TimeZone::get(text).is_err() => {
                object.refuse(name, "must be the IANA name of a time zone, such as America/Chicago");
            }
            _ => {}
        }
    }
}

/// A whole number from 1 to `most`.
fn whole(object: &Object, name: &str, most: u32) -> Option<u32> {
    let number = object.whole(name)?;
    let fits = u32::try_from(number).ok().filter(|number| (1..=most).contains(number));
    if fits.is_none() {
        object.refuse(name, format!("must be from 1 to {most}"));
    }
    fits
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::StoreId;

    fn store() -> Store {
        let settings = Settings { store_url: "https://a.test".into(), allow_http: true, ..Settings::default() };
        let (id, folders) = (StoreId::new(42).unwrap(), Store::default_folders());
        Store {
            id,
            name: "Harbor".into(),
            settings,
            folders,
            rules_revision: 0,
            removed_folders: vec![],
            date_added: Timestamp::UNIX_EPOCH,
        }
    }

    fn patched(body: &str) -> Store {
        let mut store = store();
        SettingsPatch::read(body).unwrap().apply(&mut store);
        store
    }

    #[test]
    fn only_what_is_named_changes_and_null_makes_it_what_it_is_in_a_new_store() {
        assert_eq!(patched("{}"), store());
        let changed = patched(
            r#"{"name":" Pier ","settings":{"timezone":"America/Chicago","rate_limit_bucket":"40","rate_limit":"off",
                "default_checkout_data_fields":{"Gift":"no"}}}"#,
        );
        assert_eq!((changed.name.as_str(), changed.settings.timezone.as_str()), ("Pier", "America/Chicago"));
        assert_eq!(changed.settings.rate_limit, RateLimit { bucket: 40, per_second: 3, off: true });
        assert_eq!((changed.settings.store_url.as_str(), changed.settings.allow_http), ("https://a.test", true));
        assert_eq!(changed.settings.default_checkout_data_fields.get("Gift").map(String::as_str), Some("no"));
        let blank = patched(
            r#"{"settings":{"store_url":null,"allow_http":null,"rate_limit":null,"default_checkout_data_fields":[]}}"#,
        );
        assert_eq!(blank.settings, Settings::default());
    }

    #[test]
    fn what_is_unknown_or_cannot_be_is_refused_by_name() {
        for (body, field) in [
            (r#"{"settings":{"time_zone":"UTC"}}"#, "settings.time_zone"),
            (r#"{"settings":{"timezone":"Mars/Olympus"}}"#, "settings.timezone"),
            (r#"{"settings":{"admin_email":"nobody"}}"#, "settings.admin_email"),
            (r#"{"timezone":"UTC"}"#, "timezone"),
            (r#"{"name":""}"#, "name"),
            (r#"{"name":null}"#, "name"),
            (r#"{"settings":{"rate_limit_bucket":0}}"#, "settings.rate_limit_bucket"),
            (r#"{"settings":{"rate_limit_bucket":10001}}"#, "settings.rate_limit_bucket"),
            (r#"{"settings":{"rate_limit_per_second":1.5}}"#, "settings.rate_limit_per_second"),
            (r#"{"settings":{"rate_limit":"perhaps"}}"#, "settings.rate_limit"),
            (r#"{"settings":{"default_checkout_data_fields":{"a":[1]}}}"#, "settings.default_checkout_data_fields.a"),
        ] {
            let problems = SettingsPatch::read(body).unwrap_err();
            assert_eq!((problems[0].field.as_str(), problems.len()), (field, 1), "{body}");
        }
    }

    #[test]
    fn a_new_store_is_read_by_the_same_words_but_named_elsewhere() {
        let document = Document::read(r#"{"settings":{"timezone":"Europe/Berlin","name":"x"}}"#).unwrap();
        let mut settings = Settings::default();
        SettingsPatch::of(&document.object().object("settings").unwrap()).apply_to(&mut settings);
        assert_eq!(settings.timezone, "Europe/Berlin");
        assert_eq!(document.problems()[0].field, "settings.name");
    }

    #[test]
    fn settings_of_an_old_row_read_with_the_usual_rate_limit() {
        assert_eq!(serde_json::from_str::<Settings>("{}").unwrap().rate_limit, RateLimit::default());
        assert_eq!(serde_json::to_string(&Settings::default()).unwrap(), "{}");
    }
}
