//! One look of a run: the folder is listed, what is at rest is fetched and imported, what was fetched is moved or deleted.

use domain::{
    Clock, Incident, Look, MAX_FILE_BYTES, Pickup, PickupState, SeenFile, StoreId, body_digest, matches_pattern,
};
use files::{Bucket, FilesError};
use jiff::SignedDuration;
use table::{Queued, Table, TableError};
use transfer_servers::{Listing, Session, TransferError};

use super::file::{Ended, Fetched, Present, compare, end, fetch};
use crate::file_servers::FileServers;
use crate::{Desk, OpenSecretError, incidents};

/// No further file is begun after so long: the function has time for one more, and to spare.
const MAX_LOOK_TIME: SignedDuration = SignedDuration::from_mins(3);

/// So many files that could not be moved or deleted, and nothing more is fetched before they are.
const MAX_STUCK: usize = 20;

/// Carries out looks of pickups, one per message.
pub struct Looks {
    /// The table.
    pub desk: Desk,
    /// Signs in at servers of stores.
    pub servers: FileServers,
    /// Where files are put to be imported.
    pub bucket: Bucket,
    /// Tells the time.
    pub clock: Clock,
}

/// Why a look could not be carried out, for a reason of ours. It is to come again.
#[derive(Debug, thiserror::Error)]
pub enum PickUpError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The store's secret could not be opened.
    #[error(transparent)]
    Servers(#[from] OpenSecretError),
    /// The bucket did not take a file.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// Another one carries it out too, and was faster.
    #[error("the same look is carried out twice; the other one was faster")]
    Overtaken,
}

/// Why a look did not come to its end.
enum Stopped {
    /// By us: the same message is to come again.
    Ours(PickUpError),
    /// By the server, or by what the store says of it: the run has failed.
    Theirs { why: String, is_passing: bool },
}

impl<E: Into<PickUpError>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Ours(error.into())
    }
}

impl Stopped {
    fn by(error: &TransferError) -> Self {
        Self::Theirs { why: error.to_string(), is_passing: error.is_worth_a_retry() }
    }

    fn at(name: &str, error: &TransferError) -> Self {
        Self::Theirs { why: format!("{name}: {error}"), is_passing: error.is_worth_a_retry() }
    }
}

/// How far the pickup is, and the version of its row.
struct Kept<'a> {
    table: &'a Table,
    state: PickupState,
    version: u64,
}

impl Kept<'_> {
    async fn save(&mut self, queued: Queued) -> Result<(), PickUpError> {
        let saved = self.table.save_progress(&self.state, self.version, queued).await?;
        if !saved.is_done() {
            return Err(PickUpError::Overtaken);
        }
        self.version = self.version.saturating_add(1);
        Ok(())
    }
}

impl Looks {
    /// Carries out one look of a pickup.
    ///
    /// The row is the truth: a message of a look that is over, or of a run of before, is dropped. What a server refuses
    /// ends the run, is kept with the pickup, and is tried again by its schedule.
    pub async fn carry_out(&self, store_id: StoreId, pickup_id: &str, due: Look) -> Result<(), PickUpError> {
        let table = &self.desk.table;
        let (state, version) = table.progress::<PickupState>(store_id, pickup_id).await?;
        if state.due() != Some(due) {
            tracing::info!("dropped: this look is over");
            return Ok(());
        }
        let Some((pickup, _)) = table.definition::<Pickup>(store_id, pickup_id).await? else {
            tracing::info!("dropped: the pickup is gone");
            return Ok(table.remove_progress::<PickupState>(store_id, pickup_id).await?);
        };
        let mut kept = Kept { table, state, version };
        kept.state.passed_over.clear();
        match Box::pin(self.visit(store_id, &pickup, &mut kept)).await {
            Ok(()) => {
                kept.state.end_look(self.clock.now());
                kept.save(Queued::Now).await
            }
            Err(Stopped::Ours(error)) => Err(error),
            Err(Stopped::Theirs { why, is_passing }) => {
                tracing::info!("the run failed: {why}");
                if kept.state.fail(self.clock.now(), &why, is_passing) {
                    let incident = Incident::pickup_failed(&pickup, &kept.state);
                    incidents::note(&self.desk, store_id, &incident, &self.clock).await?;
                }
                kept.save(Queued::Before).await
            }
        }
    }

    async fn visit(&self, store_id: StoreId, pickup: &Pickup, kept: &mut Kept<'_>) -> Result<(), Stopped> {
        let server = match self.servers.server(store_id, &pickup.from).await? {
            Ok(server) => server,
            Err(problem) => return Err(Stopped::Theirs { why: problem.to_string(), is_passing: false }),
        };
        let mut session = self.servers.connect(&server).await.map_err(|error| Stopped::by(&error))?;
        let done = self.work_off(store_id, pickup, kept, &mut session).await;
        session.close().await;
        done
    }

