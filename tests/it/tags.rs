//! The start tags of finished markup, read by rules that know only well-formed markup: every `<` begins a tag, every value
//! is quoted. What breaks the rules panics, because a browser might read it otherwise.

/// A start tag.
pub(crate) struct Tags {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tags {
    /// All start tags in order.
    pub(crate) fn read(html: &str) -> Vec<Tags> {
        let mut tags = Vec::new();
        for piece in html.split('<').skip(1) {
            let (tag, _) = piece.split_once('>').unwrap_or_else(|| panic!("`<` without `>`: {piece}"));
            if tag.starts_with('/') {
                continue;
            }
            let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
            let mut attributes = Vec::new();
            rest = rest.trim();
            while !rest.is_empty() {
                let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
                let (attribute, after) = rest.split_at(end);
                let (value, after) = match after.strip_prefix("=\"") {
                    Some(quoted) => quoted.split_once('"').unwrap_or_else(|| panic!("a value is not closed: {tag}")),
                    None => {
                        assert!(!after.starts_with('='), "a value is not quoted: {tag}");
                        ("", after)
                    }
                };
                attributes.push((attribute.to_owned(), value.to_owned()));
                rest = after.trim_start();
            }
            tags.push(Tags { name: name.to_owned(), attributes });
        }
        tags
    }

    /// The value of an attribute.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(attribute, _)| attribute == name).map(|(_, value)| value.as_str())
    }
}
