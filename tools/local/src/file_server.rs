//! Somebody else's server for files that go out and come in, by SFTP or by FTP within TLS.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::cloud::Cloud;
use crate::command::last_lines;
use crate::leash::Leashed;
use crate::ports;

/// So many of the log's last lines a failure shows.
const SHOWN_LINES: usize = 25;

/// Files go by so many ports of an FTP server.
const DATA_PORTS: usize = 8;

/// What goes wrong with an attempt to bring a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadUpload {
    /// The connection ends in the middle of the file.
    Cut,
    /// The file comes whole, and the disk is full when it is given its name.
    Full,
}

/// A server for files on loopback, over a folder. Dropped, it ends; its files stay.
#[derive(Debug)]
pub struct FileServer {
    _process: Leashed,
    folder: PathBuf,
    port: u16,
    fingerprint: String,
}

impl FileServer {
    /// Who signs in.
    pub const USER: &'static str = "harbor";

    /// With what.
    pub const PASSWORD: &'static str = "correct horse";

    /// Starts one of SFTP on `port`, whose files and host key are kept in the folder `name` of the cloud's. Each file that
    /// is brought to it meets `failures` first, one each attempt.
    pub async fn sftp(cloud: &Cloud, name: &str, port: u16, failures: &[BadUpload]) -> Result<Self> {
        let (port_text, failures) = (port.to_string(), argument(failures));
        let more = ["password", "--port", &port_text, "--host-key", "host_key", "--failures", &failures];
        Self::start(cloud, name, port, ("sftp_server.py", &more)).await
    }

    /// Starts one of FTP within TLS on `port`, whose files are kept in the folder `name` of the cloud's. It has made its
    /// certificate itself, another one each time.
    pub async fn ftps(cloud: &Cloud, name: &str, port: u16) -> Result<Self> {
        let mut more = vec!["explicit".to_owned(), port.to_string()];
        // What the system would choose is where functions are reached: no file goes there.
        for _ in 0..DATA_PORTS {
            more.push(ports::choose(None)?.to_string());
        }
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        Self::start(cloud, name, port, ("ftp_server.py", &more)).await
    }

    async fn start(cloud: &Cloud, name: &str, port: u16, (script, more): (&str, &[&str])) -> Result<Self> {
        let place = cloud.folder().join(name);
        let (folder, log) = (place.join("files"), place.join("server.log"));
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        let (script_path, python) =
            (Path::new(env!("CARGO_MANIFEST_DIR")).join(script), cloud.tools().program("python"));
        let (process, output) = Leashed::start(&python, &python, &log, |command| {
            command.arg(script_path).arg(&folder).args([Self::USER, Self::PASSWORD]).args(more).current_dir(&place);
        })?;
        let mut server = Self { _process: process, folder, port, fingerprint: String::new() };
        let lines = tokio::task::spawn_blocking(move || first_lines(output)).await??;
        let Some(fingerprint) = lines.get(1) else {
            let said = fs::read_to_string(&log).unwrap_or_default();
            bail!("{script} did not start. The end of {}:\n\n{}", log.display(), last_lines(&said, SHOWN_LINES));
        };
        server.fingerprint.clone_from(fingerprint);
        Ok(server)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The fingerprint of its host key, as `ssh-keygen -l` says it, or of its certificate in the same form.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The folder it serves, as this machine sees it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All its files, by their names with their folders; what is not UTF-8 is replaced.
    pub fn files(&self) -> Result<BTreeMap<String, String>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&self.folder)?.display().to_string();
                    files.insert(name, String::from_utf8_lossy(&fs::read(&path)?).into_owned());
                }
            }
        }
        Ok(files)
    }
}

fn argument(failures: &[BadUpload]) -> String {
    let names = failures.iter().map(|failure| match failure {
        BadUpload::Cut => "cut",
        BadUpload::Full => "full",
    });
    names.collect::<Vec<_>>().join(",")
}

/// What it says before an empty line.
fn first_lines(output: impl Read) -> Result<Vec<String>> {
    let lines = BufReader::new(output).lines();
    let lines: Result<Vec<String>, _> = lines.take_while(|line| !line.as_ref().is_ok_and(String::is_empty)).collect();
    Ok(lines?)
}
