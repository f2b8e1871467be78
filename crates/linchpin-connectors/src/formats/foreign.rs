//! What does a text seem to be that is in no format that is read here?

use super::Unreadable;

/// A kind of text, and how much of it must look so.
struct Kind {
    /// What it is, with its article.
    what: &'static str,
    /// How files of it are called.
    extensions: &'static [&'static str],
    /// Whether a line looks so, without the white space around it.
    is_line: fn(&str) -> bool,
}

const KINDS: [Kind; 3] = [
    Kind { what: "YAML", extensions: &["yaml", "yml"], is_line: is_yaml },
    Kind {
        what: "a file of settings (TOML or INI)",
        extensions: &["toml", "ini", "cfg", "conf", "properties", "env"],
        is_line: |line| is_setting(line) || (line.starts_with('[') && line.ends_with(']')),
    },
    Kind {
        what: "a Markdown text",
        extensions: &["md", "markdown", "mdx"],
        is_line: |line| line.trim_start_matches('#').starts_with(' ') && line.starts_with('#'),
    },
];

/// Refuses what its name says to be of a kind that is never read.
pub(super) fn by_name(name: &str, extension: &str) -> Option<Unreadable> {
    let kind = KINDS.iter().find(|kind| kind.extensions.contains(&extension))?;
    Some(refused(name, kind.what, "is called like"))
}

/// Refuses what looks like something else than a plan, line by line.
pub(super) fn by_content(name: &str, text: &str) -> Option<Unreadable> {
    if text.contains('\0') {
        let message = format!("`{name}` holds bytes that are no text.");
        return Some(Unreadable::new(message).hint("Export the plan or the list as CSV, XLSX or XML."));
    }
    if text.starts_with("#!") {
        return Some(refused(name, "a script", "looks like"));
    }
    if text.starts_with("---") || text.starts_with("%YAML") {
        return Some(refused(name, "YAML, or a text with a head of it", "looks like"));
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let markdown = &KINDS[2];
    let is_headed = lines.first().is_some_and(|line| (markdown.is_line)(line));
    if is_headed && !is_mostly(&lines, |line| is_named(line, ':') || is_setting(line)) {
        return Some(refused(name, markdown.what, "looks like"));
    }
    let kind = KINDS[..2].iter().find(|kind| is_mostly(&lines, kind.is_line))?;
    Some(refused(name, kind.what, "looks like"))
}

fn refused(name: &str, what: &str, why: &str) -> Unreadable {
    Unreadable::new(format!("`{name}` {why} {what}, which is not read.")).hint(
        "Export what it holds as CSV, XLSX or JSON; if it is a plan after all, call it `.plan` or read it with `--as plan`.",
    )
}

/// Whether two lines at least, and more than half of those that are no comment, look so.
fn is_mostly(lines: &[&str], is_line: fn(&str) -> bool) -> bool {
    let (mut all, mut so) = (0, 0);
    for line in lines.iter().filter(|line| !line.starts_with('#')) {
        all += 1;
        so += usize::from(is_line(line));
    }
    so >= 2 && 2 * so > all
}

/// `key: value`, `key:` or `- entry`. A plan has no such lines: there a colon ends a day.
fn is_yaml(line: &str) -> bool {
    let entry = line.strip_prefix("- ").map(str::trim_start);
    entry.is_some() || line == "-" || is_named(line, ':')
}

/// `key = value`.
fn is_setting(line: &str) -> bool {
    is_named(line, '=')
}

/// A name without spaces, the mark, and after it a space or nothing.
fn is_named(line: &str, mark: char) -> bool {
    line.split_once(mark).is_some_and(|(name, value)| {
        let name = name.trim_end().trim_matches(['"', '\'']);
        let is_name =
            |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/' | '$');
        !name.is_empty()
            && name.chars().all(is_name)
            && (mark == '=' || value.is_empty() || value.starts_with(' '))
    })
}
