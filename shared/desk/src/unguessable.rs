//! What stands in addresses that nobody can guess.

use ring::rand::{SecureRandom, SystemRandom};

/// 128 bits that nobody can foresee, as 32 hexadecimal digits; nothing where the machine has none.
pub(crate) fn code() -> Option<String> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(format!("{:032x}", u128::from_be_bytes(bytes)))
}
