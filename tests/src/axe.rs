//! Accessibility rules (axe-core) on the page that a tab shows.

use std::sync::OnceLock;

use serde_json::Value;

use crate::Tab;
use crate::tools::npm;

/// WCAG 2.2 A and AA, and the good habits that axe can check.
const RUN: &str = "axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', \
                   'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(found => found.violations)";

/// Every rule the page breaks, one line each: rule, element, what axe says.
pub fn violations(tab: &Tab) -> Vec<String> {
    tab.eval(&format!("{};0", script()));
    let found = tab.eval(RUN);
    found
        .as_array()
        .expect("a list of violations")
        .iter()
        .flat_map(lines)
        .collect()
}

fn lines(violation: &Value) -> Vec<String> {
    let nodes = violation["nodes"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let line = |node: &Value| {
        let (rule, element) = (&violation["id"], &node["target"]);
        format!(
            "{rule} {element} {}",
            node["failureSummary"]
                .as_str()
                .unwrap_or_default()
                .replace('\n', " ")
        )
    };
    nodes.iter().map(line).collect()
}

fn script() -> &'static str {
    static SCRIPT: OnceLock<String> = OnceLock::new();
    SCRIPT.get_or_init(|| std::fs::read_to_string(npm("axe-core/axe.min.js")).expect("read axe-core"))
}
