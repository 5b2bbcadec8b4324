//! How a file is written.

use serde::{Deserialize, Serialize};

use crate::is_default;
use crate::kinds::kinds;

kinds! {
    /// What a file is.
    FileFormat {
        /// Text whose cells stand between commas or another sign.
        #[default]
        Csv = "csv",
        /// A workbook.
        Xlsx = "xlsx",
        /// The same as `csv` under another name, as the systems of suppliers write it.
        Txt = "txt",
    }
}

kinds! {
    /// What stands between two cells.
    Delimiter {
        /// `,`
        #[default]
        Comma = ",",
        /// `;`
        Semicolon = ";",
        /// A tab.
        Tab = "\t",
        /// `|`
        Pipe = "|",
    }
}

impl Delimiter {
    /// The sign as a byte.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

kinds! {
    /// What stands around a cell that has a delimiter or an end of line in it.
    Quote {
        /// `"`
        #[default]
        Double = "\"",
        /// `'`
        Single = "'",
        /// Nothing: a quotation mark is a character as any other.
        None = "",
    }
}

impl Quote {
    /// The sign as a byte.
    pub const fn byte(self) -> Option<u8> {
        match self {
            Self::Double => Some(b'"'),
            Self::Single => Some(b'\''),
            Self::None => None,
        }
    }
}

kinds! {
    /// How characters are written as bytes, by the names of the WHATWG's Encoding Standard. A byte order mark in front of a
    /// file counts before what a template says.
    FileEncoding {
        /// Unicode.
        #[default]
        Utf8 = "utf-8",
        /// Unicode in units of two bytes, the small one first, as Excel's "Unicode text".
        Utf16Le = "utf-16le",
        /// Unicode in units of two bytes, the large one first.
        Utf16Be = "utf-16be",
        /// Western Europe; what is called latin-1 is read as this.
        Windows1252 = "windows-1252",
        /// Central Europe.
        Windows1250 = "windows-1250",
        /// Cyrillic.
        Windows1251 = "windows-1251",
        /// Greek.
        Windows1253 = "windows-1253",
        /// Turkish.
        Windows1254 = "windows-1254",
        /// Western Europe on old machines of Apple.
        Macintosh = "macintosh",
        /// Japanese.
        ShiftJis = "shift_jis",
        /// Chinese, simplified.
        Gb18030 = "gb18030",
        /// Chinese, traditional.
        Big5 = "big5",
        /// Korean.
        EucKr = "euc-kr",
    }
}

impl FileEncoding {
    /// Whether a `|` may be the second byte of a character.
    pub const fn hides_pipes(self) -> bool {
        matches!(self, Self::ShiftJis | Self::Gb18030 | Self::Big5)
    }
}

kinds! {
    /// How dates are written: which number comes first. A time may follow, as `14:49:52` or `2:49 PM`; without a zone it is
    /// UTC, as in the API. A year of two digits is in this century.
    DateForm {
        /// `2026-03-31`, `2026/3/31`, `20260331`, ISO 8601.
        #[default]
        YearFirst = "year_first",
        /// `31.03.2026`, `31/3/26`, `31-Mar-2026`.
        DayFirst = "day_first",
        /// `03/31/2026`, `3/31/26`, `Mar 31, 2026`.
        MonthFirst = "month_first",
    }
}

kinds! {
    /// What stands between the whole of an amount and its places.
    DecimalSeparator {
        /// `1,234.50`
        #[default]
        Point = ".",
        /// `1.234,50`
        Comma = ",",
    }
}

/// How text is cut into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TextForm {
    /// How characters are written.
    #[serde(default, skip_serializing_if = "is_default")]
    pub encoding: FileEncoding,
    /// What stands between two cells; a line `sep=;` in front of a file counts before it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub delimiter: Delimiter,
    /// What stands around a cell.
    #[serde(default, skip_serializing_if = "is_default")]
    pub quote: Quote,
}
