//! What stands around every page: the store, its folders, where else one can go, and what was done a moment ago.

use domain::{FolderId, Permission, Store, UserScope};
use http::Failure;

use crate::assets::{ASSETS, Assets};
use crate::lists::{Lists, NavView};
use crate::own_style::OwnStyle;
use crate::screen::Screen;
use crate::switcher::Switcher;
use crate::visit::{Member, Person, Visit};

/// A page of a store, to one of its users.
pub(crate) struct Frame {
    /// What the page is called.
    pub(crate) title: String,
    /// The address of the store, `/console/7`.
    pub(crate) base: String,
    /// Where the store begins for this user.
    pub(crate) home: String,
    pub(crate) store_name: String,
    pub(crate) person: String,
    pub(crate) email: String,
    /// What a supplier's stylesheet or a store's own knows the user by.
    pub(crate) css_class: String,
    /// What the store's own style sheet knows the page by, and where that sheet is.
    pub(crate) style: OwnStyle,
    pub(crate) has_keys: bool,
    pub(crate) folders: Vec<NavFolder>,
    /// The saved views of the orders of all folders.
    pub(crate) views: Vec<NavView>,
    pub(crate) work: Vec<NavLink>,
    pub(crate) set_up: Vec<NavLink>,
    pub(crate) switcher: Switcher,
    /// The address of this page, for forms to lead back to.
    pub(crate) here: String,
    pub(crate) done: Done,
    pub(crate) assets: &'static Assets,
}

/// What is read for what stands around a page.
pub(crate) struct Around {
    pub(crate) lists: Lists,
    counts: Vec<usize>,
    switcher: Switcher,
}

/// A folder in the navigation.
pub(crate) struct NavFolder {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) count: String,
    pub(crate) is_here: bool,
    pub(crate) views: Vec<NavView>,
}

/// A place in the navigation.
pub(crate) struct NavLink {
    pub(crate) address: String,
    pub(crate) name: &'static str,
    pub(crate) icon: &'static str,
    /// The key behind `g` that leads there; blank for none.
    pub(crate) key: &'static str,
    pub(crate) is_here: bool,
}

/// What was done a moment ago, and the sweep that did it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Done {
    pub(crate) text: String,
    /// The number of the sweep; blank where it was none.
    pub(crate) sweep: String,
    pub(crate) can_undo: bool,
}

/// A page without a store: to sign in, or of a person's own account.
pub(crate) struct PlainFrame {
    pub(crate) title: &'static str,
    /// Who is signed in; blank for nobody.
    pub(crate) email: String,
    pub(crate) done: Done,
    pub(crate) assets: &'static Assets,
}

/// A place in the navigation: its address behind the store's, its name, its icon, its key, and who is led there.
type Place = (&'static str, &'static str, &'static str, &'static str, Permission);

const WORK: [Place; 5] = [
    ("", "Dashboard", "dashboard", "d", Permission::ViewDashboard),
    ("orders", "Orders", "orders", "o", Permission::ViewOrders),
    ("appointments", "Appointments", "clock", "a", Permission::ViewAppointments),
    ("inventory", "Inventory", "box", "i", Permission::ViewInventory),
    ("sweeps", "Sweeps", "list", "", Permission::ViewOrders),
];

const SET_UP: [Place; 6] = [
    ("trash", "Trash", "trash", "", Permission::DeleteOrders),
    ("folders", "Folders", "folder", "", Permission::ManageSettings),
    ("settings", "Store Settings", "settings", "s", Permission::ManageSettings),
    ("users", "Store Users", "users", "", Permission::ManageUsers),
    ("keys", "API keys", "key", "", Permission::ManageKeys),
    ("audit", "Audit", "audit", "", Permission::ViewAudit),
];

