//! Pickups: files that are fetched from another's server by a schedule, and imported (orderdesk-app 5.2).

mod pattern;
mod state;

use serde::{Deserialize, Serialize};

use crate::limits::check_text_length;
use crate::{DroppedFile, KnownServer, Problem, Schedule, StoreId, body_digest};

pub use pattern::matches_pattern;
pub use state::{
    Look, MAX_FILES_PER_LOOK, MAX_LOOKS, MAX_OPEN_RUN, MAX_SEEN_FILES, PassedOverFile, PickedUpFile, PickupState,
    SECOND_LOOK_AFTER, SeenFile,
};

/// A store has at most this many pickups.
pub const MAX_PICKUPS: usize = 20;

/// The name of a pickup has at most this many characters.
pub const MAX_PICKUP_NAME_LENGTH: usize = 100;

/// A pattern has at most this many characters.
pub const MAX_PATTERN_LENGTH: usize = 100;

/// The name of a folder or a file on a server has at most this many bytes.
const MAX_FILE_NAME_BYTES: usize = 255;

/// What the folder is called that files are moved into when nothing is said.
pub const PROCESSED: &str = "processed";

/// Files that are fetched from a folder of another's server, each once, and imported by a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pickup {
    /// Its id, digits.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The server and the folder.
    pub from: KnownServer,
    /// Which files: `*` is any letters, `?` is one.
    pub pattern: String,
    /// The import template that they are read with.
    pub import_template_id: String,
    /// When it runs.
    #[serde(flatten)]
    pub schedule: Schedule,
    /// What becomes of a file there once it was fetched.
    pub after: AfterPickup,
    /// One that is disabled runs by hand alone.
    pub enabled: bool,
}

/// What becomes of a file on the server once it was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterPickup {
    /// It is moved into this folder below its own, which is made where it is missing.
    MovedTo(String),
    /// It is deleted.
    Deleted,
}

impl Default for AfterPickup {
    fn default() -> Self {
        Self::MovedTo(PROCESSED.to_owned())
    }
}

/// What somebody wants a pickup to be; it has no id yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPickup {
    /// What people call it.
    pub name: String,
    /// The server and the folder.
    pub from: KnownServer,
    /// Which files.
    pub pattern: String,
    /// The import template that they are read with.
    pub import_template_id: String,
    /// When it runs.
    pub schedule: Schedule,
    /// What becomes of a file there once it was fetched.
    pub after: AfterPickup,
    /// Whether it runs by itself, if that was given.
    pub enabled: Option<bool>,
}

impl NewPickup {
    /// A new one with this id; it is enabled unless it says otherwise.
    pub fn added(self, id: String) -> Pickup {
        let Self { name, from, pattern, import_template_id, schedule, after, enabled } = self;
        Pickup { id, name, from, pattern, import_template_id, schedule, after, enabled: enabled.unwrap_or(true) }
    }

    /// What becomes of the one `before`: its id stays, and whether it is enabled when this one does not say.
    pub fn replacing(self, before: &Pickup) -> Pickup {
        let enabled = self.enabled.or(Some(before.enabled));
        Self { enabled, ..self }.added(before.id.clone())
    }

    /// Everything that is wrong with its form.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = self.from.check();
        problems.extend(check_text_length("name", &self.name, MAX_PICKUP_NAME_LENGTH));
        let is_name = |text: &str| !text.chars().any(|c| c.is_control() || matches!(c, '/' | '\\'));
        if self.pattern.is_empty() || !is_name(&self.pattern) {
            let message =
                "must be the name of a file, without a folder, in which * stands for any letters and ? for one";
            problems.push(Problem::new("pattern", message));
        }
        problems.extend(check_text_length("pattern", &self.pattern, MAX_PATTERN_LENGTH));
        if let AfterPickup::MovedTo(folder) = &self.after
            && (folder.is_empty()
                || folder.len() > MAX_FILE_NAME_BYTES
                || !is_name(folder)
                || matches!(folder.as_str(), "." | ".."))
        {
            let message = "must be the name of one folder, below the one that files are picked up from";
            problems.push(Problem::new("processed_folder", message));
        }
        problems
    }
}

