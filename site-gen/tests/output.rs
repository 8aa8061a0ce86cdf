//! What surrounds the pages: data for other programs, posters, help offline and on wrong addresses, the agency's look.

mod common;

use common::{Content, content, text};
use scraper::{Html, Selector};
use serde_json::Value;
use site_gen::Site;

const GUIDED: &str = "\n[[channels]]\nkind = \"phone\"\nname = \"Telepon\"\npage = \"kanal/telepon.md\"\nphone = \"0541-000111\"\n";

fn with_settings(more: &str) -> Content {
    content().file(
        "agency.toml",
        format!("{}{more}", include_str!("common/agency.toml")),
    )
}

fn with_theme(more: &str) -> Content {
    let theme = "primary = \"#0b5563\"\n";
    content().file(
        "agency.toml",
        include_str!("common/agency.toml").replace(theme, &format!("{theme}{more}")),
    )
}

fn all(html: &str, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    Html::parse_document(html)
        .select(&selector)
        .map(|found| found.text().collect())
        .collect()
}

fn attributes(html: &str, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    Html::parse_document(html)
        .select(&selector)
        .filter_map(|found| found.attr(name))
        .map(str::to_owned)
        .collect()
}

fn structured(site: &Site, path: &str) -> Value {
    let blocks = all(&text(site, path), "script[type='application/ld+json']");
    assert_eq!(blocks.len(), 1, "{path}");
    serde_json::from_str(&blocks[0]).expect("JSON")
}

#[test]
fn search_engines_read_who_we_are_and_every_question() {
    let faq = "## Berapa lama?\n\n[[tenggat:respond_by]] & tidak lebih.\n\n## Apa itu </script><b>?\n\nBukan apa-apa.\n";
    let site = content()
        .page("tanya-jawab.md", "Tanya jawab", faq)
        .build()
        .expect("a site");
    let home = structured(&site, "/index.html");
    assert_eq!(home["@type"], "GovernmentOrganization");
    assert_eq!(
        (&home["telephone"], &home["contactPoint"][0]["telephone"]),
        (&"0541-000111".into(), &"0811-0000-111".into())
    );
    let questions = structured(&site, "/tanya-jawab/index.html");
    assert_eq!(questions["mainEntity"][0]["name"], "Berapa lama?");
    let answer = questions["mainEntity"][0]["acceptedAnswer"]["text"]
        .as_str()
        .expect("text");
    assert!(answer.contains("hari kerja & tidak lebih."), "{answer}");
    assert_eq!(questions["mainEntity"][1]["name"], "Apa itu </script><b>?");
    assert_eq!(
        questions["mainEntity"][1]["acceptedAnswer"]["text"],
        "Bukan apa-apa."
    );
    assert!(
        all(&text(&site, "/lapor/index.html"), "script[type]").is_empty(),
        "only where there is something to say"
    );
}

#[test]
fn chats_show_title_description_and_address() {
    let site = content()
        .file(
            "sop.md",
            "+++\ntitle = \"Prosedur\"\ndescription = \"Langkah \\\"kami\\\".\"\n+++\n",
        )
        .build()
        .expect("a site");
    let html = text(&site, "/sop/index.html");
    let of = |name: &str| attributes(&html, &format!("meta[property='og:{name}']"), "content").concat();
    assert_eq!(
        ["title", "description", "url", "locale"].map(of),
        [
            "Prosedur",
            "Langkah \"kami\".",
            "https://uji.example/sop/",
            "id_ID"
        ]
    );
    assert_eq!(of("image"), "", "no picture unless somebody gives one");
}

#[test]
fn every_guided_channel_has_a_sheet_in_two_sizes_whose_code_leads_there() {
    let site = with_settings(GUIDED)
        .page("kanal/telepon.md", "Telepon", "## Jam\n")
        .build()
        .expect("a site");
    for paper in ["cetak/", "cetak/a5/"] {
        let html = text(&site, &format!("/kanal/telepon/{paper}index.html"));
        assert_eq!(
            attributes(&html, "a[href^='tel:']", "href"),
            ["tel:0541000111"],
            "{paper}"
        );
        assert_eq!(scanned(&html), "tel:0541000111", "{paper}");
        assert_eq!(attributes(&html, "meta[name=robots]", "content"), ["noindex"]);
    }
    let guide = text(&site, "/kanal/telepon/index.html");
    let links = attributes(&guide, "a[href*=cetak]", "href");
    assert_eq!(links, ["/kanal/telepon/cetak/", "/kanal/telepon/cetak/a5/"]);
    assert!(!text(&site, "/sitemap.xml").contains("cetak"));
}

