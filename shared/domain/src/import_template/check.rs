//! What may be wrong with a template.

use std::collections::HashSet;

use super::{
    FileEncoding, ImportColumn, ImportKind, ImportTarget, ImportTemplate, ItemColumn, MAX_FILE_COLUMNS,
    MAX_HEADING_LENGTH, MAX_IMPORT_COLUMNS, MAX_IMPORT_MAILS, MAX_IMPORT_TEMPLATE_NAME_LENGTH,
    MAX_IMPORT_TEMPLATE_TEXT, MAX_SHEET_NAME_LENGTH, MAX_SKIPPED_ROWS, MailIn, OrderRows, ShipmentMatch,
};
use crate::limits::{MAX_SHORT_TEXT_LENGTH, check_count, check_text_length};
use crate::{Problem, is_address};

impl ImportTemplate {
    /// Everything that is wrong with it. Whether its folders are there is the store's to know, and whether another template
    /// has its name.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = self.check_texts();
        problems.extend(self.check_form());
        problems.extend(self.mail.iter().flat_map(MailIn::check));
        problems.extend(check_count("columns", "columns", self.columns.len(), MAX_IMPORT_COLUMNS));
        let texts = self.columns.iter().flat_map(|column| [&column.heading, &column.target, &column.default]);
        let length = texts.map(|text| text.chars().count()).sum();
        problems.extend(check_count("columns", "characters all together", length, MAX_IMPORT_TEMPLATE_TEXT));
        for (index, column) in self.columns.iter().enumerate().take(MAX_IMPORT_COLUMNS) {
            problems.extend(self.check_column(column).into_iter().map(|problem| problem.within("columns", index)));
        }
        problems.extend(self.check_repeated());
        if problems.is_empty() {
            problems.extend(self.check_needed());
        }
        problems
    }

    fn check_texts(&self) -> Vec<Problem> {
        let blank = self.name.trim().is_empty().then(|| Problem::new("name", "is needed"));
        let long = [
            ("name", &self.name, MAX_IMPORT_TEMPLATE_NAME_LENGTH),
            ("sheet", &self.sheet, MAX_SHEET_NAME_LENGTH),
            ("source_name", &self.source_name, MAX_SHORT_TEXT_LENGTH),
        ];
        let long = long.into_iter().filter_map(|(field, text, max)| check_text_length(field, text, max));
        let mails = &self.after_import.notify_emails;
        let many = check_count("after_import.notify_emails", "addresses", mails.len(), MAX_IMPORT_MAILS);
        let wrong = mails.iter().enumerate().filter(|(_, mail)| !is_address(mail)).map(|(index, _)| {
            Problem::new(format!("after_import.notify_emails[{index}]"), "must be an e-mail address")
        });
        blank.into_iter().chain(long).chain(many).chain(wrong.take(MAX_IMPORT_MAILS)).collect()
    }

    fn check_form(&self) -> Vec<Problem> {
        let skipped = (self.skip_rows > MAX_SKIPPED_ROWS)
            .then(|| Problem::new("skip_rows", format!("must be at most {MAX_SKIPPED_ROWS}")));
        let is_hidden = self.text.encoding.hides_pipes() && self.text.delimiter == super::Delimiter::Pipe;
        let encodings: Vec<_> = FileEncoding::ALL.iter().filter(|it| it.hides_pipes()).map(|it| it.name()).collect();
        let hidden = is_hidden
            .then(|| Problem::new("delimiter", format!("must not be | with the encodings {}", encodings.join(", "))));
        skipped.into_iter().chain(hidden).collect()
    }

    fn check_column(&self, column: &ImportColumn) -> Vec<Problem> {
        let long = [("heading", &column.heading), ("default", &column.default), ("target", &column.target)];
        let mut problems: Vec<_> =
            long.into_iter().filter_map(|(field, text)| check_text_length(field, text, MAX_HEADING_LENGTH)).collect();
        let places = 1..=u32::try_from(MAX_FILE_COLUMNS).unwrap_or(u32::MAX);
        if column.place.is_some_and(|place| !places.contains(&place)) {
            problems.push(Problem::new("place", format!("must be from 1 to {MAX_FILE_COLUMNS}")));
        }
        if !self.has_heading && column.place.is_none() && column.is_in_file() {
            problems.push(Problem::new("place", "is needed, as the files of this template have no headings"));
        }
        if !column.is_in_file() && column.default.is_empty() {
            problems.push(Problem::new("heading", "is needed, or a place, or a default that is the same in each row"));
        }
        problems.extend(self.check_target(column));
        problems
    }

    fn check_target(&self, column: &ImportColumn) -> Option<Problem> {
        let Some(target) = ImportTarget::named(self.kind, &column.target) else {
            let message = format!("must be what a column of {} can be, such as {}", self.kind.name(), self.example());
            return Some(Problem::new("target", message));
        };
        let is_numbered = self.order_rows == OrderRows::NumberedItems;
        match target {
            ImportTarget::Item(_) if self.kind == ImportKind::Orders && is_numbered => {
                Some(Problem::new("target", "must have the item's number, as in item1.code or sku1"))
            }
            ImportTarget::NumberedItem(..) if !is_numbered => {
                Some(Problem::new("target", "must have no number, as in item.code"))
            }
            _ => None,
        }
    }

    const fn example(&self) -> &'static str {
        match self.kind {
            ImportKind::Orders => "source_id, shipping.full_name, item.code or ignore",
            ImportKind::Inventory => "code, stock or ignore",
            ImportKind::Shipments => "source_id, tracking_number or ignore",
        }
    }

    /// Headings, places and targets that are there twice.
    fn check_repeated(&self) -> Vec<Problem> {
        let (mut headings, mut places, mut targets) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut problems = vec![];
        for (index, column) in self.columns.iter().enumerate().take(MAX_IMPORT_COLUMNS) {
            let mut note = |field: &str, message: &str| {
                problems.push(Problem::new(field, message).within("columns", index));
            };
            let heading = folded_heading(&column.heading);
            if column.place.is_none() && !heading.is_empty() && !headings.insert(heading) {
                note("heading", "is another column's too; say their places");
            }
            if column.place.is_some_and(|place| !places.insert(place)) {
                note("place", "is another column's too");
            }
            let may_repeat = matches!(
                ImportTarget::named(self.kind, &column.target),
                None | Some(ImportTarget::Ignored | ImportTarget::Note)
            );
            if !may_repeat && !targets.insert(self.folded_target(column)) {
                note("target", "is another column's too");
            }
        }
        problems
    }

    /// A target as two are compared: `sku1` is `item1.code`.
    fn folded_target(&self, column: &ImportColumn) -> String {
        match ImportTarget::named(self.kind, &column.target) {
            Some(ImportTarget::NumberedItem(number, ItemColumn::Variation(name))) => {
                format!("{number} variation {name}")
            }
            Some(ImportTarget::NumberedItem(number, ItemColumn::Metadata(name))) => format!("{number} metadata {name}"),
            Some(ImportTarget::NumberedItem(number, item)) => format!("{number} {}", item.field_name()),
            _ => column.target.trim().to_owned(),
        }
    }

    /// What no template of its kind can do without.
    fn check_needed(&self) -> Vec<Problem> {
        let targets: Vec<_> = self.columns.iter().map(|column| column.target.trim()).collect();
        let missing = |name: &str| {
            let message = format!("must have one whose target is {name}");
            (!targets.contains(&name)).then(|| Problem::new("columns", message))
        };
        match self.kind {
            ImportKind::Orders => {
                let number = (self.order_rows == OrderRows::Items).then(|| missing("source_id")).flatten();
                let is_item = |column: &ImportColumn| {
                    let target = ImportTarget::named(self.kind, &column.target);
                    matches!(target, Some(ImportTarget::Item(_) | ImportTarget::NumberedItem(..)))
                };
                let no_item = (!self.columns.iter().any(is_item))
                    .then(|| Problem::new("columns", "must have one of an item, such as item.code"));
                number.into_iter().chain(no_item).collect()
            }
            ImportKind::Inventory => missing("code").into_iter().collect(),
            ImportKind::Shipments => {
                let key: Vec<String> = match &self.shipment_match {
                    ShipmentMatch::SourceId => vec!["source_id".to_owned()],
                    ShipmentMatch::OrderId => vec!["order_id".to_owned()],
                    ShipmentMatch::Metadata(name) => vec![format!("metadata:{name}")],
                    ShipmentMatch::EmailAndName => vec!["email".to_owned(), "name".to_owned()],
                };
                key.iter().filter_map(|name| missing(name)).chain(missing("tracking_number")).collect()
            }
        }
    }
}

/// A heading as two are compared.
fn folded_heading(heading: &str) -> String {
    heading.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl ImportColumn {
    /// Its heading as two are compared: each run of blanks one, in small letters.
    pub fn folded_heading(&self) -> String {
        folded_heading(&self.heading)
    }

    /// `heading` of a file as it is compared with a column's.
    pub fn fold(heading: &str) -> String {
        folded_heading(heading)
    }
}
