//! A fuzzer that knows only `/api/openapi.json` finds no failure of ours and no answer that stands not there.

use std::process::Command;

use tests::{Serve, tools};

/// What must hold for every answer. That a request which fits the schema is also taken is not asked: some rules,
/// such as a date that is not in the future, no schema can say.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,unsupported_method";

#[test]
fn a_fuzzer_finds_no_failure_and_nothing_undocumented() {
    let server = Serve::new().arg("--live-reload").arg("off").start();
    let home = tempfile::tempdir().expect("make a temporary folder");
    for accept in ["application/json", "text/html"] {
        let output = Command::new(tools::schemathesis())
            .current_dir(home.path())
            .args([
                "run",
                &server.url("/api/openapi.json"),
                "--no-color",
                "--checks",
                CHECKS,
            ])
            .args([
                "--phases",
                "examples,coverage,fuzzing",
                "--max-examples",
                "25",
                "--seed",
                "1",
                "--generation-database",
                "none",
            ])
            .args(["--header", &format!("Accept:{accept}")])
            .output()
            .expect("start schemathesis");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{accept}: {said}");
        assert!(said.contains("/api/complaints"), "it did something: {said}");
    }
    assert_eq!(server.get("/api/health").status, 200);
}
