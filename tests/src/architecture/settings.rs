//! What the lint settings must say, so that the rest cannot be talked around.

/// Methods that clippy must refuse outside the mains.
const DISALLOWED: [&str; 4] = [
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "std::time::SystemTime::now",
    "getrandom::fill",
];

/// Disallowed methods missing from this `clippy.toml`.
pub fn missing_in_clippy(text: &str) -> Vec<String> {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .collect::<Vec<_>>()
        .join("\n");
    let missing = DISALLOWED
        .iter()
        .filter(|method| !code.contains(&format!("path = \"{method}\"")));
    missing
        .map(|method| format!("clippy.toml does not disallow {method}"))
        .collect()
}

/// Whether a member's `Cargo.toml` takes the workspace's lint table.
pub fn wears_lints(text: &str) -> bool {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines
        .windows(2)
        .any(|pair| pair == ["[lints]", "workspace = true"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_commented_method_is_found() {
        let lines = DISALLOWED.map(|method| format!("  {{ path = \"{method}\", reason = \"\" }},"));
        assert!(missing_in_clippy(&lines.join("\n")).is_empty());
        let without = lines.join("\n").replacen("  {", "  # {", 1);
        assert_eq!(
            missing_in_clippy(&without),
            ["clippy.toml does not disallow jiff::Timestamp::now"]
        );
    }

    #[test]
    fn a_crate_without_the_lint_table_is_found() {
        assert!(wears_lints("[lints]\nworkspace = true\n"));
        assert!(!wears_lints("[lints.clippy]\nall = \"allow\"\n"));
    }
}
