//! What a cloud that keeps its state remembers from one run to the next.

use std::fs;
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ports;

/// Ports and the admin token of a cloud. The ports matter: queue addresses in the kept state name them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Where the emulator listens.
    pub gateway: u16,
    /// Where the functions reach it, through the fault proxy.
    pub faults: u16,
    /// Where people reach the API.
    pub front: u16,
    /// Where the functions reach the shop of the demo; 0 in what was kept before there was one.
    #[serde(default)]
    pub shop: u16,
    /// What may create stores.
    pub admin_token: String,
}

impl Remembered {
    /// Reads what `folder` remembers, with free ports for those that are taken or unknown. The gateway of a kept
    /// state must be free: the stack names it all over.
    pub(crate) fn load(folder: &Path, front: Option<u16>) -> Result<Self> {
        let old = Self::read(folder);
        if let Some(port) = old.as_ref().map(|old| old.gateway).filter(|port| !ports::is_free(*port)) {
            bail!(
                "port {port}, which the kept state names, is in use: free it, or forget the state: `cargo waybill reset`"
            );
        }
        let port = |pick: fn(&Self) -> u16| ports::choose(old.as_ref().map(pick).filter(|port| *port != 0));
        let remembered = Self {
            gateway: port(|old| old.gateway)?,
            faults: port(|old| old.faults)?,
            front: ports::choose(front.or(old.as_ref().map(|old| old.front)))?,
            shop: port(|old| old.shop)?,
            admin_token: old.map_or_else(random_token, |old| Ok(old.admin_token))?,
        };
        remembered.write(folder)?;
        Ok(remembered)
    }

    /// Reads what `folder` (`.local/<name>`) remembers, if anything.
    pub fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(folder.join("cloud.json")).ok()?).ok()
    }

    fn write(&self, folder: &Path) -> Result<()> {
        use std::io::Write;
        let path = folder.join("cloud.json");
        // Only its owner may read the token.
        let file = fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&path);
        let mut file = file.with_context(|| format!("could not write {}", path.display()))?;
        Ok(file.write_all(&serde_json::to_vec_pretty(self)?)?)
    }
}

/// The SHA-256 of `text` in hex, as the template wants the admin token.
pub(crate) fn sha256_hex(text: &[u8]) -> String {
    hex(&Sha256::digest(text))
}

fn random_token() -> Result<String> {
    let mut bytes = [0_u8; 24];
    let mut random = fs::File::open("/dev/urandom").context("no random numbers")?;
    random.read_exact(&mut bytes)?;
    Ok(hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_remembered_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let first = Remembered::load(folder.path(), None).unwrap();
        assert_eq!(Remembered::load(folder.path(), None).unwrap(), first);
        assert_eq!(first.admin_token.len(), 48);
    }

    #[test]
    fn what_was_kept_before_there_was_a_shop_goes_on_with_a_port_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = Remembered::load(folder.path(), None).unwrap();
        let mut kept = serde_json::to_value(&first).unwrap();
        kept.as_object_mut().unwrap().remove("shop");
        fs::write(folder.path().join("cloud.json"), kept.to_string()).unwrap();
        let next = Remembered::load(folder.path(), None).unwrap();
        assert_ne!(next.shop, 0);
        assert_eq!(Remembered { shop: first.shop, ..next }, first);
    }

    #[test]
    fn the_digest_is_hex() {
        assert_eq!(sha256_hex(b"x"), "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881");
    }
}
