//! `tanggap build`: the content folder as a folder of files for any web server.

use std::path::Path;
use std::time::Instant;

use site_gen::{Failed, Published};

use crate::args::BuildArgs;
use crate::data::is_data;
use crate::failure::{Failure, in_words};
use crate::site::Recipe;
use crate::terminal;
use crate::world::World;

/// Builds and writes; nothing is written when there is a problem.
pub fn run(args: &BuildArgs, world: &World) -> Result<(), Failure> {
    let mut clock = Stopwatch::start();
    let recipe = Recipe {
        content: args.content.clone(),
        base_url: args.base_url.clone(),
        drafts: args.drafts,
        pictures: Some(args.out.clone()),
    };
    refuse_sources(&args.out)?;
    terminal::progress(&format!("Membaca {} …", args.content.display()));
    let input = recipe.read()?;
    clock.lap("read");
    terminal::progress(&format!("Membangun ke {} …", args.out.display()));
    let options = recipe.options(world.now());
    let published = site_gen::build_to(&input, &options, &args.out, |step| clock.lap(step))
        .map_err(|failed| failure(failed, &args.out))?;
    for warning in &published.warnings {
        terminal::warn(&format!("{warning}\n"));
    }
    if let Some(summary) = summary(&published) {
        terminal::warn(&summary);
    }
    if args.timings {
        terminal::print(&clock.laps())?;
    }
    terminal::print(&format!(
        "built {} pages in {} ms\n",
        published.pages,
        clock.total()
    ))
}

/// Pages must not be scattered among what they are made of, or among complaints and keys.
fn refuse_sources(out: &Path) -> Result<(), Failure> {
    let what = match out {
        out if out.join("agency.toml").exists() => Some("isi situs"),
        out if is_data(out) => Some("data aduan"),
        _ => None,
    };
    match what {
        Some(what) => Err(Failure::Request(format!(
            "{} berisi {what}. Pilih folder hasil yang lain dengan --out.",
            out.display()
        ))),
        None => Ok(()),
    }
}

fn failure(failed: Failed, out: &Path) -> Failure {
    match failed {
        Failed::Content(problems) => problems.into(),
        Failed::Disk(error) => Failure::Environment(format!(
            "Folder hasil {} tidak bisa ditulis: {}.",
            out.display(),
            in_words(&error)
        )),
    }
}

/// One line on what `check` would tell in full.
fn summary(published: &Published) -> Option<String> {
    let hints = published.hints;
    (hints > 0).then(|| format!("{hints} saran bahasa dan terjemahan: lihat `tanggap check`\n"))
}

/// How long each step took.
struct Stopwatch {
    began: Instant,
    last: Instant,
    laps: Vec<(&'static str, f64)>,
}

impl Stopwatch {
    fn start() -> Stopwatch {
        let now = Instant::now();
        Stopwatch {
            began: now,
            last: now,
            laps: Vec::new(),
        }
    }

    fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.laps.push((name, (now - self.last).as_secs_f64() * 1000.0));
        self.last = now;
    }

    fn laps(&self) -> String {
        let line = |(name, ms): &(_, _)| format!("{name} {ms:.1} ms\n");
        self.laps.iter().map(line).collect::<Vec<_>>().concat()
    }

    fn total(&self) -> u128 {
        (self.last - self.began).as_millis()
    }
}
