//! Writing a store for the compatible API (orderdesk-api 2.2).

use domain::{Folder, Settings, Store};
use serde::ser::{Serialize, Serializer};

/// A store as the compatible API shows it, with every documented setting; what is secret or not built is empty or 0.
#[derive(Debug, Clone, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = StoreView))]
pub struct CompatibleView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: String,
    /// Its name.
    name: &'a str,
    /// Its settings.
    settings: CompatibleSettingsView<'a>,
    /// The names of its folders by their ids, in the store's order.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::TextObject))]
    folders: FolderNames<'a>,
}

/// Settings under the names of the compatible API.
#[derive(Debug, Clone, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = StoreViewSettings))]
pub struct CompatibleSettingsView<'a> {
    /// Always `2.0`.
    app_version: &'static str,
    /// Always `en_US`.
    locale_code: &'static str,
    /// IANA name; `UTC` when unset.
    timezone: &'a str,
    /// Code of the store's country.
    store_country: &'a str,
    /// The store's own address.
    store_email: &'a str,
    /// Who is told when an appointment fails.
    admin_email: &'a str,
    /// Not built.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::FlagText))]
    normalize_capitalization: &'static str,
    /// Not built.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::FlagText))]
    normalize_phone_numbers: &'static str,
    /// A form of PHP's `date()`.
    date_format: &'static str,
    /// A form of PHP's `date()`.
    short_date_format: &'static str,
    /// Not built.
    orders_per_page: u32,
    /// Not built.
    report_frequency: &'static str,
    /// Not built.
    dashboard_report_type: &'static str,
    /// The store's web site.
    store_url: &'a str,
    /// Not built.
    custom_css: &'static str,
    /// Not built.
    security_po_box_warn: &'static str,
    /// Not built.
    security_different_address_warn: &'static str,
    /// Not built.
    security_different_country_warn: &'static str,
    /// Not built.
    security_quantity_warn: u32,
    /// Not built.
    limit_address_field_char_length: u32,
    /// Not built.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::FlagText))]
    country_name_format: &'static str,
    /// Name of the list of all orders.
    all_orders_name: &'static str,
    /// Secret, so empty.
    api_key: &'static str,
    /// Not built.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::EmptyList))]
    all_orders_column_view: [(); 0],
    /// Not built.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::EmptyList))]
    shipping_methods: [(); 0],
    /// Names of the checkout data that orders entered by hand begin with.
    default_checkout_data_fields: Vec<&'a str>,
    /// Not built.
    smtp_port: &'static str,
    /// Not built.
    smtp_host: &'static str,
    /// Not built.
    smtp_username: &'static str,
    /// Secret, so empty.
    smtp_password: &'static str,
    /// Not built.
    smtp_encryption: &'static str,
    /// Not built.
    smtp_headers: &'static str,
    /// Not built.
    auto_update_stock_count: &'static str,
    /// Not built.
    auto_create_inventory_items: &'static str,
    /// Not built.
    #[serde(rename = "normalizeCapitalization")]
    normalize_capitalization_number: u32,
    /// Whether posts may go to plain `http://` addresses.
    allow_http: bool,
}

/// An object of folder names by folder id.
#[derive(Debug, Clone, Copy)]
struct FolderNames<'a>(&'a [Folder]);

impl Serialize for FolderNames<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|folder| (folder.id.to_string(), &folder.name)))
    }
}

impl<'a> From<&'a Store> for CompatibleView<'a> {
    fn from(store: &'a Store) -> Self {
        let settings = CompatibleSettingsView::from(&store.settings);
        Self { id: store.id.to_string(), name: &store.name, settings, folders: FolderNames(&store.folders) }
    }
}

impl<'a> From<&'a Settings> for CompatibleSettingsView<'a> {
    fn from(settings: &'a Settings) -> Self {
        Self {
            app_version: "2.0",
            locale_code: "en_US",
            timezone: if settings.timezone.is_empty() { "UTC" } else { &settings.timezone },
            store_country: &settings.store_country,
            store_email: &settings.store_email,
            admin_email: &settings.admin_email,
            normalize_capitalization: "0",
            normalize_phone_numbers: "0",
            date_format: "Y-m-d H:i:s",
            short_date_format: "Y-m-d",
            orders_per_page: 50,
            report_frequency: "",
            dashboard_report_type: "",
            store_url: &settings.store_url,
            custom_css: "",
            security_po_box_warn: "",
            security_different_address_warn: "",
            security_different_country_warn: "",
            security_quantity_warn: 0,
            limit_address_field_char_length: 0,
            country_name_format: "0",
            all_orders_name: "All Orders",
            api_key: "",
            all_orders_column_view: [],
            shipping_methods: [],
            default_checkout_data_fields: settings.default_checkout_data_fields.keys().map(String::as_str).collect(),
            smtp_port: "",
            smtp_host: "",
            smtp_username: "",
            smtp_password: "",
            smtp_encryption: "",
            smtp_headers: "",
            auto_update_stock_count: "",
            auto_create_inventory_items: "",
            normalize_capitalization_number: 0,
            allow_http: settings.allow_http,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Settings, StoreId};
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_store_is_written_with_every_documented_setting() {
        let settings = Settings { store_email: "shop@example.com".into(), ..Settings::default() };
        let store = Store {
            id: StoreId::new(42).unwrap(),
            name: "Harbor".into(),
            settings,
            folders: Store::default_folders(),
            removed_folders: vec![],
            rules_revision: 0,
            state: domain::StoreState::default(),
            date_added: Timestamp::UNIX_EPOCH,
        };
        insta::assert_json_snapshot!(CompatibleView::from(&store));
        // The very text, as clients had it before there was a type for it.
        let text = r#"{"id":"42","name":"Harbor","settings":{"app_version":"2.0","locale_code":"en_US","timezone":"UTC","store_country":"","store_email":"shop@example.com","admin_email":"","normalize_capitalization":"0","normalize_phone_numbers":"0","date_format":"Y-m-d H:i:s","short_date_format":"Y-m-d","orders_per_page":50,"report_frequency":"","dashboard_report_type":"","store_url":"","custom_css":"","security_po_box_warn":"","security_different_address_warn":"","security_different_country_warn":"","security_quantity_warn":0,"limit_address_field_char_length":0,"country_name_format":"0","all_orders_name":"All Orders","api_key":"","all_orders_column_view":[],"shipping_methods":[],"default_checkout_data_fields":[],"smtp_port":"","smtp_host":"","smtp_username":"","smtp_password":"","smtp_encryption":"","smtp_headers":"","auto_update_stock_count":"","auto_create_inventory_items":"","normalizeCapitalization":0,"allow_http":false},"folders":{"1":"New","2":"Prepared","3":"On Hold","4":"Closed","5":"Canceled"}}"#;
        assert_eq!(serde_json::to_string(&CompatibleView::from(&store)).unwrap(), text);
    }
}
