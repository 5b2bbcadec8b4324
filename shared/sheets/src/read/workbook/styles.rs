//! Which numbers of a workbook are dates: what their format shows says so.

use std::collections::HashMap;
use std::io::{Read, Seek};

use quick_xml::events::Event;

use super::archive::Archive;
use super::part::attribute;
use crate::read::error::FileError;

/// A workbook has at most this many styles of cells, and of formats; spreadsheet programs allow 65,490.
const MAX_STYLES: usize = 100_000;

/// The code of a format is looked at so far.
const MAX_CODE_LENGTH: usize = 255;

/// What a number is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shown {
    /// A number.
    #[default]
    Number,
    /// A day, with or without a time.
    Date,
    /// A time of day alone.
    Time,
}

/// What the cells of each style are shown as.
#[derive(Default)]
pub(super) struct Styles(Vec<Shown>);

impl Styles {
    pub(super) fn read<R: Read + Seek>(archive: &Archive<R>, part: &str) -> Result<Self, FileError> {
        let mut xml = archive.part(part)?;
        let (mut formats, mut styles, mut buffer) = (HashMap::new(), vec![], vec![]);
        let mut is_of_cells = false;
        loop {
            let event = xml.event(&mut buffer)?;
            let element = match &event {
                Event::Start(element) | Event::Empty(element) => element,
                Event::End(element) if element.local_name().as_ref() == "cellXfs" => {
                    is_of_cells = false;
                    continue;
                }
                Event::Eof => return Ok(Self(styles)),
                _ => continue,
            };
            let number =
                |name| Ok::<_, FileError>(attribute(element, name)?.and_then(|id| id.trim().parse::<u32>().ok()));
            match element.local_name().as_ref() {
                "numFmt" => {
                    let code = attribute(element, "formatCode")?.unwrap_or_default();
                    if let Some(id) = number("numFmtId")? {
                        formats.insert(id, of_code(&code));
                    }
                }
                "cellXfs" => is_of_cells = matches!(event, Event::Start(_)),
                "xf" if is_of_cells => {
                    let id = number("numFmtId")?.unwrap_or_default();
                    styles.push(formats.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            }
            if formats.len() > MAX_STYLES || styles.len() > MAX_STYLES {
                return Err(FileError::refused(format!("must have at most {MAX_STYLES} styles")));
            }
        }
    }

    /// What a number in a cell of this style is shown as.
    pub(super) fn shown(&self, style: usize) -> Shown {
        self.0.get(style).copied().unwrap_or_default()
    }
}

/// What the formats show that every spreadsheet program knows without a code, those of East Asia too.
const fn built_in(id: u32) -> Shown {
    match id {
        14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shown::Date,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Shown::Time,
        _ => Shown::Number,
    }
}

/// What a format of this code shows: its letters count, but for those in quotation marks, in brackets and behind a `\`, `_`
/// or `*`. An amount of hours beyond a day (`[h]:mm`) is a number.
fn of_code(code: &str) -> Shown {
    let (mut has_day, mut has_time, mut has_month) = (false, false, false);
    let mut letters = code.chars().take(MAX_CODE_LENGTH);
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            '"' => drop(letters.by_ref().find(|letter| *letter == '"')),
            '\\' | '_' | '*' => drop(letters.next()),
            '[' => {
                let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                let inside = inside.to_lowercase();
                if !inside.is_empty() && inside.bytes().all(|letter| matches!(letter, b'h' | b'm' | b's')) {
                    return Shown::Number;
                }
            }
            ';' => break,
            'y' | 'd' => has_day = true,
            'h' | 's' => has_time = true,
            'm' => has_month = true,
            // `General` has an `e` and is none; digits are of numbers.
            'g' | '0' | '#' | '?' if !has_day && !has_time && !has_month => return Shown::Number,
            _ => {}
        }
    }
    match (has_day, has_time, has_month) {
        (true, ..) | (false, false, true) => Shown::Date,
        (false, true, _) => Shown::Time,
        (false, false, false) => Shown::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_a_date_by_its_letters_and_not_by_its_words() {
        for (code, shown) in [
            ("yyyy-mm-dd", Shown::Date),
            ("m/d/yy h:mm", Shown::Date),
            ("[$-409]d\\-mmm\\-yy;@", Shown::Date),
            ("mmm", Shown::Date),
            ("h:mm AM/PM", Shown::Time),
            ("mm:ss.0", Shown::Time),
            ("General", Shown::Number),
            ("0.00", Shown::Number),
            ("#,##0.00 \"days\"", Shown::Number),
            ("\"day\" 0", Shown::Number),
            ("[h]:mm", Shown::Number),
            ("[Red]0.0;[Blue]-0.0", Shown::Number),
            ("0.00_d", Shown::Number),
            ("@", Shown::Number),
            ("00000", Shown::Number),
        ] {
            assert_eq!(of_code(code), shown, "{code}");
        }
    }
}
