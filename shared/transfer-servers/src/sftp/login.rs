//! How one logs in over SSH.

use std::sync::Arc;

use russh::MethodKind;
use russh::client::{AuthResult, Handle, KeyboardInteractiveAuthResponse};
use russh::keys::ssh_key::Kdf;
use russh::keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg};

use super::secured::{HostCheck, of_ssh};
use crate::error::{TransferError, shown};
use crate::server::{Secret, SftpLogin, bad};

/// How often the passphrase of a key may be hashed. OpenSSH does it 16 or 24 times, for careful people 100 times. Each
/// time costs a small function some milliseconds, and the number stands in the key.
const MAX_KEY_ROUNDS: u32 = 128;

/// How many times a server may ask before it is clear that it wants something else than the password.
const MAX_QUESTIONS: usize = 5;

/// What one logs in with, once it was read.
pub(crate) enum Ready<'a> {
    Password(&'a Secret),
    Key(Arc<PrivateKey>),
}

impl<'a> Ready<'a> {
    /// Reads what a store gave, and opens its key: no server is needed to find it wrong.
    pub(crate) fn read(login: &'a SftpLogin) -> Result<Self, TransferError> {
        Ok(match login {
            SftpLogin::Password(password) => Self::Password(password),
            SftpLogin::PrivateKey { pem, passphrase } => Self::Key(Arc::new(read_key(pem, passphrase.as_ref())?)),
        })
    }

    pub(super) async fn log_in(self, connection: &mut Handle<HostCheck>, user: &str) -> Result<(), TransferError> {
        let key = match self {
            Self::Password(password) => return with_password(connection, user, password).await,
            Self::Key(key) => key,
        };
        let hash = rsa_hash(connection, &key).await?;
        let key = PrivateKeyWithHashAlg::new(key, hash);
        match connection.authenticate_publickey(user, key).await.map_err(|error| of_ssh(&error))? {
            AuthResult::Success => Ok(()),
            AuthResult::Failure { partial_success, .. } => Err(refused("the key", partial_success)),
        }
    }
}

/// With a password; where the server takes none as such, in answer to its question.
async fn with_password(connection: &mut Handle<HostCheck>, user: &str, password: &Secret) -> Result<(), TransferError> {
    let tried = connection.authenticate_password(user, password.expose()).await.map_err(|error| of_ssh(&error))?;
    match tried {
        AuthResult::Success => Ok(()),
        AuthResult::Failure { remaining_methods, partial_success: false }
            if remaining_methods.contains(&MethodKind::KeyboardInteractive) =>
        {
            in_answer(connection, user, password).await
        }
        AuthResult::Failure { partial_success, .. } => Err(refused("the password", partial_success)),
    }
}

/// The password is given once, to the one question that is answered unseen.
async fn in_answer(connection: &mut Handle<HostCheck>, user: &str, password: &Secret) -> Result<(), TransferError> {
    let started = connection.authenticate_keyboard_interactive_start(user, None::<String>).await;
    let mut asked = started.map_err(|error| of_ssh(&error))?;
    let mut unused = Some(password);
    for _ in 0..MAX_QUESTIONS {
        let prompts = match asked {
            KeyboardInteractiveAuthResponse::Success => return Ok(()),
            KeyboardInteractiveAuthResponse::Failure { partial_success, .. } => {
                return Err(refused("the password", partial_success));
            }
            KeyboardInteractiveAuthResponse::InfoRequest { prompts, .. } => prompts,
        };
        let answers = match prompts.as_slice() {
            [] => vec![],
            [prompt] if !prompt.echo => match unused.take() {
                Some(password) => vec![password.expose().to_owned()],
                None => return Err(refused("the password", true)),
            },
            _ => return Err(refused("the password", true)),
        };
        let answered = connection.authenticate_keyboard_interactive_respond(answers).await;
        asked = answered.map_err(|error| of_ssh(&error))?;
    }
    Err(refused("the password", true))
}

fn refused(what: &str, asks_for_more: bool) -> TransferError {
    let why = if asks_for_more { "the server asks for more than" } else { "the server does not take" };
    TransferError::WrongLogin(format!("{why} {what}"))
}

/// The hash an RSA key signs over; nothing for other keys. SHA-1 is none of them, whatever the server wants.
async fn rsa_hash(connection: &Handle<HostCheck>, key: &PrivateKey) -> Result<Option<HashAlg>, TransferError> {
    if !key.algorithm().is_rsa() {
        return Ok(None);
    }
    match connection.best_supported_rsa_hash().await.map_err(|error| of_ssh(&error))? {
        Some(None) => Err(TransferError::NotSafe("it takes RSA keys over SHA-1 only".to_owned())),
        Some(hash) => Ok(hash),
        None => Ok(Some(HashAlg::Sha512)),
    }
}

/// Reads a private key in OpenSSH's form, and opens it.
fn read_key(pem: &Secret, passphrase: Option<&Secret>) -> Result<PrivateKey, TransferError> {
    let expected = "must be a key in OpenSSH's form, from BEGIN OPENSSH PRIVATE KEY to END";
    let key = PrivateKey::from_openssh(pem.expose().trim()).map_err(|_| bad("private_key", expected))?;
    if !key.is_encrypted() {
        return Ok(key);
    }
    let Some(passphrase) = passphrase else {
        return Err(bad("passphrase", "must be there, as the private key is encrypted"));
    };
    if matches!(key.kdf(), Kdf::Bcrypt { rounds, .. } if *rounds > MAX_KEY_ROUNDS) {
        return Err(bad("private_key", "must not take more than 128 rounds to open"));
    }
    key.decrypt(passphrase.expose()).map_err(|error| {
        TransferError::WrongLogin(shown(&format!("the passphrase does not open the private key: {error}")))
    })
}

#[cfg(test)]
mod tests {
    use russh::keys::ssh_key::private::Ed25519Keypair;
    use russh::keys::ssh_key::{Cipher, LineEnding};

    use super::*;

    /// A key that is opened with `open sesame`, and says that it takes so many rounds. It was made with one.
    fn encrypted(rounds: u32) -> Secret {
        let key = PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]));
        let kdf = Kdf::Bcrypt { salt: vec![7; 16], rounds: 1 };
        let mut bytes =
            key.encrypt_with(Cipher::Aes256Ctr, kdf, 7, "open sesame").unwrap().to_bytes().unwrap().to_vec();
        let behind_salt = bytes.windows(16).position(|window| window == [7; 16]).unwrap() + 16;
        bytes[behind_salt..behind_salt + 4].copy_from_slice(&rounds.to_be_bytes());
        Secret::new(PrivateKey::from_bytes(&bytes).unwrap().to_openssh(LineEnding::LF).unwrap().as_str())
    }

    #[test]
    fn a_key_that_takes_too_long_to_open_is_refused_before_it_does() {
        let passphrase = Secret::new("open sesame");
        assert!(read_key(&encrypted(1), Some(&passphrase)).is_ok());
        let error = read_key(&encrypted(MAX_KEY_ROUNDS + 1), Some(&passphrase)).unwrap_err();
        assert!(error.to_string().contains("rounds"), "{error}");
    }

    #[test]
    fn what_is_no_key_in_openssh_form_is_named() {
        for bad in ["", "hunter2", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"] {
            let error = read_key(&Secret::new(bad), None).unwrap_err();
            assert!(matches!(error, TransferError::BadSetting { field: "private_key", .. }), "{error}");
        }
    }
}
