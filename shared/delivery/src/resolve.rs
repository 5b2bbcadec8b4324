//! Looking up a host's name. What the guard has looked at is what is connected to: there is no second look-up.

use std::error::Error;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec::IntoIter;

use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

use guard::{Guard, Refused};

type LookUpError = Box<dyn Error + Send + Sync>;

/// The look-up of a name failed.
#[derive(Debug, thiserror::Error)]
#[error("the name was not found")]
pub(crate) struct NotFound(#[source] std::io::Error);

/// Looks up names, and lets through only what the guard lets through.
#[derive(Debug, Clone)]
pub(crate) struct Resolver {
    pub(crate) guard: Guard,
}

impl Service<Name> for Resolver {
    type Response = IntoIter<SocketAddr>;
    type Error = LookUpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, LookUpError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), LookUpError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let guard = self.guard.clone();
        Box::pin(async move { look_up(&guard, name.as_str()).await })
    }
}

/// All addresses of a name. One that is closed closes the name: an honest host has no public and private addresses.
async fn look_up(guard: &Guard, name: &str) -> Result<IntoIter<SocketAddr>, LookUpError> {
    let found: Vec<SocketAddr> = tokio::net::lookup_host((name, 0)).await.map_err(NotFound)?.collect();
    check_all(guard, &found)?;
    Ok(found.into_iter())
}

fn check_all(guard: &Guard, found: &[SocketAddr]) -> Result<(), Refused> {
    found.iter().try_for_each(|address| guard.check_address(*address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_closed_address_closes_a_name_that_has_open_ones_too() {
        let guard = Guard::public_only();
        let public = SocketAddr::from(([8, 8, 8, 8], 0));
        let private = SocketAddr::from(([10, 0, 0, 1], 0));
        assert_eq!(check_all(&guard, &[public]), Ok(()));
        assert!(check_all(&guard, &[public, private]).is_err());
        assert!(check_all(&guard, &[private, public]).is_err());
    }

    #[tokio::test]
    async fn a_name_that_is_looked_up_to_a_closed_address_is_refused() {
        let refused = look_up(&Guard::public_only(), "localhost").await.err().unwrap();
        assert!(refused.is::<Refused>());
    }

    #[tokio::test]
    async fn a_failed_look_up_never_passes() {
        for guard in [Guard::public_only(), Guard::with_loopback(None)] {
            assert!(look_up(&guard, "nonexistent.invalid").await.err().unwrap().is::<NotFound>());
        }
    }
}
