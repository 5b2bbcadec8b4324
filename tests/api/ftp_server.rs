//! A supplier's FTP server on this machine, with files in memory, whose clock is the world's.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use jiff::Timestamp;

/// What opens it.
pub(crate) const PASSWORD: &str = "correct horse";

/// A file there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    content: Vec<u8>,
    modified_at: Timestamp,
}

/// What is in it, and what it does not let others do.
#[derive(Debug, Default)]
struct State {
    files: BTreeMap<String, Kept>,
    /// Lines of a listing beside those of its files.
    more_lines: Vec<Vec<u8>>,
    /// Commands that are answered with this line.
    refused: BTreeMap<String, String>,
    /// Whether it tells when files were written.
    has_times: bool,
    commands: Vec<String>,
}

/// A running server.
#[derive(Clone)]
pub(crate) struct FtpServer {
    pub(crate) address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl FtpServer {
    /// An empty one.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State { has_times: true, ..State::default() }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let state = Arc::clone(&shared);
                // A client that dies hangs up.
                thread::spawn(move || stream.map(|stream| converse(stream, &state)));
            }
        });
        Self { address, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Puts a file there, as its owner does.
    pub(crate) fn put(&self, name: &str, content: impl AsRef<[u8]>, modified_at: Timestamp) {
        let content = content.as_ref().to_vec();
        self.state().files.insert(name.to_owned(), Kept { content, modified_at });
    }

    /// The names of all files, those in folders with their folder.
    pub(crate) fn names(&self) -> Vec<String> {
        self.state().files.keys().cloned().collect()
    }

    /// What is in a file.
    pub(crate) fn content(&self, name: &str) -> String {
        String::from_utf8(self.state().files[name].content.clone()).unwrap()
    }

    /// Lists these lines too.
    pub(crate) fn list_also(&self, lines: &[&[u8]]) {
        self.state().more_lines = lines.iter().map(|line| line.to_vec()).collect();
    }

    /// Answers a command with this line from now on.
    pub(crate) fn refuse(&self, command: &str, answer: &str) {
        self.state().refused.insert(command.to_owned(), answer.to_owned());
    }

    /// Refuses nothing any more.
    pub(crate) fn relent(&self) {
        self.state().refused.clear();
    }

    /// Tells no times any more.
    pub(crate) fn forget_times(&self) {
        self.state().has_times = false;
    }

    /// How often it heard a command.
    pub(crate) fn heard(&self, command: &str) -> usize {
        self.state().commands.iter().filter(|heard| heard.split(' ').next() == Some(command)).count()
    }
}

/// A connection, and where its files are to go.
struct Control {
    reader: BufReader<TcpStream>,
    data: TcpListener,
}

impl Control {
    fn say(&mut self, answer: &str) -> io::Result<()> {
        self.reader.get_mut().write_all(format!("{answer}\r\n").as_bytes())
    }

    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.say("150 here it comes")?;
        let (mut stream, _) = self.data.accept()?;
        stream.write_all(bytes)?;
        drop(stream);
        self.say("226 done")
    }

    fn take(&mut self) -> io::Result<Vec<u8>> {
        self.say("150 go on")?;
        let (mut stream, _) = self.data.accept()?;
        let mut read = vec![];
        stream.read_to_end(&mut read)?;
        self.say("226 done")?;
        Ok(read)
    }
}

fn converse(stream: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let mut control = Control { reader: BufReader::new(stream), data: TcpListener::bind("127.0.0.1:0")? };
    control.say("220 hello")?;
    let mut renamed = String::new();
    loop {
        let mut line = String::new();
        if control.reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        let (command, name) = line.split_once(' ').unwrap_or((line, ""));
        let refused = {
            let mut state = state.lock().unwrap();
            state.commands.push(line.to_owned());
            state.refused.get(command).cloned()
        };
        match (refused, command) {
            (Some(answer), _) => control.say(&answer)?,
            (None, "RNFR") => {
                name.clone_into(&mut renamed);
                control.say("350 and to what?")?;
            }
            (None, "RNTO") => {
                let mut state = state.lock().unwrap();
                let file = state.files.remove(&renamed);
                let is_there = file.is_some();
                state.files.extend(file.map(|file| (name.to_owned(), file)));
                drop(state);
                control.say(if is_there { "250 ok" } else { "550 no such file" })?;
            }
            (None, _) => answer(&mut control, command, name, state)?,
        }
    }
}

fn answer(control: &mut Control, command: &str, name: &str, state: &Mutex<State>) -> io::Result<()> {
    let content = |name: &str| state.lock().unwrap().files.get(name).map(|file| file.content.clone());
    match command {
        "USER" => control.say("331 and the password?"),
        "PASS" if name == PASSWORD => control.say("230 come in"),
        "PASS" => control.say("530 that is wrong"),
        "PASV" => {
            control.data = TcpListener::bind("127.0.0.1:0")?;
            let port = control.data.local_addr()?.port();
            control.say(&format!("227 entering passive mode (127,0,0,1,{},{})", port / 256, port % 256))
        }
        "MLSD" => {
            let listing = listing(&state.lock().unwrap());
            control.send(&listing)
        }
        "SIZE" => match content(name) {
            Some(content) => control.say(&format!("213 {}", content.len())),
            None => control.say("550 no such file"),
        },
        "RETR" => match content(name) {
            Some(content) => control.send(&content),
            None => control.say("550 no such file"),
        },
        "STOR" => {
            let content = control.take()?;
            let modified_at = Timestamp::UNIX_EPOCH;
            state.lock().unwrap().files.insert(name.to_owned(), Kept { content, modified_at });
            Ok(())
        }
        "DELE" => {
            let removed = state.lock().unwrap().files.remove(name);
            control.say(if removed.is_some() { "250 ok" } else { "550 no such file" })
        }
        "MKD" => control.say("257 ok"),
        "CWD" if name == "missing" => control.say("550 no such folder"),
        "CWD" | "TYPE" | "OPTS" => control.say("200 ok"),
        "QUIT" => control.say("221 bye"),
        _ => control.say("502 unknown"),
    }
}

/// What is in its folder, and that there is one below.
fn listing(state: &State) -> Vec<u8> {
    let mut lines = vec![b"type=dir;modify=20261122100000; processed".to_vec()];
    for (name, file) in state.files.iter().filter(|(name, _)| !name.contains('/')) {
        let time = file.modified_at.strftime("modify=%Y%m%d%H%M%S;").to_string();
        let time = if state.has_times { time.as_str() } else { "" };
        lines.push(format!("type=file;size={};{time} {name}", file.content.len()).into_bytes());
    }
    lines.extend(state.more_lines.iter().cloned());
    lines.into_iter().flat_map(|line| [line, b"\r\n".to_vec()].concat()).collect()
}
