//! One finished run of the program, and how to ask what it said.

use std::path::Path;
use std::process::Output;

use serde_json::Value;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

/// Runs `tanggap` in a folder and waits for it.
pub(crate) fn run(folder: &Path, args: &[&str]) -> Run {
    Run::of(tests::program::run(folder, args))
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
        Self {
            code: output.status.code().expect("the program ends by itself"),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// It failed with this code and exactly one sentence, which contains all of `words`.
    #[track_caller]
    pub(crate) fn failed_with(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        let sentences: Vec<&str> = self
            .err
            .lines()
            .filter(|line| line.starts_with("galat: "))
            .collect();
        let [sentence] = sentences.as_slice() else {
            panic!("one sentence, please: {self:?}")
        };
        for word in words {
            assert!(sentence.contains(word), "{word} is missing: {sentence}");
        }
        assert!(!self.err.contains("panicked"), "{self:?}");
    }

    /// It went well.
    #[track_caller]
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("not JSON ({error}): {self:?}"))
    }
}
