//! The lists of orders that a user may open by a name, and what they set of lists for themselves.

use desk::order_lists;
use domain::{FolderId, OwnLists, SavedView};
use http::Failure;

use crate::frame::sees_folders;
use crate::visit::Member;

/// What a user may open, and what they set for themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists {
    /// Their own saved views, and the columns that they see in place of everybody's.
    pub(crate) own: OwnLists,
    /// The saved views for everybody, by their names.
    pub(crate) views: Vec<SavedView>,
}

/// A saved view in the navigation.
pub(crate) struct NavView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) is_here: bool,
}

impl Lists {
    /// Those of a user; none of who sees no orders, or those of a supplier alone.
    pub(crate) async fn of(member: &Member<'_>) -> Result<Self, Failure> {
        if !sees_folders(member) {
            return Ok(Self::default());
        }
        let (desk, store) = (member.desk(), &member.store);
        let own = order_lists::own(desk, store.id, member.user.account_id);
        let (own, views) = tokio::try_join!(own, order_lists::views(desk, store))?;
        Ok(Self { own, views })
    }

    /// The saved view of this id, and whether it is the user's own.
    pub(crate) fn find(&self, id: &str) -> Option<(&SavedView, bool)> {
        let own = self.own.view(id).map(|view| (view, true));
        own.or_else(|| self.views.iter().find(|view| view.id == id).map(|view| (view, false)))
    }

    /// All of them, their own first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&SavedView, bool)> {
        let own = self.own.views.iter().map(|view| (view, true));
        own.chain(self.views.iter().map(|view| (view, false)))
    }

    /// Those that are pinned under a folder in the navigation, or under all orders.
    pub(crate) fn pinned(&self, folder_id: Option<FolderId>) -> Vec<NavView> {
        let pinned = self.all().filter(|(view, _)| view.folder_id == folder_id);
        let nav =
            |(view, _): (&SavedView, bool)| NavView { id: view.id.clone(), name: view.name.clone(), is_here: false };
        pinned.map(nav).collect()
    }
}
