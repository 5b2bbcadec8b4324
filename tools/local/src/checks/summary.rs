//! Adding up what `cargo test` says.

/// Tests passed and failed, over all test binaries.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Summary {
    passed: usize,
    failed: usize,
}

impl Summary {
    /// Counts a line if it is the result of a test binary.
    pub(crate) fn read(&mut self, line: &str) {
        if let Some((passed, failed)) = result(line) {
            self.passed += passed;
            self.failed += failed;
        }
    }

    /// Counts what cargo called a failure without any test having said so: one that doesn't compile or crashed.
    pub(crate) fn failed_unseen(&mut self) {
        self.failed = self.failed.max(1);
    }

    /// Whether any test ran, or should have.
    pub(crate) fn any(self) -> bool {
        self != Self::default()
    }

    /// The last line of `cargo waybill check` and `test`.
    pub(crate) fn line(self) -> String {
        format!("{} passed, {} failed", self.passed, self.failed)
    }
}

/// The numbers of `test result: ok. 5 passed; 0 failed; …`, coloured or not.
fn result(line: &str) -> Option<(usize, usize)> {
    let (_, counts) = line.split_once("test result: ")?;
    let number = |word: &str| {
        let before = counts.split(';').find_map(|part| part.trim().strip_suffix(word))?;
        before.rsplit(' ').find(|word| !word.is_empty())?.parse().ok()
    };
    Some((number("passed")?, number("failed")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_add_up() {
        let mut summary = Summary::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: \u{1b}[31mFAILED\u{1b}[m. 4 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out",
        ] {
            summary.read(line);
        }
        assert_eq!(summary.line(), "7 passed, 2 failed");
    }

    #[test]
    fn a_crash_is_a_failure_even_if_no_test_says_so() {
        let mut summary = Summary { passed: 3, failed: 0 };
        summary.failed_unseen();
        assert_eq!(summary.line(), "3 passed, 1 failed");
    }
}
