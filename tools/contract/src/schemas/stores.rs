//! Stores, their settings and their folders (orderdesk-api 2.2, and our own `/v1`).

use super::scalars::{Count, EmptyList, Flag, FlagText, FolderNames, Id, Text};
use super::scalars_in::{AnyCount, AnyFlag, AnyId, AnyMap, FolderName, Name, Setting};

written! {
    /// A store as the compatible API shows it: every documented setting is there; what is secret or not built is
    /// empty, "0" or 0.
    #[schema(as = StoreView)]
    CompatibleStore {
        /// Its id.
        id: Id,
        /// Its name.
        name: Text,
        /// Its settings.
        settings: StoreViewSettings,
        /// Its folders.
        folders: FolderNames,
    }

    /// Settings under the names of the compatible API.
    StoreViewSettings {
        /// Always `2.0`.
        app_version: Text,
        /// Always `en_US`.
        locale_code: Text,
        /// IANA name; `UTC` when unset.
        timezone: Text,
        /// Code of the store's country.
        store_country: Text,
        /// The store's own address.
        store_email: Text,
        /// Who is told when an appointment fails.
        admin_email: Text,
        /// Not built.
        normalize_capitalization: FlagText,
        /// Not built.
        normalize_phone_numbers: FlagText,
        /// A form of PHP's `date()`.
        date_format: Text,
        /// A form of PHP's `date()`.
        short_date_format: Text,
        /// Not built.
        orders_per_page: Count,
        /// Not built.
        report_frequency: Text,
        /// Not built.
        dashboard_report_type: Text,
        /// The store's web site.
        store_url: Text,
        /// Not built.
        custom_css: Text,
        /// Not built.
        security_po_box_warn: Text,
        /// Not built.
        security_different_address_warn: Text,
        /// Not built.
        security_different_country_warn: Text,
        /// Not built.
        security_quantity_warn: Count,
        /// Not built.
        limit_address_field_char_length: Count,
        /// Not built.
        country_name_format: FlagText,
        /// Name of the list of all orders.
        all_orders_name: Text,
        /// Secret, so empty.
        api_key: Text,
        /// Not built.
        all_orders_column_view: EmptyList,
        /// Not built.
        shipping_methods: EmptyList,
        /// Names of the checkout data that orders entered by hand begin with.
        default_checkout_data_fields: Vec<String>,
        /// Not built.
        smtp_port: Text,
        /// Not built.
        smtp_host: Text,
        /// Not built.
        smtp_username: Text,
        /// Secret, so empty.
        smtp_password: Text,
        /// Not built.
        smtp_encryption: Text,
        /// Not built.
        smtp_headers: Text,
        /// Not built.
        auto_update_stock_count: Text,
        /// Not built.
        auto_create_inventory_items: Text,
        /// Not built.
        #[serde(rename = "normalizeCapitalization")]
        normalize_capitalization_number: Count,
        /// Whether posts may go to plain `http://` addresses.
        allow_http: Flag,
    }
}

read! {
    /// A new store.
    NewStore {
        [needs] {
            /// Its name.
            name: Name,
        }
        /// Its settings.
        settings: SettingsInput,
    }

    /// A folder as it is sent.
    FolderInput {
        [needs] {
            /// Its name.
            name: FolderName,
        }
    }

    /// All folders of the store in the order people want them; the first is where new orders go.
    FolderSequence {
        [needs] {
            /// Every folder's id, once.
            #[schema(min_items = 1)]
            folder_ids: Vec<AnyId>,
        }
    }
}

strict! {
    /// Settings as they are sent; null makes one what it is in a new store.
    SettingsInput {
        /// Who is told when an appointment fails.
        #[schema(value_type = Option<String>, max_length = 500, pattern = "^(.*@.*)?$")]
        admin_email: Setting,
        /// The store's own address.
        #[schema(value_type = Option<String>, max_length = 500, pattern = "^(.*@.*)?$")]
        store_email: Setting,
        /// The store's web site.
        store_url: Setting,
        /// IANA name, such as `America/Chicago`.
        #[schema(value_type = Option<String>, example = "America/Chicago")]
        timezone: Setting,
        /// Code of the store's country.
        store_country: Setting,
        /// Whether posts may go to plain `http://` addresses.
        allow_http: AnyFlag,
        /// Checkout data that orders entered by hand begin with; at most 3,500 characters as JSON.
        default_checkout_data_fields: AnyMap,
        /// Whether the store's calls are counted, and answered 429 when there are too many: yes or no.
        rate_limit: AnyFlag,
        /// How many calls may come at one moment; at most 10,000.
        #[schema(value_type = Option<u64>, minimum = 1, maximum = 10_000)]
        rate_limit_bucket: AnyCount,
        /// How many more may come with each second; at most 1,000.
        #[schema(value_type = Option<u64>, minimum = 1, maximum = 1_000)]
        rate_limit_per_second: AnyCount,
    }
}

strict! {
    /// What is to change of a store; what is left out stays as it is.
    StoreChange {
        /// Its name.
        name: Name,
        /// Its settings.
        settings: SettingsInput,
    }
}
