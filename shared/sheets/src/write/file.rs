//! A file that is being written.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use domain::{ExportFormat, Order, RowMode};
use templates::Surroundings;

use super::cell::Cell;
use super::column::Rows;
use super::delimited::Lines;
use super::document::Document;
use super::elements::Elements;
use super::field::Part;
use super::objects::Objects;
use super::warning::{Place, WarningKind, Warnings};
use super::workbook::Sheet;
use super::{Layout, WriteError};

/// A file that is being written: orders in, bytes out.
pub struct FileWriter<'a, W: Write> {
    layout: &'a Layout,
    store: Arc<Surroundings>,
    form: Form<'a, W>,
    written: Written,
}

/// What stands in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// So many orders were added.
    pub orders: usize,
    /// So many rows came of them; none of a document of one template.
    pub rows: usize,
    /// What is not in the file as it is in its orders.
    pub warnings: Warnings,
}

/// The form of the file.
enum Form<'a, W: Write> {
    Lines(Box<Lines<'a, W>>),
    Sheet(Box<Sheet<'a, W>>),
    Elements(Elements<'a, BufWriter<W>>),
    Objects(Objects<'a, BufWriter<W>>),
    Document(Document<'a, W>),
}

impl<'a, W: Write> FileWriter<'a, W> {
    pub(crate) fn begin(layout: &'a Layout, out: W, store: Arc<Surroundings>) -> Result<Self, WriteError> {
        let Layout { content, columns, document } = layout;
        let mut written = Written::default();
        let form = match (content.format, document) {
            (ExportFormat::Custom, Some(template)) => Form::Document(Document::begin(content, template, out)),
            (ExportFormat::Xlsx, _) => Form::Sheet(Box::new(Sheet::begin(
                content.row_mode,
                columns,
                content.header_row,
                store.now,
                out,
                &mut written.warnings,
            )?)),
            (ExportFormat::Xml, _) => Form::Elements(Elements::begin(content.row_mode, columns, BufWriter::new(out))?),
            (ExportFormat::Json, _) => Form::Objects(Objects::begin(columns, BufWriter::new(out))?),
            _ => Form::Lines(Box::new(Lines::begin(content, columns, out, &mut written.warnings)?)),
        };
        Ok(Self { layout, store, form, written })
    }

    /// Adds an order; how many rows it has in the file.
    pub fn add(&mut self, order: &Arc<Order>) -> Result<usize, WriteError> {
        if let Form::Document(document) = &mut self.form {
            document.add(order)?;
            self.written.orders = self.written.orders.saturating_add(1);
            return Ok(0);
        }
        if self.layout.columns.is_empty() {
            return Err(WriteError::NeedsJson);
        }
        let (mode, items, shipments) =
            (self.layout.content.row_mode, order.order_items.len(), order.order_shipments.len());
        let (part, count): (fn(usize) -> Part, usize) = match mode {
            RowMode::Order => (|_| Part::Whole, 1),
            RowMode::Item => (Part::Item, items),
            RowMode::Shipment => (Part::Shipment, shipments),
        };
        if mode == RowMode::Item && count == 0 {
            let place = Place { order_id: Some(order.id), column: None };
            self.written.warnings.note(place, WarningKind::NoItems);
        }
        let store = self.store.clone();
        let mut rows = Rows::new(order, &store);
        for number in 0..count {
            self.row(&mut rows, part(number))?;
        }
        self.written.orders = self.written.orders.saturating_add(1);
        self.written.rows = self.written.rows.saturating_add(count);
        Ok(count)
    }

    /// Adds an order that is JSON already, to a file of JSON without columns: orders as the API writes them, which is
    /// the caller's knowledge.
    pub fn add_json(&mut self, order: &str) -> Result<(), WriteError> {
        if let Form::Objects(objects) = &mut self.form {
            objects.json(order)?;
        }
        self.written.orders = self.written.orders.saturating_add(1);
        self.written.rows = self.written.rows.saturating_add(1);
        Ok(())
    }

    /// How many orders were added.
    pub fn orders(&self) -> usize {
        self.written.orders
    }

    /// Ends the file. The bytes are all handed on, and `out` comes back.
    pub fn finish(mut self) -> Result<(W, Written), WriteError> {
        let warnings = &mut self.written.warnings;
        let out = match self.form {
            Form::Lines(lines) => lines.finish()?,
            Form::Sheet(sheet) => sheet.finish()?,
            Form::Elements(elements) => flushed(elements.finish()?)?,
            Form::Objects(objects) => flushed(objects.finish()?)?,
            Form::Document(document) => document.finish(self.store, warnings)?,
        };
        Ok((out, self.written))
    }

    fn row(&mut self, rows: &mut Rows<'_>, part: Part) -> Result<(), WriteError> {
        let warnings = &mut self.written.warnings;
        let cells: Vec<Cell<'_>> = self.layout.columns.iter().map(|column| column.cell(rows, part, warnings)).collect();
        let order_id = rows.order.id;
        match &mut self.form {
            Form::Lines(lines) => lines.row(order_id, &cells, warnings),
            Form::Sheet(sheet) => sheet.row(order_id, &cells, warnings),
            Form::Elements(elements) => elements.row(order_id, &cells, warnings),
            Form::Objects(objects) => objects.row(&cells),
            // Has no rows.
            Form::Document(_) => Ok(()),
        }
    }
}

fn flushed<W: Write>(out: BufWriter<W>) -> Result<W, WriteError> {
    out.into_inner().map_err(|error| WriteError::Io(error.into_error()))
}
