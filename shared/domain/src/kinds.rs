//! What can be chosen of: enums whose values have names in the API and in rows.

/// An enum, each of its values with its name.
macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($(#[$entry_doc:meta])* $entry:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$entry_doc])* #[serde(rename = $text)] $entry,)+
        }

        impl $name {
            /// Every one there is.
            pub const ALL: &[Self] = &[$(Self::$entry,)+];

            /// Its name in the API and in rows.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$entry => $text,)+ }
            }

            /// The one of this name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.name() == name)
            }
        }
    };
}
pub(crate) use kinds;
