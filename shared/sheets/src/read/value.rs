//! Cells become values, as a template says that they are written.

use std::borrow::Cow;

use domain::fields::Kind;
use domain::limits::check_text_length;
use domain::{
    DateForm, DecimalSeparator, ImportTarget, ImportTemplate, InventoryColumn, ItemColumn, MAX_ITEM_QUANTITY, Money,
    ShipmentColumn, time,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::entry::{Refusal, Warning};
use super::layout::DateSystem;
use super::row::CellKind;
use super::workbook::of_serial;

mod amount;
mod date;

/// A cell with something in it.
#[derive(Debug, Clone)]
pub(super) struct Cell<'a> {
    pub(super) row: u64,
    /// What refusals call its column.
    pub(super) column: &'a str,
    pub(super) text: Cow<'a, str>,
    pub(super) kind: CellKind,
}

/// How amounts and dates are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    dates: DateForm,
    separator: DecimalSeparator,
    system: DateSystem,
}

/// What a cell is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Text,
    Amount,
    Date,
}

impl Cell<'_> {
    pub(super) fn refused(&self, expected: impl Into<String>) -> Refusal {
        Refusal::new(self.row, self.column, &self.text, expected)
    }

    /// The text, of at most `max` characters.
    #[inline]
    pub(super) fn text(&self, max: usize) -> Result<String, Refusal> {
        match check_text_length("", &self.text, max) {
            Some(problem) => Err(self.refused(problem.message)),
            None => Ok(String::from(&*self.text)),
        }
    }

    /// What should be looked at in a postal code: a number has lost the zeros in front of it.
    pub(super) fn postal_code_warning(&self) -> Option<Warning> {
        let is_short = self.text.len() < 5 && self.text.bytes().all(|byte| byte.is_ascii_digit());
        let message = "is a number in the workbook: if zeros stood in front of it, they are lost";
        (self.kind == CellKind::Number && is_short).then(|| Warning::new(self.row, self.column, &self.text, message))
    }
}

impl Form {
    pub(super) fn new(template: &ImportTemplate, spool: Option<DateSystem>) -> Self {
        let system = spool.unwrap_or(DateSystem::Since1900);
        Self { dates: template.date_form, separator: template.decimal_separator, system }
    }

    pub(super) fn amount(self, cell: &Cell) -> Result<Money, Refusal> {
        let separator = if cell.kind == CellKind::Number { DecimalSeparator::Point } else { self.separator };
        let expected = || match separator {
            DecimalSeparator::Point => "must be an amount, such as 1234.50",
            DecimalSeparator::Comma => "must be an amount, such as 1234,50",
        };
        let point = match separator {
            DecimalSeparator::Point => b'.',
            DecimalSeparator::Comma => b',',
        };
        Money::parse_plain(&cell.text, point)
            .or_else(|| amount::plain(&cell.text, separator).and_then(|plain| Money::parse(&plain)))
            .ok_or_else(|| cell.refused(expected()))
    }

    pub(super) fn quantity(self, cell: &Cell) -> Result<u32, Refusal> {
        let is_plain = cell.text.bytes().all(|byte| byte.is_ascii_digit());
        let plain = || if is_plain { cell.text.parse::<u32>().ok() } else { None };
        let whole = plain().or_else(|| self.amount(cell).ok()?.text().parse().ok());
        let expected = "must be a whole number up to 1,000,000, not negative";
        whole.filter(|number| *number <= MAX_ITEM_QUANTITY).ok_or_else(|| cell.refused(expected))
    }

    pub(super) fn signed(self, cell: &Cell) -> Result<i64, Refusal> {
        let whole = self.amount(cell).ok().and_then(|amount| amount.text().parse().ok());
        whole.ok_or_else(|| cell.refused("must be a whole number"))
    }

