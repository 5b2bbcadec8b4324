//! Files over FTP, in the clear or within TLS. Data connections are made by us, to the address the guard has looked at.

mod files;
mod folder;
mod refusals;
mod tls;

use std::io;
use std::net::{IpAddr, SocketAddr};

use guard::Guard;
use suppaftp::tokio::AsyncRustlsFtpStream;
use suppaftp::types::FileType;
use suppaftp::{FtpError, Mode, Status};
use tokio::net::TcpStream;

use self::refusals::{of_ftp, text_of};
pub(crate) use self::tls::{Expecting, Tls};
use crate::client::{Seen, Stage};
use crate::connect::first_reached;
use crate::error::TransferError;
use crate::names::Folder;
use crate::server::Secret;

/// Data connections go to ports that no known protocol has.
const FIRST_DATA_PORT: u16 = 1_024;

/// A session, whose working folder is the one of the server's setting once it was gone to.
pub(crate) struct Ftp {
    stream: AsyncRustlsFtpStream,
}

impl Ftp {
    /// Greets a server in the clear.
    pub(crate) async fn plain(stream: TcpStream) -> Result<Self, TransferError> {
        let stream = AsyncRustlsFtpStream::connect_with_stream(stream).await.map_err(of_ftp)?;
        Ok(Self { stream })
    }

    /// Greets a server and begins TLS. A server that has none hears neither a name nor a password.
    pub(crate) async fn explicit(stream: TcpStream, tls: &Expecting) -> Result<Self, TransferError> {
        let plain = AsyncRustlsFtpStream::connect_with_stream(stream).await.map_err(of_ftp)?;
        let secured = plain.into_secure(tls.connector(), tls.host()).await;
        Ok(Self { stream: secured.map_err(|error| of_start(error, tls))? })
    }

    /// Begins TLS and greets the server. Files are to be within TLS as well.
    pub(crate) async fn implicit(addresses: &[SocketAddr], tls: &Expecting) -> Result<Self, TransferError> {
        let attempt = |address| async move {
            let connected = AsyncRustlsFtpStream::connect_secure_implicit(address, tls.connector(), tls.host()).await;
            connected.map_err(|error| of_start(error, tls))
        };
        let mut stream = first_reached(addresses, attempt).await?;
        for command in ["PBSZ 0", "PROT P"] {
            stream.custom_command(command, &[Status::CommandOk]).await.map_err(|error| of_start(error, tls))?;
        }
        Ok(Self { stream })
    }

    /// Logs in, and has data connections go where this one goes.
    pub(crate) async fn log_in(
        mut self,
        guard: Guard,
        user: &str,
        password: &Secret,
        seen: &mut Seen,
    ) -> Result<Self, TransferError> {
        self.stream.login(user, password.expose()).await.map_err(|error| match error {
            FtpError::UnexpectedResponse(response) if !matches!(response.status, Status::NotAvailable) => {
                TransferError::WrongLogin(text_of(&response))
            }
            error => of_ftp(error),
        })?;
        seen.reached = Stage::LoggedIn;
        let peer = self.stream.get_ref().await.peer_addr().map_err(|error| TransferError::of_io(&error))?.ip();
        // Only EPSV knows IPv6. For IPv4 every server has PASV, and the address in its answer is not looked at.
        self.stream.set_mode(if peer.is_ipv6() { Mode::ExtendedPassive } else { Mode::Passive });
        self.stream = self.stream.passive_stream_builder(move |address| {
            let checked = data_address(&guard, peer, address.port());
            Box::pin(async move { TcpStream::connect(checked?).await.map_err(FtpError::ConnectionError) })
        });
        self.stream.transfer_type(FileType::Binary).await.map_err(of_ftp)?;
        // Servers that know it not refuse it, and have their own idea of letters beyond ASCII.
        match self.stream.opts("UTF8", Some("ON")).await {
            Ok(()) | Err(FtpError::UnexpectedResponse(_)) => Ok(self),
            Err(error) => Err(of_ftp(error)),
        }
    }

    /// Goes to the folder.
    pub(crate) async fn into_folder(mut self, folder: &Folder) -> Result<Self, TransferError> {
        if folder.as_str().is_empty() {
            return Ok(self);
        }
        match self.stream.cwd(folder.as_str()).await {
            Ok(()) => Ok(self),
            Err(FtpError::UnexpectedResponse(response)) if response.status == Status::FileUnavailable => {
                Err(TransferError::MissingFolder)
            }
            Err(error) => Err(of_ftp(error)),
        }
    }

    /// Takes leave.
    pub(crate) async fn close(mut self) {
        self.stream.quit().await.ok();
    }
}

/// Where a data connection goes: to the server itself, whatever address it named, at a port that is open.
fn data_address(guard: &Guard, peer: IpAddr, port: u16) -> Result<SocketAddr, FtpError> {
    let address = SocketAddr::new(peer, port);
    if port < FIRST_DATA_PORT || guard.check_address(address).is_err() {
        let why = format!("it wants a file to go to port {port}");
        return Err(FtpError::ConnectionError(io::Error::new(io::ErrorKind::InvalidData, why)));
    }
    Ok(address)
}

/// What went wrong while TLS began: before anything else, whether it was the certificate.
fn of_start(error: FtpError, tls: &Expecting) -> TransferError {
    match error {
        FtpError::UnexpectedResponse(response) if !matches!(response.status, Status::NotAvailable) => {
            TransferError::NotSafe(format!("it does not begin TLS: {}", text_of(&response)))
        }
        FtpError::SecureError(why) => tls.not_trusted(&why),
        error => of_ftp(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_connection_goes_to_an_open_port_of_the_server_itself() {
        let guard = Guard::with_loopback(Some("127.0.0.1:9001"));
        let peer = IpAddr::from([127, 0, 0, 1]);
        assert_eq!(data_address(&guard, peer, 40_000).unwrap(), SocketAddr::new(peer, 40_000));
        for port in [0, 22, 1_023, 9_001] {
            assert!(data_address(&guard, peer, port).is_err(), "{port}");
        }
    }
}
