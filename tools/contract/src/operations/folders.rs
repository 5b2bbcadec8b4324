//! Folders: our own `/v1/folders`.

use serde_json::json;

use super::FOLDERS;
use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::scalars::Count;
use crate::schemas::stores::{Folder, FolderInput, FolderSequence};

const NAME_TAKEN: &str = "Another folder has this name, in any case, or the store has 50 folders already.";

pub(super) fn list() -> Entry {
    Entry::new(FOLDERS, "List folders", "The store's folders in the order people gave them.")
        .answers(Success::ok("The folders; the first is where new orders go.").list::<Folder>("folders"))
}

pub(super) fn add() -> Entry {
    Entry::new(FOLDERS, "Add a folder", "Adds a folder after the last.")
        .takes::<FolderInput>("A folder for returns", json!({"name": "Returns"}))
        .answers(Success::created("The folder that was added.").with::<Folder>("folder"))
        .refuses(409, NAME_TAKEN)
}

pub(super) fn sort() -> Entry {
    let about = "Puts the folders in another order. Every folder of the store is named once.";
    Entry::new(FOLDERS, "Sort folders", about)
        .takes::<FolderSequence>("The folders of a new store, the third first", json!({"folder_ids": [3, 1, 2, 4, 5]}))
        .answers(Success::done("The folders as they are now.").list::<Folder>("folders"))
}

pub(super) fn rename() -> Entry {
    Entry::new(FOLDERS, "Rename a folder", "Gives a folder another name.")
        .takes::<FolderInput>("Another name", json!({"name": "Ready to ship"}))
        .answers(Success::done("The folder as it is now.").with::<Folder>("folder"))
        .refuses(409, NAME_TAKEN)
}

pub(super) fn remove() -> Entry {
    let about = "Removes a folder and moves its orders into another, at most 500 with one call. The folder is gone at \
                 once; where `remaining` is not 0, and for an order that came meanwhile, the same call again moves on.";
    Entry::new(FOLDERS, "Remove a folder", about)
        .parameter(parameters::into_folder())
        .answers(
            Success::done("How many orders were moved, and how many are left.")
                .with::<Count>("moved")
                .with::<Count>("remaining"),
        )
        .refuses(409, "A rule moves orders into it.")
}

pub(super) fn recount() -> Entry {
    Entry::new(FOLDERS, "Recount a folder", "Counts the orders of a folder anew.")
        .answers(Success::done("How many orders lie in it.").with::<Count>("total"))
        .refuses(409, "The folder changed while it was counted; try again.")
}
