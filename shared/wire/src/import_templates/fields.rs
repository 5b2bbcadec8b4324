//! The fields of an import template as it is read.

use domain::limits::{MAX_EMAIL_LENGTH, MAX_SHORT_TEXT_LENGTH};
use domain::{
    DateForm, DecimalSeparator, Delimiter, DuplicatePolicy, FileEncoding, FileFormat, InventoryPolicy,
    MAX_ALLOWED_SENDERS, MAX_HEADING_LENGTH, MAX_IMPORT_COLUMNS, MAX_IMPORT_MAILS, MAX_IMPORT_TEMPLATE_NAME_LENGTH,
    MAX_SHEET_NAME_LENGTH, MAX_SKIPPED_ROWS, OrderRows, Quote,
};

use crate::body::{Field, ListField, ObjectField, Part, body};

/// So many transforms a column may have.
const MAX_TRANSFORMS: usize = 10;

/// The name of a transform is shorter.
const MAX_TRANSFORM_LENGTH: usize = 40;

/// What tells the order of a shipment where nothing is said.
pub(super) const BY_SOURCE_ID: &str = "source_id";

/// The greatest place of a column: [`domain::MAX_FILE_COLUMNS`] as a number of the document.
pub(super) const MAX_PLACE: u32 = 500;

body! {
    /// An import template as it is sent, always whole.
    ImportTemplateInput: PassedOver {
        /// What people call it. No two of a store are called the same, whatever the case of letters.
        name: Field<String> = Field::short_words(MAX_IMPORT_TEMPLATE_NAME_LENGTH).needed(),
        /// What is made of the rows.
        kind: Field<String> = Field::one_of("ImportKind").needed(),
        /// What its files are. A file of another kind is read all the same: its bytes tell what it is.
        file_format: Field<String> =
            Field::one_of("ImportFileFormat").or(FileFormat::Csv.name(), || FileFormat::Csv.name().to_owned()),
        /// How the characters of a text are written as bytes; a byte order mark counts before it.
        encoding: Field<String> =
            Field::one_of("FileEncoding").or(FileEncoding::Utf8.name(), || FileEncoding::Utf8.name().to_owned()),
        /// What stands between two cells of a text; a line `sep=;` in front of a file counts before it.
        delimiter: Field<String> =
            Field::one_of("Delimiter").or(Delimiter::Comma.name(), || Delimiter::Comma.name().to_owned()),
        /// What stands around a cell of a text that has a delimiter or an end of line in it.
        quote: Field<String> = Field::one_of("Quote").or(Quote::Double.name(), || Quote::Double.name().to_owned()),
        /// Whether the first row has headings. Then those of a file must be those of the columns.
        has_heading: Field<bool> = Field::flag().or("true", || true),
        /// How many rows in front of everything else are passed over.
        skip_rows: Field<u64> = Field::between(0, MAX_SKIPPED_ROWS).or("0", || 0),
        /// The sheet of a workbook; the first when left out.
        sheet: Field<String> = Field::short_text(MAX_SHEET_NAME_LENGTH),
        /// How dates are written; what is a date in a workbook is read as one.
        date_format: Field<String> =
            Field::one_of("DateForm").or(DateForm::YearFirst.name(), || DateForm::YearFirst.name().to_owned()),
        /// What stands between the whole of an amount and its places.
        decimal_separator: Field<String> = Field::one_of("DecimalSeparator")
            .or(DecimalSeparator::Point.name(), || DecimalSeparator::Point.name().to_owned()),
        /// Every column of a file, those that nothing is made of too.
        columns: ListField = ListField::new(Part::Body(&ImportColumnInput::BODY), 1, MAX_IMPORT_COLUMNS).needed(),
        /// Of orders: what a row is.
        order_mode: Field<String> =
            Field::one_of("OrderRows").or(OrderRows::Items.name(), || OrderRows::Items.name().to_owned()),
        /// Of orders: what becomes of one that is there already.
        duplicate_policy: Field<String> =
            Field::one_of("DuplicatePolicy").or(DuplicatePolicy::Skip.name(), || DuplicatePolicy::Skip.name().to_owned()),
        /// Of orders: the folder they come into, which must be there; the store's first when left out.
        folder_id: Field<u64> = Field::id(),
        /// The cart that orders are of, where no column says so; of orders the template's name when left out, of shipments
        /// any cart.
        source_name: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// Of orders and shipments: whether the store's rules run.
        run_rules: Field<bool> = Field::flag().or("true", || true),
        /// Of inventory: what becomes of an item that is there already.
        inventory_policy: Field<String> = Field::one_of("InventoryPolicy")
            .or(InventoryPolicy::Upsert.name(), || InventoryPolicy::Upsert.name().to_owned()),
        /// Of inventory: whether an item that is not there is made.
        allow_create: Field<bool> = Field::flag().or("true", || true),
        /// Of shipments: what tells their orders: `source_id`, `order_id`, `metadata:<name>` or `email_and_name`.
        shipment_match: Field<String> =
            Field::short_text(MAX_SHORT_TEXT_LENGTH).or(BY_SOURCE_ID, || BY_SOURCE_ID.to_owned()),
        /// What is done when a file is through.
        after_import: ObjectField = ObjectField::new(&AfterImportInput::BODY),
        /// What it takes by mail; no mail when left out, and then the address that was is given up.
        mail: ObjectField = ObjectField::new(&MailInInput::BODY),
    }

    /// A column of a file as it is sent: found by its heading, or by its place. One with neither stands in no file: its
    /// default is the same in each row.
    ImportColumnInput: PassedOver {
        /// What stands above it, whatever blanks are around it and whatever the case of letters.
        heading: Field<String> = Field::short_text(MAX_HEADING_LENGTH),
        /// Its place in the row, from 1 up: needed where there are no headings, or two of one name.
        place: Field<u64> = Field::between(1, MAX_PLACE),
        /// What its cells are: a field of an order such as `shipping.city`, `item.code`, `metadata:<name>`, …; `ignore`
        /// where nothing is made of them.
        target: Field<String> = Field::short_words(MAX_HEADING_LENGTH).needed(),
        /// What counts where a cell is blank, written as cells are.
        default: Field<String> = Field::short_text(MAX_HEADING_LENGTH),
        /// What is done to each cell first, in this sequence: `upper`, `lower`, `squeeze`, `digits`, `first_word`,
        /// `without_hash`, `without_apostrophe`.
        transforms: Field<Vec<String>> = Field::texts(MAX_TRANSFORMS, MAX_TRANSFORM_LENGTH),
    }

    /// What is done when a file is through, as it is sent.
    AfterImportInput: PassedOver {
        /// Of shipments: the folder that orders which got one are moved into, which must be there; they stay when left out.
        folder_id: Field<u64> = Field::id(),
        /// Who is mailed the report.
        notify_emails: Field<Vec<String>> = Field::texts(MAX_IMPORT_MAILS, MAX_EMAIL_LENGTH),
    }

    /// What a template takes by mail, as it is sent. The address is ours to make, and passed over.
    MailInInput: PassedOver {
        /// Whose mails are taken: mail addresses, and domains, which are exactly those, whatever the case of letters.
        allowed_senders: Field<Vec<String>> = Field::texts(MAX_ALLOWED_SENDERS, MAX_EMAIL_LENGTH),
    }
}
