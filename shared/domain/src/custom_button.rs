//! Custom buttons: events that a person causes (orderdesk-app 1.9).

use serde::{Deserialize, Serialize};

use crate::{FolderId, Scope};

/// A store has at most this many custom buttons.
pub const MAX_CUSTOM_BUTTONS: usize = 100;

/// The question asked before a button does its work has at most this many characters.
pub const MAX_CONFIRM_LENGTH: usize = 255;

/// A button of a store's own, on the page of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CustomButton {
    /// Its id, digits. A rule names it as its `event_id`.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    pub id: String,
    /// What is written on it.
    pub label: String,
    /// Its colour.
    pub color: ButtonColor,
    /// What people are asked before it does its work; blank: nothing.
    pub confirm: String,
    /// The folders it is shown in; none means all.
    pub folder_ids: Vec<FolderId>,
    /// What a key must open to press it.
    pub scope: Scope,
}

impl CustomButton {
    /// Whether it is shown for an order that lies in this folder.
    pub fn is_shown_in(&self, folder_id: FolderId) -> bool {
        self.folder_ids.is_empty() || self.folder_ids.contains(&folder_id)
    }
}

/// What somebody wants a custom button to be; it has no id yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCustomButton {
    /// What is written on it.
    pub label: String,
    /// Its colour.
    pub color: ButtonColor,
    /// What people are asked before it does its work.
    pub confirm: String,
    /// The folders it is shown in; none means all.
    pub folder_ids: Vec<FolderId>,
    /// What a key must open to press it.
    pub scope: Scope,
}

impl NewCustomButton {
    /// The same with an id.
    pub fn with_id(self, id: String) -> CustomButton {
        let Self { label, color, confirm, folder_ids, scope } = self;
        CustomButton { id, label, color, confirm, folder_ids, scope }
    }
}

/// The colours of buttons, which are those of tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ButtonColor {
    /// White.
    #[default]
    White,
    /// Green.
    Green,
    /// Red.
    Red,
    /// Blue.
    Blue,
    /// Yellow.
    Yellow,
    /// Orange.
    Orange,
    /// Purple.
    Purple,
}

impl ButtonColor {
    /// Every colour.
    pub const ALL: [Self; 7] =
        [Self::White, Self::Green, Self::Red, Self::Blue, Self::Yellow, Self::Orange, Self::Purple];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::White => "white",
            Self::Green => "green",
            Self::Red => "red",
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Orange => "orange",
            Self::Purple => "purple",
        }
    }

    /// The colour of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|color| color.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_names_colours_as_their_list_does() {
        for color in ButtonColor::ALL {
            assert_eq!(serde_json::to_value(color).unwrap(), color.name());
        }
    }

    #[test]
    fn a_button_is_shown_in_its_folders_or_in_all() {
        let [one, two] = [1, 2].map(|id| FolderId::new(id).unwrap());
        let button = |folder_ids| CustomButton {
            id: "7".into(),
            label: "Reprint".into(),
            color: ButtonColor::White,
            confirm: String::new(),
            folder_ids,
            scope: Scope::Write,
        };
        assert!(button(vec![]).is_shown_in(one));
        assert!(button(vec![two]).is_shown_in(two) && !button(vec![two]).is_shown_in(one));
    }
}
