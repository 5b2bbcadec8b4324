//! Links for people who sign in to the console, which the operator hands over: our own `/v1/accounts`.

macro_rules! accounts {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Accounts", "`/v1`: people who sign in to the console. The first of them, and who is locked out where no mail goes, gets a link from the operator." {
                /// Make a link to begin with
                ///
                /// Whoever opens the link in a browser within seven days makes an account of this address. With a store they are
                /// a user of it who may do everything; who has an account joins the store with it. No mail is sent: the link is
                /// handed over.
                InvitePerson = "POST" "/v1/accounts/invite", Access::AdminToken, ManageStore;
                /// Make a link to a new password
                ///
                /// Whoever opens it within an hour sets another password for the account of this address, which ends all its
                /// sessions. No mail is sent: the link is handed over.
                ResetPerson = "POST" "/v1/accounts/reset", Access::AdminToken, ManageStore;
            }
        } $($after)* }
    };
}
pub(super) use accounts;
