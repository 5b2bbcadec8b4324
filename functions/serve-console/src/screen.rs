//! Every address of the console: its method, who may open it, and what it is called. The router, the navigation and the
//! tests that go over all screens read this one table.

use domain::Permission;
use http::path_parts;

/// Who may open a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Anybody.
    Open,
    /// Who is signed in.
    Person,
    /// A user of the store that the address names.
    Member,
    /// A user of that store who has this permission.
    May(Permission),
}

/// The values in an address, by their names.
pub type Values<'a> = Vec<(&'static str, &'a str)>;

/// What an address of the console leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum FoundScreen<'a> {
    /// A screen, and the values in its address.
    Screen(Screen, Values<'a>),
    /// An address that takes another method.
    OtherMethod,
    /// No address.
    Nothing,
}

macro_rules! screens {
    ($($(#[doc = $doc:literal])+ $name:ident = $method:literal $path:literal, $entry:expr;)*) => {
        /// A screen of the console, or something that one of its forms does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Screen {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Screen {
            /// All of them. Where two fit an address, the first one is meant.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name, as in `ShowOrders`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// Its method: `GET`, which changes nothing, or `POST`.
            pub const fn method(self) -> &'static str {
                match self {
                    $(Self::$name => $method,)*
                }
            }

            /// Its address, with `{store_id}` and the like where it has a value.
            pub const fn path(self) -> &'static str {
                match self {
                    $(Self::$name => $path,)*
                }
            }

            /// Who may open it.
            pub const fn entry(self) -> Entry {
                match self {
                    $(Self::$name => $entry,)*
                }
            }
        }
    };
}

