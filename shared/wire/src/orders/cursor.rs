//! The cursor of our own `GET /v1/orders`: where a page ended, and of what. Callers hand it back as it is; what is in it
//! is ours to change.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{FolderId, StoreId};
use serde::{Deserialize, Serialize};

/// A page passes over at most so many orders of one moment: a cursor somebody made up must not make it large.
const MAX_PASSED: usize = 10_000_000;
/// A page is of at most so many folders.
const MAX_FOLDERS: usize = 1_000;

/// Where a page ended, and of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageCursor {
    /// The store whose orders they are.
    #[serde(rename = "store")]
    pub store_id: StoreId,
    /// The folders they lie in.
    pub folders: Vec<FolderId>,
    /// Whether the oldest come first.
    pub ascending: bool,
    /// The moment of the last one, as the table counts it.
    pub at: u64,
    /// How many orders of that moment were on pages before.
    pub passed: usize,
}

impl PageCursor {
    /// The cursor as a text.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }
}

/// Reads a cursor that [`PageCursor::text`] wrote; `None` when the text is none, or one of another store.
pub fn read_cursor(text: &str, store_id: StoreId) -> Option<PageCursor> {
    let cursor: PageCursor = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    (cursor.store_id == store_id && cursor.passed <= MAX_PASSED && cursor.folders.len() <= MAX_FOLDERS)
        .then_some(cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_from_its_text_and_from_no_other_store() {
        let store_id = StoreId::new(42).unwrap();
        let cursor =
            PageCursor { store_id, folders: vec![FolderId::new(1).unwrap()], ascending: true, at: 7, passed: 2 };
        // {"store":42,"folders":[1],"ascending":true,"at":7,"passed":2}
        let text = "eyJzdG9yZSI6NDIsImZvbGRlcnMiOlsxXSwiYXNjZW5kaW5nIjp0cnVlLCJhdCI6NywicGFzc2VkIjoyfQ";
        assert_eq!(cursor.text(), text);
        assert_eq!(read_cursor(text, store_id), Some(cursor.clone()));
        assert_eq!(read_cursor(text, StoreId::new(43).unwrap()), None);
        let large = PageCursor { passed: MAX_PASSED + 1, ..cursor };
        assert_eq!((read_cursor(&large.text(), store_id), read_cursor("x", store_id)), (None, None));
    }
}
