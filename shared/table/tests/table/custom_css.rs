//! A store's own style sheet.

use domain::{AuditChannel, AuditLine, CustomCss};
use table::{AuditOf, Outcome};

use crate::samples::{at, store, store_id};
use crate::stage::{Stage, body_of};

fn sheet(order: u32) -> CustomCss {
    let (source, served) = (format!(".a {{ order: {order} }}"), format!("#page .a {{ order: {order}; }}\n"));
    CustomCss { source, served, updated_at: Some(at(1)) }
}

fn line(seconds: i64) -> AuditLine {
    AuditLine {
        at: at(seconds),
        who: "Ada".into(),
        account_id: None,
        how: AuditChannel::Console,
        network: String::new(),
        what: "custom CSS changed".into(),
        id: String::new(),
        changes: vec![],
        request_id: String::new(),
    }
}

/// Catches a sheet whose address the store's row does not know, a row that lies elsewhere or says something else, and a
/// change that writes over another one.
#[tokio::test]
async fn a_sheet_is_saved_with_its_digest_in_the_store_s_row_and_a_line_or_not_at_all() {
    let stage = Stage::new().await;
    let id = store_id();
    assert_eq!(stage.table.custom_css(id).await.unwrap(), (CustomCss::default(), 0));
    let lost = stage.table.save_custom_css(id, 0, &sheet(1), &line(1)).await.unwrap();
    assert_eq!((lost, stage.sort_keys("S#42").await.len()), (Outcome::Missing, 0));
    let _ = stage.table.insert_store(&store()).await.unwrap();
    for (seen, order) in [(0, 1), (1, 2)] {
        let saved = stage.table.save_custom_css(id, seen, &sheet(order), &line(order.into())).await.unwrap();
        assert_eq!(saved, Outcome::Done(()));
        let digest = stage.table.store(id).await.unwrap().unwrap().settings.custom_css_digest;
        assert_eq!(digest, sheet(order).digest());
    }
    for seen in [0, 1] {
        let late = stage.table.save_custom_css(id, seen, &sheet(3), &line(3)).await.unwrap();
        assert_eq!(late, Outcome::Stale, "{seen}");
    }
    assert_eq!(stage.table.custom_css(id).await.unwrap(), (sheet(2), 2));
    assert_eq!(stage.table.audit(AuditOf::Store(id), None, 10).await.unwrap().lines, [line(2), line(1)]);
    let row = stage.row("S#42", "A").await.unwrap();
    assert_eq!(body_of(&row)["source"], ".a { order: 2 }");
    assert_eq!((row.len(), row["version"].as_n().unwrap().as_str()), (4, "2"), "key, version and body");
    let kept = stage.table.store(id).await.unwrap().unwrap();
    assert_eq!((kept.rules_revision, kept.folders), (2, store().folders), "the store is as it was beside");
}