screens! {
    /// A style, a script or a picture.
    ShowAsset = "GET" "/console/assets/{asset}", Entry::Open;
    /// The form to sign in.
    ShowSignIn = "GET" "/console/sign-in", Entry::Open;
    /// Signs in.
    SignIn = "POST" "/console/sign-in", Entry::Open;
    /// The form for the second factor's code.
    ShowCode = "GET" "/console/sign-in/code", Entry::Open;
    /// Takes the code.
    EnterCode = "POST" "/console/sign-in/code", Entry::Open;
    /// The form of who has a link mailed to sign in.
    ShowSignInByLink = "GET" "/console/sign-in/link", Entry::Open;
    /// Mails it.
    RequestSignInLink = "POST" "/console/sign-in/link", Entry::Open;
    /// The page of who was mailed a link to sign in.
    ShowSignInLink = "GET" "/console/sign-in/link/{account_token}", Entry::Open;
    /// Signs in by it.
    SignInByLink = "POST" "/console/sign-in/link/{account_token}", Entry::Open;
    /// Signs out.
    SignOut = "POST" "/console/sign-out", Entry::Open;
    /// The form for who forgot the password.
    ShowForgotten = "GET" "/console/reset", Entry::Open;
    /// Mails a link for a new password.
    RequestReset = "POST" "/console/reset", Entry::Open;
    /// The form for a new password.
    ShowReset = "GET" "/console/reset/{account_token}", Entry::Open;
    /// Takes the new password.
    Reset = "POST" "/console/reset/{account_token}", Entry::Open;
    /// The page of who was sent a link to begin with.
    ShowWelcomeLink = "GET" "/console/welcome/{account_token}", Entry::Open;
    /// Makes the account, or joins a store.
    AcceptWelcomeLink = "POST" "/console/welcome/{account_token}", Entry::Open;
    /// The page of who is invited to a store.
    ShowInvitation = "GET" "/console/invite/{account_token}", Entry::Open;
    /// Makes the account, or joins the store.
    AcceptInvitation = "POST" "/console/invite/{account_token}", Entry::Open;
    /// The page of who was mailed a link that confirms an address.
    ShowConfirmation = "GET" "/console/confirm/{account_token}", Entry::Open;
    /// Confirms it.
    ConfirmAddress = "POST" "/console/confirm/{account_token}", Entry::Open;

    /// The form of who makes an account and a store by themselves.
    ShowSignUp = "GET" "/console/sign-up", Entry::Open;
    /// Keeps what they say, and mails them how to go on.
    SignUp = "POST" "/console/sign-up", Entry::Open;
    /// The page of who follows the link in that mail.
    ShowSignUpLink = "GET" "/console/sign-up/{account_token}", Entry::Open;
    /// Makes the account and the store.
    FinishSignUp = "POST" "/console/sign-up/{account_token}", Entry::Open;

    /// Leads to where work goes on.
    Start = "GET" "/console", Entry::Person;
    /// The stores of a person.
    ShowStores = "GET" "/console/stores", Entry::Person;
    /// The form for another store.
    ShowNewStore = "GET" "/console/stores/new", Entry::Person;
    /// Makes it.
    CreateStore = "POST" "/console/stores/new", Entry::Person;
    /// Turns to another store of the person.
    TurnToStore = "POST" "/console/stores/turn", Entry::Person;
    /// Names, password, second factor and sessions of a person.
    ShowAccount = "GET" "/console/account", Entry::Person;
    /// Changes the names.
    ChangeNames = "POST" "/console/account/names", Entry::Person;
    /// Mails a link to another address that is to be the account's.
    ChangeEmail = "POST" "/console/account/email", Entry::Person;
    /// Mails a link that confirms the address of the account.
    RequestConfirmation = "POST" "/console/account/email/confirm", Entry::Person;
    /// The page of who was mailed a link to their new address.
    ShowEmailLink = "GET" "/console/account/email/{account_token}", Entry::Person;
    /// Takes the address.
    TakeEmail = "POST" "/console/account/email/{account_token}", Entry::Person;
    /// Changes the password.
    ChangePassword = "POST" "/console/account/password", Entry::Person;
    /// Switches keys of single letters on or off.
    ChangeKeys = "POST" "/console/account/keys", Entry::Person;
    /// The steps to a second factor.
    ShowSecondFactor = "GET" "/console/account/second-factor", Entry::Person;
    /// Makes the secret of a second factor.
    BeginSecondFactor = "POST" "/console/account/second-factor", Entry::Person;
    /// Confirms the second factor by its first code.
    ConfirmSecondFactor = "POST" "/console/account/second-factor/confirm", Entry::Person;
    /// Makes new recovery codes.
    RenewCodes = "POST" "/console/account/second-factor/codes", Entry::Person;
    /// Switches the second factor off.
    TurnOffSecondFactor = "POST" "/console/account/second-factor/off", Entry::Person;
    /// Ends a session.
    EndSession = "POST" "/console/account/sessions/end", Entry::Person;
    /// Ends all sessions but this one.
    EndOtherSessions = "POST" "/console/account/sessions/end-others", Entry::Person;
    /// Trusts a browser no more.
    EndTrust = "POST" "/console/account/trusted/end", Entry::Person;
    /// What was done with a person's account.
    ShowAccountAudit = "GET" "/console/account/audit", Entry::Person;
    /// Asks for the password once more.
    ShowProof = "GET" "/console/prove", Entry::Person;
    /// Takes it.
    Prove = "POST" "/console/prove", Entry::Person;

    /// How the store is.
    ShowDashboard = "GET" "/console/{store_id}", Entry::May(Permission::ViewDashboard);
    /// What a new store needs, and what of it is done.
    ShowWelcome = "GET" "/console/{store_id}/welcome", Entry::May(Permission::ManageSettings);
    /// Says who fulfils the orders, or puts the page away.
    ChangeWelcome = "POST" "/console/{store_id}/welcome", Entry::May(Permission::ManageSettings);
    /// Enters an order to try the store with.
    MakeTestOrder = "POST" "/console/{store_id}/welcome/test-order", Entry::May(Permission::CreateOrders);
    /// The form for a second store like this one.
    ShowDuplicate = "GET" "/console/{store_id}/duplicate", Entry::May(Permission::ManageSettings);
    /// Makes it.
    DuplicateStore = "POST" "/console/{store_id}/duplicate", Entry::May(Permission::ManageSettings);
    /// The form that closes the store.
    ShowClosing = "GET" "/console/{store_id}/close", Entry::May(Permission::ManageBilling);
    /// Closes it.
    CloseStore = "POST" "/console/{store_id}/close", Entry::May(Permission::ManageBilling);
    /// Opens it again.
    ReopenStore = "POST" "/console/{store_id}/reopen", Entry::May(Permission::ManageBilling);
    /// The keys to the store's API.
    ShowKeys = "GET" "/console/{store_id}/keys", Entry::May(Permission::ManageKeys);
    /// Makes one, which is shown once.
    AddKey = "POST" "/console/{store_id}/keys", Entry::May(Permission::ManageKeys);
    /// Closes one for good.
    RevokeKey = "POST" "/console/{store_id}/keys/{key_id}/revoke", Entry::May(Permission::ManageKeys);
    /// Orders of a folder, or of all.
    ShowOrders = "GET" "/console/{store_id}/orders", Entry::May(Permission::ViewOrders);
    /// Does the same to many orders.
    SweepOrders = "POST" "/console/{store_id}/orders", Entry::May(Permission::ViewOrders);
    /// The form for an order that is entered by hand.
    ShowNewOrder = "GET" "/console/{store_id}/orders/new", Entry::May(Permission::CreateOrders);
    /// Enters it.
    CreateOrder = "POST" "/console/{store_id}/orders/new", Entry::May(Permission::CreateOrders);
    /// The columns of a list of orders, and those it could have.
    ShowColumns = "GET" "/console/{store_id}/orders/columns", Entry::May(Permission::ViewOrders);
    /// Keeps the columns, for everybody or for one user.
    ChangeColumns = "POST" "/console/{store_id}/orders/columns", Entry::May(Permission::ViewOrders);
    /// The lists that are saved under a name.
    ShowViews = "GET" "/console/{store_id}/orders/views", Entry::May(Permission::ViewOrders);
    /// Saves a list under a name.
    SaveView = "POST" "/console/{store_id}/orders/views", Entry::May(Permission::ViewOrders);
    /// Saves it anew, or gives it another name.
    ChangeView = "POST" "/console/{store_id}/orders/views/{view_id}", Entry::May(Permission::ViewOrders);
    /// Deletes a saved view; the orders stay.
    RemoveView = "POST" "/console/{store_id}/orders/views/{view_id}/remove", Entry::May(Permission::ViewOrders);
    /// What merging orders would make.
    ShowMerge = "GET" "/console/{store_id}/orders/merge", Entry::May(Permission::SplitMergeOrders);
    /// Merges them.
    MergeOrders = "POST" "/console/{store_id}/orders/merge", Entry::May(Permission::SplitMergeOrders);
    /// An order.
    ShowOrder = "GET" "/console/{store_id}/orders/{order_id}", Entry::May(Permission::ViewOrders);
    /// The form for an order's details.
    ShowEdit = "GET" "/console/{store_id}/orders/{order_id}/edit", Entry::May(Permission::EditOrders);
    /// Changes them.
    EditOrder = "POST" "/console/{store_id}/orders/{order_id}/edit", Entry::May(Permission::EditOrders);
    /// Moves an order into a folder.
    MoveOrder = "POST" "/console/{store_id}/orders/{order_id}/move", Entry::May(Permission::MoveOrders);
    /// Gives an order a tag, or none.
    TagOrder = "POST" "/console/{store_id}/orders/{order_id}/tag", Entry::May(Permission::MoveOrders);
    /// Adds a note to an order.
    AddNote = "POST" "/console/{store_id}/orders/{order_id}/notes", Entry::May(Permission::AddNotes);
    /// Adds a parcel to an order.
    ShipOrder = "POST" "/console/{store_id}/orders/{order_id}/shipments", Entry::May(Permission::ShipOrders);
    /// Takes a parcel off an order.
    RemoveShipment = "POST" "/console/{store_id}/orders/{order_id}/shipments/{shipment_id}/remove", Entry::May(Permission::ShipOrders);
    /// Runs an event on an order.
    RunEvent = "POST" "/console/{store_id}/orders/{order_id}/events", Entry::May(Permission::RunEvents);
    /// Presses a custom button.
    PressButton = "POST" "/console/{store_id}/orders/{order_id}/buttons", Entry::May(Permission::RunEvents);
    /// Records a payment.
    RecordPayment = "POST" "/console/{store_id}/orders/{order_id}/payments", Entry::May(Permission::ManagePayments);
    /// Cancels an order.
    CancelOrder = "POST" "/console/{store_id}/orders/{order_id}/cancel", Entry::May(Permission::CancelOrders);
    /// Deletes an order.
    DeleteOrder = "POST" "/console/{store_id}/orders/{order_id}/delete", Entry::May(Permission::DeleteOrders);
    /// Makes a second order like this one.
    DuplicateOrder = "POST" "/console/{store_id}/orders/{order_id}/duplicate", Entry::May(Permission::SplitMergeOrders);
    /// The form to split an order.
    ShowSplit = "GET" "/console/{store_id}/orders/{order_id}/split", Entry::May(Permission::SplitMergeOrders);
    /// Splits it.
    SplitOrder = "POST" "/console/{store_id}/orders/{order_id}/split", Entry::May(Permission::SplitMergeOrders);
    /// The form to copy or move an order to another store.
    ShowTransfer = "GET" "/console/{store_id}/orders/{order_id}/copy", Entry::May(Permission::CopyToStores);
    /// Copies or moves it.
    TransferOrder = "POST" "/console/{store_id}/orders/{order_id}/copy", Entry::May(Permission::CopyToStores);

    /// Appointments: what is to be done, what failed.
    ShowAppointments = "GET" "/console/{store_id}/appointments", Entry::May(Permission::ViewAppointments);
    /// Tries all of a page again, or calls them off.
    SweepAppointments = "POST" "/console/{store_id}/appointments", Entry::May(Permission::RetryAppointments);
    /// Tries an appointment again.
    RetryAppointment = "POST" "/console/{store_id}/appointments/{appointment_id}/retry", Entry::May(Permission::RetryAppointments);
    /// Calls an appointment off.
    CancelAppointment = "POST" "/console/{store_id}/appointments/{appointment_id}/cancel", Entry::May(Permission::RetryAppointments);

    /// Finds orders, inventory and pages.
    Search = "GET" "/console/{store_id}/search", Entry::Member;

    /// The folders of the store.
    ShowFolders = "GET" "/console/{store_id}/folders", Entry::May(Permission::ManageSettings);
    /// Adds a folder.
    AddFolder = "POST" "/console/{store_id}/folders", Entry::May(Permission::ManageSettings);
    /// Renames a folder.
    RenameFolder = "POST" "/console/{store_id}/folders/{folder_id}/rename", Entry::May(Permission::ManageSettings);
    /// Puts a folder one place up or down.
    PlaceFolder = "POST" "/console/{store_id}/folders/{folder_id}/place", Entry::May(Permission::ManageSettings);
    /// Counts a folder's orders anew.
    RecountFolder = "POST" "/console/{store_id}/folders/{folder_id}/recount", Entry::May(Permission::ManageSettings);
    /// Deletes a folder; its orders go into another.
    RemoveFolder = "POST" "/console/{store_id}/folders/{folder_id}/remove", Entry::May(Permission::ManageSettings);

    /// What was done to many orders.
    ShowSweeps = "GET" "/console/{store_id}/sweeps", Entry::May(Permission::ViewOrders);
    /// One such, and what it left out.
    ShowSweep = "GET" "/console/{store_id}/sweeps/{sweep_id}", Entry::May(Permission::ViewOrders);
    /// Calls it off.
    CancelSweep = "POST" "/console/{store_id}/sweeps/{sweep_id}/cancel", Entry::May(Permission::ViewOrders);
    /// Gives the orders back what it changed.
    UndoSweep = "POST" "/console/{store_id}/sweeps/{sweep_id}/undo", Entry::May(Permission::ViewOrders);
    /// Orders that were deleted.
    ShowTrash = "GET" "/console/{store_id}/trash", Entry::May(Permission::DeleteOrders);
    /// Restores one.
    RestoreOrder = "POST" "/console/{store_id}/trash/{order_id}/restore", Entry::May(Permission::DeleteOrders);

    /// The inventory.
    ShowInventory = "GET" "/console/{store_id}/inventory", Entry::May(Permission::ViewInventory);
    /// The form for a new item.
    ShowNewItem = "GET" "/console/{store_id}/inventory/new", Entry::May(Permission::ManageInventory);
    /// Adds it.
    AddItem = "POST" "/console/{store_id}/inventory/new", Entry::May(Permission::ManageInventory);
    /// An item of it, with what became of its stock.
    ShowItem = "GET" "/console/{store_id}/inventory/{inventory_item_id}", Entry::May(Permission::ViewInventory);
    /// Changes an item.
    ChangeItem = "POST" "/console/{store_id}/inventory/{inventory_item_id}", Entry::May(Permission::ManageInventory);
    /// Deletes an item.
    RemoveItem = "POST" "/console/{store_id}/inventory/{inventory_item_id}/remove", Entry::May(Permission::ManageInventory);

    /// The users of the store.
    ShowUsers = "GET" "/console/{store_id}/users", Entry::May(Permission::ManageUsers);
    /// Invites somebody.
    InviteUser = "POST" "/console/{store_id}/users", Entry::May(Permission::ManageUsers);
    /// One user, and what they may do.
    ShowUser = "GET" "/console/{store_id}/users/{account_id}", Entry::May(Permission::ManageUsers);
    /// Changes that.
    ChangeUser = "POST" "/console/{store_id}/users/{account_id}", Entry::May(Permission::ManageUsers);
    /// Takes the store away from a user.
    RemoveUser = "POST" "/console/{store_id}/users/{account_id}/remove", Entry::May(Permission::ManageUsers);
    /// Makes an invitation good for nothing.
    WithdrawInvitation = "POST" "/console/{store_id}/invitations/{invitation_id}/remove", Entry::May(Permission::ManageUsers);
    /// Leaves the store.
    LeaveStore = "POST" "/console/{store_id}/leave", Entry::Member;
    /// Who changed what.
    ShowAudit = "GET" "/console/{store_id}/audit", Entry::May(Permission::ViewAudit);
    /// The settings of the store.
    ShowSettings = "GET" "/console/{store_id}/settings", Entry::May(Permission::ManageSettings);
    /// Changes them.
    ChangeSettings = "POST" "/console/{store_id}/settings", Entry::May(Permission::ManageSettings);
    /// The store's own style sheet, to be written.
    ShowCustomCss = "GET" "/console/{store_id}/settings/css", Entry::May(Permission::ManageSettings);
    /// Saves it.
    SaveCustomCss = "POST" "/console/{store_id}/settings/css", Entry::May(Permission::ManageSettings);
    /// What pages load of it.
    ShowStyle = "GET" "/console/{store_id}/custom.css", Entry::Member;
}

