//! Which files may say what.

use super::code::File;

/// Words that only some files may use.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What the rule protects, in one sentence.
    pub why: &'static str,
    /// Files it speaks about, by the start of their path.
    pub within: &'static str,
    /// Files that may, by the start of their path.
    pub except: &'static [&'static str],
    /// What the others may not name.
    pub forbidden: Forbidden,
}

/// What a file may not name.
#[derive(Clone, Copy, Debug)]
pub enum Forbidden {
    /// Words that start like one of these.
    Starts(&'static [&'static str]),
    /// These very words.
    Words(&'static [&'static str]),
    /// Modules of the standard library.
    Std(&'static [&'static str]),
}

/// Crates of the AWS SDK as code names them. The types of Lambda events are not part of it.
const SDK: &[&str] = &[
    "aws_sdk",
    "aws_smithy",
    "aws_config",
    "aws_credential",
    "aws_types",
    "aws_sigv4",
];

/// Every rule about files. `ARCHITECTURE.md` says them in words.
pub const RULES: [Rule; 9] = [
    Rule {
        why: "only the store, the bucket and the wiring know the AWS SDK",
        within: "function/src/",
        except: &[
            "function/src/store",
            "function/src/files/bucket.rs",
            "function/src/dynamodb",
            "function/src/network.rs",
            "function/src/signature.rs",
            "function/src/aws.rs",
            "function/src/main.rs",
        ],
        forbidden: Forbidden::Starts(SDK),
    },
    Rule {
        why: "only `oidc` speaks to issuers, and in its own words; `network` is the way there",
        within: "function/src/",
        except: &["function/src/oidc/", "function/src/network.rs"],
        forbidden: Forbidden::Starts(&["openidconnect", "hyper", "chrono"]),
    },
    Rule {
        why: "in the local program only the embedded engine's connector knows the SDK's types",
        within: "cli/src/",
        except: &["cli/src/embedded"],
        forbidden: Forbidden::Starts(SDK),
    },
    Rule {
        why: "only the connector knows which engine is embedded",
        within: "cli/src/",
        except: &["cli/src/embedded"],
        forbidden: Forbidden::Starts(&["dynoxide", "rusqlite"]),
    },
    Rule {
        why: "one module of the generator reads files and one writes them",
        within: "site-gen/src/",
        except: &["site-gen/src/read.rs", "site-gen/src/read/", "site-gen/src/write"],
        forbidden: Forbidden::Std(&["fs"]),
    },
    Rule {
        why: "the generator neither talks to the network nor starts programs; only its main ends one",
        within: "site-gen/src/",
        except: &["site-gen/src/main.rs"],
        forbidden: Forbidden::Std(&["net", "process"]),
    },
    Rule {
        why: "a complaint is pure: no files, network, programs, environment or threads",
        within: "complaint/src/",
        except: &[],
        forbidden: Forbidden::Std(&["fs", "net", "process", "env", "thread", "os"]),
    },
    Rule {
        why: "a complaint is pure: no clock, no randomness, no async",
        within: "complaint/src/",
        except: &[],
        forbidden: Forbidden::Words(&[
            "SystemTime",
            "Instant",
            "tokio",
            "rand",
            "getrandom",
            "async",
            "await",
        ]),
    },
    Rule {
        why: "only the mains make a clock or randomness",
        within: "",
        except: &["cli/src/main.rs", "function/src/main.rs", "site-gen/src/main.rs"],
        forbidden: Forbidden::Words(&["disallowed_methods"]),
    },
];

impl Rule {
    /// Files that break the rule.
    pub fn broken(&self, files: &[File]) -> Vec<String> {
        let speaks = |file: &&File| file.path.starts_with(self.within);
        let exempt = |file: &&File| self.except.iter().any(|start| file.path.starts_with(start));
        let wrong = files
            .iter()
            .filter(speaks)
            .filter(|file| !exempt(file))
            .filter(|file| self.forbidden.found(file));
        wrong.map(|file| format!("{}: {}", file.path, self.why)).collect()
    }

    /// Exceptions that name no file: a rule must not outlive what it speaks of.
    pub fn stale(&self, files: &[File]) -> Vec<String> {
        let named = |start: &str| files.iter().any(|file| file.path.starts_with(start));
        let stale = self
            .except
            .iter()
            .chain([&self.within])
            .filter(|start| !named(start));
        stale
            .map(|start| format!("no file is called {start}, but a rule speaks of it: {}", self.why))
            .collect()
    }
}

impl Forbidden {
    fn found(&self, file: &File) -> bool {
        match self {
            Self::Starts(starts) => starts.iter().any(|start| file.names(start)),
            Self::Words(words) => words.iter().any(|word| file.says(word)),
            Self::Std(modules) => {
                let used = file.std_modules();
                modules.iter().any(|module| used.contains(*module))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One offending sample for each rule, in order.
    const OFFENDERS: [(&str, &str); 9] = [
        ("function/src/routes/status.rs", "use aws_sdk_dynamodb::Client;"),
        ("function/src/staff/door.rs", "use openidconnect::IssuerUrl;"),
        ("cli/src/serve.rs", "use aws_smithy_types::body::SdkBody;"),
        ("cli/src/submissions.rs", "fn a() { dynoxide_rs::open(path) }"),
        ("site-gen/src/render.rs", "use std::{fs, io};"),
        ("site-gen/src/markdown.rs", "fn a() { std::process::exit(1) }"),
        (
            "complaint/src/agency.rs",
            "let text = std::fs::read_to_string(path)?;",
        ),
        ("complaint/src/number.rs", "let number = rand::random();"),
        (
            "function/src/app.rs",
            "#[allow(clippy::disallowed_methods)] fn now() {}",
        ),
    ];

    #[test]
    fn every_rule_catches_its_offender_and_nothing_else() {
        for (rule, (path, text)) in RULES.iter().zip(OFFENDERS) {
            let innocent = File::new(path, "use std::collections::BTreeMap; fn a() {}");
            assert_eq!(
                rule.broken(&[File::new(path, text), innocent]),
                [format!("{path}: {}", rule.why)]
            );
        }
    }

    #[test]
    fn exceptions_are_honoured_and_must_exist() {
        for (rule, (_, text)) in RULES.iter().zip(OFFENDERS) {
            let exempt: Vec<File> = rule.except.iter().map(|path| File::new(path, text)).collect();
            assert!(rule.broken(&exempt).is_empty(), "{}", rule.why);
            assert_eq!(rule.stale(&[]).len(), rule.except.len() + 1, "{}", rule.why);
        }
    }
}
