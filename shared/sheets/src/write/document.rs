//! A whole document of one template, which loops over `orders` (orderdesk-app 8.2, A.3).

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use domain::{ExportContent, Order};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use templates::{Context, Limits, Subject, Surroundings, Template};

use super::WriteError;
use super::delimited::BOM;
use super::encode::{encoded, for_xml};
use super::warning::{Place, WarningKind, Warnings};

/// A document of one template has at most so many orders: all of them are in memory while it is written.
pub const MAX_DOCUMENT_ORDERS: usize = 1_000;

/// So many bytes a document may have, and so many steps its template may take.
const LIMITS: Limits = Limits { max_bytes: 16 * 1024 * 1024, max_steps: 5_000_000 };

/// The orders of a document to come.
pub(crate) struct Document<'a, W: Write> {
    content: &'a ExportContent,
    template: &'a Template,
    orders: Vec<Arc<Order>>,
    out: W,
}

impl<'a, W: Write> Document<'a, W> {
    pub(crate) fn begin(content: &'a ExportContent, template: &'a Template, out: W) -> Self {
        Self { content, template, orders: vec![], out }
    }

    pub(crate) fn add(&mut self, order: &Arc<Order>) -> Result<(), WriteError> {
        if self.orders.len() == MAX_DOCUMENT_ORDERS {
            return Err(WriteError::TooManyOrders);
        }
        self.orders.push(order.clone());
        Ok(())
    }

    pub(crate) fn finish(self, store: Arc<Surroundings>, warnings: &mut Warnings) -> Result<W, WriteError> {
        let Self { content, template, orders, mut out } = self;
        let context = Context { surroundings: store, subject: Subject::Orders(orders), extra: BTreeMap::new() };
        let rendered = template.render_within(&context, LIMITS).0.map_err(WriteError::Document)?;
        for warning in rendered.warnings {
            warnings.note(Place::FILE, WarningKind::Missing(warning));
        }
        let mut text = rendered.text;
        if text.trim_start().starts_with("<?xml") {
            text = for_xml(&text, Place::FILE, warnings).into_owned();
            if let Err(why) = check_xml(text.trim_start()) {
                warnings.note(Place::FILE, WarningKind::NotWellFormed(why));
            }
        }
        if content.bom {
            out.write_all(BOM)?;
        }
        out.write_all(&encoded(&text, content.encoding, Place::FILE, warnings))?;
        Ok(out)
    }
}

/// Whether a document is well-formed, else what is not.
fn check_xml(text: &str) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let (mut depth, mut roots) = (0_usize, 0_usize);
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Start(start) => {
                check_attributes(&start)?;
                roots = roots.saturating_add(usize::from(depth == 0));
                depth = depth.saturating_add(1);
            }
            Event::Empty(start) => {
                check_attributes(&start)?;
                roots = roots.saturating_add(usize::from(depth == 0));
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::GeneralRef(reference) if !is_known(&reference) => {
                return Err("there is an entity that XML does not know".to_owned());
            }
            Event::Eof if depth > 0 => return Err("an element is not closed".to_owned()),
            Event::Eof if roots != 1 => return Err(format!("there are {roots} elements that hold all others, not 1")),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn check_attributes(start: &BytesStart<'_>) -> Result<(), String> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).map_err(|error| error.to_string())?;
        if attribute.value.contains('<') {
            return Err("an attribute has a <".to_owned());
        }
    }
    Ok(())
}

/// Whether XML has an entity by itself: five names, and characters by their numbers.
fn is_known(reference: &str) -> bool {
    matches!(reference, "amp" | "lt" | "gt" | "apos" | "quot") || reference.starts_with('#')
}
