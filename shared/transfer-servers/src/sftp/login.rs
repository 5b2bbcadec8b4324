//! How one logs in over SSH.

use std::sync::Arc;

use russh::MethodKind;
use russh::client::{AuthResult, Handle, KeyboardInteractiveAuthResponse};
use russh::keys::ssh_key::Kdf;
use russh::keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg};

use super::secured::{HostCheck, of_ssh};
use crate::error::{TransferError, shown};
use crate::server::{Secret, SftpLogin, bad};

/// How often the passphrase of a key may be hashed. OpenSSH does it 16 or 24 times; each time costs a small function
/// some milliseconds, and the number stands in the key.
const MAX_KEY_ROUNDS: u32 = 256;

/// How many times a server may ask before it is clear that it wants something else than the password.
const MAX_QUESTIONS: usize = 5;

pub(super) async fn log_in(
    connection: &mut Handle<HostCheck>,
    user: &str,
    login: &SftpLogin,
) -> Result<(), TransferError> {
    match login {
        SftpLogin::Password(password) => with_password(connection, user, password).await,
        SftpLogin::PrivateKey { pem, passphrase } => {
            let key = read_key(pem, passphrase.as_ref())?;
            let hash = rsa_hash(connection, &key).await?;
            let key = PrivateKeyWithHashAlg::new(Arc::new(key), hash);
            match connection.authenticate_publickey(user, key).await.map_err(|error| of_ssh(&error))? {
                AuthResult::Success => Ok(()),
                AuthResult::Failure { partial_success, .. } => Err(refused("the key", partial_success)),
            }
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
        return Err(bad("private_key", "must not take more than 256 rounds to open"));
    }
    key.decrypt(passphrase.expose()).map_err(|error| {
        TransferError::WrongLogin(shown(&format!("the passphrase does not open the private key: {error}")))
    })
}
