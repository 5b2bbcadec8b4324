//! Compares two runs, entry by entry.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

/// What a run leaves behind.
pub(crate) const FILES: [&str; 3] = ["answers.txt", "effects.txt", "table.txt"];

/// So many differences are shown.
const SHOWN: usize = 10;

/// So much is shown on either side of the first byte that differs.
const CONTEXT: usize = 120;

/// Prints the first differences and how many there are; how many.
pub(crate) fn compare(before: &Path, after: &Path) -> Result<usize> {
    let mut different = 0;
    for file in FILES {
        let (before, after) = (entries(&before.join(file), file)?, entries(&after.join(file), file)?);
        let mut heads: Vec<_> = before.keys().chain(after.keys()).collect();
        heads.sort();
        heads.dedup();
        for head in &heads {
            let (one, other) = (before.get(*head), after.get(*head));
            if one != other {
                different += 1;
                if different <= SHOWN {
                    show(file, &head.1, one, other);
                }
            }
        }
        println!("{file}: {} entries before, {} after", before.len(), after.len());
    }
    println!("{different} entries differ");
    Ok(different)
}

fn show(file: &str, head: &str, before: Option<&String>, after: Option<&String>) {
    println!("{file}: {head}");
    let empty = String::new();
    let (one, other) = (before.unwrap_or(&empty), after.unwrap_or(&empty));
    let at = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    for (name, text) in [("before", one), ("after ", other)] {
        let window: Vec<u8> = text.bytes().skip(at.saturating_sub(CONTEXT)).take(2 * CONTEXT).collect();
        println!("  {name}: …{}…", String::from_utf8_lossy(&window).replace('\n', "⏎"));
    }
}

/// Entries begin with a line that begins with `# `. What is alike gets the number of its repetition.
fn entries(path: &Path, file: &str) -> Result<BTreeMap<(usize, String), String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} is missing", path.display()))?;
    let mut entries = BTreeMap::new();
    let mut repetitions: BTreeMap<String, usize> = BTreeMap::new();
    for entry in format!("\n{text}").split("\n# ").skip(1) {
        let (head, rest) = entry.split_once('\n').unwrap_or((entry, ""));
        if let Some(rest) = but_for_what_is_allowed(file, head, rest) {
            let count = repetitions.entry(head.to_owned()).or_default();
            *count += 1;
            // Answers come as they were asked for.
            let number = head.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or_default();
            entries.insert((number, format!("{head} ({count})")), rest);
        }
    }
    Ok(entries)
}

/// What is meant to differ between the two builds, and nothing else:
///
/// - the document at `/openapi.json`, which became better;
/// - parked messages, which name their function and share one queue;
/// - the picture of a label, which has a row of its own (`L#`), so that the order's body names it (`labels`).
fn but_for_what_is_allowed(file: &str, head: &str, rest: &str) -> Option<String> {
    match file {
        "answers.txt" if head.ends_with("GET /openapi.json") => {
            // It alone is written over several lines.
            Some(rest.lines().take_while(|line| *line != "{").collect::<Vec<_>>().join("\n"))
        }
        "effects.txt" if head.starts_with("message to parked") => None,
        "table.txt" if head.split_once(' ').is_some_and(|(_, sk)| sk.starts_with("L#")) => None,
        "table.txt" if head.starts_with("O#") => Some(without_labels(rest)),
        _ => Some(rest.to_owned()),
    }
}

/// Without the pictures themselves, and without what an order's row says of where they are.
fn without_labels(text: &str) -> String {
    without(&without(text, ",\"label_image\":\"", '"'), ",\"labels\":{", '}')
}

/// Without everything from `begin` to the next `end`.
fn without(text: &str, begin: &str, end: char) -> String {
    let mut parts = text.split(begin);
    let kept = parts.next().unwrap_or_default().to_owned();
    parts.fold(kept, |kept, part| kept + part.split_once(end).map(|(_, rest)| rest).unwrap_or_default())
}
