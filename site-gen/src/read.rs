//! The one module that reads files.

mod again;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use bytes::Bytes;
use complaint::agency::{Agency, Source};
use complaint::problem::Problem;
use rayon::prelude::*;

use crate::pictures::{self, is_picture, result_prefix};
use crate::statistics::{History, SOURCES};
use crate::theme::{Override, Theme};
use crate::utf8;
pub use again::Reader;

/// A content folder in memory.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Content by path relative to the folder, with `/` between names.
    pub files: BTreeMap<String, Bytes>,
    /// Pictures that an earlier build made, by their path in the site. Without them a build only takes longer.
    pub pictures: BTreeMap<String, Bytes>,
}

/// Reads a whole content folder. Names that start with a dot are not content.
pub fn read_content(dir: &Path) -> Result<Input, Vec<Problem>> {
    let files = files_of(dir, |_, path| fs::read(path).map(Bytes::from))?;
    Ok(Input {
        files: files.into_iter().collect(),
        ..Input::default()
    })
}

/// Every file below a folder by its name there, as `read` finds it; or all that cannot be read.
fn files_of<T: Send>(
    dir: &Path,
    read: impl Fn(&str, &Path) -> io::Result<T> + Sync,
) -> Result<Vec<(String, T)>, Vec<Problem>> {
    let mut paths = Vec::new();
    walk(dir, &mut paths).map_err(|problem| vec![absent(dir).unwrap_or(problem)])?;
    let one = |path: &PathBuf| {
        let name = name_below(dir, path)?;
        let found = read(&name, path).map_err(|error| unreadable(&path.display().to_string(), &error))?;
        Ok((name, found))
    };
    let found: Vec<_> = paths.par_iter().map(one).collect();
    let (files, problems): (Vec<_>, Vec<_>) = found.into_iter().partition(Result::is_ok);
    if problems.is_empty() {
        return Ok(files.into_iter().flatten().collect());
    }
    Err(problems.into_iter().filter_map(Result::err).collect())
}

/// Adds what earlier builds made of the photographs in `input`, from a folder they wrote: the site itself, or one
/// that [`write_pictures`](crate::write_pictures) keeps.
pub fn read_pictures(input: &mut Input, site: &Path) {
    let prefixes: Vec<String> = input
        .files
        .iter()
        .filter(|(file, _)| is_picture(file))
        .map(|(file, bytes)| result_prefix(file, bytes))
        .collect();
    if prefixes.is_empty() {
        return;
    }
    let folder = site.join(pictures::FOLDER.trim_matches('/'));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if prefixes.iter().any(|prefix| name.starts_with(prefix))
            && let Ok(bytes) = fs::read(entry.path())
        {
            input
                .pictures
                .insert(format!("{}{name}", pictures::FOLDER), bytes.into());
        }
    }
}

/// Reads only the settings: `agency.toml` and `data/holidays.toml`. Warnings come with the agency.
pub fn load_agency(dir: &Path) -> Result<(Agency, Vec<Problem>), Vec<Problem>> {
    if let Some(problem) = absent(dir) {
        return Err(vec![problem]);
    }
    let read = |name: &str| {
        let path = dir.join(name);
        let file = path.display().to_string();
        fs::read_to_string(&path)
            .map(|text| (file.clone(), text))
            .map_err(|error| vec![unreadable(&file, &error)])
    };
    let (agency_file, agency) = read("agency.toml")?;
    let (holidays_file, holidays) = read("data/holidays.toml")?;
    Agency::parse(
        Source {
            file: &agency_file,
            text: &agency,
        },
        Source {
            file: &holidays_file,
            text: &holidays,
        },
    )
}

/// Figures of the years before the register, where an agency has some in a data file.
pub fn load_history(dir: &Path) -> Result<History, Vec<Problem>> {
    let paths = SOURCES.map(|name| (name, dir.join(name)));
    let Some((name, path)) = paths.iter().find(|(_, path)| path.is_file()) else {
        return Ok(History::default());
    };
    let bytes = fs::read(path).map_err(|error| vec![unreadable(&path.display().to_string(), &error)])?;
    History::read(name, &bytes)
}

/// The theme as the function wears it, with the templates of a content folder that has its own.
pub fn load_theme(dir: &Path, agency: &Agency) -> Result<Theme, Vec<Problem>> {
    let folder = dir.join("templates");
    let mut paths = Vec::new();
    if folder.is_dir() {
        walk(&folder, &mut paths).map_err(|problem| vec![problem])?;
    }
    let read = |path: &PathBuf| {
        let file = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Ok((file, text)),
            Err(error) => Err(vec![unreadable(&file, &error)]),
        }
    };
    let own = paths.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let own: Vec<_> = own.iter().map(|(file, text)| Override { file, text }).collect();
    Theme::new(agency, &own)
}

fn walk(dir: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Problem> {
    let failed = |error: io::Error| unreadable(&dir.display().to_string(), &error);
    for entry in fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        // Only links must be looked up: the folder's own list tells the rest.
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() || kind.is_symlink() && path.is_dir() {
            walk(&path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

/// The name of a file as content knows it, with `/` between folders.
fn name_below(dir: &Path, path: &Path) -> Result<String, Problem> {
    let relative = path.strip_prefix(dir).unwrap_or(path);
    let names = relative.components().map(|part| part.as_os_str().to_str());
    let names: Option<Vec<&str>> = names.collect();
    names.map(|names| names.join("/")).ok_or_else(|| {
        let help = "pakai huruf, angka, dan tanda hubung saja";
        let (file, message) = (path.display().to_string(), "nama berkas ini tidak terbaca");
        Problem::error(file, None, "bad-file-name", message, help)
    })
}

/// The problem of a content folder that is not there, where the folder around it is one: whoever works inside theirs.
fn absent(dir: &Path) -> Option<Problem> {
    let around = dir.parent()?;
    let is_content = around.join("agency.toml").is_file();
    if !is_content || dir.exists() {
        return None;
    }
    let folder = match around.as_os_str() {
        name if name.is_empty() => ".".to_owned(),
        _ => around.display().to_string(),
    };
    Some(Problem::error(
        dir.display().to_string(),
        None,
        "unreadable",
        "berkas atau folder ini tidak ada",
        format!("agency.toml ada di folder `{folder}`: tambahkan --content {folder}"),
    ))
}

fn unreadable(file: &str, error: &io::Error) -> Problem {
    let (message, help) = match error.kind() {
        io::ErrorKind::NotFound => ("berkas atau folder ini tidak ada", "periksa nama dan tempatnya"),
        io::ErrorKind::InvalidData => return utf8::not_utf8(file),
        io::ErrorKind::PermissionDenied => (
            "berkas atau folder ini tidak boleh dibaca",
            "periksa izin bacanya",
        ),
        _ => (
            "berkas atau folder ini tidak dapat dibaca",
            "periksa diska dan izinnya",
        ),
    };
    Problem::error(file, None, "unreadable", message, help)
}
