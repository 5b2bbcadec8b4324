//! What is done with files.

use std::io;

use suppaftp::{FtpError, Status};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::Ftp;
use super::refusals::of_ftp;
use crate::error::TransferError;
use crate::names::FileName;
use crate::pieces::Pieces;
use crate::session::{Existing, Upload};

/// How much is read at once.
const BUFFER_BYTES: usize = 32 << 10;

impl Ftp {
    pub(crate) async fn upload<S>(&mut self, upload: &Upload<'_>, pieces: &mut Pieces<S>) -> Result<(), TransferError>
    where
        S: AsyncRead + Unpin + Send,
    {
        let (name, temporary) = (upload.name.as_str(), upload.name.temporary(upload.idempotency_key));
        if upload.existing == Existing::Refuse {
            self.refuse_existing(name).await?;
        }
        let mut stream = self.stream.put_with_stream(temporary.as_str()).await.map_err(of_ftp)?;
        while let Some(piece) = pieces.next().await? {
            stream.write_all(&piece).await.map_err(|error| TransferError::of_io(&error))?;
        }
        stream.finish().await.map_err(of_ftp)?;
        match self.size(temporary.as_str()).await? {
            Some(size) if size == upload.length => self.put_in_place(temporary.as_str(), name, upload.existing).await,
            size => {
                let size = size.unwrap_or_default();
                Err(TransferError::Failed(format!("it has {size} of {} bytes", upload.length)))
            }
        }
    }

    /// Gives a file that is there its own name. Most servers replace one that has it; the others are helped.
    async fn put_in_place(&mut self, from: &str, to: &str, existing: Existing) -> Result<(), TransferError> {
        let Err(error) = self.stream.rename(from, to).await else { return Ok(()) };
        let is_refused = matches!(error, FtpError::UnexpectedResponse(_));
        if !is_refused || existing == Existing::Refuse || self.size(to).await?.is_none() {
            return Err(of_ftp(error));
        }
        self.stream.rm(to).await.map_err(of_ftp)?;
        self.stream.rename(from, to).await.map_err(of_ftp)
    }

    async fn refuse_existing(&mut self, path: &str) -> Result<(), TransferError> {
        match self.size(path).await? {
            Some(size_bytes) => Err(TransferError::Exists { size_bytes }),
            None => Ok(()),
        }
    }

    /// The size of a file, if it is there. A server that can't tell sizes is of no use: half a file would look whole.
    async fn size(&mut self, path: &str) -> Result<Option<u64>, TransferError> {
        match self.stream.size(path).await {
            Ok(size) => Ok(u64::try_from(size).ok()),
            Err(FtpError::UnexpectedResponse(answer)) if answer.status == Status::FileUnavailable => Ok(None),
            Err(error) => Err(of_ftp(error)),
        }
    }

    pub(crate) async fn download<W>(
        &mut self,
        name: &FileName,
        max_bytes: u64,
        into: &mut W,
    ) -> Result<u64, TransferError>
    where
        W: AsyncWrite + Unpin + Send,
    {
        let size = self.size(name.as_str()).await?.ok_or(TransferError::MissingFile)?;
        if size > max_bytes {
            return Err(TransferError::TooLarge { max_bytes });
        }
        let mut stream = self.stream.retr_as_stream(name.as_str()).await.map_err(of_ftp)?;
        let (mut left, mut buffer) = (size, vec![0; BUFFER_BYTES]);
        loop {
            let read = match stream.read(&mut buffer).await {
                Ok(read) => read,
                // Not all servers end TLS as they should; whether it was the end is told by the size.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => 0,
                Err(error) => return Err(TransferError::of_io(&error)),
            };
            let length = u64::try_from(read).unwrap_or(u64::MAX);
            left = left.checked_sub(length).ok_or_else(changed)?;
            if read == 0 {
                break;
            }
            into.write_all(buffer.get(..read).unwrap_or_default()).await.map_err(TransferError::Local)?;
        }
        stream.finish().await.map_err(of_ftp)?;
        into.flush().await.map_err(TransferError::Local)?;
        if left == 0 { Ok(size) } else { Err(changed()) }
    }

    pub(crate) async fn move_into(
        &mut self,
        folder: &FileName,
        name: &FileName,
        new_name: &FileName,
    ) -> Result<(), TransferError> {
        let to = format!("{folder}/{new_name}");
        if self.size(name.as_str()).await?.is_none() {
            return if self.size(&to).await?.is_some() { Ok(()) } else { Err(TransferError::MissingFile) };
        }
        // FTP renames over a file that is there, and this one may hold what was never imported.
        self.refuse_existing(&to).await?;
        let Err(error) = self.stream.rename(name.as_str(), to.as_str()).await else { return Ok(()) };
        if !matches!(error, FtpError::UnexpectedResponse(_)) {
            return Err(of_ftp(error));
        }
        // Whether it is missing can't be asked in a way that all servers know.
        match self.stream.mkdir(folder.as_str()).await {
            Ok(()) | Err(FtpError::UnexpectedResponse(_)) => {}
            Err(error) => return Err(of_ftp(error)),
        }
        self.stream.rename(name.as_str(), to.as_str()).await.map_err(of_ftp)
    }

    pub(crate) async fn remove(&mut self, name: &FileName) -> Result<(), TransferError> {
        let Err(error) = self.stream.rm(name.as_str()).await else { return Ok(()) };
        let is_refused = matches!(error, FtpError::UnexpectedResponse(_));
        if is_refused && self.size(name.as_str()).await?.is_none() { Ok(()) } else { Err(of_ftp(error)) }
    }
}

fn changed() -> TransferError {
    TransferError::Broken("the file is not as long as it was said to be".to_owned())
}
