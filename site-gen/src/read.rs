//! The one module that reads files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use complaint::agency::{Agency, Source};
use complaint::problem::Problem;
use rayon::prelude::*;

/// A content folder in memory.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Content by path relative to the folder, with `/` between names.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Reads a whole content folder. Names that start with a dot are not content.
pub fn read_content(dir: &Path) -> Result<Input, Vec<Problem>> {
    let mut paths = Vec::new();
    walk(dir, &mut paths).map_err(|problem| vec![problem])?;
    let read: Vec<_> = paths.par_iter().map(|path| read_one(dir, path)).collect();
    let (files, problems): (Vec<_>, Vec<_>) = read.into_iter().partition(Result::is_ok);
    if problems.is_empty() {
        return Ok(Input {
            files: files.into_iter().flatten().collect(),
        });
    }
    Err(problems.into_iter().filter_map(Result::err).collect())
}

/// Reads only the settings: `agency.toml` and `data/holidays.toml`. Warnings come with the agency.
pub fn load_agency(dir: &Path) -> Result<(Agency, Vec<Problem>), Vec<Problem>> {
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

fn walk(dir: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Problem> {
    let failed = |error: std::io::Error| unreadable(&dir.display().to_string(), &error);
    for entry in fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if hidden {
            continue;
        }
        if path.is_dir() {
            walk(&path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

fn read_one(dir: &Path, path: &Path) -> Result<(String, Vec<u8>), Problem> {
    let shown = path.display().to_string();
    let relative = path.strip_prefix(dir).unwrap_or(path);
    let names: Option<Vec<&str>> = relative
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    let Some(names) = names else {
        let help = "pakai huruf, angka, dan tanda hubung saja";
        return Err(Problem::error(
            shown,
            None,
            "bad-file-name",
            "nama berkas ini tidak terbaca",
            help,
        ));
    };
    let bytes = fs::read(path).map_err(|error| unreadable(&shown, &error))?;
    Ok((names.join("/"), bytes))
}

fn unreadable(file: &str, error: &std::io::Error) -> Problem {
    let (message, help) = match error.kind() {
        std::io::ErrorKind::NotFound => ("berkas atau folder ini tidak ada", "periksa nama dan tempatnya"),
        std::io::ErrorKind::PermissionDenied => (
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
