//! The table as text: every row in the sequence of its keys, each attribute on a line, bodies unpacked.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;
use dynoxide::types::AttributeValue;

use crate::cloud::{Item, text_of};
use crate::world::World;

/// The lists of a store are this many.
const SHARDS: u64 = 4;

/// Attributes that end in the number of a list.
const LISTS: [&str; 2] = ["listed_in", "updated_in"];

pub(crate) fn dump(world: &World) -> Result<String> {
    let mut rows = BTreeMap::new();
    let mut counts: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    for row in world.cloud.rows()? {
        let mut parts = text_of(&row, "pk").split('#');
        let (kind, store) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if kind == "N" && world.names.by_chance.contains(store) {
            add_up(counts.entry(store.to_owned()).or_default(), &row);
            continue;
        }
        let head = format!("# {} {}", text_of(&row, "pk"), text_of(&row, "sk"));
        rows.insert(world.names.normal(&head), attributes(world, &row));
    }
    let mut text = String::new();
    for (head, attributes) in rows {
        let _ = write!(text, "{head}\n{attributes}\n");
    }
    for (store, counts) in counts {
        let _ = write!(text, "# N#{store}#all N\n{counts:?}\n\n");
    }
    Ok(text)
}

fn add_up(sums: &mut BTreeMap<String, i64>, row: &Item) {
    for (name, value) in row {
        if let AttributeValue::N(number) = value {
            *sums.entry(name.clone()).or_default() += number.parse::<i64>().unwrap_or_default();
        }
    }
}

fn attributes(world: &World, row: &Item) -> String {
    let id = text_of(row, "pk").rsplit('#').next().unwrap_or_default();
    let list = id.parse::<u64>().ok().filter(|_| world.names.is_chance(id)).map(|id| format!("#{}", id % SHARDS));
    let sorted: BTreeMap<_, _> = row.iter().filter(|(name, _)| *name != "pk" && *name != "sk").collect();
    let mut text = String::new();
    for (name, value) in sorted {
        let listed = match (value, &list) {
            (AttributeValue::S(value), Some(list)) if LISTS.contains(&name.as_str()) => {
                value.strip_suffix(list.as_str())
            }
            _ => None,
        };
        let value = match (name.as_str(), listed) {
            ("body", _) => world.bodies.text(row).unwrap_or_else(|| format!("{value:?}")),
            (_, Some(listed)) => format!("{listed}#<list>"),
            _ => serde_json::to_string(value).unwrap_or_default(),
        };
        let _ = writeln!(text, "{name}: {value}");
    }
    world.names.normal(&text)
}