    async fn work_off(
        &self,
        store_id: StoreId,
        pickup: &Pickup,
        kept: &mut Kept<'_>,
        session: &mut Session,
    ) -> Result<(), Stopped> {
        let listing = session.list().await.map_err(|error| Stopped::by(&error))?;
        let now = self.clock.now();
        see(&mut kept.state, pickup, &listing, now);
        let until = now.checked_add(MAX_LOOK_TIME).unwrap_or(now);
        let mut stuck = vec![];
        for file in kept.state.left_over() {
            if self.clock.now() >= until {
                break;
            }
            match compare(session, &file).await.map_err(|error| Stopped::at(&file.name, &error))? {
                Present::Same => self.end_file(pickup, kept, session, &file, &mut stuck).await?,
                Present::Other => kept.state.see_anew(&file.name, now),
                Present::Unknown(why) => stuck.push(stay(kept, &file.name, &why)),
            }
        }
        for file in kept.state.at_rest(now) {
            if stuck.len() >= MAX_STUCK || self.clock.now() >= until {
                break;
            }
            if let Some(file) = self.take_over(store_id, pickup, kept, session, &file, &mut stuck).await? {
                self.end_file(pickup, kept, session, &file, &mut stuck).await?;
            }
        }
        match stuck.into_iter().next() {
            Some(why) => Err(Stopped::Theirs { why, is_passing: false }),
            None => Ok(()),
        }
    }

    /// Fetches a file, puts it where it is imported, and notes that: from then on it is only to be moved or deleted. None
    /// where it can't be fetched now.
    async fn take_over(
        &self,
        store_id: StoreId,
        pickup: &Pickup,
        kept: &mut Kept<'_>,
        session: &mut Session,
        file: &SeenFile,
        stuck: &mut Vec<String>,
    ) -> Result<Option<SeenFile>, Stopped> {
        let (bytes, digest) = match fetch(session, file).await {
            Ok(Fetched::Whole(bytes, digest)) => (bytes, digest),
            Ok(Fetched::Changed) => {
                kept.state.forget(&file.name);
                return Ok(None);
            }
            Ok(Fetched::Refused(why)) => {
                stuck.push(stay(kept, &file.name, &why));
                return Ok(None);
            }
            Err(error) => return Err(Stopped::at(&file.name, &error)),
        };
        let name = pickup.object_name(store_id, file, &digest);
        self.bucket.put(&name, "application/octet-stream", bytes).await?;
        kept.state.note_fetched(file, &digest, self.clock.now());
        kept.save(Queued::Before).await?;
        Ok(Some(SeenFile { fetched: digest, ..file.clone() }))
    }

    /// Moves or deletes a file that was fetched. That it is gone need not be noted: the next listing shows it.
    async fn end_file(
        &self,
        pickup: &Pickup,
        kept: &mut Kept<'_>,
        session: &mut Session,
        file: &SeenFile,
        stuck: &mut Vec<String>,
    ) -> Result<(), Stopped> {
        match end(session, &pickup.after, file).await.map_err(|error| Stopped::at(&file.name, &error))? {
            Ended::Gone => kept.state.forget(&file.name),
            Ended::Stuck(why) => {
                let why = format!("it was fetched, and can't be moved or deleted: {why}");
                stuck.push(stay(kept, &file.name, &why));
            }
        }
        Ok(())
    }
}

/// Notes that a file stays where it is; the same as a sentence.
fn stay(kept: &mut Kept<'_>, name: &str, why: &str) -> String {
    kept.state.pass_over(name, why);
    format!("{name}: {why}")
}

/// Notes what of a listing the pickup is for, and what can't be picked up.
fn see(state: &mut PickupState, pickup: &Pickup, listing: &Listing, now: jiff::Timestamp) {
    let from = &pickup.from;
    let (server, port) = (&from.server, from.port());
    state.be_at(&body_digest(&format!("{}\n{port}\n{}\n{}", server.host, server.user, server.directory)));
    let mut listed = vec![];
    for entry in listing.files.iter().filter(|entry| matches_pattern(&pickup.pattern, entry.name.as_str())) {
        let name = entry.name.as_str();
        match entry.size_bytes {
            0 => state.pass_over(name, "it is empty, or nothing is written yet"),
            size if size > MAX_FILE_BYTES => state.pass_over(name, "it has more than 50 MB"),
            size => listed.push(SeenFile::new(name, size, entry.modified_at, now)),
        }
    }
    for other in &listing.passed_over {
        state.pass_over(&other.name, &other.why.to_string());
    }
    state.see(listed, !listing.has_more);
}
