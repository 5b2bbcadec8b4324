//! Files over SSH (SFTP, version 3 of the protocol, as OpenSSH speaks it).

mod files;
mod login;
mod secured;

use std::sync::Arc;

use russh::client::Handle;
use russh::{Channel, ChannelMsg, Disconnect, client};
use russh_sftp::client::{Config, RawSftpSession};
use tokio::net::TcpStream;

pub(crate) use self::login::Ready;
use self::secured::{HostCheck, config, of_ssh};
use crate::client::{Limits, Seen, Stage};
use crate::error::TransferError;
use crate::fingerprint::Fingerprint;
use crate::names::Folder;
use crate::server::Server;

/// The largest packet of SFTP that is taken: servers may answer in larger ones than are asked for.
const MAX_PACKET_BYTES: u32 = 256 << 10;

/// A session with a folder.
pub(crate) struct Sftp {
    raw: RawSftpSession,
    /// The connection; it ends when this is dropped.
    connection: Handle<HostCheck>,
    folder: Folder,
    /// Whether the server knows OpenSSH's way to rename over a file that is there.
    replaces: bool,
}

impl Sftp {
    /// Shakes hands, checks the host key, logs in and looks for the folder.
    pub(crate) async fn open(
        stream: TcpStream,
        server: &Server,
        host_key: Option<Fingerprint>,
        login: Ready<'_>,
        limits: &Limits,
        seen: &mut Seen,
    ) -> Result<Self, TransferError> {
        let check = HostCheck { confirmed: host_key, shown: Arc::clone(&seen.identity) };
        let connected = client::connect_stream(config(limits), stream, check).await;
        let mut connection = connected.map_err(|error| of_handshake(host_key, seen, &error))?;
        seen.reached = Stage::Server;
        login.log_in(&mut connection, &server.user).await?;
        seen.reached = Stage::LoggedIn;
        let channel = connection.channel_open_session().await.map_err(|error| of_ssh(&error))?;
        let stream = subsystem(channel).await?.into_stream();
        let packets = Config {
            max_packet_len: MAX_PACKET_BYTES,
            request_timeout_secs: limits.transfer.as_secs().max(1),
            ..Config::default()
        };
        let raw = RawSftpSession::new_with_config(stream, packets);
        let version = raw.init().await.map_err(files::of_sftp)?;
        let replaces = version.extensions.contains_key(files::POSIX_RENAME);
        let sftp = Self { raw, connection, folder: server.folder.clone(), replaces };
        sftp.find_folder().await?;
        Ok(sftp)
    }

    /// Takes leave.
    pub(crate) async fn close(self) {
        self.raw.close_session().ok();
        self.connection.disconnect(Disconnect::ByApplication, "", "").await.ok();
    }
}

/// What a handshake that failed means: before anything else, whether it was the host key.
fn of_handshake(confirmed: Option<Fingerprint>, seen: &Seen, error: &russh::Error) -> TransferError {
    match (seen.identity.get().copied(), confirmed) {
        (Some(found), None) => TransferError::HostKeyUnknown { found },
        (Some(found), Some(confirmed)) if found != confirmed => TransferError::IdentityDiffers { confirmed, found },
        _ => of_ssh(error),
    }
}

/// Asks for the files, and waits until the server says whether it has any.
async fn subsystem(mut channel: Channel<client::Msg>) -> Result<Channel<client::Msg>, TransferError> {
    channel.request_subsystem(true, "sftp").await.map_err(|error| of_ssh(&error))?;
    loop {
        match channel.wait().await {
            Some(ChannelMsg::Success) => return Ok(channel),
            // Room for what is sent may be given before the answer.
            Some(ChannelMsg::WindowAdjusted { .. }) => {}
            Some(ChannelMsg::Failure) => {
                return Err(TransferError::NoPermission("this user has no files by SFTP here".to_owned()));
            }
            _ => return Err(TransferError::Unreachable("it ended the connection after the login".to_owned())),
        }
    }
}
