//! XML: an element for each row, with an element for each column.

use std::io::Write;

use domain::{OrderId, RowMode};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::WriteError;
use super::cell::Cell;
use super::column::Column;
use super::encode::for_xml;
use super::warning::{Place, Warnings};

/// A document of elements.
pub(crate) struct Elements<'a, W: Write> {
    columns: &'a [Column],
    list: &'static str,
    row: &'static str,
    out: Writer<W>,
}

impl<'a, W: Write> Elements<'a, W> {
    pub(crate) fn begin(mode: RowMode, columns: &'a [Column], out: W) -> Result<Self, WriteError> {
        let (list, row) = match mode {
            RowMode::Order => ("orders", "order"),
            RowMode::Item => ("items", "item"),
            RowMode::Shipment => ("shipments", "shipment"),
        };
        let mut elements = Self { columns, list, row, out: Writer::new(out) };
        elements.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        elements.end_line()?;
        elements.write(Event::Start(BytesStart::new(list)))?;
        elements.end_line()?;
        Ok(elements)
    }

    pub(crate) fn row(
        &mut self,
        order_id: OrderId,
        cells: &[Cell<'_>],
        warnings: &mut Warnings,
    ) -> Result<(), WriteError> {
        self.write(Event::Start(BytesStart::new(self.row)))?;
        for (column, cell) in self.columns.iter().zip(cells) {
            let text = cell.text();
            if text.is_empty() {
                self.write(Event::Empty(BytesStart::new(&column.heading)))?;
                continue;
            }
            let place = Place { order_id: Some(order_id), column: Some(&column.heading) };
            self.write(Event::Start(BytesStart::new(&column.heading)))?;
            self.write(Event::Text(BytesText::new(&for_xml(&text, place, warnings))))?;
            self.write(Event::End(BytesEnd::new(&column.heading)))?;
        }
        self.write(Event::End(BytesEnd::new(self.row)))?;
        self.end_line()
    }

    pub(crate) fn finish(mut self) -> Result<W, WriteError> {
        self.write(Event::End(BytesEnd::new(self.list)))?;
        self.end_line()?;
        Ok(self.out.into_inner())
    }

    fn write(&mut self, event: Event<'_>) -> Result<(), WriteError> {
        Ok(self.out.write_event(event)?)
    }

    fn end_line(&mut self) -> Result<(), WriteError> {
        Ok(self.out.get_mut().write_all(b"\n")?)
    }
}
