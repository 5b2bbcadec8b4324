//! The address that mails of a store's orders leave from: our own `/v1/store/mail-sender`.

macro_rules! mail_senders {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Mail sender", "`/v1`: the store's own address, which mails of its orders leave from." {
                /// Show the mail sender
                ///
                /// The address that mails of the store's orders leave from, and how far it is. Where it waits for Amazon SES,
                /// that is asked.
                ShowMailSender = "GET" "/v1/store/mail-sender", ADMIN, ManageStore;
                /// Set the mail sender
                ///
                /// A link is mailed to the address; when it is followed, Amazon SES is told of the address and mails a link
                /// of its own, unless it has the address or its domain verified. From then on mails of orders leave from it.
                /// One store of a deployment has an address at a time. The one that is set already stays as it is; where
                /// nobody followed the link yet, another is mailed.
                SetMailSender = "PUT" "/v1/store/mail-sender", ADMIN, ManageStore;
                /// Give the mail sender up
                ///
                /// Mails of orders leave from the deployment's address, and another store may set this one, once its link
                /// is followed there. What Amazon SES has verified stays verified.
                RemoveMailSender = "DELETE" "/v1/store/mail-sender", ADMIN, ManageStore;
                /// Have the mail sender verified
                ///
                /// Has the mail sent again that the address waits for: the link of ours, or Amazon SES's own, which it
                /// mails in the background. Once a minute.
                VerifyMailSender = "POST" "/v1/store/mail-sender/verification", ADMIN, ManageStore;
            }
        } $($after)* }
    };
}
pub(super) use mail_senders;
