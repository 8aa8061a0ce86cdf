//! Files as text. Whatever a program saved is UTF-8, or somebody is told: a guess would publish signs that nobody wrote.

use complaint::problem::Problem;

/// The text of the file called `file` in problems.
pub(crate) fn text<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, Problem> {
    std::str::from_utf8(bytes).map_err(|_| not_utf8(file))
}

/// The problem of a file in another encoding.
pub(crate) fn not_utf8(file: &str) -> Problem {
    Problem::error(
        file,
        None,
        "not-utf8",
        "berkas ini bukan teks UTF-8",
        "simpan ulang dengan pengodean UTF-8 (di Excel: jenis CSV UTF-8)",
    )
}
