//! An SFTP server that answers each request as it is told. SSH is russh's, the requests are read byte by byte.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use russh::keys::ssh_key::private::Ed25519Keypair;
use russh::keys::{HashAlg, PrivateKey};
use russh::server::{self, Auth, ChannelOpenHandle, Msg, Session};
use russh::{Channel, ChannelId};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use transfer_servers::Fingerprint;

use crate::setting::PASSWORD;

/// Kinds of packets (draft-ietf-secsh-filexfer-02, 3).
pub(crate) const OPEN: u8 = 3;
pub(crate) const READ: u8 = 5;
pub(crate) const WRITE: u8 = 6;
pub(crate) const FSTAT: u8 = 8;
pub(crate) const OPENDIR: u8 = 11;
pub(crate) const READDIR: u8 = 12;
pub(crate) const MKDIR: u8 = 14;
pub(crate) const STAT: u8 = 17;
pub(crate) const RENAME: u8 = 18;
const INIT: u8 = 1;

/// Codes of a status.
pub(crate) const OK: u32 = 0;
pub(crate) const END: u32 = 1;
pub(crate) const NO_FILE: u32 = 2;
pub(crate) const FAILURE: u32 = 4;

/// Modes of a file, of a folder and of a link.
pub(crate) const FILE: u32 = 0o100_644;
pub(crate) const FOLDER: u32 = 0o040_755;
pub(crate) const LINK: u32 = 0o120_777;

/// What a client asks for.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) kind: u8,
    pub(crate) id: u32,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// Its first text: a path or a handle.
    pub(crate) fn text(&self) -> String {
        let length = u32::from_be_bytes(self.body[..4].try_into().unwrap());
        let end = 4 + usize::try_from(length).unwrap();
        String::from_utf8(self.body[4..end].to_vec()).unwrap()
    }
}

/// What a server does about it.
pub(crate) enum Answer {
    /// Answers with these bytes.
    Bytes(Vec<u8>),
    /// Says nothing.
    Silence,
    /// Ends the connection.
    HangUp,
}

pub(crate) fn status(request: &Request, code: u32, text: &str) -> Answer {
    let body = [&code.to_be_bytes()[..], &string(text.as_bytes()), &string(b"")].concat();
    packet(101, request, &body)
}

pub(crate) fn handle(request: &Request) -> Answer {
    packet(102, request, &string(b"h"))
}

pub(crate) fn bytes_of_file(request: &Request, bytes: &[u8]) -> Answer {
    packet(103, request, &string(bytes))
}

pub(crate) fn attributes(request: &Request, size: u64, mode: u32) -> Answer {
    packet(105, request, &attrs(size, mode))
}

pub(crate) fn names(request: &Request, names: &[(&[u8], u32)]) -> Answer {
    let mut body = u32::try_from(names.len()).unwrap().to_be_bytes().to_vec();
    for (name, mode) in names {
        body.extend([string(name), string(b""), attrs(7, *mode)].concat());
    }
    packet(104, request, &body)
}

fn attrs(size: u64, mode: u32) -> Vec<u8> {
    [&5_u32.to_be_bytes()[..], &size.to_be_bytes(), &mode.to_be_bytes()].concat()
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
}

fn packet(kind: u8, request: &Request, body: &[u8]) -> Answer {
    Answer::Bytes(string(&[&[kind][..], &request.id.to_be_bytes(), body].concat()))
}

/// A running server.
pub(crate) struct SftpServer {
    pub(crate) address: SocketAddr,
    pub(crate) host_key: Fingerprint,
    /// How many passwords it heard.
    pub(crate) passwords: Arc<AtomicUsize>,
    /// What it was asked for.
    pub(crate) requests: Arc<Mutex<Vec<Request>>>,
    /// How many connections have ended.
    pub(crate) ended: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Drop for SftpServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// The fingerprint of the host key a server has that is made of `seed`.
pub(crate) fn host_key(seed: u8) -> Fingerprint {
    key(seed).public_key().fingerprint(HashAlg::Sha256).to_string().parse().unwrap()
}

fn key(seed: u8) -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&[seed; 32]))
}

