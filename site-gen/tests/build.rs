//! Promises that hold for every site, whatever its content.

mod common;

use common::{content, text};
use complaint::form::FIELDS;
use jiff::civil::date;
use scraper::{Html, Selector};
use site_gen::Site;

/// A site with a bit of everything, large enough that pages are rendered by several threads.
fn varied() -> common::Content {
    let pages = (0..60).fold(content(), |content, n| {
        let next = (n + 1) % 60;
        content.page(
            &format!("kanal/p{n}.md"),
            &format!("Halaman {n}"),
            &format!("## Jam\n\n[lanjut](p{next}.md#jam)\n\n:::daftar-kanal\n"),
        )
    });
    pages
        .page("kanal/_index.md", "Kanal", "Pilih.\n")
        .page("a.en.md", "A", "Text.\n")
}

#[test]
fn the_same_content_gives_the_same_bytes_whatever_the_threads_do() {
    let build_on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool");
        pool.install(|| varied().build().expect("a site").files)
    };
    let one = build_on(1);
    assert_eq!(one, build_on(2));
    assert_eq!(one, build_on(8));
}

#[test]
fn every_link_of_every_page_leads_to_something_of_the_site() {
    let site = varied().build().expect("a site");
    let mut checked = 0;
    for (path, asset) in site
        .files
        .iter()
        .filter(|(_, asset)| asset.content_type.starts_with("text/html"))
    {
        for target in local_targets(std::str::from_utf8(&asset.bytes).expect("text")) {
            assert!(exists(&site, &target), "{path} leads to {target}");
            checked += 1;
        }
    }
    assert!(checked > 500, "links were found");
}

fn local_targets(html: &str) -> Vec<String> {
    let selector = Selector::parse("a[href], link[href], script[src], img[src]").expect("a selector");
    let document = Html::parse_document(html);
    let value =
        |element: scraper::ElementRef<'_>| element.attr("href").or(element.attr("src")).map(str::to_owned);
    let local = |target: &String| target.starts_with('/') && !target.starts_with("/api/");
    document
        .select(&selector)
        .filter_map(value)
        .filter(local)
        .collect()
}

fn exists(site: &Site, target: &str) -> bool {
    let path = target.split(['#', '?']).next().unwrap_or(target);
    let file = if path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    site.files.contains_key(&file)
}

#[test]
fn ids_are_unique_and_every_label_and_description_points_to_something() {
    let site = varied().build().expect("a site");
    for path in ["/lapor/index.html", "/cek/index.html", "/kanal/p1/index.html"] {
        let document = Html::parse_document(&text(&site, path));
        let all = |selector: &str, name: &str| -> Vec<String> {
            let selector = Selector::parse(selector).expect("a selector");
            document
                .select(&selector)
                .filter_map(|element| element.attr(name))
                .map(str::to_owned)
                .collect()
        };
        let ids = all("[id]", "id");
        let mut unique = ids.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "{path}: {ids:?}");
        let described = all("[aria-describedby]", "aria-describedby");
        let pointers = all("label", "for")
            .into_iter()
            .chain(described.iter().flat_map(|ids| ids.split(' ').map(str::to_owned)));
        for pointer in pointers {
            assert!(ids.contains(&pointer), "{path}: nothing has the id {pointer}");
        }
    }
}

#[test]
fn the_built_form_posts_exactly_the_fields_of_the_table_with_its_limits() {
    let site = content().build().expect("a site");
    let document = Html::parse_document(&text(&site, "/lapor/index.html"));
    let selector = Selector::parse("form[action='/api/complaints'] [name]").expect("a selector");
    let mut asked: Vec<(&str, Option<&str>)> = document
        .select(&selector)
        .filter_map(|input| Some((input.attr("name")?, input.attr("maxlength"))))
        .collect();
    asked.dedup_by_key(|(name, _)| *name);
    let mut names: Vec<&str> = asked.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    let mut known: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    known.sort_unstable();
    assert_eq!(names, known);
    for (name, limit) in asked.into_iter().filter_map(|(name, limit)| Some((name, limit?))) {
        let field = complaint::form::field(name).expect("a known field");
        assert_eq!(limit, field.max_chars.to_string(), "{name}");
    }
}

