//! `cargo run -p contract`: writes the document, the collection, the reference of rules and that of permissions anew.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use contract::{COLLECTION, DOCUMENT, PERMISSIONS, Permitted, RULES};

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    write(&root.join(DOCUMENT), &contract::openapi())?;
    write(&root.join(RULES), &contract::rules())?;
    write(&root.join(PERMISSIONS), &Permitted::read()?.page())?;
    let folder = root.join(COLLECTION);
    if folder.exists() {
        // A request whose operation is gone goes with it.
        fs::remove_dir_all(&folder).with_context(|| format!("could not remove {}", folder.display()))?;
    }
    for (path, text) in contract::collection() {
        write(&folder.join(path), &text)?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}
