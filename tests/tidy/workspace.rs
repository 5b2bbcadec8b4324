//! The packages of the workspace, and their sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A file of the workspace.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What cargo prints.
pub(crate) fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).current_dir(root()).args(arguments).output().unwrap();
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A package of ours.
pub(crate) struct Package {
    pub(crate) name: String,
    /// `functions`, `shared`, `tools` or `tests`.
    pub(crate) folder: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A line of a manifest, whatever it is called there: normal, for the build or for tests, for one target or for all.
pub(crate) struct Dependency {
    /// The package's own name.
    pub(crate) name: String,
    /// Whether it is one of ours.
    pub(crate) is_ours: bool,
    pub(crate) is_for_tests: bool,
}

/// All packages of the workspace.
pub(crate) fn packages() -> Vec<Package> {
    let metadata = cargo(&["metadata", "--format-version", "1", "--offline", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    metadata["packages"].as_array().unwrap().iter().map(package).collect()
}

fn package(package: &Value) -> Package {
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    let inside = manifest.strip_prefix(root()).unwrap();
    Package {
        name: package["name"].as_str().unwrap().to_owned(),
        folder: inside.components().next().unwrap().as_os_str().to_str().unwrap().to_owned(),
        dependencies: package["dependencies"].as_array().unwrap().iter().map(dependency).collect(),
    }
}

fn dependency(dependency: &Value) -> Dependency {
    Dependency {
        name: dependency["name"].as_str().unwrap().to_owned(),
        is_ours: dependency["path"].is_string(),
        is_for_tests: dependency["kind"] == "dev",
    }
}

/// The names of the packages in a folder.
pub(crate) fn names_in(folder: &str) -> BTreeSet<String> {
    packages().into_iter().filter(|package| package.folder == folder).map(|package| package.name).collect()
}

/// All files under these folders whose names end so, by their paths in the workspace.
pub(crate) fn files(folders: &[&str], ending: &str) -> Vec<String> {
    let mut found = vec![];
    for folder in folders {
        gather(&root().join(folder), ending, &mut found);
    }
    assert!(!found.is_empty(), "no {ending} in {folders:?}");
    found.sort();
    found
}

fn gather(folder: &Path, ending: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, ending, found);
        } else if path.to_str().unwrap().ends_with(ending) {
            found.push(path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
        }
    }
}
