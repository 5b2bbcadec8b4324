//! How much memory a file takes while it is written. In a process of its own, as all of a process is counted.

#[cfg(test)]
mod writing {
    use std::io;
    use std::sync::Arc;

    use domain::{ExportColumn, ExportContent, ExportFormat, FolderId, Order, OrderId, OrderItem};
    use jiff::Timestamp;
    use peak_alloc::PeakAlloc;
    use sheets::write::Layout;
    use templates::Surroundings;

    #[global_allocator]
    static MEMORY: PeakAlloc = PeakAlloc;

    /// The most memory that a file of so many rows takes beyond what was taken before, in bytes.
    fn peak(format: ExportFormat, rows: u64) -> usize {
        let columns = ["id", "source_id", "shipping.company", "order_total", "date_added"];
        let columns = columns.map(|value| ExportColumn {
            heading: value.replace(|c: char| !c.is_ascii_alphabetic(), "_"),
            value: value.into(),
            ..ExportColumn::default()
        });
        let layout = Layout::new(&ExportContent::new(format, columns.to_vec())).unwrap();
        let store = Arc::new(Surroundings::new("Harbor", Timestamp::UNIX_EPOCH));
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let mut file = layout.begin(io::sink(), &store).unwrap();
        for id in 1..=rows {
            let mut order = Order::new(OrderId::new(id).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
            order.shipping.company = "Harbor & Sons".repeat(5);
            order.order_items = vec![OrderItem::default(); 3];
            file.add(&Arc::new(order)).unwrap();
        }
        let (_, written) = file.finish().unwrap();
        assert_eq!(u64::try_from(written.rows), Ok(rows));
        MEMORY.peak_usage().saturating_sub(before)
    }

    /// One test, as tests run beside each other.
    #[test]
    fn a_file_takes_the_memory_of_one_order_however_many_it_has() {
        for (format, rows) in [(ExportFormat::Csv, 10_000), (ExportFormat::Json, 1_000), (ExportFormat::Xml, 1_000)] {
            // What is made once, by the first file.
            peak(format, 100);
            let (few, many) = (peak(format, rows), peak(format, rows * 10));
            assert!(few < 100_000 && many < few + few / 20, "{format:?}: {few} and {many} bytes");
        }
        // A workbook is packed in memory in the end, to some 30 bytes a row; its rows wait elsewhere.
        let packed = peak(ExportFormat::Xlsx, 10_000);
        assert!(packed < 2_000_000, "{packed} bytes");
    }
}