/// What a page says of what was done, by the word in its address.
const DONE: [(&str, &str); 61] = [
    ("moved", "Moved"),
    ("tagged", "Tag changed"),
    ("noted", "Note added"),
    ("shipped", "Parcel entered"),
    ("shipped-before", "This parcel was entered before"),
    ("unshipped", "Parcel taken off"),
    ("edited", "Order changed"),
    ("created", "Order entered"),
    ("created-before", "This order was entered before"),
    ("event", "Event run"),
    ("pressed", "Button pressed"),
    ("captured", "Capture recorded"),
    ("refunded", "Refund recorded"),
    ("voided", "Payment voided"),
    ("canceled", "Order canceled"),
    ("deleted", "Order deleted; it can be restored for 30 days"),
    ("restored", "Order restored"),
    ("duplicated", "Order duplicated"),
    ("split", "Order split"),
    ("merged", "Orders merged"),
    ("copied", "Order copied"),
    ("sent", "Order moved to the other store"),
    ("retried", "Queued again"),
    ("called-off", "Called off"),
    ("folder-added", "Folder added"),
    ("folder-renamed", "Folder renamed"),
    ("folder-moved", "Folders sorted"),
    ("folder-removed", "Folder deleted"),
    ("recounted", "Folder counted"),
    ("columns-saved", "Columns saved"),
    ("view-saved", "View saved"),
    ("view-removed", "View deleted"),
    ("item-added", "Item added"),
    ("item-changed", "Item changed"),
    ("item-removed", "Item deleted"),
    ("user-changed", "User changed"),
    ("user-removed", "User removed"),
    ("settings", "Settings saved"),
    ("css", "Style sheet saved"),
    ("names", "Names saved"),
    ("password", "Password changed; your other sessions have ended"),
    ("session", "Session ended"),
    ("keys", "Keys saved"),
    ("undone", "Undone"),
    ("link-mailed", "A link is mailed, unless one was within the hour"),
    ("store-made", "Store made"),
    ("store-closed", "Store closed"),
    ("store-reopened", "Store opened again"),
    ("business-saved", "Steps chosen"),
    ("welcome-away", "Put away; Welcome stands in the menu of your name"),
    ("test-ordered", "Test order entered; the store's rules run for it"),
    ("key-revoked", "Key revoked; it closes within a minute"),
    ("second-factor-off", "Second factor switched off"),
    ("reset-mailed", "If there is an account with this address, a link to another password is on its way"),
    ("sign-in-mailed", "If there is an account with this address, a mail is on its way that says how to sign in"),
    ("email-link", "A link is on its way to the new address; open it in this browser within a day"),
    ("confirmation", "A link that confirms your address is on its way"),
    ("email-changed", "Your e-mail address is changed; your other sessions have ended"),
    ("email-confirmed", "Your e-mail address is confirmed"),
    ("trust-ended", "The browser is trusted no more"),
    ("withdrawn", "Invitation withdrawn"),
];

impl Frame {
    /// What stands around a page of the store that the user is in; `folder` is the one it is about.
    pub(crate) async fn of(
        member: &Member<'_>,
        title: impl Into<String>,
        folder: Option<FolderId>,
    ) -> Result<Self, Failure> {
        Ok(Self::with(member, title, folder, Box::pin(Around::read(member)).await?))
    }

    /// The same for who has read already what stands around each page.
    pub(crate) fn with(
        member: &Member<'_>,
        title: impl Into<String>,
        folder: Option<FolderId>,
        around: Around,
    ) -> Self {
        let (visit, account) = (member.visit(), member.person.account());
        let Around { lists, counts, switcher } = around;
        Self {
            title: title.into(),
            base: member.path(""),
            home: format!("/console?store={}", member.store.id),
            store_name: member.store.name.clone(),
            person: member.name(),
            email: account.email.clone(),
            css_class: member.user.css_class.clone(),
            style: OwnStyle::of(member),
            has_keys: !account.single_keys_off,
            folders: nav_folders(member, folder, &lists, &counts),
            views: lists.pinned(None),
            work: places(member, &WORK, folder.is_some()),
            set_up: places(member, &SET_UP, false),
            switcher,
            here: visit.address(),
            done: Done::of(visit),
            assets: &ASSETS,
        }
    }

    /// The name of the store and what the page is called, as a browser's tab has them.
    pub(crate) fn tab(&self) -> String {
        format!("{} · {}", self.title, self.store_name)
    }

    /// Marks the saved view of this id as where the page is, in place of its folder.
    pub(crate) fn mark_view(&mut self, id: &str) {
        for folder in &mut self.folders {
            let is_here = folder.views.iter().any(|view| view.id == id);
            folder.is_here &= !is_here;
        }
        let of_folders = self.folders.iter_mut().flat_map(|folder| folder.views.iter_mut());
        for view in of_folders.chain(self.views.iter_mut()) {
            view.is_here = view.id == id;
        }
    }

    /// The first letter of the store's name.
    pub(crate) fn face(&self) -> String {
        first_letters(&self.store_name, 1)
    }

    /// The first letters of the person's names.
    pub(crate) fn initials(&self) -> String {
        first_letters(&self.person, 2)
    }

    pub(crate) fn is_in_set_up(&self) -> bool {
        self.set_up.iter().any(|link| link.is_here)
    }
}

impl Around {
    /// Reads all of it at once.
    pub(crate) async fn read(member: &Member<'_>) -> Result<Self, Failure> {
        let (lists, counts) = (Lists::of(member), counts(member));
        let (lists, counts, switcher) = tokio::try_join!(lists, counts, Switcher::of(member))?;
        Ok(Self { lists, counts, switcher })
    }
}

