//! Cuts a body at its directive lines (`:::name`), which Markdown itself does not know.

use memchr::memmem;

/// A piece of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Segment<'a> {
    /// Markdown, and the line of the file it starts on.
    Markdown { text: &'a str, line: usize },
    /// `:::name argument`.
    Directive {
        name: &'a str,
        argument: &'a str,
        line: usize,
    },
    /// `:::` alone.
    Close { line: usize },
    /// A code block that the page ends in.
    OpenFence { line: usize },
}

/// Cuts `body`, which starts on `first_line` of its file. Code blocks are left alone.
pub(super) fn split(body: &str, first_line: usize) -> Vec<Segment<'_>> {
    let has = |mark: &[u8]| memmem::find(body.as_bytes(), mark).is_some();
    if !has(b":::") && !has(b"```") && !has(b"~~~") {
        return vec![Segment::Markdown {
            text: body,
            line: first_line,
        }];
    }
    let mut segments = Vec::new();
    let mut fence: Option<&str> = None;
    let (mut start, mut start_line, mut offset, mut fence_line) = (0, first_line, 0, 0);
    for (index, row) in body.split_inclusive('\n').enumerate() {
        let line = first_line + index;
        let before = fence;
        fence = after_row(fence, row.trim_start());
        if before.is_none() && fence.is_some() {
            fence_line = line;
        }
        if fence.is_none()
            && let Some(directive) = row.trim().strip_prefix(":::")
        {
            push_markdown(&mut segments, &body[start..offset], start_line);
            segments.push(directive_of(directive, line));
            (start, start_line) = (offset + row.len(), line + 1);
        }
        offset += row.len();
    }
    push_markdown(&mut segments, &body[start..], start_line);
    if fence.is_some() {
        segments.push(Segment::OpenFence { line: fence_line });
    }
    segments
}

/// The fence of the code block we are in after `row`.
fn after_row<'a>(fence: Option<&'a str>, row: &str) -> Option<&'a str> {
    match fence {
        Some(fence) if row.starts_with(fence) => None,
        Some(fence) => Some(fence),
        None => ["```", "~~~"].into_iter().find(|fence| row.starts_with(fence)),
    }
}

fn push_markdown<'a>(segments: &mut Vec<Segment<'a>>, text: &'a str, line: usize) {
    if !text.trim().is_empty() {
        segments.push(Segment::Markdown { text, line });
    }
}

fn directive_of(directive: &str, line: usize) -> Segment<'_> {
    let directive = directive.trim();
    if directive.is_empty() {
        return Segment::Close { line };
    }
    let (name, argument) = directive
        .split_once(char::is_whitespace)
        .unwrap_or((directive, ""));
    Segment::Directive {
        name,
        argument: argument.trim(),
        line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_cut_at_its_directives_and_keeps_its_lines() {
        let body = "a\n\n:::catatan\n- b\n:::\n:::kartu-kanal whatsapp\n";
        let cut = [
            Segment::Markdown {
                text: "a\n\n",
                line: 5,
            },
            Segment::Directive {
                name: "catatan",
                argument: "",
                line: 7,
            },
            Segment::Markdown {
                text: "- b\n",
                line: 8,
            },
            Segment::Close { line: 9 },
            Segment::Directive {
                name: "kartu-kanal",
                argument: "whatsapp",
                line: 10,
            },
        ];
        assert_eq!(split(body, 5), cut);
    }

    #[test]
    fn colons_in_code_are_code() {
        assert_eq!(split("```\n:::x\n```\n", 1).len(), 1);
    }
}
