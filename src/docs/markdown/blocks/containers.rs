//! Containers that a line opens.

use super::html;
use super::line::{self, Cursor, push_blanks};
use super::opener::{self, Indented};
use super::tracker::{Entry, Open, Tracker};
use super::{Container, Critic, Title};
use crate::docs::markdown::Exceeded;

/// What became of a line at a possible opener.
pub(super) enum Opened {
    /// It opens no further container.
    Nothing,
    /// It opens one, and what follows may open the next.
    Container,
    /// It is written.
    Line,
}

/// Most elements with Markdown that one line opens.
const MAX_ELEMENTS: usize = 16;

const CRITIC: [(&str, &str, Critic); 4] = [
    ("{++", "++}", Critic::Added),
    ("{--", "--}", Critic::Removed),
    ("{==", "==}", Critic::Marked),
    ("{>>", "<<}", Critic::Comment),
];

impl<'a> Tracker<'a> {
    /// Reads a line after all that the open containers put before it. Start and end tags of elements with Markdown divide it.
    pub(super) fn content(&mut self, cursor: Cursor<'a>) -> Result<(), Exceeded> {
        let mut part = self.part(cursor)?;
        while let Some(rest) = part.filter(|rest| !rest.word().is_empty()) {
            self.start_line(self.line.start, self.stack.len());
            part = self.part(rest)?;
        }
        Ok(())
    }

