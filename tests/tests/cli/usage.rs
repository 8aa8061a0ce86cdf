//! Calling the program: help everywhere, wrong usage is exit code 2 and one Indonesian sentence.

use crate::program::run;
use tests::root;

#[test]
fn every_command_explains_itself() {
    let commands: [&[&str]; 6] = [
        &[],
        &["serve"],
        &["build"],
        &["check"],
        &["submissions", "list"],
        &["submissions", "show"],
    ];
    for command in commands {
        let help = run(&root(), &[command, &["--help"]].concat()).succeeded();
        assert!(help.out.contains("Pemakaian:") && help.err.is_empty(), "{help:?}");
        assert!(!help.out.contains("Usage:"), "{help:?}");
    }
}

#[test]
fn wrong_usage_is_told_and_ends_with_2() {
    let cases: [(&[&str], &[&str]); 15] = [
        (&["serv"], &["`serv`", "`serve`"]),
        (&["--port"], &["`--port`"]),
        (&["serve", "--bogus"], &["`--bogus`"]),
        (&["serve", "--port", "99999"], &["99999", "0 sampai 65535"]),
        (&["serve", "--host", "contoh.example"], &["alamat IP"]),
        (&["serve", "--limits", "sometimes"], &["on", "off"]),
        (
            &["serve", "--now", "kemarin"],
            &["kemarin", "tulis tanggal, jam, dan zonanya"],
        ),
        (&["stats", "--now", "2025-08-15"], &["2025-08-15T09:30:00+08:00"]),
        (
            &["serve", "--host", "0.0.0.0", "--limits", "off"],
            &["--limits off", "komputer ini"],
        ),
        (
            &["serve", "--host", "0.0.0.0", "--now", "2025-08-15T09:30:00+08:00"],
            &["--now"],
        ),
        (
            &["serve", "--demo", "--host", "0.0.0.0"],
            &["--demo", "di komputer ini"],
        ),
        (
            &["serve", "--behind-proxy"],
            &["--behind-proxy", "--address-header", "satu pengirim"],
        ),
        (
            &["staff", "invite", "Budi", "--role", "raja"],
            &["--role", "coordinator"],
        ),
        (
            &["submissions", "list", "--status", "lost"],
            &["lost", "received"],
        ),
        (&["submissions", "list", "--since", "kemarin"], &["2025-08-15"]),
    ];
    let nowhere = tempfile::tempdir().expect("make a temporary folder");
    for (args, words) in cases {
        run(nowhere.path(), args).failed_with(2, words);
    }
    let left: Vec<_> = std::fs::read_dir(nowhere.path())
        .expect("read the folder")
        .collect();
    assert!(left.is_empty(), "wrong usage touches nothing: {left:?}");
}

#[test]
fn deploy_hands_everything_over_to_the_script_of_the_project() {
    let home = tempfile::tempdir().expect("a folder");
    let nowhere = tests::program::run(home.path(), &["deploy", "kota.toml"]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("infra/deploy"));

    let (infra, below) = (home.path().join("infra"), home.path().join("content/kanal"));
    for folder in [&infra, &below] {
        std::fs::create_dir_all(folder).expect("a folder");
    }
    let script = infra.join("deploy");
    std::fs::write(
        &script,
        "#!/bin/sh\necho \"$@\"\n[ -x \"$TANGGAP_PROGRAM\" ] && exit 7\n",
    )
    .expect("written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, mode).expect("may run");
    let done = tests::program::run(&below, &["deploy", "kota.toml", "--dry-run", "--rollback"]);
    assert_eq!(
        String::from_utf8_lossy(&done.stdout),
        "kota.toml --dry-run --rollback\n"
    );
    assert_eq!(done.status.code(), Some(7));
}
