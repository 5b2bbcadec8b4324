//! What is uploaded, in pieces of one packet's size, and exactly as much of it as was announced.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

use crate::error::TransferError;

/// How many bytes are sent or asked for at once: what every SFTP server takes (draft-ietf-secsh-filexfer-02, 3).
pub(crate) const PIECE_BYTES: u32 = 32 << 10;

/// A source of known length.
pub(crate) struct Pieces<S> {
    source: S,
    left: u64,
}

impl<S: AsyncRead + Unpin> Pieces<S> {
    pub(crate) fn new(source: S, length: u64) -> Self {
        Self { source, left: length }
    }

    /// The next piece; none at the end. A source of another length than was announced is an error: a file that is cut
    /// off, or goes on, must not look whole.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, TransferError> {
        let wanted = u64::from(PIECE_BYTES).min(self.left);
        let mut piece = vec![];
        if wanted == 0 {
            let beyond = self.source.read_u8().await;
            return if beyond.is_ok() { Err(wrong_length("longer")) } else { Ok(None) };
        }
        (&mut self.source).take(wanted).read_to_end(&mut piece).await.map_err(TransferError::Local)?;
        self.left -= wanted;
        if u64::try_from(piece.len()).is_ok_and(|length| length == wanted) {
            Ok(Some(piece))
        } else {
            Err(wrong_length("shorter"))
        }
    }
}

fn wrong_length(how: &str) -> TransferError {
    TransferError::Local(io::Error::new(io::ErrorKind::InvalidInput, format!("it is {how} than was announced")))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn all(source: &[u8], length: u64) -> Result<Vec<usize>, TransferError> {
        let mut pieces = Pieces::new(source, length);
        let mut lengths = vec![];
        while let Some(piece) = pieces.next().await? {
            lengths.push(piece.len());
        }
        Ok(lengths)
    }

    #[tokio::test]
    async fn a_source_comes_in_pieces_and_only_in_its_announced_length() {
        let source = vec![7; 70_000];
        assert_eq!(all(&source, 70_000).await.unwrap(), [32_768, 32_768, 4_464]);
        assert_eq!(all(&[], 0).await.unwrap(), Vec::<usize>::new());
        for wrong in [69_999, 70_001, 65_536] {
            assert!(matches!(all(&source, wrong).await, Err(TransferError::Local(_))), "{wrong}");
        }
    }
}