/// How many orders lie in each folder that the user is shown.
async fn counts(member: &Member<'_>) -> Result<Vec<usize>, Failure> {
    if !sees_folders(member) {
        return Ok(vec![]);
    }
    Ok(desk::folders::counts(member.desk(), &member.store, &member.own_folders()).await?)
}

impl PlainFrame {
    /// What stands around a page for who is not signed in.
    pub(crate) fn open(visit: &Visit<'_>, title: &'static str) -> Self {
        Self { title, email: String::new(), done: Done::of(visit), assets: &ASSETS }
    }

    /// What stands around a page of a person's own.
    pub(crate) fn of(person: &Person<'_>, title: &'static str) -> Self {
        let email = person.account().email.clone();
        Self { title, email, done: Done::of(person.visit), assets: &ASSETS }
    }
}

impl Done {
    fn of(visit: &Visit<'_>) -> Self {
        if visit.screen.changes() {
            return Self::default();
        }
        let word = visit.call.query("done").unwrap_or_default();
        let text = DONE.iter().find(|(known, _)| *known == word).map(|(_, text)| (*text).to_owned());
        let sweep = visit.call.query("sweep").filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        let can_undo = visit.call.query("undo").is_some();
        Self { text: text.unwrap_or_default(), sweep: sweep.unwrap_or_default().to_owned(), can_undo }
    }
}

/// The first page of the store that a user may open, behind the store's address.
pub(crate) fn first_place(may: impl Fn(Permission) -> bool) -> Option<&'static str> {
    WORK.iter().chain(&SET_UP).find(|(.., permission)| may(*permission)).map(|(path, ..)| *path)
}

/// Whether a user is shown the store's folders. A supplier's orders lie in folders of the store's, which are none of its
/// business.
pub(crate) fn sees_folders(member: &Member<'_>) -> bool {
    member.may(Permission::ViewOrders) && !matches!(member.user.scope, UserScope::Supplier(_))
}

/// All places of the navigation that a user may open.
pub(crate) fn all_places(member: &Member<'_>) -> Vec<NavLink> {
    let mut all = places(member, &WORK, false);
    all.extend(places(member, &SET_UP, false));
    all
}

/// The folders with the counts of their orders, which are none for who is shown no folders.
fn nav_folders(member: &Member<'_>, here: Option<FolderId>, lists: &Lists, counts: &[usize]) -> Vec<NavFolder> {
    let ids = member.own_folders();
    let nav = |(id, count): (&FolderId, &usize)| NavFolder {
        id: id.to_string(),
        name: folder_name(&member.store, *id),
        count: grouped(*count),
        is_here: here == Some(*id),
        views: lists.pinned(Some(*id)),
    };
    ids.iter().zip(counts).map(nav).collect()
}

/// The name of a folder; of one that is gone, its id.
pub(crate) fn folder_name(store: &Store, id: FolderId) -> String {
    store.folder(id).map_or_else(|| format!("Folder {id}"), |folder| folder.name.clone())
}

fn places(member: &Member<'_>, places: &[Place], is_in_folder: bool) -> Vec<NavLink> {
    let screen = member.visit().screen;
    let allowed = places.iter().filter(|(.., permission)| member.may(*permission));
    let link = |(path, name, icon, key, _): &Place| NavLink {
        address: member.path(path),
        name,
        icon,
        key,
        is_here: !is_in_folder && is_at(screen, path),
    };
    allowed.map(link).collect()
}

/// Whether a screen belongs to the place at this path.
fn is_at(screen: Screen, path: &str) -> bool {
    let rest = screen.path().strip_prefix("/console/{store_id}").unwrap_or_default();
    let first = rest.trim_start_matches('/').split('/').next().unwrap_or_default();
    first == path
}

/// The first letters of the first words.
fn first_letters(text: &str, words: usize) -> String {
    text.split_whitespace().take(words).filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

/// A number with commas: `12,340`.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!([0, 999, 1_000, 12_340, 1_234_567].map(grouped), ["0", "999", "1,000", "12,340", "1,234,567"]);
    }

    /// Catches a link in the navigation that leads nowhere, or to where its permission does not open.
    #[test]
    fn every_place_is_a_screen_of_the_same_permission() {
        for (path, name, .., permission) in WORK.iter().chain(&SET_UP) {
            let address = format!("/console/{{store_id}}/{path}");
            let address = address.trim_end_matches('/');
            let screen = Screen::ALL.iter().find(|it| it.path() == address && !it.changes());
            let screen = screen.unwrap_or_else(|| panic!("{name} leads nowhere"));
            assert_eq!(screen.entry(), crate::screen::Entry::May(*permission), "{name}");
            assert!(is_at(*screen, path), "{name}");
        }
    }
}
