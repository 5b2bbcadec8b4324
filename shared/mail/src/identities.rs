//! What SES has verified: the addresses and domains that it sends from, for whoever the AWS account is.
//!
//! It is only asked, and told to verify an address. What is there is never removed: it may be the operator's, or that of
//! another system in the same account.

use std::error::Error;

use aws_sdk_ses::Client;
use aws_sdk_ses::config::Builder;
use aws_sdk_ses::config::retry::RetryConfig;
use aws_sdk_ses::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ses::types::VerificationStatus;
use aws_types::SdkConfig;

use crate::MailError;

/// A domain has at most so many of its parents looked at.
const MAX_PARENTS: usize = 10;

/// What SES says of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityStatus {
    /// It sends from it: the address is verified, or its domain, or one above that.
    Verified,
    /// It was told to verify the address, and the link that it mailed was not followed yet.
    Waiting,
    /// It gave up verifying the address.
    Failed,
    /// It was never told of it.
    Unknown,
}

/// Asks SES for what it has verified.
#[derive(Debug, Clone)]
pub struct Identities {
    client: Client,
}

impl Identities {
    /// Nothing is sent yet. Whoever asks again decides that.
    pub fn new(config: &SdkConfig) -> Self {
        let config = Builder::from(config).retry_config(RetryConfig::disabled()).build();
        Self::of(Client::from_conf(config))
    }

    pub(crate) const fn of(client: Client) -> Self {
        Self { client }
    }

    /// What SES says of an address as `sender_address` writes it. One request.
    pub async fn status(&self, address: &str) -> Result<IdentityStatus, MailError> {
        let names: Vec<String> = names_of(address).map(str::to_owned).collect();
        let request = self.client.get_identity_verification_attributes().set_identities(Some(names.clone()));
        let found = request.send().await.map_err(refusal)?;
        let status = |name: &str| found.verification_attributes.get(name).map(|it| it.verification_status.clone());
        if names.iter().any(|name| status(name) == Some(VerificationStatus::Success)) {
            return Ok(IdentityStatus::Verified);
        }
        Ok(match status(address) {
            // SES looks for a record of a domain once more: an address has none.
            Some(VerificationStatus::Pending | VerificationStatus::TemporaryFailure) => IdentityStatus::Waiting,
            Some(VerificationStatus::Failed) => IdentityStatus::Failed,
            _ => IdentityStatus::Unknown,
        })
    }

    /// Has SES mail a link of its own to an address, by which whoever reads it lets this AWS account send from it. Done again
    /// it is mailed again.
    pub async fn verify(&self, address: &str) -> Result<(), MailError> {
        let request = self.client.verify_email_identity().email_address(address);
        request.send().await.map(drop).map_err(refusal)
    }
}

/// The address, its domain, and the domains above that: what is verified of one of them is of all below.
fn names_of(address: &str) -> impl Iterator<Item = &str> {
    let domain = address.rsplit_once('@').map(|(_, domain)| domain);
    let parents = std::iter::successors(domain, |domain| domain.split_once('.').map(|(_, parent)| parent));
    // Nobody has a domain without a dot to verify.
    let domains = parents.filter(|domain| domain.contains('.')).take(MAX_PARENTS);
    std::iter::once(address).chain(domains)
}

fn refusal<E, R>(error: SdkError<E, R>) -> MailError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match error.as_service_error().and_then(ProvideErrorMetadata::code) {
        Some("InvalidParameterValue" | "ValidationError") => MailError::Refused(error.into()),
        Some("AccessDenied") => MailError::NotAllowed(error.into()),
        // Whether it was done is of no account: it may be done again.
        _ => MailError::Unavailable(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_verified_by_its_own_name_its_domain_or_one_above_it() {
        let names = |address| names_of(address).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            names("orders@mail.shop.example.com"),
            ["orders@mail.shop.example.com", "mail.shop.example.com", "shop.example.com", "example.com"]
        );
        assert_eq!(names("orders@example.com"), ["orders@example.com", "example.com"]);
        assert_eq!(names(&format!("a@{}example.com", "x.".repeat(60))).len(), 11);
    }
}