#[test]
fn assets_are_named_by_their_content_and_pages_are_not() {
    let site = content().build().expect("a site");
    let other = content()
        .file(
            "agency.toml",
            include_str!("common/agency.toml").replace("#0b5563", "#7a1f1f"),
        )
        .build()
        .expect("a site");
    let style = |site: &Site| {
        site.files
            .keys()
            .find(|path| path.starts_with("/assets/style."))
            .cloned()
            .expect("a style sheet")
    };
    assert_ne!(style(&site), style(&other), "another colour, another name");
    for (path, asset) in &site.files {
        assert_eq!(asset.immutable, path.starts_with("/assets/"), "{path}");
    }
}

#[test]
fn drafts_are_built_when_asked_for() {
    let draft = content().file("a.md", "+++\ntitle = \"A\"\ndraft = true\n+++\n");
    assert!(!draft.build().expect("a site").files.contains_key("/a/index.html"));
    let with_drafts = draft.with(|options| options.drafts = true);
    assert!(
        with_drafts
            .build()
            .expect("a site")
            .files
            .contains_key("/a/index.html")
    );
}

#[test]
fn a_year_without_holidays_stops_the_build_when_a_deadline_reaches_it() {
    let reached = content().with(|options| options.today = date(2027, 12, 20));
    let problems = reached.build().expect_err("the calendar ends in 2027");
    let problem = problems
        .iter()
        .find(|problem| problem.code == "missing-holiday-year")
        .expect("told");
    assert!(problem.message.contains("2028"), "{problem}");
}

#[test]
fn the_base_url_can_be_chosen_for_a_build() {
    let site = content()
        .with(|options| options.base_url = Some("https://lain.example/".into()))
        .build()
        .expect("a site");
    assert!(text(&site, "/sitemap.xml").contains("<loc>https://lain.example/lapor/</loc>"));
    assert!(text(&site, "/index.html").contains("rel=\"canonical\" href=\"https://lain.example/\""));
}

#[test]
fn translations_are_linked_only_where_they_exist() {
    let site = content()
        .page("a.md", "A", "")
        .page("b.md", "B", "")
        .page("b.en.md", "B", "")
        .build()
        .expect("a site");
    assert!(!text(&site, "/a/index.html").contains("hreflang"));
    assert!(
        text(&site, "/a/index.html")
            .contains("<a class=\"lang\" href=\"/en/\" lang=\"en\">English (Home)</a>"),
        "the way into the other language is always there, and says where it leads"
    );
    assert!(text(&site, "/b/index.html").contains("hreflang=\"en\" href=\"https://uji.example/en/b/\""));
    assert!(text(&site, "/en/b/index.html").contains("href=\"/b/\" lang=\"id\" hreflang=\"id\""));
}

#[test]
fn whoever_reads_english_is_told_what_is_not_translated() {
    let site = content()
        .page("kanal/_index.md", "Kanal", "")
        .build()
        .expect("a site");
    let stub = text(&site, "/en/kanal/index.html");
    assert!(stub.contains("<h1>Not translated yet</h1>"), "{stub}");
    assert!(
        stub.contains("href=\"/kanal/\" lang=\"id\" hreflang=\"id\">Kanal</a>"),
        "{stub}"
    );
    assert!(!stub.contains("http-equiv") && stub.contains("noindex"));
}

