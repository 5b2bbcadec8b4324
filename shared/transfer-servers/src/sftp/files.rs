//! What is done with files.

use futures_util::StreamExt;
use futures_util::stream::{FuturesOrdered, FuturesUnordered};
use jiff::Timestamp;
use russh_sftp::client::error::Error;
use russh_sftp::protocol::{FileAttributes, FileType, OpenFlags, Packet, Status, StatusCode};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use super::Sftp;
use crate::error::{TransferError, shown};
use crate::listing::{Kind, Listing};
use crate::names::{FileName, Folder};
use crate::pieces::{PIECE_BYTES, Pieces};
use crate::session::{Existing, Upload};

/// OpenSSH's rename that replaces a file, as `rename(2)` does; the one of the protocol does not.
pub(super) const POSIX_RENAME: &str = "posix-rename@openssh.com";

/// How many pieces are under way at once, so that a long way costs a file little.
const MAX_UNDER_WAY: usize = 16;

impl Sftp {
    pub(super) async fn find_folder(&self) -> Result<(), TransferError> {
        let path = match self.folder.as_str() {
            "" => ".",
            path => path,
        };
        match self.raw.stat(path).await {
            Ok(found) if kind_of(&found.attrs) == Kind::Folder || found.attrs.permissions.is_none() => Ok(()),
            Ok(_) => Err(TransferError::MissingFolder),
            Err(error) => match of_sftp(error) {
                TransferError::MissingFile => Err(TransferError::MissingFolder),
                other => Err(other),
            },
        }
    }

    pub(crate) async fn list(&self, max_entries: usize) -> Result<Listing, TransferError> {
        let path = if self.folder.as_str().is_empty() { "." } else { self.folder.as_str() };
        let opened = self.raw.opendir(path).await.map_err(|error| match of_sftp(error) {
            TransferError::MissingFile => TransferError::MissingFolder,
            other => other,
        })?;
        let listed = self.read_folder(&opened.handle, max_entries).await;
        self.close_handle(opened.handle, listed).await
    }

    /// Closes what was open while `done` was done. Where that ended the connection nobody would answer, and nothing is asked:
    /// the answer would be waited for until the deadline.
    async fn close_handle<T>(&self, handle: String, done: Result<T, TransferError>) -> Result<T, TransferError> {
        if done.as_ref().is_err_and(|error| !error.leaves_the_connection()) {
            return done;
        }
        let closed = self.raw.close(handle).await.map_err(of_sftp);
        let done = done?;
        closed.map(|_| done)
    }

    async fn read_folder(&self, handle: &str, max_entries: usize) -> Result<Listing, TransferError> {
        let (mut listing, mut left) = (Listing::default(), max_entries);
        loop {
            let files = match self.raw.readdir(handle).await {
                Ok(name) => name.files,
                Err(Error::Status(status)) if status.status_code == StatusCode::Eof => return Ok(listing),
                Err(error) => return Err(of_sftp(error)),
            };
            // So that each turn brings one nearer to the limit.
            if files.is_empty() {
                return Err(TransferError::Broken("it lists nothing, and no end".to_owned()));
            }
            for file in files {
                if left == 0 {
                    listing.has_more = true;
                    return Ok(listing);
                }
                left -= 1;
                let modified_at = file.attrs.mtime.and_then(|seconds| Timestamp::from_second(seconds.into()).ok());
                listing.add(&file.filename, kind_of(&file.attrs), file.attrs.size, modified_at);
            }
        }
    }

