//! Reads what is said of borders.

use super::read::{LENGTH, Read, one_of, paint, side_named, sides, unknown, wrong};
use super::{Line, Property, Side};
use crate::css::value::{Length, color, positive};

/// What begins with `border`; `rest` stands behind it.
pub(super) fn border(name: &str, rest: &str, value: &str) -> Read {
    let lengths = |value: &str| positive(value).ok_or_else(|| wrong(name, value, LENGTH));
    match rest {
        "" => Ok(Side::ALL
            .into_iter()
            .map(|side| whole_border(name, side, value))
            .collect::<Result<Vec<_>, _>>()?
            .concat()),
        "-collapse" => {
            one_of(&[("collapse", true), ("separate", false)], name, value).map(|is| vec![Property::BorderCollapse(is)])
        }
        "-spacing" => {
            let all: Vec<&str> = value.split_ascii_whitespace().collect();
            let (across, upright) = match *all.as_slice() {
                [both] => (lengths(both)?, lengths(both)?),
                [across, upright] => (lengths(across)?, lengths(upright)?),
                _ => return Err(wrong(name, value, "one or two lengths")),
            };
            Ok(vec![Property::BorderSpacing(across.px(16.0, 16.0, 0.0), upright.px(16.0, 16.0, 0.0))])
        }
        "-width" | "-style" | "-color" => {
            let all = sides(name, value)?;
            Side::ALL.into_iter().zip(all).map(|(side, value)| one_of_border(name, side, rest, value)).collect()
        }
        _ => {
            let (side, what) =
                rest.get(1..).and_then(|rest| rest.split_once('-')).unwrap_or((rest.get(1..).unwrap_or_default(), ""));
            let Some(side) = side_named(side).filter(|_| rest.starts_with('-')) else { return Err(unknown(name)) };
            match what {
                "" => whole_border(name, side, value),
                "width" | "style" | "color" => Ok(vec![one_of_border(name, side, &format!("-{what}"), value)?]),
                _ => Err(unknown(name)),
            }
        }
    }
}

fn border_width(value: &str) -> Option<Length> {
    match value {
        "thin" => Some(Length::Px(1.0)),
        "medium" => Some(Length::Px(3.0)),
        "thick" => Some(Length::Px(5.0)),
        _ => positive(value).filter(|length| !matches!(length, Length::Percent(_))),
    }
}

fn one_of_border(name: &str, side: Side, what: &str, value: &str) -> Result<Property, String> {
    match what {
        "-width" => border_width(value)
            .map(|width| Property::BorderWidth(side, width))
            .ok_or_else(|| wrong(name, value, "a length as 1px")),
        "-style" => one_of(Line::WORDS, name, value).map(|line| Property::BorderStyle(side, line)),
        _ => paint(name, value).map(|color| Property::BorderColor(side, Some(color))),
    }
}

/// Reads `1px solid #ccc`, in any order.
fn whole_border(name: &str, side: Side, value: &str) -> Read {
    let (mut width, mut line, mut paint) = (Length::Px(3.0), Line::None, None);
    if value.is_empty() {
        return Err(wrong(name, value, "a border as 1px solid #ccc"));
    }
    let tight = value.replace(", ", ",");
    for word in tight.split_ascii_whitespace() {
        if let Some((_, known)) = Line::WORDS.iter().find(|(known, _)| *known == word) {
            line = *known;
        } else if let Some(known) = border_width(word) {
            width = known;
        } else {
            paint = Some(color(word).ok_or_else(|| wrong(name, value, "a border as 1px solid #ccc"))?);
        }
    }
    Ok(vec![Property::BorderWidth(side, width), Property::BorderStyle(side, line), Property::BorderColor(side, paint)])
}
