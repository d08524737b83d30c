//! A line read from its start: white space in columns, markers of quotes and lists.

/// A place in a line, which knows its column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    /// Where it stands in the text.
    pub(super) at: usize,
    /// Where the line ends.
    pub(super) end: usize,
    column: usize,
    /// Columns that are left of a tab that has been passed.
    spare: usize,
}

impl<'a> Cursor<'a> {
    /// The start of the line from `start` to `end`.
    pub(super) fn new(text: &'a str, start: usize, end: usize) -> Self {
        Self { text, at: start, end, column: 0, spare: 0 }
    }

    /// What follows.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..self.end]
    }

    /// What follows after white space.
    pub(super) fn word(&self) -> &'a str {
        self.rest().trim_start_matches([' ', '\t'])
    }

    /// How many columns of white space follow.
    pub(super) fn indent(&self) -> usize {
        let mut column = self.column + self.spare;
        for byte in self.rest().bytes() {
            match byte {
                b' ' => column += 1,
                b'\t' => column += 4 - column % 4,
                _ => break,
            }
        }
        column - self.column
    }

    /// Passes white space of at most so many columns.
    pub(super) fn pass_columns(&mut self, columns: usize) {
        let mut left = columns;
        while left > 0 {
            if self.spare > 0 {
                let step = self.spare.min(left);
                self.spare -= step;
                self.column += step;
                left -= step;
                continue;
            }
            match self.text.as_bytes()[self.at..self.end].first() {
                Some(b' ') => self.spare = 1,
                Some(b'\t') => self.spare = 4 - self.column % 4,
                _ => return,
            }
            self.at += 1;
        }
    }

    /// Passes text that is no white space.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.at += bytes;
        self.column += bytes;
    }

    /// Passes a quote marker if one follows.
    pub(super) fn pass_quote(&mut self) -> bool {
        let indent = self.indent();
        if indent > 3 || !self.word().starts_with('>') {
            return false;
        }
        self.pass_columns(indent);
        self.pass(1);
        if self.indent() > 0 {
            self.pass_columns(1);
        }
        true
    }

    /// Writes the rest of the line; columns that are left of a tab become blanks.
    pub(super) fn push_rest(&self, out: &mut String) {
        push_blanks(out, self.spare);
        out.push_str(self.rest());
    }
}

/// Writes blanks.
pub(super) fn push_blanks(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// The marker of a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ListMarker {
    /// Its length.
    pub(super) width: usize,
    /// False for numbers other than 1.
    pub(super) starts_list: bool,
}

/// The list marker that a text begins with.
pub(super) fn list_marker(text: &str) -> Option<ListMarker> {
    let digits = text.bytes().take(10).take_while(u8::is_ascii_digit).count();
    let rest = match digits {
        0 => text.strip_prefix(['-', '*', '+'])?,
        1..=9 => text[digits..].strip_prefix(['.', ')'])?,
        _ => return None,
    };
    let starts_list = digits == 0 || text[..digits].parse() == Ok(1u32);
    (rest.is_empty() || rest.starts_with([' ', '\t']))
        .then_some(ListMarker { width: text.len() - rest.len(), starts_list })
}

/// True for `---`, `* * *` and the like.
pub(super) fn is_rule(text: &str) -> bool {
    let Some(first) = text.bytes().next().filter(|byte| matches!(byte, b'-' | b'*' | b'_')) else { return false };
    let mut count = 0;
    text.bytes().all(|byte| {
        count += usize::from(byte == first);
        byte == first || matches!(byte, b' ' | b'\t')
    }) && count >= 3
}

/// True for the line below a heading.
pub(super) fn is_underline(text: &str) -> bool {
    let text = text.trim_end();
    !text.is_empty() && (text.bytes().all(|b| b == b'=') || text.bytes().all(|b| b == b'-'))
}

/// True for `# Heading`.
pub(super) fn is_heading(text: &str) -> bool {
    let hashes = text.bytes().take_while(|b| *b == b'#').count();
    (1..=6).contains(&hashes) && text[hashes..].chars().next().is_none_or(char::is_whitespace)
}

/// The character and length of the code fence that a text begins with.
pub(super) fn fence(text: &str) -> Option<(u8, usize)> {
    let byte = text.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = text.bytes().take_while(|b| *b == byte).count();
    (length >= 3 && (byte == b'~' || !text[length..].contains('`'))).then_some((byte, length))
}

/// The length of `[^label]:` at the start of a text.
pub(super) fn footnote(text: &str) -> Option<usize> {
    let label = text.strip_prefix("[^")?;
    let end = label.find(']').filter(|end| *end > 0)?;
    let named = !label[..end].contains(['[', '\\']) || label[..end].contains('\\');
    (named && label[end + 1..].starts_with(':')).then_some(end + 4)
}

/// True for the line between the head and the body of a table.
pub(super) fn is_table_rule(text: &str) -> bool {
    let text = text.trim();
    text.contains('-')
        && text.bytes().all(|b| matches!(b, b'-' | b'|' | b':' | b' ' | b'\t'))
        && text.contains(['|', ':'])
}
