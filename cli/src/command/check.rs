//! `tanggap check`: every problem of the content folder, for people or for programs.

use complaint::Problem;
use serde_json::{Value, json};
use site_gen::{Advice, Reading, Translations};

use crate::args::{CheckArgs, CheckFormat};
use crate::command::print_problems;
use crate::failure::Failure;
use crate::site::Recipe;
use crate::terminal;
use crate::world::World;

/// Pages named in the table for people.
const ROWS: usize = 10;

/// Reports; fails when anything would stop a build.
pub fn run(args: &CheckArgs, world: &World) -> Result<(), Failure> {
    let (problems, advice) = match Recipe::new(&args.content).check(world.now()) {
        Ok(built) => (
            [built.warnings, built.advice.hints.clone()].concat(),
            built.advice,
        ),
        Err(problems) => (problems, Advice::default()),
    };
    match args.format {
        CheckFormat::Human => for_people(&problems, &advice)?,
        CheckFormat::Json => terminal::print(&format!("{:#}\n", for_programs(&problems, &advice)))?,
    }
    if problems.iter().any(Problem::is_error) {
        Err(Failure::Silent(1))
    } else {
        Ok(())
    }
}

fn for_people(problems: &[Problem], advice: &Advice) -> Result<(), Failure> {
    print_problems(problems);
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    terminal::print(&format!(
        "{}{}{errors} galat, {} peringatan\n",
        hard_pages(&advice.readings),
        translations(&advice.translations),
        problems.len() - errors
    ))
}

/// The pages that are hardest to read, as a short table; nothing where all are plain.
fn hard_pages(readings: &[Reading]) -> String {
    let mut hard: Vec<&Reading> = readings.iter().filter(|reading| reading.is_hard).collect();
    if hard.is_empty() {
        return String::new();
    }
    hard.sort_by_key(|reading| std::cmp::Reverse(reading.mean_tenths()));
    let count = hard.len();
    let rows: String = hard.into_iter().take(ROWS).map(row).collect();
    format!(
        "Sulit dibaca: {count} dari {} halaman\n  kata/kalimat  kalimat panjang  kata panjang  halaman\n{rows}",
        readings.len()
    )
}

fn row(reading: &Reading) -> String {
    let mean = reading.mean_tenths();
    let mean = format!("{},{}", mean / 10, mean % 10);
    let (sentences, words) = (reading.long_sentences_percent(), reading.long_words_percent());
    format!(
        "  {mean:>12}  {sentences:>13} %  {words:>10} %  {}\n",
        reading.file
    )
}

fn translations(languages: &[Translations]) -> String {
    let pages = |language: &Translations| match language.missing.len() {
        0 => String::new(),
        count => format!(
            "Belum ada dalam `{}`: {count} halaman: {}\n",
            language.lang.code(),
            first(&language.missing)
        ),
    };
    let sentences = |language: &Translations| match language.sentences.len() {
        0 => String::new(),
        count => format!(
            "Masih berbahasa Indonesia dalam `{}`: {count} kalimat antarmuka: {}\n",
            language.lang.code(),
            first(&language.sentences)
        ),
    };
    let both = |language| pages(language) + &sentences(language);
    languages.iter().map(both).collect()
}

fn first(files: &[String]) -> String {
    let more = if files.len() > ROWS { ", …" } else { "" };
    format!(
        "{}{more}",
        files.iter().take(ROWS).cloned().collect::<Vec<_>>().join(", ")
    )
}

fn for_programs(problems: &[Problem], advice: &Advice) -> Value {
    let reading = |reading: &Reading| {
        json!({
            "file": reading.file,
            "sentences": reading.sentences,
            "words": reading.words,
            "long_sentences": reading.long_sentences,
            "long_words": reading.long_words,
            "is_hard": reading.is_hard,
        })
    };
    let translations = |language: &Translations| json!({ "language": language.lang.code(), "missing": language.missing, "outdated": language.outdated, "sentences": language.sentences });
    json!({
        "problems": problems,
        "readability": advice.readings.iter().map(reading).collect::<Vec<_>>(),
        "translations": advice.translations.iter().map(translations).collect::<Vec<_>>(),
    })
}
