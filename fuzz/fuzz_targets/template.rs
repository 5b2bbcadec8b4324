//! Whatever a merchant writes as a template, of a text or of a column of an export.
#![no_main]

use std::sync::{Arc, LazyLock};

use domain::{CellKind, ExportColumn, ExportContent, ExportFormat, RowMode};
use libfuzzer_sys::fuzz_target;
use sheets::write::Layout;
use templates::{Context, Limits, Subject, Surroundings, Template};
use waybill_fuzz::{now, order};

/// A run writes no more than this.
const MAX_BYTES: usize = 10_000;

/// And takes no more steps of the engine.
const MAX_STEPS: u64 = 20_000;

static STORE: LazyLock<Arc<Surroundings>> = LazyLock::new(|| Arc::new(Surroundings::new("Harbor & Sons", now())));

fuzz_target!(|source: &str| {
    let order = Arc::new(order());
    run(source, &Subject::Orders(vec![order.clone(), order.clone()]));
    run(source, &Subject::Item(order.clone(), 0));
    let column = ExportColumn {
        heading: "x".to_owned(),
        value: source.to_owned(),
        kind: CellKind::Number,
        ..ExportColumn::default()
    };
    let content = ExportContent { row_mode: RowMode::Item, ..ExportContent::new(ExportFormat::Csv, vec![column]) };
    let Ok(layout) = Layout::new(&content) else { return };
    let mut file = layout.begin(vec![], &STORE).expect("memory can be written to");
    file.add(&order).expect("memory can be written to");
    let (bytes, written) = file.finish().expect("memory can be written to");
    let rows = csv_rows(&bytes);
    assert_eq!(rows, 1 + written.rows, "a cell is a row of its own");
});

/// It is refused with its place, or runs to an end within its limits, and the same again.
fn run(source: &str, subject: &Subject) {
    let template = match Template::new(source) {
        Ok(template) => template,
        Err(error) => {
            assert!(error.line >= 1 && error.column >= 1, "{error}");
            return;
        }
    };
    assert_eq!(template.source(), source);
    let context = Context { surroundings: STORE.clone(), subject: subject.clone(), extra: [].into() };
    let limits = Limits { max_bytes: MAX_BYTES, max_steps: MAX_STEPS };
    let (rendered, steps) = template.render_within(&context, limits);
    assert!(steps <= MAX_STEPS, "{steps} steps");
    if let Ok(rendered) = &rendered {
        assert!(rendered.text.len() <= MAX_BYTES, "{} bytes", rendered.text.len());
    }
}

/// How many rows a file has: ends of lines outside of quotation marks.
fn csv_rows(bytes: &[u8]) -> usize {
    let mut is_quoted = false;
    let mut rows = 0;
    for byte in bytes {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => rows += 1,
            _ => {}
        }
    }
    rows
}
