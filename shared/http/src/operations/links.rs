//! Links between stores: our own `/v1/links`.

macro_rules! links {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Links", "`/v1`: stores that work together." {
                /// List links
                ///
                /// The stores this one works together with.
                ListLinks = "GET" "/v1/links", READ, ServeApi;
                /// Link two stores
                ///
                /// Lets this store and another copy and move orders to each other. Both agree by a key of scope `admin`:
                /// the caller's own, and the other's in the headers `X-Linked-Store-Id` and `X-Linked-Api-Key`. A link
                /// that stands stays as it is.
                AddLink = "POST" "/v1/links", ADMIN, ServeApi;
                /// End a link
                ///
                /// Either store ends it, at once, for both. What was copied or moved stays where it is.
                RemoveLink = "DELETE" "/v1/links/{linked_store_id}", ADMIN, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use links;