    /// Reads a line up to the next start or end tag of an element with Markdown; what follows is left.
    fn part(&mut self, cursor: Cursor<'a>) -> Result<Option<Cursor<'a>>, Exceeded> {
        let element = self.stack.iter().rposition(|entry| matches!(entry, Entry::Html { .. }));
        let Some((nth, Entry::Html { name, depth, .. })) = element.map(|nth| (nth, &self.stack[nth])) else {
            self.inner(cursor)?;
            return Ok(self.remainder.take());
        };
        if matches!(self.open, Open::Fence { .. }) {
            self.inner(cursor)?;
            return Ok(None);
        }
        match html::end_of(cursor.rest(), name, *depth) {
            Err(open) => {
                self.inner(cursor)?;
                let remainder = self.remainder.take();
                if remainder.is_none()
                    && let Some(Entry::Html { depth, .. }) = self.stack.get_mut(nth)
                {
                    *depth = open;
                }
                Ok(remainder)
            }
            Ok(tag) => {
                let mut inner = cursor;
                inner.end = cursor.at + tag.start;
                if !inner.word().is_empty() {
                    self.inner(inner)?;
                    if let Some(mut remainder) = self.remainder.take() {
                        remainder.end = cursor.end;
                        return Ok(Some(remainder));
                    }
                }
                self.end(nth);
                Ok(Some(Cursor::new(self.text, cursor.at + tag.end, cursor.end)))
            }
        }
    }

    fn inner(&mut self, mut cursor: Cursor<'a>) -> Result<(), Exceeded> {
        if let Some(Entry::Html { is_span: true, .. }) = self.stack.last() {
            self.join(cursor.rest());
            return Ok(());
        }
        if let Some(rest) = self.goes_on(cursor) {
            return self.write(rest);
        }
        while cursor.indent() < 4 {
            match self.open_container(&mut cursor)? {
                Opened::Nothing => break,
                Opened::Container => {}
                Opened::Line => return Ok(()),
            }
        }
        self.leaf(cursor)
    }

    fn open_container(&mut self, cursor: &mut Cursor<'a>) -> Result<Opened, Exceeded> {
        let word = cursor.word();
        match word.bytes().next() {
            Some(b'>') => self.quote(cursor, word),
            Some(b'-' | b'*' | b'+' | b'0'..=b'9') => self.item(cursor, word),
            Some(b':') => self.definition(cursor, word),
            Some(b'[') => self.footnote(cursor, word),
            Some(b'!' | b'?' | b'=') => self.indented(cursor, word),
            Some(b'/') if self.dialect.blocks => self.slashes(cursor, word),
            Some(b'<') => self.element(cursor, word),
            Some(b'{') => self.critic(cursor, word),
            _ => Ok(Opened::Nothing),
        }
    }

    fn quote(&mut self, cursor: &mut Cursor<'a>, word: &'a str) -> Result<Opened, Exceeded> {
        if let Some((class, keyword, title)) = word.strip_prefix(">>>").and_then(|rest| opener::alert(rest.trim())) {
            let own = if title.is_empty() { Title::Default(opener::capitalised(keyword)) } else { Title::Own };
            let container = Container::Admonition { classes: class.to_owned(), title: own.clone() };
            let at = cursor.end - word.len();
            let entry =
                Entry::Fenced { end: ">>>".to_owned(), tab: None, what: "alert", at: at..at + word.trim_end().len() };
            return self.open_ours(container, entry, own, title);
        }
        let marker = (self.line.out.len(), cursor.end - word.len());
        cursor.pass_quote();
        self.line.is_apart |= self.line.out.len() == self.line.prefix;
        self.line.pieces.push((marker.0, marker.1, 1));
        self.line.out.push_str("> ");
        self.push(Entry::Quote)?;
        let Some((class, _, title)) = opener::alert(cursor.word().trim_end()).filter(|(_, _, title)| !title.is_empty())
        else {
            return Ok(Opened::Container);
        };
        let container = Container::Admonition { classes: class.to_owned(), title: Title::Own };
        self.line.markers.push((marker.0, super::Marker::Container(container)));
        self.line.is_edited = true;
        self.push_title(title);
        self.write_line()
    }

    fn item(&mut self, cursor: &mut Cursor<'a>, word: &'a str) -> Result<Opened, Exceeded> {
        let in_paragraph = self.open == Open::Paragraph;
        if line::is_rule(word) || (in_paragraph && line::is_underline(word)) {
            return Ok(Opened::Nothing);
        }
        let Some(marker) = line::list_marker(word) else { return Ok(Opened::Nothing) };
        let is_blank = word[marker.width..].trim_start().is_empty();
        if in_paragraph && (is_blank || !marker.starts_list) {
            if is_blank || !self.is_moved {
                return Ok(Opened::Nothing);
            }
            self.separate();
        }
        self.list_item(cursor, &word[..marker.width], is_blank, false)
    }

    fn definition(&mut self, cursor: &mut Cursor<'a>, word: &'a str) -> Result<Opened, Exceeded> {
        let may = self.is_term || self.open == Open::Paragraph;
        if !may || !word[1..].starts_with([' ', '\t']) {
            return Ok(Opened::Nothing);
        }
        self.list_item(cursor, &word[..1], word[1..].trim_start().is_empty(), true)
    }

    fn list_item(
        &mut self,
        cursor: &mut Cursor<'a>,
        marker: &'a str,
        is_blank: bool,
        is_definition: bool,
    ) -> Result<Opened, Exceeded> {
        let indent = cursor.indent();
        cursor.pass_columns(indent);
        push_blanks(&mut self.line.out, indent);
        self.push_text(marker);
        cursor.pass(marker.len());
        let blanks = match cursor.indent() {
            _ if is_blank => 1,
            5.. => 1,
            blanks => blanks,
        };
        cursor.pass_columns(blanks);
        push_blanks(&mut self.line.out, blanks);
        let content = indent + marker.len() + blanks;
        let marker = if is_definition { content } else { indent };
        self.push(Entry::Item { marker, content, shift: None })?;
        Ok(Opened::Container)
    }

    fn footnote(&mut self, cursor: &mut Cursor<'a>, word: &'a str) -> Result<Opened, Exceeded> {
        let Some(length) = line::footnote(word) else { return Ok(Opened::Nothing) };
        cursor.pass_columns(3);
        self.push_text(&word[..length]);
        cursor.pass(length);
        self.line.out.push(' ');
        cursor.pass_columns(cursor.indent());
        self.push(Entry::Footnote)?;
        Ok(Opened::Container)
    }

    fn indented(&mut self, cursor: &mut Cursor<'a>, word: &'a str) -> Result<Opened, Exceeded> {
        let (container, own, title) = match opener::indented(word) {
            None => return Ok(Opened::Nothing),
            Some(Indented::Admonition { classes, title }) => {
                let own = opener::title(classes, title);
                (Container::Admonition { classes: classes.to_owned(), title: own.clone() }, own, title.unwrap_or(""))
            }
            Some(Indented::Details { open, classes, title }) => {
                let own = opener::title(classes, title);
                let container = Container::Details { classes: classes.to_owned(), title: own.clone(), open };
                (container, own, title.unwrap_or(""))
            }
            Some(Indented::Tab { new, selected, label }) => (self.tab(new, selected), Title::Own, label),
        };
        let at = cursor.end - word.len();
        let tab = matches!(container, Container::Tab { .. }).then(|| self.next_marker());
        let lead = cursor.indent();
        let entry = Entry::Indented { lead, tab, at: at..at + word.trim_end().len(), fresh: true };
        self.open_ours(container, entry, own, title)
    }

    /// A tab, which joins the set of the tab right before it.
    fn tab(&mut self, new: bool, selected: bool) -> Container {
        let depth = self.stack.len();
        let before = self.last_tab.filter(|(around, _)| *around == depth && !new && self.line.depth == depth);
        if let Some((_, marker)) = before
            && let Some((_, super::Marker::Container(Container::Tab { last, .. }))) = self.markers.get_mut(marker)
        {
            *last = false;
        }
        Container::Tab { first: before.is_none(), last: true, selected }
    }

    fn slashes(&mut self, cursor: &mut Cursor<'a>, word: &'a str) -> Result<Opened, Exceeded> {
        let Some((slashes, name, title)) = opener::slashes(word.trim_end()) else { return Ok(Opened::Nothing) };
        let mut options = Options::default();
        let kind = name.strip_prefix("details").map(|kind| kind.strip_prefix('-').unwrap_or(kind));
        let known = kind.is_some()
            || matches!(name, "admonition" | "tab" | "caption" | "figure-caption" | "table-caption")
            || opener::ADMONITIONS.contains(&name);
        if !known {
            return Ok(Opened::Nothing);
        }
        self.options(&mut options);
        let (container, own) = match (name, kind) {
            ("tab", _) => (self.tab(options.new, options.selected), Title::Own),
            ("caption" | "figure-caption" | "table-caption", _) => (Container::Caption, Title::None),
            (_, Some(kind)) => {
                let classes = options.kind.unwrap_or(kind);
                let own = opener::title(if classes.is_empty() { "details" } else { classes }, title);
                let classes = classes.to_owned();
                (Container::Details { classes, title: own.clone(), open: options.open }, own)
            }
            (name, None) => {
                let classes = options.kind.unwrap_or(if name == "admonition" { "note" } else { name });
                let own = opener::title(classes, title);
                (Container::Admonition { classes: classes.to_owned(), title: own.clone() }, own)
            }
        };
        let at = cursor.end - word.len();
        let tab = matches!(container, Container::Tab { .. }).then(|| self.next_marker());
        let entry = Entry::Fenced { end: slashes.to_owned(), tab, what: "block", at: at..at + word.trim_end().len() };
        self.open_ours(container, entry, own, title.unwrap_or(""))
    }

    /// Reads the indented `key: value` lines after the opener of a block.
    fn options(&mut self, options: &mut Options<'a>) {
        while self.next < self.text.len() {
            let rest = &self.text[self.next..];
            let line = rest.split('\n').next().unwrap_or(rest);
            let inner = line.trim_start_matches([' ', '\t', '>']);
            let Some((key, value)) = inner.split_once(':').filter(|_| line.len() - inner.len() >= 4) else { return };
            let value = value.trim();
            let is_true = value.eq_ignore_ascii_case("true");
            match key {
                "open" => options.open = is_true,
                "new" => options.new = is_true,
                "select" => options.selected = is_true,
                "type" => options.kind = Some(value.trim_matches(['"', '\''])),
                "attrs" => {}
                _ => return,
            }
            self.next += (line.len() + 1).min(rest.len());
        }
    }

    fn element(&mut self, cursor: &mut Cursor<'a>, word: &'a str) -> Result<Opened, Exceeded> {
        let Some(element) = html::markdown_element(word).filter(|_| self.elements < MAX_ELEMENTS) else {
            return Ok(Opened::Nothing);
        };
        self.elements += 1;
        let at = cursor.end - word.len();
        let end = at + element.tag;
        let lead = cursor.indent();
        let entry = Entry::Html {
            lead,
            fresh: true,
            name: element.name.clone(),
            depth: 1,
            is_span: element.is_span,
            at: at..end,
        };
        let tag = word[..element.tag].to_owned();
        self.push_ours(Container::Html { tag, name: element.name, is_span: element.is_span }, entry)?;
        self.remainder = Some(Cursor::new(self.text, end, cursor.end));
        if element.is_span {
            self.line.out.push_str("# ");
            self.write_open()?;
        } else {
            self.write(Cursor::new(self.text, end, end))?;
        }
        Ok(Opened::Line)
    }

    fn critic(&mut self, cursor: &mut Cursor<'a>, word: &'a str) -> Result<Opened, Exceeded> {
        let found = CRITIC.iter().find(|(start, _, _)| word.trim_end() == *start);
        let Some((start, end, critic)) = found.filter(|_| self.open != Open::Paragraph) else {
            return Ok(Opened::Nothing);
        };
        let at = cursor.end - word.len();
        let entry = Entry::Fenced { end: (*end).to_owned(), tab: None, what: "critic mark", at: at..at + start.len() };
        self.open_ours(Container::Critic(*critic), entry, Title::None, "")
    }

    fn open_ours(&mut self, container: Container, entry: Entry, own: Title, title: &str) -> Result<Opened, Exceeded> {
        self.line.is_tab = matches!(container, Container::Tab { .. });
        self.push_ours(container, entry)?;
        if own == Title::Own {
            self.push_title(title);
        }
        self.write_line()
    }

    /// Writes a line of which all that matters has been taken.
    pub(super) fn write_line(&mut self) -> Result<Opened, Exceeded> {
        let end = self.line.pieces.last().map_or(self.line.start, |(_, source, length)| source + length);
        self.write(Cursor::new(self.text, end, end))?;
        Ok(Opened::Line)
    }
}

/// Options of a block.
#[derive(Default)]
struct Options<'a> {
    open: bool,
    new: bool,
    selected: bool,
    kind: Option<&'a str>,
}
