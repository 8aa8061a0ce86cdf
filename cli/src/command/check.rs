//! `tanggap check`: every problem of the content folder, for people or for programs.

use complaint::Problem;
use serde_json::json;

use crate::args::{CheckArgs, CheckFormat};
use crate::command::print_problems;
use crate::failure::Failure;
use crate::site::Recipe;
use crate::terminal;
use crate::world::World;

/// Reports; fails when anything would stop a build.
pub fn run(args: &CheckArgs, world: &World) -> Result<(), Failure> {
    let problems = match Recipe::new(&args.content).build(world.now()) {
        Ok(site) => site.warnings,
        Err(problems) => problems,
    };
    match args.format {
        CheckFormat::Human => for_people(&problems)?,
        CheckFormat::Json => terminal::print(&format!("{:#}\n", json!({ "problems": problems })))?,
    }
    if problems.iter().any(Problem::is_error) {
        Err(Failure::Silent(1))
    } else {
        Ok(())
    }
}

fn for_people(problems: &[Problem]) -> Result<(), Failure> {
    print_problems(problems);
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    terminal::print(&format!(
        "{errors} galat, {} peringatan\n",
        problems.len() - errors
    ))
}
