//! What files are called: names that S3, SFTP servers and Windows take alike.

/// A name has at most so many bytes: 255 are the most of usual file systems, and a file has a longer name while it is
/// on its way.
pub const MAX_FILENAME_BYTES: usize = 200;

/// An ending of a name is kept when the name is cut, up to so many bytes.
const MAX_EXTENSION_BYTES: usize = 20;

/// Names of devices, which Windows takes for no file whatever they end with.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A text as the name of a file: without separators of folders, control characters and what else has a meaning to a
/// server or a shell, none of which is lost without a trace: `_` stands in its place.
pub(crate) fn safe(given: &str, extension: &str) -> String {
    let mut name: String = given.trim().chars().map(|c| if is_safe(c) { c } else { '_' }).collect();
    name.truncate(without_end(&name).len());
    if name.is_empty() {
        name = format!("export.{extension}");
    }
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    // Neither a hidden file nor an option of a program.
    if name.starts_with(['.', '-', '~']) || RESERVED.contains(&stem.as_str()) {
        name.insert(0, '_');
    }
    let mut name = with_room_for(&name, "");
    name.truncate(without_end(&name).len());
    name
}

/// A name without the points and blanks at its end, which Windows drops.
fn without_end(name: &str) -> &str {
    name.trim_end_matches(['.', ' '])
}

/// A name with something put in before its ending, cut so that all of it fits.
pub(crate) fn with_room_for(name: &str, inserted: &str) -> String {
    let is_extension = |(_, extension): &(&str, &str)| extension.len() < MAX_EXTENSION_BYTES;
    let (stem, extension) = match name.rsplit_once('.').filter(is_extension) {
        Some((stem, extension)) => (stem, format!(".{extension}")),
        None => (name, String::new()),
    };
    let room = MAX_FILENAME_BYTES.saturating_sub(extension.len()).saturating_sub(inserted.len());
    let mut end = stem.len().min(room);
    while !stem.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    format!("{}{inserted}{extension}", stem.get(..end).unwrap_or_default())
}

fn is_safe(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || " -_.,()+=@!'".contains(c)
    } else {
        !c.is_control() && !c.is_whitespace() && !domain::plain::is_invisible(c)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_has_a_meaning_elsewhere_is_replaced() {
        for (given, name) in [
            ("W-77_20260301.csv", "W-77_20260301.csv"),
            ("Größe 料号.csv", "Größe 料号.csv"),
            ("../../etc/passwd", "_.._.._etc_passwd"),
            ("..", "export.csv"),
            ("a/b\\c:d*e?f\"g<h>i|j.csv", "a_b_c_d_e_f_g_h_i_j.csv"),
            ("a\r\nDELE b\0.csv", "a__DELE b_.csv"),
            ("\u{202e}vsc.exe", "_vsc.exe"),
            (".htaccess", "_.htaccess"),
            ("-rf", "_-rf"),
            ("con.csv", "_con.csv"),
            ("CON", "_CON"),
            ("LPT1 .txt", "_LPT1 .txt"),
            ("console.csv", "console.csv"),
            ("name. . ", "name"),
            ("$(reboot)`x`&;#%{}^~.csv", "_(reboot)_x_________.csv"),
            ("", "export.csv"),
            (" \t", "export.csv"),
        ] {
            assert_eq!(safe(given, "csv"), name, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = safe(&format!("{}.csv", "é".repeat(300)), "csv");
        assert_eq!((name.len(), name.ends_with("é.csv")), (200, true));
        assert_eq!(with_room_for("a.csv", "-2"), "a-2.csv");
        assert_eq!(with_room_for("a", "-2"), "a-2");
        let long = with_room_for(&format!("{}.csv", "x".repeat(196)), "-12");
        assert_eq!((long.len(), long.ends_with("x-12.csv")), (200, true));
    }

    proptest! {
        #[test]
        fn any_text_becomes_a_name(given in "(\\PC|[./\\\\:\u{0}-\u{1f} ]){0,300}") {
            let name = safe(&given, "csv");
            prop_assert!(!name.is_empty() && name.len() <= MAX_FILENAME_BYTES);
            prop_assert!(!name.starts_with(['.', '-', '~']) && !name.ends_with(['.', ' ']), "{name:?}");
            prop_assert!(!name.chars().any(|c| c.is_control() || "/\\:*?\"<>|".contains(c)), "{name:?}");
            prop_assert_eq!(safe(&name, "csv"), name.clone());
        }
    }
}
