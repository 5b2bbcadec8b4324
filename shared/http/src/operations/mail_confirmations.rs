//! Links in mails that confirm an address: our own `/v1/mail-confirmations`.

macro_rules! mail_confirmations {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Mail confirmations", "`/v1`: the pages behind the link in a mail that asks to confirm an address of a store." {
                /// Show what a link confirms
                ///
                /// A page for whoever got the mail, with a button that confirms the address. Changes nothing, as mail
                /// scanners follow links. A link that is unknown, was used or has ended says so.
                ShowMailConfirmation = "GET" "/v1/mail-confirmations/{token}", Access::Open, ServeApi;
                /// Confirm a mail address
                ///
                /// Confirms the address the link was mailed to, if it still is the store's, for what the link is for: as
                /// `admin_email`, to which what goes wrong in the store is mailed from now on, or as the address that mails
                /// of its orders are to leave from.
                ConfirmMailAddress = "POST" "/v1/mail-confirmations/{token}", Access::Open, ServeApi;
            }
        } $($after)* }
    };
}
pub(super) use mail_confirmations;
