//! Users of a store, invitations into it, and who changed what: our own `/v1/users`, `/v1/invitations` and `/v1/audit`.

macro_rules! people {
    ({$($before:tt)*} $then:ident $($after:ident)*) => {
        $then! { { $($before)*
            "Users", "`/v1`: people of the store, what they may do, invitations, and the list of who changed what." {
                /// List users
                ///
                /// The users of the store, by their names: at most 200.
                ListUsers = "GET" "/v1/users", ADMIN, ManageStore;
                /// Show a user
                ///
                /// One user, with the version as `ETag`.
                ShowUser = "GET" "/v1/users/{account_id}", ADMIN, ManageStore;
                /// Change a user
                ///
                /// Changes what a user may do and which orders they see; what is left out stays. The store keeps one
                /// user who may manage users and billing, and sees all orders. With `If-Match` only the version that
                /// was read.
                ChangeUser = "PATCH" "/v1/users/{account_id}", ADMIN, ManageStore;
                /// Remove a user
                ///
                /// Takes the store away from a user, at once. Their account stays. The last one who may manage users
                /// and billing can't be removed.
                RemoveUser = "DELETE" "/v1/users/{account_id}", ADMIN, ManageStore;
                /// List invitations
                ///
                /// The invitations that can be accepted, the newest first; never their links.
                ListInvitations = "GET" "/v1/invitations", ADMIN, ManageStore;
                /// Invite somebody
                ///
                /// Makes a link by which somebody becomes a user of the store, once, within seven days. It is mailed to
                /// them unless that is switched off, and answered this once: whoever has it can come in.
                AddInvitation = "POST" "/v1/invitations", ADMIN, ManageStore;
                /// Withdraw an invitation
                ///
                /// Makes an invitation good for nothing, from now on.
                RemoveInvitation = "DELETE" "/v1/invitations/{invitation_id}", ADMIN, ManageStore;
                /// List changes
                ///
                /// Who changed what in the store, and what it was before; the newest first, page by page by cursor.
                /// Orders have histories of their own.
                ListAudit = "GET" "/v1/audit", ADMIN, ManageStore;
            }
        } $($after)* }
    };
}
pub(super) use people;