/// Reads the page's code the way a camera does.
fn scanned(html: &str) -> String {
    let path = attributes(html, "svg.qr path:not([fill])", "d").concat();
    let side: usize = attributes(html, "svg.qr", "viewBox")[0]
        .rsplit(' ')
        .next()
        .expect("a size")
        .parse()
        .expect("a number");
    let mut dark = vec![false; side * side];
    for row in path.split('M').filter(|row| !row.is_empty()) {
        let (start, strokes) = row.split_once('h').expect("a stroke");
        let (x, y) = start.split_once(' ').expect("a place");
        let number = |text: &str| text.parse::<usize>().expect("a number");
        let (mut x, y) = (number(x), number(y.trim_end_matches(".5")));
        for stroke in strokes.split('h') {
            // Its length, and how far the pen is lifted behind it.
            let (length, lift) = stroke.split_once('m').unwrap_or((stroke, "0 0"));
            dark[y * side + x..][..number(length)].fill(true);
            x += number(length) + number(lift.trim_end_matches(" 0"));
        }
    }
    let scale = 4;
    let shade = |x: usize, y: usize| {
        if dark[y / scale * side + x / scale] {
            0
        } else {
            255
        }
    };
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(side * scale, side * scale, shade);
    seen.detect_grids()[0].decode().expect("a readable code").1
}

#[test]
fn without_a_network_the_contacts_are_still_there_and_nothing_else_is_kept() {
    let site = content().build().expect("a site");
    for (page, lang) in [("/luring/index.html", "id"), ("/en/luring/index.html", "en")] {
        let html = text(&site, page);
        assert_eq!(attributes(&html, "html", "lang"), [lang]);
        assert!(html.contains("0811-0000-111") && html.contains("137"), "{html}");
    }
    let worker = text(&site, "/sw.js");
    let kept = worker
        .split_once("KEPT=")
        .expect("a list")
        .1
        .split_once(']')
        .expect("its end")
        .0
        .to_owned()
        + "]";
    let kept: Vec<String> = serde_json::from_str(&kept).expect("JSON");
    assert!(
        kept.iter()
            .all(|path| path.contains("luring") || path.starts_with("/assets/")),
        "{kept:?}"
    );
    for path in kept {
        let file = if path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path
        };
        assert!(site.files.contains_key(&file), "{file}");
    }
    let manifest: Value = serde_json::from_str(&text(&site, "/situs.webmanifest")).expect("JSON");
    assert_eq!(
        (&manifest["start_url"], &manifest["theme_color"]),
        (&"/".into(), &"#0b5563".into())
    );
    assert!(
        site.files
            .contains_key(manifest["icons"][0]["src"].as_str().expect("a path"))
    );
    let other = with_settings(GUIDED)
        .page("kanal/telepon.md", "Telepon", "")
        .build()
        .expect("a site");
    assert_ne!(worker, text(&other, "/sw.js"), "a new contact makes a new worker");
}

#[test]
fn a_wrong_address_leads_on_in_both_languages() {
    let site = content().build().expect("a site");
    for (page, form) in [("/404.html", "/lapor/"), ("/en/404.html", "/en/lapor/")] {
        let html = text(&site, page);
        assert!(
            attributes(&html, "main a", "href").contains(&form.to_owned()),
            "{page}"
        );
        assert!(html.contains("0811-0000-111"), "{page} shows how to reach us");
    }
}

