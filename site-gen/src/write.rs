//! The one module that writes. Only what changed is written, and only when everything is known to be right.

mod disk;
mod manifest;
mod stage;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use complaint::problem::Problem;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::build::{Built, Options, Site, build_into};
use crate::output::Output;
use crate::pictures;
use crate::read::Input;
use crate::theme::Asset;
use stage::Stage;

/// What a write did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that were already as they should be.
    pub unchanged: usize,
    /// Files of the last build that this one no longer has.
    pub removed: usize,
}

/// What a build into a folder has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// How many pages were built from content.
    pub pages: usize,
    /// What somebody should look at, in words.
    pub warnings: Vec<String>,
    /// How many hints `check` would tell.
    pub hints: usize,
    /// What became of the files.
    #[serde(skip)]
    pub written: Written,
}

impl Published {
    fn of(built: &Built) -> Published {
        Published {
            pages: built.pages,
            warnings: built.warnings.iter().map(Problem::to_string).collect(),
            hints: built.advice.hints.len(),
            written: Written::default(),
        }
    }
}

/// Why a build into a folder failed. The folder then is as it was.
#[derive(Debug)]
pub enum Failed {
    /// The content is wrong.
    Content(Vec<Problem>),
    /// The folder cannot be written.
    Disk(io::Error),
}

/// Builds into the folder `out`: assets and new pages first, changed pages next, vanished files last. Files that were
/// not ours are left alone. Where neither content nor site has changed since the last build, nothing is rendered.
pub fn build_to(
    input: &Input,
    options: &Options,
    out: &Path,
    mut step: impl FnMut(&'static str),
) -> Result<Published, Failed> {
    let stage = Stage::open(out).map_err(Failed::Disk)?;
    let built_from = fingerprint(input, options);
    let unchanged = stage.unchanged_since(built_from);
    step("compare");
    if let Some(published) = unchanged {
        return Ok(published);
    }
    let mut built = build_into(input, options, &stage).map_err(Failed::Content)?;
    built.warnings.extend(stage.renamed(&built, input, options));
    step("build");
    let published = stage.publish(&built, Some(built_from)).map_err(Failed::Disk)?;
    step("write");
    Ok(published)
}

/// Brings the folder `out` to the state of a site in memory.
pub fn write(site: &Site, out: &Path) -> io::Result<Written> {
    let stage = Stage::open(out)?;
    site.files
        .par_iter()
        .for_each(|(path, asset)| stage.put(path, asset.clone()));
    Ok(stage.publish(&site.built, None)?.written)
}

/// What a site is made of: content, options, and the program that makes it.
fn fingerprint(input: &Input, options: &Options) -> u64 {
    let files: Vec<u64> = input.files.par_iter().map(|(_, bytes)| xxh3_64(bytes)).collect();
    let mut hash = Xxh3::new();
    for (file, content) in input.files.keys().zip(files) {
        hash.update(file.as_bytes());
        hash.update(&content.to_le_bytes());
    }
    hash.update(format!("{options:?} {}", program()).as_bytes());
    hash.digest()
}

/// Another program may make other pages of the same content. Its size and date tell it from its other versions.
fn program() -> String {
    let file = std::env::current_exe().and_then(fs::metadata);
    file.map_or_else(
        |_| env!("CARGO_PKG_VERSION").to_owned(),
        |file| format!("{} {:?}", file.len(), file.modified().ok()),
    )
}

/// Keeps the site's pictures in a folder, for [`read_pictures`](crate::read_pictures) to find; others there go.
pub fn write_pictures(site: &Site, folder: &Path) -> io::Result<()> {
    let pictures = site
        .files
        .iter()
        .filter(|(path, _)| path.starts_with(pictures::FOLDER) && pictures::is_picture(path));
    let pictures: BTreeMap<&String, &Asset> = pictures.collect();
    let missing = |(path, _): &(&&String, &&Asset)| !disk::place(folder, path).exists();
    pictures
        .iter()
        .filter(missing)
        .try_for_each(|(path, asset)| disk::replace(&disk::place(folder, path), &asset.bytes))?;
    let kept = disk::place(folder, pictures::FOLDER);
    let known = |name: &str| pictures.contains_key(&format!("{}{name}", pictures::FOLDER));
    for entry in fs::read_dir(kept).into_iter().flatten().flatten() {
        if !known(&entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
