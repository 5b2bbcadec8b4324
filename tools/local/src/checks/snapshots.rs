//! Snapshots that no test looks at any more.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tokio::process::Command;
use waybill::Project;

/// Where the tests note which snapshots they looked at.
#[derive(Debug)]
pub(super) struct Snapshots {
    references: PathBuf,
}

impl Snapshots {
    /// Forgets what earlier runs noted.
    pub(super) fn forget(project: &Project) -> Result<Self> {
        let local = project.local();
        fs::create_dir_all(&local).with_context(|| format!("could not make {}", local.display()))?;
        let references = local.join("snapshots-used");
        fs::remove_file(&references).ok();
        Ok(Self { references })
    }

    /// Makes the tests that `test` runs note what they look at, and fail for a snapshot that differs instead of
    /// writing it anew.
    pub(super) fn note(&self, test: &mut Command) {
        test.env("INSTA_UPDATE", "no").env("INSTA_SNAPSHOT_REFERENCES_FILE", &self.references);
    }

    /// Refuses snapshots that no test has looked at, once all tests have run.
    pub(super) fn all_used(&self, project: &Project) -> Result<()> {
        let used = fs::read_to_string(&self.references).unwrap_or_default();
        let used: Vec<PathBuf> = used.lines().filter_map(|path| fs::canonicalize(path).ok()).collect();
        let mut unused = vec![];
        for folder in ["functions", "shared", "tests", "tools"].map(|folder| project.root.join(folder)) {
            find(&folder, &mut |path| {
                if fs::canonicalize(path).is_ok_and(|path| !used.contains(&path)) {
                    unused.push(path.display().to_string());
                }
            })?;
        }
        ensure!(unused.is_empty(), "no test looks at these snapshots any more, remove them:\n{}", unused.join("\n"));
        Ok(())
    }
}

fn find(folder: &Path, found: &mut impl FnMut(&Path)) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "snap") {
            found(&path);
        }
    }
    Ok(())
}