    pub(crate) async fn upload<S>(&self, upload: &Upload<'_>, pieces: &mut Pieces<S>) -> Result<(), TransferError>
    where
        S: AsyncRead + Unpin + Send,
    {
        let (name, temporary) = (self.folder.path(upload.name), upload.name.temporary(upload.idempotency_key));
        let temporary = self.folder.path(&temporary);
        if upload.existing == Existing::Refuse {
            self.refuse_existing(&name).await?;
        }
        let flags = OpenFlags::CREATE | OpenFlags::TRUNCATE | OpenFlags::WRITE;
        let opened = self.raw.open(temporary.as_str(), flags, FileAttributes::empty()).await.map_err(of_sftp)?;
        let written = self.write(&opened.handle, pieces).await;
        self.close_handle(opened.handle, written).await?;
        match self.size(&temporary).await? {
            Some(size) if size == upload.length => self.put_in_place(&temporary, &name, upload.existing).await,
            size => {
                let size = size.unwrap_or_default();
                Err(TransferError::Failed(format!("it has {size} of {} bytes", upload.length)))
            }
        }
    }

    async fn write<S>(&self, handle: &str, pieces: &mut Pieces<S>) -> Result<(), TransferError>
    where
        S: AsyncRead + Unpin + Send,
    {
        let (mut under_way, mut offset) = (FuturesUnordered::new(), 0);
        while let Some(piece) = pieces.next().await? {
            let length = u64::try_from(piece.len()).unwrap_or_default();
            under_way.push(self.raw.write(handle, offset, piece));
            offset += length;
            if under_way.len() >= MAX_UNDER_WAY
                && let Some(written) = under_way.next().await
            {
                written.map_err(of_sftp)?;
            }
        }
        while let Some(written) = under_way.next().await {
            written.map_err(of_sftp)?;
        }
        Ok(())
    }

    /// Gives a file that is there its own name.
    async fn put_in_place(&self, temporary: &str, name: &str, existing: Existing) -> Result<(), TransferError> {
        if existing == Existing::Overwrite && self.replaces {
            return self.replace(temporary, name).await;
        }
        let Err(error) = self.raw.rename(temporary, name).await.map_err(of_sftp) else { return Ok(()) };
        if !error.leaves_the_connection() {
            return Err(error);
        }
        // Most servers rename onto no file that is there, and say no more than that it failed.
        match (self.size(name).await?, existing) {
            (Some(size_bytes), Existing::Refuse) => Err(TransferError::Exists { size_bytes }),
            (Some(_), Existing::Overwrite) => {
                self.raw.remove(name).await.map_err(of_sftp)?;
                self.raw.rename(temporary, name).await.map(drop).map_err(of_sftp)
            }
            (None, _) => Err(error),
        }
    }

    async fn replace(&self, from: &str, to: &str) -> Result<(), TransferError> {
        let mut paths = vec![];
        for path in [from, to] {
            paths.extend(u32::try_from(path.len()).unwrap_or_default().to_be_bytes());
            paths.extend(path.as_bytes());
        }
        match self.raw.extended(POSIX_RENAME, paths).await.map_err(of_sftp)? {
            Packet::Status(status) if status.status_code == StatusCode::Ok => Ok(()),
            Packet::Status(status) => Err(of_status(&status)),
            _ => Err(TransferError::Broken("it answered a rename with something else".to_owned())),
        }
    }

    async fn refuse_existing(&self, path: &str) -> Result<(), TransferError> {
        match self.size(path).await? {
            Some(size_bytes) => Err(TransferError::Exists { size_bytes }),
            None => Ok(()),
        }
    }

    /// The size of a file, if it is there; 0 where the server does not say.
    async fn size(&self, path: &str) -> Result<Option<u64>, TransferError> {
        match self.raw.stat(path).await.map_err(of_sftp) {
            Ok(found) => Ok(Some(found.attrs.size.unwrap_or_default())),
            Err(TransferError::MissingFile) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn download<W>(&self, name: &FileName, max_bytes: u64, into: &mut W) -> Result<u64, TransferError>
    where
        W: AsyncWrite + Unpin + Send,
    {
        let path = self.folder.path(name);
        let opened = self.raw.open(path, OpenFlags::READ, FileAttributes::empty()).await.map_err(of_sftp)?;
        let read = self.read(&opened.handle, max_bytes, into).await;
        self.close_handle(opened.handle, read).await
    }

    /// Reads as much as the server says the file has, and takes one that turns out longer or shorter for broken.
    async fn read<W>(&self, handle: &str, max_bytes: u64, into: &mut W) -> Result<u64, TransferError>
    where
        W: AsyncWrite + Unpin + Send,
    {
        let size = self.raw.fstat(handle).await.map_err(of_sftp)?.attrs.size;
        let size = size.ok_or_else(|| TransferError::Broken("it does not say how large the file is".to_owned()))?;
        if size > max_bytes {
            return Err(TransferError::TooLarge { max_bytes });
        }
        let (mut under_way, mut offset) = (FuturesOrdered::new(), 0);
        loop {
            while under_way.len() < MAX_UNDER_WAY && offset < size {
                let length = u64::from(PIECE_BYTES).min(size - offset);
                under_way.push_back(self.piece(handle, offset, length));
                offset += length;
            }
            let Some(piece) = under_way.next().await else { break };
            into.write_all(&piece?).await.map_err(TransferError::Local)?;
        }
        match self.raw.read(handle, size, PIECE_BYTES).await {
            Err(Error::Status(status)) if status.status_code == StatusCode::Eof => {}
            Ok(beyond) if beyond.data.is_empty() => {}
            Ok(_) => return Err(changed()),
            Err(error) => return Err(of_sftp(error)),
        }
        into.flush().await.map_err(TransferError::Local)?;
        Ok(size)
    }

    /// So many bytes from `offset` on; servers may answer with fewer at a time.
    async fn piece(&self, handle: &str, offset: u64, length: u64) -> Result<Vec<u8>, TransferError> {
        let mut piece: Vec<u8> = vec![];
        loop {
            let have = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            let Some(wanted) = length.checked_sub(have).and_then(|wanted| u32::try_from(wanted).ok()) else {
                return Err(TransferError::Broken("it sends more than was asked for".to_owned()));
            };
            if wanted == 0 {
                return Ok(piece);
            }
            match self.raw.read(handle, offset + have, wanted).await {
                Ok(more) if !more.data.is_empty() => piece.extend(more.data),
                Ok(_) => return Err(changed()),
                Err(Error::Status(status)) if status.status_code == StatusCode::Eof => return Err(changed()),
                Err(error) => return Err(of_sftp(error)),
            }
        }
    }

    pub(crate) async fn move_into(
        &self,
        folder: &FileName,
        name: &FileName,
        new_name: &FileName,
    ) -> Result<(), TransferError> {
        let (from, below): (_, Folder) = (self.folder.path(name), self.folder.below(folder));
        let to = below.path(new_name);
        if self.size(&from).await?.is_none() {
            return if self.size(&to).await?.is_some() { Ok(()) } else { Err(TransferError::MissingFile) };
        }
        self.refuse_existing(&to).await?;
        if self.size(below.as_str()).await?.is_none()
            && let Err(error) = self.raw.mkdir(below.as_str(), FileAttributes::empty()).await.map_err(of_sftp)
            // Somebody else may have been quicker.
            && (!error.leaves_the_connection() || self.size(below.as_str()).await?.is_none())
        {
            return Err(error);
        }
        self.put_in_place(&from, &to, Existing::Refuse).await
    }

    pub(crate) async fn remove(&self, name: &FileName) -> Result<(), TransferError> {
        match self.raw.remove(self.folder.path(name)).await.map_err(of_sftp) {
            Err(TransferError::MissingFile) | Ok(_) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// What an entry is. Where the server says nothing it is taken for a file, which it has to prove.
fn kind_of(attributes: &FileAttributes) -> Kind {
    match attributes.permissions {
        None => Kind::File,
        Some(_) => match attributes.file_type() {
            FileType::File => Kind::File,
            FileType::Dir => Kind::Folder,
            FileType::Symlink | FileType::Other => Kind::Other,
        },
    }
}

fn changed() -> TransferError {
    TransferError::Broken("the file is not as long as it was said to be".to_owned())
}

fn of_status(status: &Status) -> TransferError {
    let text = shown(&status.error_message);
    match status.status_code {
        StatusCode::NoSuchFile => TransferError::MissingFile,
        StatusCode::PermissionDenied => TransferError::NoPermission(text),
        StatusCode::Failure | StatusCode::OpUnsupported => TransferError::Failed(text),
        StatusCode::NoConnection | StatusCode::ConnectionLost => TransferError::Unreachable(text),
        StatusCode::Ok | StatusCode::Eof | StatusCode::BadMessage => TransferError::Broken(text),
    }
}

/// What an error of SFTP means.
pub(super) fn of_sftp(error: Error) -> TransferError {
    match error {
        Error::Status(status) => of_status(&status),
        Error::Timeout => TransferError::TimedOut,
        // Among them the end of the connection, and whatever made its reader give up.
        Error::IO(text) | Error::UnexpectedBehavior(text) => TransferError::Unreachable(shown(&text)),
        error => TransferError::Broken(shown(&error.to_string())),
    }
}
