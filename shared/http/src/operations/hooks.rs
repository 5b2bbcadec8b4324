//! Webhooks of shops: our own `/v1/hooks`.

macro_rules! hooks {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Webhooks of shops", "`/v1`: where shops send what is new with their orders." {
                /// Take a webhook of a shop
                ///
                /// Takes a webhook of a connection's shop, signed as its cart signs: it is queued, and the order is created or
                /// changed in the background. The answer is empty. The address is the connection's `webhook_url`. A wrong
                /// signature is 401, an address that is no connection's 404; 503 asks to send it again.
                TakeWebhook = "POST" "/v1/hooks/{cart}/{hook_key}", Access::Open, TakeWebhook;
            }
        } $($after)* }
    };
}
pub(super) use hooks;
