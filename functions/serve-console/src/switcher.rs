//! What stands around every page about stores: the one it is of, whether that can be worked with, and the others.

use desk::accounts::{self, SignUpMode};
use domain::{Permission, StoreId, StoreState};
use http::Failure;
use table::StoreOfAccount;

use crate::visit::Member;

/// So many stores are in the switcher, those that were turned to last; all are on a page of their own.
const MAX_SHOWN: usize = 8;

/// What stands around a page about stores.
pub(crate) struct Switcher {
    /// The other stores of the person, the one they turned to last first.
    pub(crate) others: Vec<OtherStore>,
    /// Whether there are more than these.
    pub(crate) has_more: bool,
    /// Whether the person may try to make a store.
    pub(crate) may_begin: bool,
    /// Why the store can only be read; blank where it can be worked with.
    pub(crate) read_only: String,
    /// Where the page that welcomes is reached: in the navigation, `nav`, or where it was put away in the `menu` of the
    /// person; blank for who may not set up the store.
    pub(crate) welcome: &'static str,
    /// What an owner may do with the store as a whole: `close`, or `reopen` where it is closed; blank for who is none.
    pub(crate) owner_may: &'static str,
}

/// Another store of the person.
pub(crate) struct OtherStore {
    pub(crate) id: String,
    pub(crate) name: String,
}

impl Switcher {
    pub(crate) async fn of(member: &Member<'_>) -> Result<Self, Failure> {
        let signed_in = &member.person.signed_in;
        let all = accounts::stores_open_to(&member.app().desk, signed_in).await?;
        let (others, has_more) = others(all, member.store.id);
        let is_owner = member.user.is_owner();
        Ok(Self {
            others,
            has_more,
            may_begin: may_begin(member.app().sign_up, is_owner) && !signed_in.session.by_link,
            read_only: member.store.state.check().err().map(|why| why.to_string()).unwrap_or_default(),
            welcome: if !member.may(Permission::ManageSettings) {
                ""
            } else if member.store.settings.beginning.is_put_away {
                "menu"
            } else {
                "nav"
            },
            owner_may: match member.store.state {
                _ if !is_owner => "",
                StoreState::Closed(_) => "reopen",
                StoreState::Active | StoreState::Locked(_) => "close",
            },
        })
    }
}

/// Whether somebody is shown the way to a store of their own; whether they get there, the use case says.
fn may_begin(mode: SignUpMode, is_owner: bool) -> bool {
    match mode {
        SignUpMode::Off => false,
        SignUpMode::Invited => is_owner,
        SignUpMode::Open => true,
    }
}

/// The first stores but this one, and whether there are more.
fn others(all: Vec<StoreOfAccount>, here: StoreId) -> (Vec<OtherStore>, bool) {
    let mut others: Vec<_> = all.into_iter().filter(|store| store.store_id != here).collect();
    let has_more = others.len() > MAX_SHOWN;
    others.truncate(MAX_SHOWN);
    let shown = others.into_iter().map(|store| OtherStore { id: store.store_id.to_string(), name: store.name });
    (shown.collect(), has_more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_of_the_page_is_none_of_the_others_and_a_long_list_is_cut() {
        let store = |number: u64| StoreOfAccount {
            store_id: StoreId::new(number).unwrap(),
            name: format!("Store {number}"),
            used_at: None,
        };
        let (few, has_more) = others((1..4).map(store).collect(), StoreId::new(2).unwrap());
        let ids: Vec<_> = few.iter().map(|store| store.id.as_str()).collect();
        assert_eq!((ids, has_more), (vec!["1", "3"], false));
        let (many, has_more) = others((1..20).map(store).collect(), StoreId::new(2).unwrap());
        assert_eq!((many.len(), has_more), (MAX_SHOWN, true));
    }

    #[test]
    fn by_invitation_who_owns_a_store_is_shown_how_to_make_another() {
        assert!(may_begin(SignUpMode::Invited, true) && !may_begin(SignUpMode::Invited, false));
        assert!(may_begin(SignUpMode::Open, false) && !may_begin(SignUpMode::Off, true));
    }
}
