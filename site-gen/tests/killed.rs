//! A build that is killed, by killing the real program: the site that stood there stays whole.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::content;
use tempfile::TempDir;

const PAGES: usize = 150;
/// A build that takes longer has failed.
const PATIENCE: Duration = Duration::from_mins(2);

/// Two states of a content folder: every page differs, one page goes, one comes.
fn save(dir: &Path, state: usize) {
    let only = ["lama", "baru"][state];
    (0..PAGES)
        .fold(content(), |content, n| {
            let body = format!("Isi {state}. Lihat [halaman itu](/{only}.md).\n");
            content.page(&format!("berita/b{n:03}.md"), "Kabar", &body)
        })
        .page(&format!("{only}.md"), only, "")
        .save(dir);
    let other = dir.join(format!("{}.md", ["baru", "lama"][state]));
    if other.exists() {
        fs::remove_file(other).expect("removed");
    }
}

fn start(dir: &Path, out: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_site-gen"))
        .args(["build", "--content"])
        .arg(dir)
        .arg("--out")
        .arg(out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started")
}

fn build(dir: &Path, out: &Path) {
    assert!(start(dir, out).wait().expect("ended").success());
}

/// Kills the program once `seen` holds; tells whether it was still at work.
fn kill_when(mut program: Child, seen: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while program.try_wait().expect("known").is_none() {
        assert!(start.elapsed() < PATIENCE, "the build does not end");
        if seen() {
            program.kill().expect("killed");
            let status = program.wait().expect("ended");
            return !status.success();
        }
    }
    false
}

fn pages(site: &Path) -> Vec<PathBuf> {
    let page = |n: usize| site.join(format!("berita/b{n:03}/index.html"));
    (0..PAGES).map(page).collect()
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

/// How many pages are new; each must be the old one or the new one, and lead somewhere.
fn new_pages(site: &Path, old: &Path, new: &Path) -> usize {
    let mut count = 0;
    for ((page, old), new) in pages(site).iter().zip(pages(old)).zip(pages(new)) {
        let page = text(page);
        let is_new = page == text(&new);
        assert!(is_new || page == text(&old), "no page is half a page");
        let target = if is_new { "baru" } else { "lama" };
        assert!(
            site.join(target).join("index.html").exists(),
            "its link leads to something"
        );
        count += usize::from(is_new);
    }
    count
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn a_killed_build_leaves_every_page_whole_and_the_next_one_repairs_it() {
    let (dir, old, new) = (folder(), folder(), folder());
    save(dir.path(), 0);
    build(dir.path(), old.path());
    save(dir.path(), 1);
    build(dir.path(), new.path());

    let mut early = 0;
    for moment in [0, 1, 40, 120, 1_000, 1_001, 1_030, 1_090] {
        let site = folder();
        save(dir.path(), 0);
        build(dir.path(), site.path());
        save(dir.path(), 1);
        let waiting = site.path().join(".tanggap-new/berita");
        let old_page = text(&pages(old.path())[0]);
        let seen = || {
            if moment < 1_000 {
                fs::read_dir(&waiting).map_or(0, Iterator::count) > moment
            } else {
                let is_new = |page: &&PathBuf| text(page) != old_page;
                pages(site.path()).iter().filter(is_new).count() > moment - 1_000
            }
        };
        let killed = kill_when(start(dir.path(), site.path()), seen);
        let is_old = new_pages(site.path(), old.path(), new.path()) == 0;
        early += usize::from(killed && is_old);

        // Back to the old content: what was exchanged must be noticed.
        save(dir.path(), 0);
        build(dir.path(), site.path());
        assert_eq!(new_pages(site.path(), old.path(), new.path()), 0);
        assert!(!site.path().join("baru").exists() && !site.path().join(".tanggap-new").exists());
    }
    assert!(early > 0, "some builds were killed before anything was shown");
}