/// A site that also speaks Javanese, with so much of its text file.
fn javanese(sentences: &str) -> common::Content {
    let settings = include_str!("common/agency.toml").replace("[\"id\", \"en\"]", "[\"id\", \"en\", \"jv\"]");
    content()
        .file("agency.toml", settings)
        .file("text/jv.toml", sentences)
        .page("sop.md", "Prosedur", "## Jam\n")
        .page(
            "sop.jv.md",
            "Prosedur",
            "[formulir](/lapor.md), [jam](/sop.md#jam)\n\n## Jam\n",
        )
        .page("cari.jv.md", "Golek", "")
}

#[test]
fn a_further_language_takes_one_text_file_and_falls_back_to_indonesian() {
    let said = "[site]\nown_name = \"Basa Jawa\"\nmenu = \"Menu Jawa\"\nhome = \"Ngarep\"\n";
    let site = javanese(said).build().expect("a site");
    let page = text(&site, "/jv/sop/index.html");
    assert!(
        page.contains("<html lang=\"jv\">") && page.contains("aria-label=\"Menu Jawa\""),
        "{page}"
    );
    assert!(
        page.contains("Langsung ke isi"),
        "what is missing is said in Indonesian"
    );
    assert!(
        page.contains("href=\"/lapor/\"") && page.contains("href=\"/jv/sop/#jam\""),
        "{page}"
    );
    assert!(page.contains("hreflang=\"id\" href=\"https://uji.example/sop/\""));
    let original = text(&site, "/sop/index.html");
    assert!(
        original.contains("href=\"/jv/sop/\" lang=\"jv\" hreflang=\"jv\">Basa Jawa</a>"),
        "{original}"
    );
    assert!(original.contains("lang=\"en\">English (Home)</a>"));
    assert!(
        text(&site, "/jv/index.html").contains("lang=\"jv\""),
        "every language has a home"
    );
    assert!(site.files.contains_key("/jv/404.html") && site.files.contains_key("/jv/luring/index.html"));
    assert!(site.files.contains_key("/cari/indeks/jv/index.json"));
    assert!(
        !site.files.contains_key("/jv/lapor/index.html")
            || text(&site, "/jv/lapor/index.html").contains("href=\"/lapor/\"")
    );
    let report = site
        .built
        .advice
        .translations
        .iter()
        .find(|report| report.lang.code() == "jv")
        .expect("a report");
    assert!(
        report.sentences.contains(&"site.skip".to_owned())
            && !report.sentences.contains(&"site.menu".to_owned())
    );
    assert!(
        !report.sentences.iter().any(|key| key.starts_with("receipt.")),
        "the program answers in Indonesian"
    );
}

#[test]
fn the_text_file_of_a_language_is_checked() {
    let said = "[site]\nown_name = \"Basa Jawa\"\nmenuu = \"x\"\nupdated = \"Dianyari {tanggal}\"\n";
    let problems = javanese(said).build().expect_err("mistakes");
    let told: Vec<_> = problems
        .iter()
        .map(|problem| (problem.code, problem.line))
        .collect();
    assert_eq!(
        told,
        [("unknown-key", Some(3)), ("wrong-blanks", Some(4))],
        "{problems:#?}"
    );
    let nameless = javanese("").build().expect_err("without a name");
    assert_eq!(
        (nameless[0].code, nameless[0].file.as_str()),
        ("missing-key", "content/text/jv.toml")
    );
    let unused = content().file("text/jv.toml", "").build().expect("a site");
    assert_eq!(unused.built.warnings[0].code, "language-off");
}

#[test]
fn a_site_that_is_a_sample_says_so_on_every_page() {
    let site = content().build().expect("a site");
    for (path, asset) in site.files.iter().filter(|(path, _)| path.ends_with("index.html")) {
        assert!(
            String::from_utf8_lossy(&asset.bytes).contains("Situs contoh") || path.starts_with("/en/"),
            "{path}"
        );
    }
    let real = content().file(
        "agency.toml",
        include_str!("common/agency.toml").replace("sample = true", "sample = false"),
    );
    assert!(!text(&real.build().expect("a site"), "/index.html").contains("Situs contoh"));
}
