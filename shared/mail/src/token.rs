//! What only who gets a mail can know.

use ring::rand::{SecureRandom, SystemRandom};

/// The machine has no randomness to give.
#[derive(Debug, thiserror::Error)]
#[error("no randomness")]
pub struct NoRandomness;

/// A token that nobody can guess, for the link in a mail: 32 random bytes, as 64 hexadecimal digits.
pub fn random_token() -> Result<String, NoRandomness> {
    let chance = SystemRandom::new();
    let (mut first, mut second) = ([0_u8; 16], [0_u8; 16]);
    chance.fill(&mut first).and_then(|()| chance.fill(&mut second)).map_err(|_| NoRandomness)?;
    Ok(format!("{:032x}{:032x}", u128::from_be_bytes(first), u128::from_be_bytes(second)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tokens_are_two_and_of_the_length_that_is_looked_for() {
        let (one, other) = (random_token().unwrap(), random_token().unwrap());
        assert!(one != other && domain::MailConfirmation::digest_of(&one).is_some(), "{one}");
    }
}