impl SftpServer {
    /// A server that logs in, and knows the folder `out`; all else is up to `answer`.
    pub(crate) async fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (passwords, requests, ended) = <(Arc<AtomicUsize>, Arc<Mutex<Vec<Request>>>, Arc<AtomicUsize>)>::default();
        let config = Arc::new(server::Config {
            keys: vec![key(1)],
            auth_rejection_time: std::time::Duration::ZERO,
            ..server::Config::default()
        });
        let mut one = One {
            channel: None,
            answer: Arc::new(answer),
            passwords: Arc::clone(&passwords),
            requests: Arc::clone(&requests),
        };
        let count = Arc::clone(&ended);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (config, count) = (Arc::clone(&config), Arc::clone(&count));
                let next = One { channel: None, ..one.clone_state() };
                let handler = std::mem::replace(&mut one, next);
                tokio::spawn(async move {
                    // A client that hangs up is what some tests are about.
                    if let Ok(running) = server::run_stream(config, stream, handler).await {
                        let _ = running.await;
                    }
                    count.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, host_key: host_key(1), passwords, requests, ended, accepting }
    }

    /// The paths it was asked for by requests of one kind.
    pub(crate) fn paths(&self, kind: u8) -> Vec<String> {
        let requests = self.requests.lock().unwrap();
        requests.iter().filter(|request| request.kind == kind).map(Request::text).collect()
    }
}

type Answering = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;

/// One connection.
struct One {
    channel: Option<Channel<Msg>>,
    answer: Answering,
    passwords: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl One {
    fn clone_state(&self) -> Self {
        Self {
            channel: None,
            answer: Arc::clone(&self.answer),
            passwords: Arc::clone(&self.passwords),
            requests: Arc::clone(&self.requests),
        }
    }
}

impl server::Handler for One {
    type Error = russh::Error;

    async fn auth_password(&mut self, _: &str, password: &str) -> Result<Auth, russh::Error> {
        self.passwords.fetch_add(1, Ordering::SeqCst);
        Ok(if password == PASSWORD { Auth::Accept } else { Auth::reject() })
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        self.channel = Some(channel);
        reply.accept().await;
        Ok(())
    }

    async fn subsystem_request(&mut self, id: ChannelId, _: &str, session: &mut Session) -> Result<(), russh::Error> {
        session.channel_success(id)?;
        let stream = self.channel.take().unwrap().into_stream();
        let (answer, requests, handle) = (Arc::clone(&self.answer), Arc::clone(&self.requests), session.handle());
        tokio::spawn(async move {
            // It ends when the client is gone, or when the test wants the connection to.
            let _ = serve(stream, &*answer, &requests).await;
            let _ = handle.disconnect(russh::Disconnect::ByApplication, String::new(), String::new()).await;
        });
        Ok(())
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    answer: &(dyn Fn(&Request) -> Answer + Send + Sync),
    requests: &Mutex<Vec<Request>>,
) -> std::io::Result<()> {
    loop {
        let length = stream.read_u32().await?;
        let mut bytes = vec![0; usize::try_from(length).unwrap()];
        stream.read_exact(&mut bytes).await?;
        if bytes[0] == INIT {
            stream.write_all(&string(&[2, 0, 0, 0, 3])).await?;
            continue;
        }
        let id = u32::from_be_bytes(bytes[1..5].try_into().unwrap());
        let request = Request { kind: bytes[0], id, body: bytes[5..].to_vec() };
        requests.lock().unwrap().push(request.clone());
        let is_folder = request.kind == STAT && request.text() == "out";
        match if is_folder { attributes(&request, 0, FOLDER) } else { answer(&request) } {
            Answer::Bytes(bytes) => stream.write_all(&bytes).await?,
            Answer::Silence => {}
            Answer::HangUp => return Ok(()),
        }
    }
}
