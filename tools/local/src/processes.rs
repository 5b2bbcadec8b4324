//! The functions' own processes, as Linux shows them in `/proc`.
//!
//! The emulator starts each function as a child of its own, with the function's name and the emulator's
//! port in the environment. Elsewhere than on Linux none are found.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

/// A running function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Process {
    /// The process id.
    pub(crate) id: u32,
    /// The folder name of the function, `serve-api`.
    pub(crate) function: String,
}

/// The functions that run under the emulator at `gateway`.
pub(crate) fn functions(gateway: u16) -> Vec<Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| read(&entry.path(), gateway)).collect()
}

/// The function that holds the other end of a connection from `port`.
pub(crate) fn function_at(port: u16, gateway: u16) -> Option<String> {
    let socket = format!("socket:[{}]", inode(&fs::read_to_string("/proc/net/tcp").ok()?, port)?);
    let holds = |process: &Process| {
        let files = fs::read_dir(format!("/proc/{}/fd", process.id)).into_iter().flatten().flatten();
        files.filter_map(|file| fs::read_link(file.path()).ok()).any(|link| link == Path::new(&socket))
    };
    functions(gateway).into_iter().find(holds).map(|process| process.function)
}

/// Kills the process at once, as a crash of the machine would.
pub(crate) fn kill(id: u32) -> Result<bool> {
    let status = Command::new("kill").args(["-KILL", &id.to_string()]).status();
    Ok(status.context("could not run kill")?.success())
}

fn read(folder: &Path, gateway: u16) -> Option<Process> {
    let id = folder.file_name()?.to_str()?.parse().ok()?;
    let environment = fs::read(folder.join("environ")).ok()?;
    let function = function_in(&String::from_utf8_lossy(&environment), gateway)?;
    Some(Process { id, function })
}

fn function_in(environment: &str, gateway: u16) -> Option<String> {
    let value = |name: &str| environment.split('\0').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let ours = value("GATEWAY_PORT")? == gateway.to_string();
    let (_stack, function) = value("AWS_LAMBDA_FUNCTION_NAME")?.split_once('-')?;
    ours.then(|| function.to_owned())
}

/// The inode of the socket bound to `port`, from the text of `/proc/net/tcp`.
fn inode(table: &str, port: u16) -> Option<&str> {
    let local = format!(":{port:04X}");
    table.lines().skip(1).find_map(|line| {
        let mut columns = line.split_whitespace();
        columns.nth(1)?.ends_with(&local).then(|| columns.nth(7))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_known_by_its_environment() {
        let environment = "PATH=/bin\0GATEWAY_PORT=4566\0AWS_LAMBDA_FUNCTION_NAME=waybill-serve-api\0";
        assert_eq!(function_in(environment, 4566).as_deref(), Some("serve-api"));
        assert_eq!(function_in(environment, 4567), None);
        assert_eq!(function_in("GATEWAY_PORT=4566", 4566), None);
    }

    #[test]
    fn the_inode_is_that_of_the_local_port() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
            0: 0100007F:11D6 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 111 1\n\
            1: 0100007F:9C40 0100007F:11D6 01 00000000:00000000 00:00000000 00000000     0        0 222 1\n";
        assert_eq!(inode(table, 40_000), Some("222"));
        assert_eq!(inode(table, 40_001), None);
    }
}
