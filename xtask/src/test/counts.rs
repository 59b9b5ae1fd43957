//! How many tests ran, read from the closing lines of the test runners.

use std::iter::Sum;
use std::ops::Add;

/// How many tests passed, failed, and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl Counts {
    /// Sums what the closing lines in a runner's output say.
    pub(crate) fn read(output: &str) -> Self {
        let closing = output.lines().filter(|line| is_closing(line));
        closing.map(Self::read_line).sum::<Self>() + Self::read_unittest(output)
    }

    /// Reads `Ran 12 tests in 0.3s`, and what follows it: `OK (skipped=1)` or `FAILED (errors=2)`.
    fn read_unittest(output: &str) -> Self {
        let mut total = 0;
        let mut counts = Self::default();
        for line in output.lines() {
            if let Some((number, _)) = line
                .strip_prefix("Ran ")
                .and_then(|rest| rest.split_once(" test"))
            {
                total += number.parse().unwrap_or(0);
            } else if line.starts_with("OK (") || line.starts_with("FAILED (") {
                counts = counts + Self::read_details(line);
            }
        }
        counts.passed = u32::saturating_sub(total, counts.failed + counts.skipped);
        counts
    }

    /// Reads what unittest has in parentheses: `FAILED (failures=2, errors=1, skipped=4)`.
    fn read_details(line: &str) -> Self {
        let mut counts = Self::default();
        for (kind, number) in line
            .split(['(', ')', ' ', ','])
            .filter_map(|word| word.split_once('='))
        {
            let number: u32 = number.parse().unwrap_or(0);
            match kind {
                "failures" | "errors" => counts.failed += number,
                "skipped" => counts.skipped += number,
                _ => {}
            }
        }
        counts
    }

    /// Reads `12 passed, 1 failed; 3 ignored`, whatever stands around it.
    fn read_line(line: &str) -> Self {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut counts = Self::default();
        for pair in words.windows(2) {
            let Ok(number) = pair[0].parse::<u32>() else {
                continue;
            };
            match pair[1].trim_end_matches([',', ';']) {
                "passed" => counts.passed += number,
                "failed" | "error" | "errors" | "timed" => counts.failed += number,
                "skipped" | "ignored" | "xfailed" => counts.skipped += number,
                _ => {}
            }
        }
        counts
    }
}

/// Whether a line closes a run of cargo test, of nextest, or of pytest. What nextest shows of a test
/// that failed is indented, and ends with such a line too: it has been counted.
fn is_closing(line: &str) -> bool {
    line.starts_with("test result:")
        || line.contains(" tests run:")
        || line.contains(" test run:")
        || is_pytest_closing(line)
}

/// `= 12 passed in 0.31s =`, or without the rules under `--quiet`; after a minute `… in 61.0s (0:01:01)`.
fn is_pytest_closing(line: &str) -> bool {
    let line = line.trim_matches(['=', ' ']);
    let Some((counts, duration)) = line.rsplit_once(" in ") else {
        return false;
    };
    let seconds = duration
        .split_whitespace()
        .next()
        .and_then(|word| word.strip_suffix('s'));
    seconds.is_some_and(|seconds| seconds.parse::<f64>().is_ok())
        && counts.starts_with(|first: char| first.is_ascii_digit())
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::add)
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    fn counts(passed: u32, failed: u32, skipped: u32) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn each_binary_of_cargo_test_has_its_own_closing_line() {
        let output = "running 2 tests\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 1 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        assert_eq!(Counts::read(output), counts(3, 3, 1));
    }

    #[test]
    fn nextest_has_one_summary() {
        let output = "        PASS [   0.004s] stockade policy::tests::it_parses 12 passed\n\
            \x20    test result: FAILED. 0 passed; 1 failed; 0 ignored; finished in 0.19s\n\
            \x20    Summary [   0.010s] 14 tests run: 12 passed (1 slow), 1 failed, 1 timed out, 2 skipped\n";
        assert_eq!(Counts::read(output), counts(12, 2, 2));
    }

    #[test]
    fn pytest_closes_with_or_without_rules_around_the_line() {
        assert_eq!(
            Counts::read("===== 3 passed, 1 skipped in 0.12s ====="),
            counts(3, 0, 1)
        );
        assert_eq!(
            Counts::read("5 failed, 7 passed, 2 errors in 61.20s (0:01:01)"),
            counts(7, 7, 0)
        );
        assert_eq!(
            Counts::read("1 xfailed, 1 warning in 0.02s"),
            counts(0, 0, 1)
        );
    }

    #[test]
    fn unittest_has_two_closing_lines() {
        assert_eq!(
            Counts::read("Ran 1 test in 0.001s\n\nOK\n"),
            counts(1, 0, 0)
        );
        let output = "Ran 12 tests in 0.312s\n\nFAILED (failures=2, errors=1, skipped=4)\n";
        assert_eq!(Counts::read(output), counts(5, 3, 4));
    }

    #[test]
    fn other_lines_count_nothing() {
        let output = "4 passed the gate in spring\ncollected 9 items\n12 files already formatted\n";
        assert_eq!(Counts::read(output), Counts::default());
    }
}
