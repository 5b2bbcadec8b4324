//! Folders: our own `/v1/folders`.

use serde_json::json;
use wire::folders::{FolderInput, FolderSequence, FolderView};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::Count;

const NAME_TAKEN: &str = "Another folder has this name, in any case, or the store has 50 folders already.";

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The folders; the first is where new orders go.").list::<FolderView>("folders"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .takes::<Read<FolderInput>>("A folder for returns", json!({"name": "Returns"}))
        .answers(Success::created("The folder that was added.").with::<FolderView>("folder"))
        .refuses(409, NAME_TAKEN)
}

pub(super) fn sort() -> Entry {
    Entry::new()
        .takes::<Read<FolderSequence>>(
            "The folders of a new store, the third first",
            json!({"folder_ids": [3, 1, 2, 4, 5]}),
        )
        .answers(Success::done("The folders as they are now.").list::<FolderView>("folders"))
}

pub(super) fn rename() -> Entry {
    Entry::new()
        .takes::<Read<FolderInput>>("Another name", json!({"name": "Ready to ship"}))
        .answers(Success::done("The folder as it is now.").with::<FolderView>("folder"))
        .refuses(409, NAME_TAKEN)
}

pub(super) fn remove() -> Entry {
    Entry::new()
        .parameter(parameters::into_folder())
        .answers(
            Success::done("How many orders were moved, and how many are left.")
                .with::<Count>("moved")
                .with::<Count>("remaining"),
        )
        .refuses(409, "A rule moves orders into it.")
}

pub(super) fn recount() -> Entry {
    Entry::new()
        .answers(Success::done("How many orders lie in it.").with::<Count>("total"))
        .refuses(409, "The folder changed while it was counted; try again.")
}
