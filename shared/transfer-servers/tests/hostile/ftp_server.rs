//! An FTP server that answers each command as it is told, and honestly where it is told nothing.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A connection of a client, and where its files are to go.
pub(crate) struct Control {
    reader: BufReader<TcpStream>,
    data: TcpListener,
}

impl Control {
    /// Sends an answer.
    pub(crate) fn say(&mut self, answer: &str) -> io::Result<()> {
        self.reader.get_mut().write_all(format!("{answer}\r\n").as_bytes())
    }

    /// Sends `bytes` as a file, and says that it was all.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.say("150 here it comes")?;
        let (mut stream, _) = self.data.accept()?;
        stream.write_all(bytes)?;
        drop(stream);
        self.say("226 done")
    }

    /// Reads at most `max` bytes of a file, and hangs up.
    pub(crate) fn take(&mut self, max: u64) -> io::Result<Vec<u8>> {
        self.say("150 go on")?;
        let (stream, _) = self.data.accept()?;
        let mut read = vec![];
        stream.take(max).read_to_end(&mut read)?;
        Ok(read)
    }

    /// The port that files go to.
    pub(crate) fn file_port(&self) -> u16 {
        self.data.local_addr().unwrap().port()
    }

    /// The answer to PASV that names this address and port.
    pub(crate) fn passive(address: [u8; 4], port: u16) -> String {
        let [a, b, c, d] = address;
        format!("227 entering passive mode ({a},{b},{c},{d},{},{})", port / 256, port % 256)
    }
}

/// A running server.
pub(crate) struct FtpServer {
    pub(crate) address: SocketAddr,
    /// What it was told, line by line.
    pub(crate) lines: Arc<Mutex<Vec<String>>>,
}

impl FtpServer {
    /// Has `answer` deal with each command. Where that returns false the usual answer is given; on an error the server
    /// hangs up.
    pub(crate) fn start(answer: impl Fn(&str, &mut Control) -> io::Result<bool> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let lines = Arc::<Mutex<Vec<String>>>::default();
        let heard = Arc::clone(&lines);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let data = TcpListener::bind("127.0.0.1:0").unwrap();
                let mut control = Control { reader: BufReader::new(stream.unwrap()), data };
                // A client that hangs up, and an answer that does, are what some tests are about.
                let _ = converse(&mut control, &answer, &heard);
            }
        });
        Self { address, lines }
    }

    /// What it was told that begins with `command`.
    pub(crate) fn lines_of(&self, command: &str) -> Vec<String> {
        self.lines.lock().unwrap().iter().filter(|line| line.starts_with(command)).cloned().collect()
    }
}

fn converse(
    control: &mut Control,
    answer: &impl Fn(&str, &mut Control) -> io::Result<bool>,
    heard: &Mutex<Vec<String>>,
) -> io::Result<()> {
    control.say("220 hello")?;
    loop {
        let mut line = String::new();
        if control.reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        heard.lock().unwrap().push(line.to_owned());
        if answer(line, control)? {
            continue;
        }
        let usual = match line.split(' ').next().unwrap() {
            "USER" => "331 and the password?".to_owned(),
            "PASS" => "230 come in".to_owned(),
            "PASV" => {
                // Each file has a port of its own, as a connection may be made and never used.
                control.data = TcpListener::bind("127.0.0.1:0")?;
                Control::passive([127, 0, 0, 1], control.file_port())
            }
            "SIZE" => "550 no such file".to_owned(),
            "RNFR" => "350 and to what?".to_owned(),
            "TYPE" | "OPTS" => "200 ok".to_owned(),
            "CWD" | "RNTO" | "DELE" => "250 ok".to_owned(),
            "MKD" => "257 ok".to_owned(),
            _ => "502 unknown".to_owned(),
        };
        control.say(&usual)?;
    }
}
