//! `site-gen build|check [--content DIR] [--out DIR] [--base-url URL] [--drafts]`: the generator alone.
//! `tanggap` is the program people use; this one is for pipelines that only want the site.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::path::Path;
use std::process::ExitCode;

use complaint::Problem;
use site_gen::{Failed, Nowhere, Options};

const USAGE: &str =
    "pemakaian: site-gen build|check [--content content] [--out public] [--base-url URL] [--drafts]";

struct Arguments {
    writes: bool,
    content: String,
    out: String,
    base_url: Option<String>,
    drafts: bool,
}

fn main() -> ExitCode {
    let Some(arguments) = arguments(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed::Content(problems)) => {
            report(&problems);
            ExitCode::from(1)
        }
        Err(Failed::Disk(error)) => {
            eprintln!("galat: situs tidak dapat ditulis: {error}");
            ExitCode::from(3)
        }
    }
}

fn arguments(mut words: impl Iterator<Item = String>) -> Option<Arguments> {
    let writes = match words.next()?.as_str() {
        "build" => true,
        "check" => false,
        _ => return None,
    };
    let mut arguments = Arguments {
        writes,
        content: "content".into(),
        out: "public".into(),
        base_url: None,
        drafts: false,
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--content" => arguments.content = words.next()?,
            "--out" => arguments.out = words.next()?,
            "--base-url" => arguments.base_url = Some(words.next()?),
            "--drafts" => arguments.drafts = true,
            _ => return None,
        }
    }
    Some(arguments)
}

fn run(arguments: &Arguments) -> Result<(), Failed> {
    let (dir, out) = (Path::new(&arguments.content), Path::new(&arguments.out));
    let (agency, _) = site_gen::load_agency(dir).map_err(Failed::Content)?;
    let options = Options {
        base_url: arguments.base_url.clone(),
        drafts: arguments.drafts,
        today: agency.today(now()),
        content_name: arguments.content.clone(),
    };
    let mut input = site_gen::read_content(dir).map_err(Failed::Content)?;
    site_gen::read_pictures(&mut input, out);
    if !arguments.writes {
        let built = site_gen::build_into(&input, &options, &Nowhere).map_err(Failed::Content)?;
        report(&built.warnings);
        report(&built.advice.hints);
        return Ok(());
    }
    let published = site_gen::build_to(&input, &options, out, |_| {})?;
    for warning in &published.warnings {
        eprintln!("{warning}");
    }
    let written = published.written;
    println!(
        "{} halaman; {} berkas ditulis, {} tetap, {} dihapus",
        published.pages, written.written, written.unchanged, written.removed
    );
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a main makes the clock")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

fn report(problems: &[Problem]) {
    for problem in problems {
        eprintln!("{problem}");
    }
}
