//! `cargo bench -p site-gen`: a full build of a generated site of 1,000 pages, next to what cannot be avoided.
//!
//! The floor is pulldown-cmark alone, parsing the same bodies and writing their HTML in the same run, so that
//! our overhead (front matter, links, anchors, inserts, lists, templates, feeds, checks) is a ratio that does
//! not depend on the machine. `PAGES=10000 cargo bench -p site-gen` takes another size.
#![allow(clippy::print_stdout, clippy::cast_precision_loss)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use jiff::civil::date;
use pulldown_cmark::{Options as Markdown, Parser, html};
use rayon::prelude::*;
use site_gen::{Input, Memo, Options, Reader, build, rebuild, write};

const ROUNDS: usize = 15;

fn main() {
    let pages = std::env::var("PAGES")
        .ok()
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(1_000);
    let input = generated(pages);
    let bodies: Vec<&str> = bodies(&input);
    let bytes: usize = bodies.iter().map(|body| body.len()).sum();
    println!(
        "{pages} halaman, rata-rata {} B Markdown, {} utas, median {ROUNDS} putaran",
        bytes / pages,
        rayon::current_num_threads()
    );

    let floor = median(|| bodies.par_iter().map(|body| to_html(body)).sum::<usize>());
    report("pulldown-cmark saja", floor, floor, pages);
    let full = median(|| build(&input, &options()).expect("a sound site").files.len());
    report("bangun seluruh situs di memori", full, floor, pages);
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a pool");
    let floor_one = median(|| bodies.iter().map(|body| to_html(body)).sum::<usize>());
    report("pulldown-cmark saja, satu utas", floor_one, floor_one, pages);
    let full_one = median(|| one.install(|| build(&input, &options()).expect("a sound site").files.len()));
    report("bangun seluruh situs, satu utas", full_one, floor_one, pages);
    edit(&input, floor, pages);
    disk(&input, floor, pages);
}

/// What `serve` does when somebody saves a page: the folder is read again, one page is rendered.
fn edit(input: &Input, floor: Duration, pages: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    for (file, bytes) in &input.files {
        let file = folder.path().join(file);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(file, bytes).expect("written");
    }
    let (memo, reader) = (Memo::default(), Reader::default());
    let first = rebuild(input, &options(), &memo).expect("a sound site");
    let (page, mut round) = (folder.path().join(file_of(0)), 0);
    let edited = median(|| {
        round += 1;
        let text = format!("+++\ntitle = \"Satu\"\n+++\nUbahan {round}.\n");
        std::fs::write(&page, text).expect("written");
        let input = reader.read(folder.path()).expect("readable");
        rebuild(&input, &options(), &memo)
            .expect("a sound site")
            .files
            .len()
    });
    assert!(!first.files.is_empty());
    report(
        "ubah satu halaman: baca folder, bangun di memori",
        edited,
        floor,
        pages,
    );
}

/// Building and writing to a folder that is empty, and to one where nothing has changed.
fn disk(input: &Input, floor: Duration, pages: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |out: &std::path::Path| {
        write(&build(input, &options()).expect("a sound site"), out)
            .expect("written")
            .written
    };
    let mut round = 0;
    let cold = median(|| {
        round += 1;
        run(&folder.path().join(round.to_string()))
    });
    report("bangun dan tulis, folder kosong", cold, floor, pages);
    let unchanged = median(|| run(&folder.path().join("1")));
    report(
        "bangun dan tulis, tidak ada yang berubah",
        unchanged,
        floor,
        pages,
    );
}

fn report(what: &str, time: Duration, floor: Duration, pages: usize) {
    let per_page = time.as_secs_f64() * 1e6 / pages as f64;
    let ratio = time.as_secs_f64() / floor.as_secs_f64();
    println!(
        "{what:<44} {:>9.1} ms  {per_page:>7.1} µs/halaman  {ratio:>5.1} ×",
        time.as_secs_f64() * 1e3
    );
}

fn median<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

