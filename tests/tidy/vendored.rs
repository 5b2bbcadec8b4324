//! What others wrote and lies among the tests, and what the README shows.

use std::fs;

use domain::body_digest;
use regex::Regex;

use crate::workspace::{files, read, root};

/// The SHA-256 of `axe.min.js` in the package `axe-core` 4.14.1, as npm has it.
const AXE: &str = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";

/// A picture of the README is loaded by whoever looks at the project.
const MAX_PICTURE_BYTES: u64 = 200 * 1024;

/// Catches a file that is another than the one whose licence lies beside it. `body_digest` has the first half of a SHA-256.
#[test]
fn what_tests_have_of_others_is_what_was_published() {
    let digest = body_digest(&read("tests/vendor/axe-4.14.1.min.js"));
    assert!(AXE.starts_with(&digest), "{digest}");
    assert!(root().join("tests/vendor/axe-4.14.1.LICENSE").exists());
}

/// Catches a deployment that has what only looks at pages, and another licence with it (MPL-2.0).
#[test]
fn nothing_that_is_deployed_has_what_tests_have_of_others() {
    let sources = [".rs", ".html", ".js"].into_iter().flat_map(|ending| files(&["functions", "shared"], ending));
    let named: Vec<_> = sources.filter(|path| read(path).contains("tests/vendor")).collect();
    assert_eq!(named, Vec::<String>::new());
}

/// Catches a picture that is not there, or that takes a phone's line for seconds.
#[test]
fn every_picture_of_the_readme_is_there_and_small() {
    let sources = Regex::new(r#"<img [^>]*src="(docs/pictures/[^"]+)""#).unwrap();
    for found in sources.captures_iter(&read("README.md")) {
        let path = root().join(&found[1]);
        let size = fs::metadata(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).len();
        assert!(size <= MAX_PICTURE_BYTES, "{}: {size} bytes", path.display());
    }
}
