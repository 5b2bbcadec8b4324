//! What can be chosen of a file's form.

use crate::kinds::kinds;

kinds! {
    /// The form of a file.
    ExportFormat {
        /// Values between commas, or between what the template says.
        #[default]
        Csv = "csv",
        /// Values between tabs.
        Tsv = "tsv",
        /// The same in a file that ends in `.txt`.
        Txt = "txt",
        /// A workbook of one sheet.
        Xlsx = "xlsx",
        /// An element for each row, with an element for each column.
        Xml = "xml",
        /// A list of objects.
        Json = "json",
        /// Whatever the template of the whole document writes.
        Custom = "custom",
    }
}

impl ExportFormat {
    /// Whether its rows are lines with a delimiter between values.
    pub const fn is_delimited(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Txt)
    }

    /// What the names of such files end with when nothing else is said.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Txt | Self::Custom => "txt",
            Self::Xlsx => "xlsx",
            Self::Xml => "xml",
            Self::Json => "json",
        }
    }
}

kinds! {
    /// What a row of a file is about.
    RowMode {
        /// An order.
        #[default]
        Order = "per_order",
        /// An item of an order, with the order's values beside it in each.
        Item = "per_item",
        /// A shipment of an order, likewise.
        Shipment = "per_shipment",
    }
}

kinds! {
    /// Which values stand in quotes.
    Quoting {
        /// Those that would not be read back otherwise.
        #[default]
        Minimal = "minimal",
        /// All.
        Always = "always",
    }
}

kinds! {
    /// What a line ends with.
    LineEnd {
        /// Carriage return and line feed.
        #[default]
        Crlf = "crlf",
        /// Line feed.
        Lf = "lf",
    }
}

kinds! {
    /// How characters become bytes.
    ExportEncoding {
        /// UTF-8.
        #[default]
        Utf8 = "utf-8",
        /// Windows-1252, in which a character of another alphabet is written as `?`, with a warning.
        Windows1252 = "windows-1252",
    }
}

kinds! {
    /// As what a value is written.
    CellKind {
        /// As text: codes and numbers of parcels keep their zeros.
        #[default]
        Text = "text",
        /// As a number, where the form of the file knows numbers.
        Number = "number",
        /// As a date in the store's time zone.
        Date = "date",
    }
}
