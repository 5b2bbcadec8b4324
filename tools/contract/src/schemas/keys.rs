//! Keys to the API: our own `/v1/keys`.

use domain::Scope;

use super::scalars_in::{AnyCount, Name};

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