    /// The moment that is written; none where a text stands for no date, such as `0000-00-00`.
    pub(super) fn moment(self, cell: &Cell) -> Result<Option<Timestamp>, Refusal> {
        let expected = match self.dates {
            DateForm::YearFirst => "must be a date with the year first, such as 2026-03-31 08:15",
            DateForm::DayFirst => "must be a date with the day first, such as 31.03.2026 08:15",
            DateForm::MonthFirst => "must be a date with the month first, such as 03/31/2026 8:15 AM",
        };
        let read = match cell.kind {
            CellKind::Date => time::read(&cell.text).ok(),
            CellKind::Number => {
                let at = of_serial(&cell.text, self.system).and_then(|at| TimeZone::UTC.to_timestamp(at).ok());
                at.map(Some)
            }
            _ => date::read(&cell.text, self.dates),
        };
        read.ok_or_else(|| cell.refused(expected))
    }

    /// What a cell of a workbook is as text that is read as the same value.
    pub(super) fn written(self, text: &str, kind: CellKind, reading: Reading) -> Cow<'_, str> {
        let is_comma = self.separator == DecimalSeparator::Comma;
        match (kind, reading) {
            (CellKind::Date | CellKind::Number, Reading::Date) => {
                let cell = Cell { row: 0, column: "", text: Cow::Borrowed(text), kind };
                let at = self.moment(&cell).ok().flatten();
                at.map_or(Cow::Borrowed(text), |at| Cow::Owned(date::text(at, self.dates)))
            }
            (CellKind::Number, Reading::Amount) if is_comma => Cow::Owned(text.replace('.', ",")),
            _ => Cow::Borrowed(text),
        }
    }

    /// An amount as the template has it written.
    pub(super) fn amount_text(self, amount: &str) -> String {
        self.written(amount, CellKind::Number, Reading::Amount).into_owned()
    }

    /// A moment as the template has it written.
    pub(super) fn date_text(self, at: Timestamp) -> String {
        date::text(at, self.dates)
    }
}

/// What the cells of a target are read as.
pub(super) fn reading_of(target: &ImportTarget) -> Reading {
    match target {
        ImportTarget::Order(field) => match field.kind() {
            Kind::Amount => Reading::Amount,
            Kind::Date => Reading::Date,
            _ => Reading::Text,
        },
        ImportTarget::Item(column) | ImportTarget::NumberedItem(_, column) => match column {
            ItemColumn::Price | ItemColumn::Quantity | ItemColumn::Weight => Reading::Amount,
            _ => Reading::Text,
        },
        ImportTarget::Inventory(
            InventoryColumn::Price | InventoryColumn::Cost | InventoryColumn::Weight | InventoryColumn::Stock,
        )
        | ImportTarget::DiscountAmount
        | ImportTarget::Shipment(ShipmentColumn::Weight | ShipmentColumn::Cost) => Reading::Amount,
        ImportTarget::Shipment(ShipmentColumn::DateShipped) => Reading::Date,
        _ => Reading::Text,
    }
}

#[cfg(test)]
mod tests {
    use domain::ImportKind;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_amounts_are_read_as_all_others_are(
            text in "[0-9]{0,14}[.,]{0,1}[0-9]{0,10}|[-+$0-9., ]{0,9}", comma in any::<bool>(),
        ) {
            let separator = if comma { DecimalSeparator::Comma } else { DecimalSeparator::Point };
            let template =
                ImportTemplate { decimal_separator: separator, ..ImportTemplate::new("", ImportKind::Orders, vec![]) };
            let (form, text) = (Form::new(&template, None), text.trim());
            let cell = Cell { row: 1, column: "", text: Cow::Borrowed(text), kind: CellKind::Text };
            let slow = amount::plain(text, separator).and_then(|plain| Money::parse(&plain));
            prop_assert_eq!(form.amount(&cell).ok(), slow);
            let whole = slow.and_then(|amount| amount.text().parse().ok()).filter(|whole| *whole <= MAX_ITEM_QUANTITY);
            prop_assert_eq!(form.quantity(&cell).ok(), whole);
        }
    }
}
