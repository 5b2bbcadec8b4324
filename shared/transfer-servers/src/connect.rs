//! Connections to servers: to addresses the guard has looked at, and to no other.

use std::net::SocketAddr;
use std::time::Duration;

use guard::Guard;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::error::TransferError;

/// How long one of several addresses is waited for.
const ONE_ADDRESS: Duration = Duration::from_secs(5);

/// How many addresses of a name are tried.
const MAX_ADDRESSES: usize = 4;

/// The addresses of a host. One that is closed closes the host: an honest one has no public and private addresses.
pub(crate) async fn addresses(guard: &Guard, host: &str, port: u16) -> Result<Vec<SocketAddr>, TransferError> {
    let found: Vec<_> = lookup_host((host, port)).await.map_err(|_| TransferError::NotFound)?.collect();
    found.iter().try_for_each(|address| guard.check_address(*address))?;
    Ok(found.into_iter().take(MAX_ADDRESSES).collect())
}

/// What `attempt` makes of the first address that answers. A next one is tried where there was no connection; the last
/// has as long as whoever waits for all of it.
pub(crate) async fn first_reached<T, F>(
    addresses: &[SocketAddr],
    attempt: impl Fn(SocketAddr) -> F,
) -> Result<T, TransferError>
where
    F: Future<Output = Result<T, TransferError>>,
{
    let Some((last, before)) = addresses.split_last() else { return Err(TransferError::NotFound) };
    for address in before {
        match timeout(ONE_ADDRESS, attempt(*address)).await {
            Ok(Err(TransferError::Unreachable(_))) | Err(_) => {}
            Ok(result) => return result,
        }
    }
    attempt(*last).await
}

/// A connection to the first of `addresses` that takes one.
pub(crate) async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, TransferError> {
    let attempt = |address| async move {
        let stream = TcpStream::connect(address).await.map_err(|error| TransferError::of_io(&error))?;
        // Commands are short and each waits for its answer.
        stream.set_nodelay(true).map_err(|error| TransferError::of_io(&error))?;
        Ok(stream)
    };
    first_reached(addresses, attempt).await
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_name_that_is_looked_up_to_a_closed_address_is_refused() {
        for host in ["localhost", "127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"] {
            let error = addresses(&Guard::public_only(), host, 22).await.unwrap_err();
            assert!(matches!(error, TransferError::Refused(_)), "{host}: {error}");
        }
        let private = addresses(&Guard::with_loopback(None), "10.0.0.1", 22).await.unwrap_err();
        assert!(matches!(private, TransferError::Refused(_)), "{private}");
    }

    #[tokio::test]
    async fn the_runtime_api_stays_closed_where_loopback_is_open() {
        let guard = Guard::with_loopback(Some("127.0.0.1:9001"));
        assert!(addresses(&guard, "127.0.0.1", 9_001).await.is_err());
        assert!(addresses(&guard, "127.0.0.1", 9_002).await.is_ok());
    }

    #[tokio::test]
    async fn a_name_that_is_not_there_is_not_found() {
        let error = addresses(&Guard::public_only(), "nonexistent.invalid", 22).await.unwrap_err();
        assert!(matches!(error, TransferError::NotFound), "{error}");
    }

    #[tokio::test]
    async fn the_next_address_is_tried_where_one_takes_no_connection() {
        let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap();
        let open = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = open.local_addr().unwrap();
        assert_eq!(connect(&[closed, address]).await.unwrap().peer_addr().unwrap(), address);
        let error = connect(&[closed]).await.unwrap_err();
        assert!(matches!(error, TransferError::Unreachable(_)), "{error}");
    }
}
