//! In which sequence the rows of a batch have their turn.

use std::collections::HashMap;

use super::Place;

/// The records of one row in their sequence, each with its place in the batch.
pub(super) type OfRow<'a> = Vec<(usize, &'a str)>;

/// The rows of a batch: first the first row of each store, then the second of each, and so on, each time the stores in
/// the sequence of their first records.
pub(super) fn in_turn<'a>(texts: &[&'a str], place_of: impl Fn(&str) -> Option<Place>) -> Vec<OfRow<'a>> {
    let mut rows: Vec<(usize, OfRow<'a>)> = vec![];
    let mut known: HashMap<Place, usize> = HashMap::new();
    let mut turns: HashMap<String, usize> = HashMap::new();
    for (number, text) in texts.iter().enumerate() {
        let place = place_of(text);
        let row = place.as_ref().and_then(|place| known.get(place)).and_then(|row| rows.get_mut(*row));
        if let Some((_, row)) = row {
            row.push((number, text));
            continue;
        }
        let turn = turns.entry(place.as_ref().map(|place| place.store.clone()).unwrap_or_default()).or_default();
        if let Some(place) = place {
            known.insert(place, rows.len());
        }
        rows.push((*turn, vec![(number, text)]));
        *turn += 1;
    }
    // Stable: within a turn the sequence of the batch stays.
    rows.sort_by_key(|(turn, _)| *turn);
    rows.into_iter().map(|(_, row)| row).collect()
}
