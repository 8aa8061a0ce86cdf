//! Content folders for a test: private copies that it may spoil.

use std::path::{Path, PathBuf};
use std::{fs, io};

use tempfile::TempDir;

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ stands in the checkout")
        .to_path_buf()
}

/// A private copy of the sample agency's `content/`.
pub fn copy_content() -> TempDir {
    copy_of(&root().join("content"))
}

/// A private copy of `tests/agencies/NAME`, with the national holidays when the agency brings none.
pub fn copy_agency(name: &str) -> TempDir {
    let copy = copy_of(&root().join("tests/agencies").join(name));
    let holidays = copy.path().join("data/holidays.toml");
    if !holidays.exists() {
        fs::create_dir_all(copy.path().join("data")).expect("make data/");
        fs::copy(root().join("content/data/holidays.toml"), &holidays).expect("copy the holidays");
    }
    copy
}

/// Names of the folders under `tests/agencies`, sorted.
pub fn agencies() -> Vec<String> {
    let folder = root().join("tests/agencies");
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("read tests/agencies"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The sample agency with so many more pages of news, which use everything that editors may write.
pub fn copy_with_pages(pages: usize) -> TempDir {
    let copy = copy_content();
    let news = copy.path().join("berita");
    fs::write(news.join("foto.png"), PIXEL).expect("write a picture");
    for page in 1..=pages {
        fs::write(news.join(format!("kabar-{page}.md")), news_page(page)).expect("write a page");
    }
    copy
}

/// A picture of one pixel.
pub const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\xdac\xfc\xcf\xc0P\x0f\0\x04\x85\x01\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82";

/// What a page may hold; each page takes another choice of them.
const PARTS: [&str; 14] = [
    "Satu paragraf dengan **tebal**, *miring*, ~~coret~~, `kode`, dan & < > \" ' juga.",
    "- satu\n- dua\n  - dua koma satu\n  - dua koma dua\n\n- tiga",
    "3. tiga\n4. empat\n\n   paragraf di dalam",
    "| Layanan | Lama |\n|:--|--:|\n| Izin *usaha* | 3 |\n| Izin `baru` | 14 |",
    "> Kutipan\n>\n> > di dalam kutipan",
    "```toml\n[x]\ny = \"<b>\"\n```",
    ":::catatan\nLoket tutup pada hari libur.\n\n- satu\n:::",
    ":::peringatan\nKeadaan darurat? Hubungi [[kontak:call_center_112]].\n:::",
    ":::kartu-kanal whatsapp",
    ":::tabel-tenggat",
    "![Loket 3](foto.png) dan teks di sampingnya.",
    "Kami menjawab dalam [[tenggat:respond_by]] di [[instansi:alamat]].",
    "<div class=x onclick=y>HTML mentah</div>",
    "Baris  \nbaru, <https://www.lapor.go.id>, dan [prosedur](/sop.md \"Judul\").\n\n***",
];

fn news_page(page: usize) -> String {
    let part = |step: usize| PARTS[(page * 5 + step * (page % 3 + 1)) % PARTS.len()];
    let (day, month) = (page % 28 + 1, page % 9 + 1);
    let section = |step: usize| format!("## Bagian {step}\n\n{}\n\n{}\n\n", part(step), part(step + 6));
    let sections = [1, 2, 3, 4, 5].map(section).concat();
    let link = if page > 1 {
        format!("[Sebelumnya](kabar-{}.md#bagian-2)\n", page - 1)
    } else {
        String::new()
    };
    format!(
        "+++\ntitle = \"Kabar ke-{page}: <layanan> & \\\"loket\\\"\"\ndescription = \"Ringkasan ke-{page}\"\n\
         date = 2025-{month:02}-{day:02}\ntags = [\"t{}\"]\n+++\n\n{sections}{link}",
        page % 7
    )
}

fn copy_of(from: &Path) -> TempDir {
    let copy = tempfile::tempdir().expect("make a temporary folder");
    copy_tree(from, copy.path()).unwrap_or_else(|error| panic!("copy {}: {error}", from.display()));
    copy
}

/// Copies a folder with everything below it; what stands there already stays or is replaced.
pub fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