impl Screen {
    /// Whether it changes anything.
    pub fn changes(self) -> bool {
        self.method() != "GET"
    }

    /// Whether a store that is locked or closed has it closed too: all that changes something of the store, but what
    /// keeps others from it.
    pub fn is_closed_when_locked(self) -> bool {
        let goes_on = matches!(
            self,
            Self::LeaveStore
                | Self::CloseStore
                | Self::ReopenStore
                | Self::RevokeKey
                | Self::RemoveUser
                | Self::WithdrawInvitation
        );
        self.changes() && self.path().contains("{store_id}") && !goes_on
    }

    /// The screen that `method` at an address of these parts is. What is asked for without its body (`HEAD`) is the same
    /// as with it.
    pub fn find<'a>(method: &str, parts: &[&'a str]) -> FoundScreen<'a> {
        let method = if method == "HEAD" { "GET" } else { method };
        let fitting = || Self::ALL.iter().filter_map(|screen| Some((*screen, screen.values(parts)?)));
        // An address of words alone is never one with a value.
        let plainest = fitting().map(|(_, values)| values.len()).min();
        let mut found = fitting().filter(|(_, values)| Some(values.len()) == plainest).peekable();
        if found.peek().is_none() {
            return FoundScreen::Nothing;
        }
        found
            .find(|(screen, _)| screen.method() == method)
            .map_or(FoundScreen::OtherMethod, |(screen, values)| FoundScreen::Screen(screen, values))
    }

    fn values<'a>(self, parts: &[&'a str]) -> Option<Values<'a>> {
        let wanted = path_parts(self.path());
        if wanted.len() != parts.len() {
            return None;
        }
        let mut values = vec![];
        for (want, part) in wanted.into_iter().zip(parts) {
            match want.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some("store_id") if !part.bytes().all(|byte| byte.is_ascii_digit()) => return None,
                Some(name) => values.push((name, *part)),
                None if want == *part => {}
                None => return None,
            }
        }
        Some(values)
    }
}

#[cfg(test)]
mod tests;
