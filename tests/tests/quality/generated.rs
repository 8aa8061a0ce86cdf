//! A site of two hundred more pages, which use everything that editors may write.

use tests::{Browser, Look, Serve, Stage, Tab, links};

use crate::checks::{barriers, from_page_to_page, noise_and_weight, too_wide};

const BASE_URL: &str = "https://pengaduan.contoh.example";

#[test]
fn two_hundred_pages_are_without_barriers_quiet_light_and_lead_somewhere() {
    let content = tests::content::copy_with_pages(200);
    let stage = Stage {
        server: Serve::new()
            .content(content.path())
            .arg("--live-reload")
            .arg("off")
            .start(),
        browser: Browser::launch(),
    };
    let walk = links::walk(stage.server.http(), BASE_URL);
    assert_eq!(walk.broken, Vec::<String>::new());
    let paths: Vec<String> = walk.pages.into_keys().collect();
    assert!(paths.len() > 220, "only {}", paths.len());
    from_page_to_page(&stage, &paths, Look::PHONE, everything);
}

/// Each page on a phone and at a desk, in light and in dark; every second page the other way round.
const LOOKS: [[Look; 2]; 2] = [[Look::PHONE, Look::DESK.dark()], [Look::DESK, Look::PHONE.dark()]];

fn everything(tab: &Tab, path: &str) -> Vec<String> {
    let first = noise_and_weight(tab, path);
    let second = barriers(
        tab,
        path,
        &LOOKS[path.bytes().map(usize::from).sum::<usize>() % 2],
    );
    tab.look(Look::SMALL);
    [first, second, too_wide(tab, path)].concat()
}
