//! SFTP by asyncssh, and by OpenSSH.

use std::fs;

use transfer_servers::{Folder, Protocol, Secret, Server, SftpLogin, Stage, TransferError};

use crate::programs::{Place, Running, free_port, output, program, start, start_python};
use crate::story::{client, tell};

const PASSWORD: &str = "correct horse";

/// asyncssh, which lets one in by `way`, with `more` arguments. Its port, and the fingerprint of its host key.
fn asyncssh(place: &Place, way: &str, more: &[&str]) -> (Running, u16, String) {
    let folder = place.path("");
    let arguments = [&[folder.to_str().unwrap(), "shop", PASSWORD, way], more].concat();
    let (running, lines) = start_python("sftp_server.py", &arguments, place);
    (running, lines[0].parse().unwrap(), lines[1].clone())
}

fn server(port: u16, fingerprint: &str, login: SftpLogin) -> Server {
    let host_key = Some(fingerprint.parse().unwrap());
    Server {
        host: "127.0.0.1".to_owned(),
        port,
        user: "shop".to_owned(),
        folder: Folder::read("/files").unwrap(),
        protocol: Protocol::Sftp { host_key, login },
    }
}

fn password(text: &str) -> SftpLogin {
    SftpLogin::Password(Secret::new(text))
}

#[tokio::test]
async fn files_go_to_and_fro_with_a_password_however_it_is_asked_for() {
    for way in ["password", "question"] {
        let place = Place::new();
        let (_running, port, fingerprint) = asyncssh(&place, way, &[]);
        tell(&server(port, &fingerprint, password(PASSWORD)), &place.files()).await;

        let tested = client().test(&server(port, &fingerprint, password("wrong"))).await;
        assert_eq!(tested.reached, Stage::Server, "{way}");
        assert!(matches!(tested.error, Some(TransferError::WrongLogin(_))), "{way}: {tested:?}");
    }
}

#[tokio::test]
async fn host_keys_of_all_kinds_have_the_fingerprint_the_server_says() {
    for algorithm in ["ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp521"] {
        let place = Place::new();
        let (_running, port, fingerprint) = asyncssh(&place, "password", &["--algorithm", algorithm]);
        let tested = client().test(&server(port, &fingerprint, password(PASSWORD))).await;
        assert!(tested.error.is_none(), "{algorithm}: {tested:?}");
    }
}

/// Makes a key of this kind with `ssh-keygen`, and lets it in by `authorized_keys`.
fn make_key(place: &Place, kind: &str, passphrase: &str) -> Secret {
    let path = place.path(&format!("{kind}-{}", passphrase.len()));
    let path = path.to_str().unwrap();
    output("ssh-keygen", &["-q", "-t", kind, "-N", passphrase, "-f", path]);
    let mut keys = fs::read_to_string(place.path("authorized_keys")).unwrap_or_default();
    keys.push_str(&fs::read_to_string(format!("{path}.pub")).unwrap());
    fs::write(place.path("authorized_keys"), keys).unwrap();
    Secret::new(fs::read_to_string(path).unwrap())
}

fn key(pem: &Secret, passphrase: Option<&str>) -> SftpLogin {
    SftpLogin::PrivateKey { pem: pem.clone(), passphrase: passphrase.map(Secret::new) }
}

/// Logs in with keys of all kinds, and not with one that is not let in.
async fn logs_in_with_keys(place: &Place, server: impl Fn(SftpLogin) -> Server, keys: &[Secret; 4]) {
    let [ed25519, encrypted, ecdsa, rsa] = keys;
    for login in [key(ed25519, None), key(encrypted, Some("open sesame")), key(ecdsa, None), key(rsa, None)] {
        let tested = client().test(&server(login)).await;
        assert!(tested.error.is_none(), "{tested:?}");
    }
    let tested = client().test(&server(key(encrypted, None))).await;
    assert!(matches!(tested.error, Some(TransferError::BadSetting { field: "passphrase", .. })), "{tested:?}");
    let tested = client().test(&server(key(encrypted, Some("wrong")))).await;
    assert!(matches!(tested.error, Some(TransferError::WrongLogin(_))), "{tested:?}");
    let stranger = place.path("stranger");
    output("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", stranger.to_str().unwrap()]);
    let stranger = Secret::new(fs::read_to_string(stranger).unwrap());
    let tested = client().test(&server(key(&stranger, None))).await;
    assert!(matches!(tested.error, Some(TransferError::WrongLogin(_))), "{tested:?}");
}

fn make_keys(place: &Place) -> [Secret; 4] {
    [("ed25519", ""), ("ed25519", "open sesame"), ("ecdsa", ""), ("rsa", "")]
        .map(|(kind, passphrase)| make_key(place, kind, passphrase))
}

#[tokio::test]
async fn keys_of_all_kinds_open_asyncssh() {
    let place = Place::new();
    let keys = make_keys(&place);
    let (_running, port, fingerprint) = asyncssh(&place, "key", &["--keys", "authorized_keys"]);
    logs_in_with_keys(&place, |login| server(port, &fingerprint, login), &keys).await;
}

/// OpenSSH with its own `sftp-server`, as whoever runs the tests. Where it is not installed, asyncssh has to do.
#[tokio::test]
async fn files_go_to_and_fro_with_openssh_and_keys_of_all_kinds_open_it() {
    let Some(sshd) = program("sshd") else {
        println!("OpenSSH's sshd is not installed, so it is left out");
        return;
    };
    let place = Place::new();
    let keys = make_keys(&place);
    let (port, host_key) = (free_port(), place.path("host_key"));
    let host_key = host_key.to_str().unwrap();
    output("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", host_key]);
    let subsystem = ["/usr/lib/openssh/sftp-server", "/usr/libexec/sftp-server", "/usr/libexec/openssh/sftp-server"];
    let subsystem = subsystem.iter().find(|path| fs::exists(path).unwrap()).unwrap_or(&"internal-sftp");
    let config = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {host_key}\nPidFile none\nUsePAM no\nStrictModes no\n\
        PasswordAuthentication no\nAuthorizedKeysFile {}\nPermitRootLogin prohibit-password\nSubsystem sftp {subsystem}\n",
        place.path("authorized_keys").display()
    );
    fs::write(place.path("config"), config).unwrap();
    let config = place.path("config");
    // Run by root it wants this folder, which its service makes; nobody else needs it, or can make it.
    let _ = fs::create_dir_all("/run/sshd");
    let _running = start(&sshd, &["-D", "-e", "-f", config.to_str().unwrap()], port, &place.path("log"));

    let fingerprint = output("ssh-keygen", &["-l", "-f", host_key]);
    let fingerprint = fingerprint.split(' ').nth(1).unwrap();
    let user = output("id", &["-un"]).trim().to_owned();
    let folder = Folder::read(place.files().to_str().unwrap()).unwrap();
    let server = |login| Server { user: user.clone(), folder: folder.clone(), ..server(port, fingerprint, login) };
    tell(&server(key(&keys[0], None)), &place.files()).await;
    logs_in_with_keys(&place, server, &keys).await;
}
