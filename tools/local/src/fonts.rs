//! The fonts that documents are written with. They come out of npm packages, whose versions and hashes
//! `shared/documents/fonts` names; what is used of them is put into `.local/fonts`, with their licences.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::clients::install_node;
use crate::project::Project;
use crate::remembered::sha256_hex;
use crate::tools::lock;

const CHANGED: &str = "is not the file that shared/documents/fonts/files.txt names";

/// A font file: its hash, and where it lies among the packages.
struct FontFile {
    sha256: String,
    path: PathBuf,
}

impl FontFile {
    fn name(&self) -> Result<&Path> {
        self.path.file_name().map(Path::new).context("a line of files.txt names no file")
    }
}

/// Puts the fonts into `.local/fonts`, unless they are there. The folder.
pub async fn ready(project: &Project) -> Result<PathBuf> {
    let (folder, sources) = (project.local().join("fonts"), project.root.join("shared/documents/fonts"));
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let _lock = lock(folder.join("lock")).await?;
    let list = fs::read_to_string(sources.join("files.txt")).context("could not read files.txt")?;
    let (stamp, made) = (folder.join("made"), sha256_hex(list.as_bytes()));
    if fs::read_to_string(&stamp).is_ok_and(|found| found == made) {
        return Ok(folder);
    }
    let packages = folder.join("packages");
    install_node(&packages, &sources, &["package.json", "package-lock.json", ".npmrc"], "fonts").await?;
    let modules = packages.join("node_modules");
    for font in read(&list)? {
        let from = modules.join(&font.path);
        let bytes = fs::read(&from).with_context(|| format!("could not read {}", from.display()))?;
        ensure!(sha256_hex(&bytes) == font.sha256, "{} {CHANGED}", from.display());
        fs::write(folder.join(font.name()?), bytes).context("could not write a font")?;
        copy_licence(&modules, &font.path, &folder)?;
    }
    // Each package has its font in nine weights, of which one or two are used.
    fs::remove_dir_all(&packages).context("could not remove the fonts' packages")?;
    fs::write(stamp, made).context("could not write a stamp")?;
    Ok(folder)
}

/// Whether they are in `.local/fonts`.
pub fn are_there(project: &Project) -> bool {
    project.local().join("fonts/made").exists()
}

/// Copies the fonts and their licences into a folder, such as that of a function that is to be deployed.
pub async fn copy_into(project: &Project, folder: &Path) -> Result<()> {
    let from = ready(project).await?;
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let is_shipped = path.extension().is_some_and(|ending| ending == "ttf" || ending == "txt");
        if let Some(name) = path.file_name().filter(|_| is_shipped) {
            fs::copy(&path, folder.join(name)).with_context(|| format!("could not copy {}", path.display()))?;
        }
    }
    Ok(())
}

/// The licence of a font's package, beside it: who hands a font on hands its licence on.
fn copy_licence(modules: &Path, font: &Path, folder: &Path) -> Result<()> {
    let package: PathBuf = font.components().take(2).collect();
    let name = package.file_name().context("a line of files.txt names no package")?.to_string_lossy();
    let (from, to) = (modules.join(&package).join("LICENSE_FONT"), folder.join(format!("{name}-license.txt")));
    fs::copy(&from, to).with_context(|| format!("could not copy {}", from.display()))?;
    Ok(())
}

/// Reads lines of a hash, two blanks and a path, as `sha256sum` writes them.
fn read(list: &str) -> Result<Vec<FontFile>> {
    let read = |line: &str| {
        let (sha256, path) = line.split_once("  ").with_context(|| format!("files.txt: {line}"))?;
        Ok(FontFile { sha256: sha256.to_owned(), path: path.into() })
    };
    list.lines().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_font_has_a_hash_and_lies_in_a_package() {
        let list = include_str!("../../../shared/documents/fonts/files.txt");
        let fonts = read(list).unwrap();
        assert!(fonts.len() > 20);
        for font in fonts {
            assert_eq!(font.sha256.len(), 64);
            assert!(font.path.starts_with("@expo-google-fonts") && font.path.components().count() == 4);
        }
    }
}
