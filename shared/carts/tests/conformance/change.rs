//! Documents with something else in one place.

use carts::Json;

/// A step into a document.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Key(String),
    Place(usize),
}

/// The path to every value of a document.
pub(crate) fn paths(json: &Json) -> Vec<Vec<Step>> {
    let below = |step: Step, json: &Json| {
        let behind = paths(json).into_iter().map(move |path| [vec![step.clone()], path].concat());
        behind.collect::<Vec<_>>()
    };
    let mut found = vec![vec![]];
    match json {
        Json::Object(entries) => {
            found.extend(entries.iter().flat_map(|(key, json)| below(Step::Key(key.clone()), json)));
        }
        Json::List(entries) => {
            found.extend(entries.iter().enumerate().flat_map(|(place, json)| below(Step::Place(place), json)));
        }
        _ => {}
    }
    found
}

/// The document with `other` at that path; without the value there when there is none.
pub(crate) fn changed(json: &Json, path: &[Step], other: Option<&Json>) -> Json {
    let Some((step, rest)) = path.split_first() else { return other.cloned().unwrap_or_default() };
    let is_last = rest.is_empty() && other.is_none();
    let mut json = json.clone();
    match (&mut json, step) {
        (Json::Object(entries), Step::Key(key)) if is_last => drop(entries.shift_remove(key)),
        (Json::List(entries), Step::Place(place)) if is_last => drop(entries.remove(*place)),
        (Json::Object(entries), Step::Key(key)) => {
            let entry = entries.entry(key.clone()).or_default();
            *entry = changed(entry, rest, other);
        }
        (Json::List(entries), Step::Place(place)) => entries[*place] = changed(&entries[*place], rest, other),
        _ => {}
    }
    json
}

/// The document with this JSON at a path such as `line_items[0].quantity`.
pub(crate) fn set(json: &Json, path: &str, other: &str) -> Json {
    let steps: Vec<Step> = path
        .split(['.', '[', ']'])
        .filter(|step| !step.is_empty())
        .map(|step| step.parse().map_or_else(|_| Step::Key(step.to_owned()), Step::Place))
        .collect();
    changed(json, &steps, Some(&Json::read(other.as_bytes()).unwrap()))
}

/// The same for several paths, one after another.
pub(crate) fn set_all(json: &Json, changes: &[(&str, &str)]) -> Json {
    changes.iter().fold(json.clone(), |json, (path, other)| set(&json, path, other))
}
