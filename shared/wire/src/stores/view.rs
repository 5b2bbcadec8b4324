//! Writing a store for our own API.

use domain::{Store, Variations, time};
use serde::Serialize;

/// A store as our own API shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoreView<'a> {
    id: String,
    name: &'a str,
    settings: SettingsView<'a>,
    date_added: String,
}

/// The settings that can be changed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SettingsView<'a> {
    admin_email: &'a str,
    store_email: &'a str,
    store_url: &'a str,
    timezone: &'a str,
    store_country: &'a str,
    allow_http: bool,
    #[cfg_attr(feature = "schema", schema(value_type = std::collections::BTreeMap<String, String>))]
    default_checkout_data_fields: &'a Variations,
    rate_limit: &'static str,
    rate_limit_bucket: u32,
    rate_limit_per_second: u32,
}

impl<'a> From<&'a Store> for StoreView<'a> {
    fn from(store: &'a Store) -> Self {
        let settings = &store.settings;
        let settings = SettingsView {
            admin_email: &settings.admin_email,
            store_email: &settings.store_email,
            store_url: &settings.store_url,
            timezone: &settings.timezone,
            store_country: &settings.store_country,
            allow_http: settings.allow_http,
            default_checkout_data_fields: &settings.default_checkout_data_fields,
            rate_limit: if settings.rate_limit.off { "off" } else { "on" },
            rate_limit_bucket: settings.rate_limit.bucket,
            rate_limit_per_second: settings.rate_limit.per_second,
        };
        Self { id: store.id.to_string(), name: &store.name, settings, date_added: time::text(store.date_added) }
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
            date_added: Timestamp::UNIX_EPOCH,
        };
        let expected = r#"{"id":"42","name":"Harbor","settings":{"admin_email":"","store_email":"","store_url":"","timezone":"Europe/Berlin","store_country":"","allow_http":false,"default_checkout_data_fields":{},"rate_limit":"off","rate_limit_bucket":20,"rate_limit_per_second":3},"date_added":"1970-01-01 00:00:00"}"#;
        assert_eq!(serde_json::to_string(&StoreView::from(&store)).unwrap(), expected);
    }
}