impl Pickup {
    /// The object of the private bucket that a file of it becomes, which the import lane takes from there.
    ///
    /// The same file has the same name however often it is fetched, and any other file has another one: also one that
    /// was there before under the same name.
    pub fn object_name(&self, store_id: StoreId, file: &SeenFile, content_digest: &str) -> String {
        let time = |at: jiff::Timestamp| at.as_nanosecond().to_string();
        let modified_at = file.modified_at.map(time).unwrap_or_default();
        let (size, seen_at) = (file.size_bytes, time(file.seen_at));
        let digest = body_digest(&format!("{}\n{size}\n{modified_at}\n{seen_at}\n{content_digest}", file.name));
        let folder = format!("pickup-{}-{}", self.id, digest.get(..16).unwrap_or(&digest));
        DroppedFile::name_for(store_id, &self.import_template_id, &format!("{folder}/{}", file.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileProtocol, FileServer, TimeOfDay};

    fn new() -> NewPickup {
        let server = FileServer {
            host: "files.example.com".into(),
            user: "shop".into(),
            secret: "supplier".into(),
            directory: "out".into(),
            port: Some(2_222),
        };
        let host_key = format!("SHA256:{}", "a".repeat(43));
        NewPickup {
            name: "Stock".into(),
            from: KnownServer { protocol: FileProtocol::Sftp, server, host_key, certificate: String::new() },
            pattern: "*.csv".into(),
            import_template_id: "1000000001".into(),
            schedule: Schedule::Daily { at: TimeOfDay::new(9, 5).unwrap() },
            after: AfterPickup::default(),
            enabled: None,
        }
    }

    #[test]
    fn a_pickup_comes_back_from_its_row_as_it_was() {
        for after in [AfterPickup::default(), AfterPickup::Deleted] {
            let pickup = NewPickup { after, ..new() }.added("7".into());
            let text = serde_json::to_string(&pickup).unwrap();
            assert_eq!(serde_json::from_str::<Pickup>(&text).unwrap(), pickup, "{text}");
        }
        assert!(new().check().is_empty());
        let disabled = Pickup { enabled: false, ..new().added("7".into()) };
        assert!(!new().replacing(&disabled).enabled);
    }

    /// Catches a definition that the function could never carry out, or that reaches out of its folder.
    #[test]
    fn what_is_wrong_is_named() {
        let with = |change: fn(&mut NewPickup)| {
            let mut new = new();
            change(&mut new);
            new.check().into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        assert_eq!(with(|new| new.pattern = String::new()), ["pattern"]);
        assert_eq!(with(|new| new.pattern = "../*.csv".into()), ["pattern"]);
        assert_eq!(with(|new| new.pattern = "x".repeat(101)), ["pattern"]);
        assert_eq!(with(|new| new.name = "x".repeat(101)), ["name"]);
        for folder in ["", "..", ".", "a/b", "a\\b", "a\nb"] {
            let found = NewPickup { after: AfterPickup::MovedTo(folder.into()), ..new() }.check();
            assert_eq!(found.first().map(|problem| problem.field.as_str()), Some("processed_folder"), "{folder:?}");
        }
        assert_eq!(with(|new| new.from.server.port = Some(25)), ["port"]);
        assert_eq!(with(|new| new.from.host_key = String::new()), ["host_key"]);
        assert_eq!(with(|new| new.from.server.directory = "../etc".into()), ["directory"]);
    }

    /// Catches a file that is imported twice, and one that is taken for another.
    #[test]
    fn a_file_is_the_same_object_each_time_and_another_file_is_another() {
        let (pickup, store_id) = (new().added("7".into()), StoreId::new(42).unwrap());
        let at = |text: &str| text.parse().unwrap();
        let file = SeenFile::new("stock.csv", 3, Some(at("2026-11-25T09:00:00Z")), at("2026-11-25T10:00:00Z"));
        let name = pickup.object_name(store_id, &file, "d1");
        assert_eq!(name, pickup.object_name(store_id, &file, "d1"));
        assert!(name.starts_with("imports/42/1000000001/pickup-7-") && name.ends_with("/stock.csv"), "{name}");
        for other in [
            SeenFile { size_bytes: 4, ..file.clone() },
            SeenFile { modified_at: None, ..file.clone() },
            SeenFile { seen_at: at("2026-11-25T10:00:01Z"), ..file.clone() },
        ] {
            assert_ne!(pickup.object_name(store_id, &other, "d1"), name, "{other:?}");
        }
        assert_ne!(pickup.object_name(store_id, &file, "d2"), name);
    }
}
