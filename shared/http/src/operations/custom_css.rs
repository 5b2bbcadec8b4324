//! A store's own style sheet for its pages in the console: our own `/v1/store/css`.

macro_rules! custom_css {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Custom CSS", "`/v1`: the store's own style sheet for its pages in the console." {
                /// Show the style sheet
                ///
                /// The store's own style sheet as it was written, with its version as `ETag`; blank where it has none.
                ShowCustomCss = "GET" "/v1/store/css", ADMIN, ManageStore;
                /// Set the style sheet
                ///
                /// The pages of the store load it from the next one on. It has style rules and `@media` alone,
                /// properties of a list (docs/css.md), and nothing that is loaded from elsewhere. What it may not
                /// say is refused by line and column (`css:3:7`), all at once, and then nothing is saved. A blank one
                /// takes the sheet away. With `If-Match` only in place of the version that was read.
                SetCustomCss = "PUT" "/v1/store/css", ADMIN, ManageStore;
            }
        } $($after)* }
    };
}
pub(super) use custom_css;
