//! The share of a core that Lambda gives a small function, through cgroups of either version.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Lambda hands out processor time in periods of 20 ms. 128 MB have 7.2 % of a core.
const PERIOD_MICROS: u32 = 20_000;
const QUOTA_MICROS: u32 = 1_440;

/// A group of processes that together get the share of a 128 MB function.
#[derive(Debug)]
pub(crate) struct Share(PathBuf);

impl Share {
    /// Makes the group; an error says why this machine does not let us.
    pub(crate) fn of_128_megabytes() -> Result<Self> {
        let mine = fs::read_to_string("/proc/self/cgroup").context("this system has no cgroups")?;
        let mounts = fs::read_to_string("/proc/mounts").context("this system has no cgroups")?;
        let name = format!("waybill-bench-{}", std::process::id());
        let mut last = None;
        for parent in [version_1(&mine, &mounts), version_2(&mine, &mounts)].into_iter().flatten() {
            match Self::make(&parent.join(&name)) {
                Ok(share) => return Ok(share),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| anyhow::anyhow!("no cgroup has the processor")))
    }

    fn make(folder: &Path) -> Result<Self> {
        fs::create_dir(folder).with_context(|| format!("{} can't be made", folder.display()))?;
        // Removed again, should the rest fail.
        let share = Self(folder.to_owned());
        if folder.join("cpu.max").exists() {
            fs::write(folder.join("cpu.max"), format!("{QUOTA_MICROS} {PERIOD_MICROS}"))?;
        } else if folder.join("cpu.cfs_quota_us").exists() {
            fs::write(folder.join("cpu.cfs_period_us"), PERIOD_MICROS.to_string())?;
            fs::write(folder.join("cpu.cfs_quota_us"), QUOTA_MICROS.to_string())?;
        } else {
            bail!("{} does not have the processor", folder.display());
        }
        Ok(share)
    }

    /// The file that a process writes itself into.
    pub(crate) fn members(&self) -> PathBuf {
        self.0.join("cgroup.procs")
    }

    /// Puts a running process into it.
    pub(crate) fn take_in(&self, pid: u32) -> Result<()> {
        fs::write(self.members(), pid.to_string()).context("the group does not take the process")
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}

/// Our group in the hierarchy of the processor.
fn version_1(mine: &str, mounts: &str) -> Option<PathBuf> {
    let has_cpu = |list: &str| list.split(',').any(|controller| controller == "cpu");
    let path = mine.lines().find_map(|line| {
        let (_, rest) = line.split_once(':')?;
        let (controllers, path) = rest.split_once(':')?;
        has_cpu(controllers).then_some(path)
    })?;
    let mount = mounts.lines().find_map(|line| {
        let mut words = line.split(' ').skip(1);
        let (folder, kind, options) = (words.next()?, words.next()?, words.next()?);
        (kind == "cgroup" && has_cpu(options)).then_some(folder)
    })?;
    Some(Path::new(mount).join(path.trim_start_matches('/')))
}

/// Our group in the one hierarchy.
fn version_2(mine: &str, mounts: &str) -> Option<PathBuf> {
    let path = mine.lines().find_map(|line| line.strip_prefix("0::"))?;
    let mount = mounts.lines().find_map(|line| {
        let mut words = line.split(' ').skip(1);
        let (folder, kind) = (words.next()?, words.next()?);
        (kind == "cgroup2").then_some(folder)
    })?;
    Some(Path::new(mount).join(path.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_group_is_found_in_either_version() {
        let mounts = "tmpfs /sys/fs/cgroup tmpfs rw 0 0\n\
            cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0\n\
            cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n";
        let mine = "3:cpuset:/\n2:cpu,cpuacct:/a/b\n0::/c\n";
        assert_eq!(version_1(mine, mounts), Some("/sys/fs/cgroup/cpu,cpuacct/a/b".into()));
        assert_eq!(version_2(mine, mounts), Some("/sys/fs/cgroup/unified/c".into()));
        assert_eq!(version_1("0::/", "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n"), None);
    }
}