fn to_html(body: &str) -> usize {
    let mut out = String::with_capacity(body.len() * 2);
    html::push_html(
        &mut out,
        Parser::new_ext(body, Markdown::ENABLE_TABLES | Markdown::ENABLE_STRIKETHROUGH),
    );
    black_box(out).len()
}

fn options() -> Options {
    Options {
        base_url: None,
        drafts: false,
        today: date(2026, 11, 2),
        content_name: "content".into(),
    }
}

fn bodies(input: &Input) -> Vec<&str> {
    let pages = input.files.iter().filter(|(file, _)| file.contains("/halaman-"));
    pages
        .filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok()?.splitn(3, "+++\n").nth(2))
        .collect()
}

/// A site of guides, questions and news; the same for the same size.
fn generated(pages: usize) -> Input {
    let mut files = BTreeMap::from([
        (
            "agency.toml".to_owned(),
            Bytes::from_static(include_bytes!("../tests/common/agency.toml")),
        ),
        (
            "data/holidays.toml".to_owned(),
            Bytes::from_static(include_bytes!("../tests/common/holidays.toml")),
        ),
    ]);
    for folder in ["panduan", "tanya", "berita"] {
        files.insert(
            format!("{folder}/_index.md"),
            format!("+++\ntitle = \"{folder}\"\nsort_by = \"date\"\npaginate_by = 20\n+++\n").into(),
        );
    }
    let mut words = Words(0x9E37_79B9_7F4A_7C15);
    for n in 0..pages {
        files.insert(file_of(n), page(n, pages, &mut words).into());
    }
    Input {
        files,
        ..Input::default()
    }
}

fn file_of(n: usize) -> String {
    let folder = ["panduan", "panduan", "berita", "tanya"][n % 4];
    format!("{folder}/halaman-{n}.md")
}

fn page(n: usize, pages: usize, words: &mut Words) -> String {
    let (month, day) = (n % 9 + 1, n % 28 + 1);
    let mut page = format!(
        "+++\ntitle = \"{}\"\ndescription = \"{}.\"\ndate = 2026-{month:02}-{day:02}\nweight = {}\ntags = [\"izin\", \"loket\"]\n+++\n",
        words.sentence(4),
        words.sentence(12),
        n % 50
    );
    for section in 0..5 {
        let _ = write!(page, "## {} {section}\n\n", words.sentence(4));
        for _ in 0..3 {
            let _ = write!(
                page,
                "{}. **{}**, {}.\n\n",
                words.sentence(22),
                words.sentence(2),
                words.sentence(14)
            );
        }
        let _ = write!(
            page,
            "Lihat [{}](/{}).\n\n",
            words.sentence(3),
            file_of((n * 7 + section * 131) % pages)
        );
        let _ = write!(
            page,
            "- {}\n- {}\n- {}\n\n",
            words.sentence(8),
            words.sentence(7),
            words.sentence(9)
        );
    }
    if n.is_multiple_of(2) {
        page.push_str("| Langkah | Waktu |\n|---|---|\n");
        for _ in 0..4 {
            let _ = writeln!(page, "| {} | {} |", words.sentence(4), words.sentence(2));
        }
    }
    page
}

/// Words in a fixed, mixed order.
struct Words(u64);

impl Words {
    fn sentence(&mut self, length: usize) -> String {
        (0..length).map(|_| self.next()).collect::<Vec<_>>().join(" ")
    }

    fn next(&mut self) -> &'static str {
        const WORDS: [&str; 32] = [
            "izin",
            "usaha",
            "loket",
            "petugas",
            "berkas",
            "layanan",
            "aduan",
            "nomor",
            "warga",
            "kantor",
            "jam",
            "surat",
            "biaya",
            "syarat",
            "lengkap",
            "periksa",
            "tunggu",
            "jawab",
            "kirim",
            "datang",
            "simpan",
            "baca",
            "bagian",
            "perizinan",
            "penanaman",
            "modal",
            "pengaduan",
            "tanggapan",
            "hari",
            "kerja",
            "unit",
            "bidang",
        ];
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        WORDS[(self.0 % 32) as usize]
    }
}