#[test]
fn the_agencys_logo_stands_in_every_head_and_must_be_there_and_small() {
    let themed = with_theme("logo = \"/logo.svg\"\n");
    let drawn = themed
        .clone()
        .file("static/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .build()
        .expect("a site");
    assert_eq!(
        attributes(&text(&drawn, "/lapor/index.html"), ".brand img", "src"),
        ["/logo.svg"]
    );
    let codes = |content: &Content| {
        content
            .build()
            .expect_err("refused")
            .iter()
            .map(|problem| (problem.code, problem.line))
            .collect::<Vec<_>>()
    };
    let line = Some(21);
    assert_eq!(codes(&themed), [("missing-file", line)]);
    assert_eq!(
        codes(&themed.file("static/logo.svg", vec![b' '; 5000])),
        [("heavy-logo", line)]
    );
    assert_eq!(codes(&with_theme("logo = \"logo.svg\"\n")), [("bad-logo", line)]);
}

#[test]
fn each_kind_of_page_can_have_the_agencys_own_template() {
    let page = |template: &str| match template {
        "home.html" | "footer.html" | "base.html" => "/index.html",
        "page.html" => "/privasi/index.html",
        "form.html" => "/lapor/index.html",
        "status_form.html" => "/cek/index.html",
        "not_found.html" => "/404.html",
        "offline.html" => "/luring/index.html",
        "redirect.html" => "/lama/index.html",
        _ => "/kanal/telepon/cetak/index.html",
    };
    let base = with_settings(GUIDED).file(
        "kanal/telepon.md",
        "+++\ntitle = \"T\"\naliases = [\"/lama/\"]\n+++\n",
    );
    for template in [
        "home.html",
        "page.html",
        "form.html",
        "status_form.html",
        "not_found.html",
        "offline.html",
        "redirect.html",
        "poster.html",
        "footer.html",
        "base.html",
    ] {
        let own = format!("templates/{template}");
        let text_of_it = "<p>Templat kami: {{ t.site.home }}</p>{% block main %}{% endblock %}";
        let site = base.clone().file(&own, text_of_it).build().expect(template);
        assert!(
            text(&site, page(template)).contains("Templat kami: Beranda"),
            "{template}"
        );
    }
}

#[test]
fn nothing_on_a_page_needs_an_exception_from_the_security_policy() {
    let body = "<div style=\"color:red\" onclick=\"x()\">a</div>\n\n<script>x()</script>\n\n| a |\n|:-:|\n| b |\n\n[x](javascript:alert(1))\n";
    let problems = content()
        .page("a.md", "A", body)
        .build()
        .map(|site| site.built.pages)
        .expect_err("a link that runs");
    assert_eq!(
        problems
            .iter()
            .filter(|problem| problem.is_error())
            .map(|problem| problem.code)
            .collect::<Vec<_>>(),
        ["broken-link"]
    );
    let site = content()
        .page("a.md", "A", &body.replace("javascript:alert(1)", "/lapor.md"))
        .build()
        .expect("a site");
    for (path, asset) in site
        .files
        .iter()
        .filter(|(_, asset)| asset.content_type.starts_with("text/html"))
    {
        let html = String::from_utf8_lossy(&asset.bytes);
        for forbidden in [
            "[style]",
            "[onclick]",
            "style",
            "script:not([src]):not([type='application/ld+json'])",
        ] {
            assert_eq!(all(&html, forbidden), Vec::<String>::new(), "{path}: {forbidden}");
        }
    }
    assert!(
        text(&site, "/a/index.html").contains("&lt;script&gt;x()"),
        "raw HTML is text"
    );
}

#[test]
fn whoever_sets_up_the_server_gets_the_headers_as_a_file() {
    let out = tempfile::tempdir().expect("a folder");
    site_gen::write(&content().build().expect("a site"), out.path()).expect("written");
    let headers: Value =
        serde_json::from_slice(&std::fs::read(out.path().join(".tanggap-headers.json")).expect("there"))
            .expect("JSON");
    let policy = headers["rules"][0]["headers"]["content-security-policy"]
        .as_str()
        .expect("a policy");
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert!(
        headers["rules"][1]["headers"]["cache-control"]
            .as_str()
            .expect("a rule")
            .contains("immutable")
    );
}

#[test]
fn a_draft_is_marked_where_it_is_shown_at_all() {
    let draft = content()
        .file("a.md", "+++\ntitle = \"A\"\ndraft = true\n+++\n")
        .file("b.md", "+++\ntitle = \"B\"\npublish_on = 2027-01-01\n+++\n");
    assert!(!draft.build().expect("a site").files.contains_key("/a/index.html"));
    let site = draft
        .with(|options| options.drafts = true)
        .build()
        .expect("a site");
    assert_eq!(
        all(&text(&site, "/a/index.html"), ".draft"),
        ["Draf: halaman ini belum terbit."]
    );
    assert_eq!(
        all(&text(&site, "/b/index.html"), ".draft"),
        ["Belum terbit: tampil mulai Jumat, 1 Januari 2027."]
    );
    assert!(all(&text(&site, "/privasi/index.html"), ".draft").is_empty());
}

#[test]
fn every_leaf_of_a_long_list_names_itself_and_its_neighbours() {
    let news = |content: Content, n: usize| {
        let head = format!("+++\ntitle = \"Berita {n}\"\ndate = 2026-03-0{n}\ntags = [\"Loket\"]\n+++\n");
        content.file(&format!("berita/b{n}.md"), head)
    };
    let section = "+++\ntitle = \"Berita\"\nsort_by = \"date\"\npaginate_by = 2\n+++\n";
    let english = "+++\ntitle = \"News\"\n+++\n";
    let start = content()
        .file("berita/_index.md", section)
        .file("berita/_index.en.md", english);
    let site = (1..=5).fold(start, news).build().expect("a site");
    let second = text(&site, "/berita/hal/2/index.html");
    let link = |html: &str, rel: &str| attributes(html, &format!("link[rel='{rel}']"), "href").concat();
    assert_eq!(link(&second, "canonical"), "https://uji.example/berita/hal/2/");
    assert_eq!(link(&second, "prev"), "https://uji.example/berita/");
    assert_eq!(link(&second, "next"), "https://uji.example/berita/hal/3/");
    assert_eq!(all(&second, "title"), ["Berita – Halaman 2 dari 3 – Dinas Uji"]);
    assert_eq!(
        attributes(&second, "meta[name=robots]", "content"),
        [""; 0],
        "its links are to be found"
    );
    assert!(
        !second.contains("hreflang=\"en\" href=\"https"),
        "no leaf has a counterpart"
    );
    let first = text(&site, "/berita/index.html");
    assert_eq!(
        (link(&first, "prev"), link(&first, "next")),
        (String::new(), "https://uji.example/berita/hal/2/".into())
    );
    assert!(first.contains("hreflang=\"en\" href=\"https://uji.example/en/berita/\""));
}

#[test]
fn feeds_are_named_where_their_news_are() {
    let dated = "+++\ntitle = \"A\"\ndate = 2026-03-01\n+++\n";
    let site = content()
        .page("berita/_index.md", "Berita", "")
        .file("berita/a.md", dated)
        .page("sop.md", "Prosedur", "")
        .build()
        .expect("a site");
    let feed =
        |path: &str| attributes(&text(&site, path), "link[type='application/atom+xml']", "href").concat();
    assert_eq!(feed("/index.html"), "/feed.xml");
    assert_eq!(feed("/berita/index.html"), "/berita/feed.xml");
    assert_eq!(feed("/berita/a/index.html"), "/berita/feed.xml");
    assert_eq!(feed("/sop/index.html"), "");
}

#[test]
fn topics_are_no_hits_of_a_search_and_their_translations_know_each_other() {
    let tagged = "+++\ntitle = \"Prosedur\"\ntags = [\"Loket\"]\n+++\n";
    let site = content()
        .file("sop.md", tagged)
        .file("sop.en.md", tagged)
        .page("cari.md", "Cari", "")
        .build()
        .expect("a site");
    let list = text(&site, "/cari/index.html");
    assert!(
        list.contains("/sop/") && list.contains("/topik/\"") && !list.contains("/topik/loket/"),
        "{list}"
    );
    let topic = text(&site, "/topik/loket/index.html");
    assert!(topic.contains("hreflang=\"en\" href=\"https://uji.example/en/topik/loket/\""));
    assert_eq!(
        site.built.advice.translations[0].missing,
        ["content/cari.md"],
        "nobody has to translate a list"
    );
}
