//! Starting servers as programs, each in a folder of its own, and ending them with the test.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// A folder that is removed with the test.
pub(crate) struct Place(PathBuf);

impl Place {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("waybill-transfer-{}-{count}", std::process::id()));
        std::fs::create_dir_all(folder.join("files")).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// What the server has.
    pub(crate) fn files(&self) -> PathBuf {
        self.path("files")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What is left under the system's folder for such things is no matter.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A program that ends with the test.
pub(crate) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A file of the workspace.
fn in_workspace(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The Python that `cargo waybill` makes, with what the servers are written in.
fn python() -> PathBuf {
    let python = in_workspace(".local/venv/bin/python");
    assert!(python.exists(), "{} is missing: `cargo waybill test` makes it", python.display());
    python
}

/// Starts a server written in Python, and answers the first lines it says: its port, and what else it names.
pub(crate) fn start_python(script: &str, arguments: &[&str], place: &Place) -> (Running, Vec<String>) {
    let mut child = Command::new(python())
        .arg(in_workspace("tools/local").join(script))
        .args(arguments)
        .current_dir(place.path(""))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = first_lines(child.stdout.take().unwrap());
    (Running(child), lines)
}

/// What it says before an empty line.
fn first_lines(output: ChildStdout) -> Vec<String> {
    let lines = BufReader::new(output).lines().map(Result::unwrap);
    lines.take_while(|line| !line.is_empty()).collect()
}

/// Starts a program that listens on `port`, and waits until it does.
pub(crate) fn start(program: &Path, arguments: &[&str], port: u16, log: &Path) -> Running {
    let log = std::fs::File::create(log).unwrap();
    let child = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(log).spawn().unwrap();
    let running = Running(child);
    for _ in 0..100 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return running;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("{} does not listen", program.display());
}

/// A port that nothing listens on at the moment.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A program of this name, where programs are.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/sbin"];
    folders.iter().map(|folder| Path::new(folder).join(name)).find(|path| path.exists())
}

/// Runs a program to its end, and answers what it says.
pub(crate) fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
