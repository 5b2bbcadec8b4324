//! The store, stores and their settings, and the document of the API (orderdesk-api 2.1, 2.2, and our own `/v1`).

macro_rules! store {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Store", "`/api/v2`: the connection test, and the store with its folders." {
                /// Test the connection
                ///
                /// Whether the credentials open, and what time it is here.
                TestConnection = "GET" "/api/v2/test", READ, ServeApi;
                /// Show the store
                ///
                /// The store with its settings and folders.
                ShowStore = "GET" "/api/v2/store", READ, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use store;

macro_rules! stores {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Stores", "`/v1`: making stores, and their settings." {
                /// Create a store
                ///
                /// Makes a store with the folders New, Prepared, On Hold, Closed and Canceled, and its first key. The
                /// key and the webhook secret are shown this once.
                CreateStore = "POST" "/v1/stores", Access::AdminToken, ManageStore;
                /// Change a store
                ///
                /// Changes name and settings of any store, as `PATCH /v1/store` does. The rate limit, the number of rules
                /// and the posts a minute that are set here, or when the store is made, are the most the store may give
                /// itself. `admin_email_confirmed` vouches for the `admin_email`. With `state` `locked`, and `why`, the
                /// store can be read and nothing more: every call that changes something is 403, its schedules pass, and
                /// what its shops tell waits; with `active` that is over. Known everywhere within ten seconds.
                ChangeStore = "PATCH" "/v1/stores/{store_id}", Access::AdminToken, ManageStore;
                /// Show the store's settings
                ///
                /// The store's name and settings.
                ShowSettings = "GET" "/v1/store", READ, ServeApi;
                /// Change the store's settings
                ///
                /// Changes the store's name and settings; what is left out stays as it is, null makes a setting what it
                /// is in a new store, and a field that is not known is refused. What is above what the operator set
                /// (`ceilings`) is 403. Known everywhere within ten seconds. A link is mailed to another
                /// `admin_email`, and nothing else until it is followed.
                ChangeSettings = "PATCH" "/v1/store", ADMIN, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use stores;

macro_rules! document {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Document", "This document." {
                /// Show this document
                ///
                /// The OpenAPI document of both faces.
                ShowOpenApi = "GET" "/openapi.json", Access::Open, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use document;
