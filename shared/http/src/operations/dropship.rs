//! Pages for who ships an order: `/confirm`.

macro_rules! dropship {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Dropship pages", "Pages behind the link in a dropship mail: who ships an order confirms it and enters tracking numbers, without a login." {
                /// Show an order to who ships it
                ///
                /// A page with the items, where they go, and what is left to ship. Changes nothing, as mail scanners follow
                /// links. A link that is unknown or has ended, and one of a canceled order, says so.
                ShowDropship = "GET" "/confirm/{dropship_token}", Access::Open, ServeConsole;
                /// Confirm or ship an order
                ///
                /// The page's own forms: `action` is `confirm` or `ship`; a shipment has `tracking_number`, `carrier_code`,
                /// `shipment_method`, and for each item `quantity-<item id>`. What is wrong is shown on the page; what is done
                /// leads back to it.
                AnswerDropship = "POST" "/confirm/{dropship_token}", Access::Open, ServeConsole;
            }
            "Unsubscribe pages", "The page behind the link by which a customer wants no more of a store's mails, without a login." {
                /// Show who is mailed
                ///
                /// A page with the store, the address, and a button. Changes nothing, as mail scanners follow links.
                ShowUnsubscribe = "GET" "/unsubscribe/{unsubscribe_token}", Access::Open, ServeConsole;
                /// Unsubscribe
                ///
                /// From now on the store mails the address nothing that its readers can be left out of. The page's button asks for
                /// it, and mail programs by one request (RFC 8058). Done again it changes nothing.
                Unsubscribe = "POST" "/unsubscribe/{unsubscribe_token}", Access::Open, ServeConsole;
            }
        } $($after)* }
    };
}
pub(super) use dropship;
