//! Front matter: what stands between `---` lines at the very start of a page.

use super::FrontMatter;
use crate::yaml::{self, Budget, Node};

/// Keys of a MkDocs header without `---` lines.
const HEADER_KEYS: [&str; 12] = [
    "title",
    "description",
    "tags",
    "hide",
    "search",
    "status",
    "math",
    "date",
    "template",
    "author",
    "authors",
    "icon",
];
/// Most tags of a page.
const MAX_TAGS: usize = 64;
/// Longest title, description or tag in characters.
const MAX_CHARS: usize = 1024;

/// A page cut into front matter and body.
#[derive(Debug, Default)]
pub struct Split {
    /// What the front matter says.
    pub front: FrontMatter,
    /// Where the body starts, in bytes.
    pub body: usize,
    /// Why the front matter cannot be read; it is left out then.
    pub error: Option<yaml::Error>,
}

/// Takes the front matter off a page. An unclosed `---` is body.
pub fn split(text: &str) -> Split {
    let Some((yaml_range, body)) = fenced(text) else { return header(text) };
    // An empty line stands for the `---`, so that spans count from the start of the file.
    match yaml::parse_settings(&format!("\n{}", &text[yaml_range]), &Budget::FRONT_MATTER) {
        Ok(node) => Split { front: read(&node), body, error: None },
        Err(error) => Split { front: FrontMatter::default(), body, error: Some(error) },
    }
}

/// The range of the YAML between `---` lines, and where the body starts.
fn fenced(text: &str) -> Option<(std::ops::Range<usize>, usize)> {
    let is_fence = |line: &str| line.trim_end() == "---" && line.starts_with("---");
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| is_fence(line))?;
    let start = first.len();
    let mut at = start;
    for line in lines {
        if is_fence(line) || (line.trim_end() == "..." && line.starts_with("...")) {
            return Some((start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// MkDocs' header of `key: value` lines: taken only when every line up to the first blank one has a known key.
fn header(text: &str) -> Split {
    let mut front = FrontMatter::default();
    let mut body = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            body += line.len();
            break;
        }
        let Some((key, value)) = line.split_once(':') else { return Split::default() };
        let key = key.to_ascii_lowercase();
        if !HEADER_KEYS.contains(&key.as_str()) || !value.starts_with([' ', '\t', '\n']) {
            return Split::default();
        }
        let value = cut(value.trim());
        match key.as_str() {
            "title" => front.title = value,
            "description" => front.description = value,
            "status" => front.status = value,
            "tags" => front.tags.extend(value),
            _ => {}
        }
        body += line.len();
    }
    Split { front, body, error: None }
}

fn read(node: &Node) -> FrontMatter {
    let text = |key: &str| node.get(key).and_then(Node::text).and_then(cut);
    let hidden = |part: &str| match node.get("hide") {
        Some(hide) => match hide.as_list() {
            Some(list) => list.iter().any(|entry| entry.text() == Some(part)),
            None => hide.text() == Some(part),
        },
        None => false,
    };
    let search = node.get("search");
    FrontMatter {
        title: text("title"),
        description: text("description"),
        tags: node.get("tags").map(tags).unwrap_or_default(),
        status: text("status"),
        hide_nav: hidden("navigation"),
        hide_toc: hidden("toc"),
        search_exclude: search.and_then(|search| search.get("exclude")).and_then(Node::text) == Some("true"),
        search_boost: search.and_then(|search| search.get("boost")).and_then(Node::text).and_then(boost),
        math: node.get("math").and_then(Node::text) == Some("true"),
    }
}

/// A factor in hundredths, within what a source may ask for.
fn boost(text: &str) -> Option<u16> {
    let factor: f64 = text.parse().ok()?;
    factor.is_finite().then(|| (factor.clamp(0.25, 4.0) * 100.0).round() as u16)
}

fn tags(node: &Node) -> Vec<String> {
    let list: Vec<&str> = match node.as_list() {
        Some(list) => list.iter().filter_map(Node::text).collect(),
        None => node.text().map(|text| text.split(',').collect()).unwrap_or_default(),
    };
    list.into_iter().filter_map(|tag| cut(tag.trim())).take(MAX_TAGS).collect()
}

/// A text of one line within its limit, `None` if it is empty.
fn cut(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(MAX_CHARS).collect();
    (!cut.is_empty()).then_some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_taken_off() {
        let check = |text: &str, title: Option<&str>, body: &str| {
            let split = split(text);
            assert_eq!(split.front.title.as_deref(), title, "{text}");
            assert_eq!(&text[split.body..], body, "{text}");
        };
        check("---\ntitle: A  b\n---\nx", Some("A b"), "x");
        check("---\ntitle: A\n...\nx", Some("A"), "x");
        check("---\n---\nx", None, "x");
        check("---\ntitle: A\nx", None, "---\ntitle: A\nx");
        check("Title: A\nAuthor: me\n\nx", Some("A"), "x");
        check("Title: A\nNote: me\n\nx", None, "Title: A\nNote: me\n\nx");
        check("# x\n---\ntitle: b\n---\n", None, "# x\n---\ntitle: b\n---\n");
        check("title:nope\n", None, "title:nope\n");
        check("", None, "");
    }

    #[test]
    fn all_keys_are_read() {
        let text = "---\ntitle: 2024\ndescription: d\ntags: [a, 1]\nhide:\n  - toc\n  - navigation\nstatus: new\nmath: true\nsearch: {exclude: true, boost: 9}\nx: y\n---\n";
        let front = split(text).front;
        let expect = FrontMatter {
            title: Some("2024".into()),
            description: Some("d".into()),
            tags: vec!["a".into(), "1".into()],
            status: Some("new".into()),
            hide_nav: true,
            hide_toc: true,
            math: true,
            search_exclude: true,
            search_boost: Some(400),
        };
        assert_eq!(front, expect);
    }

    #[test]
    fn broken_front_matter_names_its_line() {
        let split = split("---\ntitle: a\nb: [\n---\nx");
        let error = split.error.unwrap();
        assert!(error.span.line >= 3, "{error:?}");
        assert_eq!(split.body, "---\ntitle: a\nb: [\n---\n".len());
    }
}
