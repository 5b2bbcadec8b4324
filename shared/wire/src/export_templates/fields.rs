//! The fields of an export template as it is read.

use domain::limits::{MAX_LINE_LENGTH, MAX_SHORT_TEXT_LENGTH};
use domain::{
    CellKind, Combine, ExportDelivery, ExportEncoding, LineEnd, MAX_COLUMNS, MAX_EXPORT_FOLDERS,
    MAX_EXPORT_NAME_LENGTH, MAX_FILENAME_LENGTH, MAX_FILTERS, MAX_HOST_LENGTH, MAX_MAIL_LINE_LENGTH,
    MAX_MAIL_TEXT_LENGTH, MAX_POST_HEADERS, MAX_RULE_TEXT_LENGTH, MAX_SECRET_NAME_LENGTH, Quoting, RowMode,
};

use crate::body::{Field, Form, ListField, ObjectField, Part, body};
use crate::rules::PostHeaderInput;

/// What `bundle.files` is where nothing is said.
pub(super) const ONE_FILE: &str = "one_file";

/// The greatest port.
const MAX_PORT: u32 = 65_535;

/// [`domain::MAX_COLUMN_WIDTH`] as a number of the document.
pub(super) const MAX_WIDTH: u32 = 255;

body! {
    /// An export template as it is sent, always whole.
    ExportTemplateInput: Refused {
        /// Its id, where it is sent back as it was shown; passed over.
        id: Field<String> = Field::sent_id(),
        /// What people call it. No two of a store are called the same, whatever the case of letters.
        name: Field<String> = Field::short_words(MAX_EXPORT_NAME_LENGTH).needed(),
        /// The form of the files.
        format: Field<String> = Field::one_of("ExportFormat").needed(),
        /// What a row of a file is about.
        row_mode: Field<String> =
            Field::one_of("RowMode").or(RowMode::Order.name(), || RowMode::Order.name().to_owned()),
        /// Whether the first row has the headings, of a workbook or lines.
        header_row: Field<bool> = Field::flag().or("true", || true),
        /// What stands between two values of a line: a comma in `csv`, a tab in `tsv` and `txt` when left out.
        delimiter: Field<String> = Field::one_of("Delimiter"),
        /// Which values of a line stand in quotes.
        quote: Field<String> =
            Field::one_of("Quoting").or(Quoting::Minimal.name(), || Quoting::Minimal.name().to_owned()),
        /// What a line ends with.
        line_end: Field<String> =
            Field::one_of("LineEnd").or(LineEnd::Crlf.name(), || LineEnd::Crlf.name().to_owned()),
        /// Whether the file begins with a byte order mark, by which Excel knows UTF-8.
        bom: Field<bool> = Field::flag(),
        /// How characters become bytes.
        encoding: Field<String> =
            Field::one_of("ExportEncoding").or(ExportEncoding::Utf8.name(), || ExportEncoding::Utf8.name().to_owned()),
        /// What of a file of lines is guarded against spreadsheets.
        guard: ObjectField = ObjectField::new(&CellGuardsInput::BODY),
        /// The columns, from left to right. None in `custom`; in `json` none means whole orders, as the API writes them.
        columns: ListField = ListField::new(Part::Body(&ExportColumnInput::BODY), 0, MAX_COLUMNS),
        /// Of `custom`: the template of the whole document, which loops over `orders`; at most 100,000 bytes.
        document: Field<String> = Field::checked_later(Form::Text),
        /// Which orders.
        select: ObjectField = ObjectField::new(&ExportSelectionInput::BODY),
        /// Which orders share a file.
        bundle: ObjectField = ObjectField::new(&BundleInput::BODY),
        /// What files are called: a template; the usual name when left out.
        filename: Field<String> = Field::short_text(MAX_FILENAME_LENGTH),
        /// Where the files go; to be downloaded when left out.
        delivery: ObjectField = ObjectField::new(&ExportDeliveryInput::BODY),
        /// When it runs by itself, by the clock of the store's time zone; by hand alone when left out.
        schedule: ObjectField = ObjectField::new(&ScheduleInput::BODY),
        /// What becomes of the orders once their file is delivered.
        after: ObjectField = ObjectField::new(&AfterExportInput::BODY),
        /// Whether a file without orders is sent, too.
        send_when_empty: Field<bool> = Field::flag(),
    }

    /// A column of a file as it is sent.
    ExportColumnInput: Refused {
        /// What it is called; in `xml` and `json` the name of the value.
        heading: Field<String> = Field::short_text(MAX_LINE_LENGTH),
        /// What stands in it: the name of a field, such as `shipping.city`, `item.code`, `checkout_data:Gift`, or a
        /// template; an empty column when left out.
        value: Field<String> = Field::checked_later(Form::ShortText(MAX_RULE_TEXT_LENGTH)),
        /// As what it is written.
        kind: Field<String> = Field::one_of("CellKind").or(CellKind::Text.name(), || CellKind::Text.name().to_owned()),
        /// How wide it is in a workbook, in characters; as usual when left out.
        width: Field<u64> = Field::between(1, MAX_WIDTH),
    }

    /// What of a file of lines is guarded against what a spreadsheet makes of it, as it is sent.
    CellGuardsInput: Refused {
        /// Whether what would be taken for a formula gets an apostrophe in front. `-2` is one.
        formulas: Field<bool> = Field::flag(),
        /// Whether digits that Excel would change, such as 02138, are written as `="02138"`.
        digits: Field<bool> = Field::flag(),
    }

    /// Which orders are exported, as it is sent.
    ExportSelectionInput: Refused {
        /// Those that lie in one of these folders; in any when left out.
        folder_ids: Field<Vec<String>> = Field::ids(0, Some(MAX_EXPORT_FOLDERS)),
        /// How the filters are joined.
        combine: Field<String> = Field::one_of("Combine").or(Combine::All.name(), || Combine::All.name().to_owned()),
        /// What must hold for them besides: the filters of rules, and groups of them.
        filters: ListField = ListField::new(Part::Named("FilterEntryInput"), 0, MAX_FILTERS),
        /// Whether it is for those only that the template did not export yet.
        only_not_exported: Field<bool> = Field::flag(),
    }

    /// Which orders share a file, as it is sent.
    BundleInput: Refused {
        /// All, none, or those that have the same value in a field.
        files: Field<String> = Field::one_of("BundleKind").or(ONE_FILE, || ONE_FILE.to_owned()),
        /// With `one_file_per_group`: the field of the order, such as `fulfillment_name` or `order_metadata:supplier`.
        field: Field<String> = Field::short_text(MAX_LINE_LENGTH),
    }

    /// Where the files go, as it is sent. Each way takes fields of its own and no others.
    ExportDeliveryInput: Refused {
        /// The way.
        by: Field<String> = Field::one_of("ExportDeliveryKind")
            .or(ExportDelivery::NAMES[0], || ExportDelivery::default().by().to_owned()),
        /// With `s3`: what keys begin with in the store's part of the bucket, such as `harbor/in`.
        prefix: Field<String> = Field::short_text(MAX_LINE_LENGTH),
        /// With `https_post`: a public https address of at most 2,048 bytes.
        url: Field<String> = Field::checked_later(Form::Link("^https://")),
        /// With `https_post`: the headers it has beside ours.
        headers: ListField = ListField::new(Part::Body(&PostHeaderInput::BODY), 0, MAX_POST_HEADERS),
        /// With `sftp`, `ftps` and `ftp`: the server's name or IP address.
        host: Field<String> = Field::short_text(MAX_HOST_LENGTH),
        /// Its port, where it is not the usual one: 21, 22, 990, or one from 1024 on. `ftps` begins with TLS at 990, and
        /// with `AUTH TLS` at any other.
        port: Field<u64> = Field::between(1, MAX_PORT),
        /// Who signs in there.
        user: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// The name of the store's secret that the user signs in with: a password, or with `sftp` a private key in
        /// OpenSSH's form, on one line.
        secret: Field<String> = Field::checked_later(Form::ShortText(MAX_SECRET_NAME_LENGTH)),
        /// The folder there; where one is after signing in when left out.
        directory: Field<String> = Field::short_text(MAX_LINE_LENGTH),
        /// With `sftp`: the fingerprint of the key the server must show, `SHA256:` and 43 letters.
        host_key: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// With `ftps`: the fingerprint of the certificate the server must show, where no authority vouches for it.
        certificate: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// With `mail`: who gets it, as addresses with commas between. The file is attached; it has at most 7 MB.
        to: Field<String> = Field::short_text(MAX_MAIL_LINE_LENGTH),
        /// What the mail is about; the file's name when left out.
        subject: Field<String> = Field::short_text(MAX_MAIL_LINE_LENGTH),
        /// What the mail says.
        text: Field<String> = Field::short_text(MAX_MAIL_TEXT_LENGTH),
    }

    /// When something runs by itself, as it is sent.
    ScheduleInput: Refused {
        /// How often it runs.
        every: Field<String> = Field::one_of("Every").needed(),
        /// At which time of the day, `09:05`: needed with `day`, `weekday` and `week`, passed over with the others.
        at: Field<String> = Field::only_text(5),
        /// On which day: needed with `week`, passed over with the others.
        day: Field<String> = Field::one_of("Weekday"),
    }

    /// What becomes of the orders once their file is delivered, as it is sent. When they were exported is noted in any
    /// case, in their metadata.
    AfterExportInput: Refused {
        /// The folder they are moved to, which must be there; they stay where they are when left out.
        move_to_folder: Field<u64> = Field::id(),
        /// The tag they get, as orders have it: `success`; they keep theirs when left out.
        tag_name: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// Whether their history tells of it.
        history_line: Field<bool> = Field::flag(),
    }
}
