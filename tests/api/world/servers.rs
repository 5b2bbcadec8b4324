//! Servers that files are brought to, in memory. Real ones are spoken to in `transfer-servers` and on the local cloud.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use desk::deliveries::{Bringing, Brought, Uploader};
use transfer_servers::{Server, TransferError};

/// All servers of a world.
#[derive(Clone, Default)]
pub(crate) struct Servers(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Files by the host, the folder and their names.
    files: BTreeMap<String, Vec<u8>>,
    /// What the next files meet.
    next: VecDeque<Meets>,
    /// How often a file was brought, whatever came of it.
    brought: usize,
    /// Who brought the last one, and how.
    last: Option<Server>,
    /// What is called in the place of shops.
    stand_ins: String,
}

/// What comes of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Meets {
    /// The server does not answer, and has nothing of it.
    Nobody,
    /// The file is there, and the answer is lost.
    Silence,
    /// The server does not let the user in.
    WrongLogin,
}

impl Servers {
    /// Lets the next files meet this, one after another.
    pub(crate) fn meet(&self, next: impl IntoIterator<Item = Meets>) {
        self.state().next.extend(next);
    }

    /// Has these called in the place of shops.
    pub(super) fn stand_in(&self, stand_ins: &str) {
        stand_ins.clone_into(&mut self.state().stand_ins);
    }

    /// What is called in the place of shops.
    pub(super) fn stand_ins(&self) -> String {
        self.state().stand_ins.clone()
    }

    /// The files that lie there, by `host/folder/name`, as text.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let text = |(name, bytes): (&String, &Vec<u8>)| (name.clone(), String::from_utf8_lossy(bytes).into_owned());
        self.state().files.iter().map(text).collect()
    }

    /// Puts a file there, as the server's owner does.
    pub(crate) fn put(&self, name: &str, text: &str) {
        self.state().files.insert(name.to_owned(), text.as_bytes().to_vec());
    }

    /// Takes all files away, as the server's owner does.
    pub(crate) fn clear(&self) {
        self.state().files.clear();
    }

    /// How often a file was brought, whatever came of it.
    pub(crate) fn brought(&self) -> usize {
        self.state().brought
    }

    /// The server of the last file that was brought.
    pub(crate) fn last(&self) -> Option<Server> {
        self.state().last.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, server: &Server, file: Brought<'_>) -> Result<(), TransferError> {
        let mut state = self.state();
        state.brought += 1;
        state.last = Some(server.clone());
        let name = format!("{}/{}/{}", server.host, server.folder.as_str(), file.name);
        let meets = state.next.pop_front();
        match meets {
            Some(Meets::Nobody) => return Err(TransferError::Unreachable("refused".to_owned())),
            Some(Meets::WrongLogin) => return Err(TransferError::WrongLogin("530".to_owned())),
            Some(Meets::Silence) | None => {}
        }
        if let Some(there) = state.files.get(&name) {
            return Err(TransferError::Exists { size_bytes: there.len().try_into().unwrap() });
        }
        state.files.insert(name, file.bytes.to_vec());
        if meets.is_some() { Err(TransferError::TimedOut) } else { Ok(()) }
    }
}

impl Uploader for Servers {
    fn bring<'a>(&'a self, server: &'a Server, file: Brought<'a>) -> Bringing<'a> {
        Box::pin(std::future::ready(self.take(server, file)))
    }
}
