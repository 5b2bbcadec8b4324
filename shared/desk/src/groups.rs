//! Many entries at once, but those that write the same row one after another.

use std::collections::BTreeMap;

use futures_util::future::join_all;

/// What `work` makes of each entry, in the sequence of the entries. Entries of one key come one after another, the keys
/// at once.
pub(crate) async fn in_groups<'a, T, K: Ord, R, W: Future<Output = R>>(
    entries: &'a [T],
    key: impl Fn(usize, &'a T) -> K,
    work: impl Fn(usize, &'a T) -> W,
) -> Vec<R> {
    let mut groups: BTreeMap<K, Vec<(usize, &'a T)>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        groups.entry(key(index, entry)).or_default().push((index, entry));
    }
    let work = &work;
    let groups = groups.into_values().map(|group| async move {
        let mut results = vec![];
        for (index, entry) in group {
            results.push((index, work(index, entry).await));
        }
        results
    });
    let mut results: Vec<(usize, R)> = join_all(groups).await.into_iter().flatten().collect();
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
