//! How far an export is: its cursor.

use domain::OrderId;
use table::ListPosition;

/// How many pieces of orders lie in the bucket, list by list. A list is that of a folder and shard; of orders that were
/// named there is one.
pub(super) type Pieces = Vec<u64>;

/// What is done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// Orders are claimed and kept: so many are, in these pieces, and the next are behind this place of the last list.
    Select { taken: u64, pieces: Pieces, behind: Option<(String, OrderId)> },
    /// It is said which goes into which file.
    Arrange { pieces: Pieces },
    /// The files from this one on are made.
    Render { next: u64, pieces: Pieces },
}

impl Stage {
    /// Where an export begins.
    pub(super) fn first() -> Self {
        Self::Select { taken: 0, pieces: vec![0], behind: None }
    }

    pub(super) fn text(&self) -> String {
        let counts = |pieces: &Pieces| pieces.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
        match self {
            Self::Select { taken, pieces, behind: None } => format!("select|{taken}|{}", counts(pieces)),
            Self::Select { taken, pieces, behind: Some((at, order_id)) } => {
                format!("select|{taken}|{}|{at}|{order_id}", counts(pieces))
            }
            Self::Arrange { pieces } => format!("arrange|{}", counts(pieces)),
            Self::Render { next, pieces } => format!("render|{next}|{}", counts(pieces)),
        }
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let counts = |text: &str| text.split(',').map(|count| count.parse().ok()).collect::<Option<Pieces>>();
        match text.split('|').collect::<Vec<_>>().as_slice() {
            [""] => Some(Self::first()),
            ["select", taken, pieces] => {
                Some(Self::Select { taken: taken.parse().ok()?, pieces: counts(pieces)?, behind: None })
            }
            ["select", taken, pieces, at, order_id] => {
                let behind = Some(((*at).to_owned(), order_id.parse().ok()?));
                Some(Self::Select { taken: taken.parse().ok()?, pieces: counts(pieces)?, behind })
            }
            ["arrange", pieces] => Some(Self::Arrange { pieces: counts(pieces)? }),
            ["render", next, pieces] => Some(Self::Render { next: next.parse().ok()?, pieces: counts(pieces)? }),
            _ => None,
        }
    }
}

/// The place in the lists of orders that goes with it.
pub(super) fn position(pieces: &Pieces, behind: Option<(String, OrderId)>) -> ListPosition {
    ListPosition { list: pieces.len().saturating_sub(1), behind }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a cursor that no later part can read.
    #[test]
    fn where_a_page_begins_is_read_as_it_was_written() {
        let behind = Some(("2026-03-01 08:15:00".to_owned(), OrderId::new(1_001).unwrap()));
        for stage in [
            Stage::first(),
            Stage::Select { taken: 7, pieces: vec![1, 0, 2], behind },
            Stage::Arrange { pieces: vec![1, 0] },
            Stage::Render { next: 3, pieces: vec![2] },
        ] {
            assert_eq!(Stage::read(&stage.text()), Some(stage));
        }
        assert_eq!(Stage::read(""), Some(Stage::first()));
        for other in ["select", "select|x|1", "arrange|", "render|1", "more|1"] {
            assert_eq!(Stage::read(other), None, "{other}");
        }
    }
}
