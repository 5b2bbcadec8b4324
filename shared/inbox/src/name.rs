//! What attached files are called, and which of them are files to be imported.

use domain::plain::is_invisible;

/// The name of a file has at most this many characters; of a longer one the beginning goes.
const MAX_NAME_LENGTH: usize = 100;

/// What a file is called whose mail does not say.
const NO_NAME: &str = "file";

/// Endings of names, and what such a file is called here.
const ENDINGS: [(&str, &str); 5] = [("csv", ""), ("txt", ""), ("xlsx", ""), ("tsv", ".txt"), ("tab", ".txt")];

/// Kinds of content, as mails name them, and the ending of such a file.
const KINDS: [((&str, &str), &str); 8] = [
    (("text", "csv"), ".csv"),
    (("text", "x-csv"), ".csv"),
    (("text", "comma-separated-values"), ".csv"),
    (("text", "x-comma-separated-values"), ".csv"),
    (("application", "csv"), ".csv"),
    (("application", "x-csv"), ".csv"),
    (("text", "tab-separated-values"), ".txt"),
    (("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ".xlsx"),
];

/// What a file of this name and kind of content is called here; nothing where it is none that can be imported.
///
/// The name says what it is, as mail programs of one computer call every `.csv` a workbook; else its kind of content does.
pub(crate) fn file_name(sent: &str, kind: (&str, &str)) -> Option<String> {
    let name = plain(sent);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    if is_remainder(&name) {
        return None;
    }
    let more = ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, more)| *more);
    let more = more.or_else(|| {
        let known = |known: &&((&str, &str), &str)| {
            known.0.0.eq_ignore_ascii_case(kind.0) && known.0.1.eq_ignore_ascii_case(kind.1)
        };
        KINDS.iter().find(known).map(|(_, ending)| *ending)
    })?;
    let name = format!("{name}{more}");
    let begins = name.chars().count().saturating_sub(MAX_NAME_LENGTH);
    let name: String = name.chars().skip(begins).collect();
    Some(if name.starts_with('.') { format!("{NO_NAME}{name}") } else { name })
}

/// A name without folders, and without what is not seen.
fn plain(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|letter| !letter.is_control() && !is_invisible(*letter)).collect();
    shown.trim().to_owned()
}

/// Whether it is what Exchange makes of text behind an attachment, such as a signature: `ATT00001.txt`.
fn is_remainder(name: &str) -> bool {
    let digits = name.strip_prefix("ATT").and_then(|rest| rest.strip_suffix(".txt"));
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A text of somebody's on one line, for people.
pub(crate) fn one_line(text: &str, max: usize) -> String {
    let shown = text.chars().filter(|letter| !is_invisible(*letter));
    let line: String = shown.map(|letter| if letter.is_control() { ' ' } else { letter }).take(max).collect();
    line.trim().to_owned()
}
