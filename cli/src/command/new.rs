//! `tanggap new`: a content folder for a new agency that builds as it is.
//!
//! The guides that hold for every agency are those of the sample; their "checked on" marks stay behind, since nobody
//! has checked them for the new agency yet.

use std::fs;
use std::io;
use std::path::Path;

use crate::args::NewArgs;
use crate::failure::{Failure, in_words};
use crate::terminal;

/// What is written for the new agency.
const OWN: &[(&str, &str)] = &[
    ("agency.toml", include_str!("../../scaffold/agency.toml")),
    ("_index.md", include_str!("../../scaffold/_index.md")),
    ("statistik.md", include_str!("../../scaffold/statistik.md")),
    (
        "data/statistics.toml",
        include_str!("../../scaffold/data/statistics.toml"),
    ),
    (
        "berita/_index.md",
        include_str!("../../scaffold/berita/_index.md"),
    ),
    (
        "berita/berita-pertama.md",
        include_str!("../../scaffold/berita/berita-pertama.md"),
    ),
];

/// What the sample says for every agency.
const SHARED: &[(&str, &str)] = &[
    ("lapor.md", include_str!("../../../content/lapor.md")),
    ("cek.md", include_str!("../../../content/cek.md")),
    ("tanya-jawab.md", include_str!("../../../content/tanya-jawab.md")),
    ("sop.md", include_str!("../../../content/sop.md")),
    ("privasi.md", include_str!("../../../content/privasi.md")),
    (
        "kanal/_index.md",
        include_str!("../../../content/kanal/_index.md"),
    ),
    (
        "kanal/formulir-web.md",
        include_str!("../../../content/kanal/formulir-web.md"),
    ),
    (
        "kanal/whatsapp.md",
        include_str!("../../../content/kanal/whatsapp.md"),
    ),
    ("kanal/loket.md", include_str!("../../../content/kanal/loket.md")),
    ("kanal/112.md", include_str!("../../../content/kanal/112.md")),
    (
        "kanal/sp4n-lapor.md",
        include_str!("../../../content/kanal/sp4n-lapor.md"),
    ),
    (
        "kanal/ombudsman.md",
        include_str!("../../../content/kanal/ombudsman.md"),
    ),
    (
        "data/holidays.toml",
        include_str!("../../../content/data/holidays.toml"),
    ),
];

/// Keys that tell who looked at a page and when.
const MARKS: [&str; 3] = ["updated =", "checked_on =", "checked_by ="];

/// Writes the folder and says what to do next.
pub fn run(args: &NewArgs) -> Result<(), Failure> {
    let dir = &args.dir;
    refuse_what_is_there(dir)?;
    let shared = SHARED.iter().map(|(path, text)| (*path, unmarked(text)));
    let own = OWN.iter().map(|(path, text)| (*path, (*text).to_owned()));
    for (path, text) in own.chain(shared) {
        write(&dir.join(path), &text).map_err(|error| unwritable(dir, &error))?;
    }
    fs::create_dir_all(dir.join("static")).map_err(|error| unwritable(dir, &error))?;
    let shown = dir.display();
    terminal::print(&format!(
        "Folder {shown} sudah siap.\n\
         1. Buka {shown}/agency.toml dan ganti isian contoh. Setiap baris ada keterangannya.\n\
         2. Lihat hasilnya: tanggap serve --content {shown}\n\
         3. Periksa: tanggap check --content {shown}\n"
    ))
}

/// Somebody's files are never written over.
fn refuse_what_is_there(dir: &Path) -> Result<(), Failure> {
    let refuse = |why: &str| {
        Err(Failure::Request(format!(
            "{} {why}. Sebutkan folder lain.",
            dir.display()
        )))
    };
    match fs::read_dir(dir) {
        Ok(entries) => match entries.take(1).count() {
            0 => Ok(()),
            _ => refuse("sudah berisi berkas"),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => refuse("bukan folder"),
        Err(error) => Err(unwritable(dir, &error)),
    }
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    file.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(file, text)
}

fn unwritable(dir: &Path, error: &io::Error) -> Failure {
    Failure::Environment(format!(
        "Folder {} tidak bisa ditulis: {}.",
        dir.display(),
        in_words(error)
    ))
}

fn unmarked(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    lines
        .filter(|line| !MARKS.iter().any(|mark| line.starts_with(mark)))
        .collect()
}
