//! Which calls a store that is locked still takes (orderdesk-app 9.3).

use domain::Scope;

use super::{Access, Operation};

impl Operation {
    /// Whether it may change something. What is posted only to be looked at, such as a preview, takes a key that reads.
    pub fn changes(self) -> bool {
        self.method() != "GET" && self.access() != Access::Key(Scope::Read)
    }

    /// Whether a store that is locked or closed takes it too: what brings its orders out, and what keeps others from
    /// them.
    pub const fn goes_on_when_locked(self) -> bool {
        matches!(
            self,
            Self::StartExport
                | Self::CancelExport
                | Self::RevokeKey
                | Self::RotateKey
                | Self::RemoveUser
                | Self::RemoveInvitation
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a call that changes something by a key that may only read.
    #[test]
    fn what_takes_a_key_that_reads_changes_nothing_and_what_is_got_neither() {
        for operation in Operation::ALL {
            let looks = ["Show", "List", "Find", "Preview", "Suggest", "Test", "Search", "Count"];
            let looks = looks.iter().any(|word| operation.name().starts_with(word));
            if operation.access() == Access::Key(Scope::Read) {
                assert!(!operation.changes(), "{operation:?}");
            }
            assert!(operation.method() != "GET" || !operation.changes(), "{operation:?}");
            assert!(operation.changes() || looks || operation.method() == "GET", "{operation:?}");
        }
    }
}
