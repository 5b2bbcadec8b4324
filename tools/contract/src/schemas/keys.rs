//! Keys to the API: our own `/v1/keys`.

use domain::Scope;

use super::scalars::{DateTime, Flag, MaybeDateTime, Text};
use super::scalars_in::{AnyCount, Name};

written! {
    /// A key as people see it: never the key.
    Key {
        /// What names it: the first 16 digits of its hash.
        #[schema(value_type = String, pattern = "^[0-9a-f]{16}$")]
        id: Text,
        /// What people call it.
        name: Text,
        /// What it opens.
        scope: Scope,
        /// Whether outbound posts are signed with it; one key of a store.
        primary: Flag,
        /// When it was made.
        date_added: DateTime,
        /// When it was last used, or null.
        last_used: MaybeDateTime,
        /// When it closes, or null.
        expires_at: MaybeDateTime,
    }
}

read! {
    /// A new key.
    KeyInput {
        [needs] {
            /// What people call it.
            name: Name,
        }
        /// What it opens; `write` when left out.
        scope: Scope,
    }

    /// How a key is rotated.
    Rotation {
        /// How long the key that is replaced goes on opening: a day when left out, at most 90 days.
        #[schema(value_type = Option<u64>, maximum = 7_776_000)]
        overlap_seconds: AnyCount,
    }
}
