//! From parser events to nodes, under a budget.
//!
//! All events of a document are collected first; aliases replay the events of their anchor, so what they cost is counted
//! each time. Memory and time are bounded by the budget whatever the input.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use serde_saphyr::granit_parser::{self as granit, Event, Marker, Parser, ScalarStyle};

use super::{Budget, Document, Entry, Error, ErrorKind, Map, Node, Twin, Value, hint, scalar};
use crate::diag::Span;

/// From this many keys on, a mapping looks for twins with a table.
const MANY_KEYS: usize = 16;

/// Reads one document. An empty one is null.
///
/// # Errors
/// The first thing that is wrong, with its place in the file.
pub fn parse(document: &Document<'_>, budget: &Budget) -> Result<Node, Error> {
    read(document, budget, None)
}

/// Reads one document and goes on where a key occurs twice (the last value is taken) or a merge key stands (the mappings
/// that it names fill in what is not there), as readers of API definitions do.
///
/// # Errors
/// The first thing that cannot be passed over, with its place in the file.
pub fn parse_tolerant(document: &Document<'_>, budget: &Budget) -> Result<(Node, Vec<Twin>), Error> {
    let mut twins = Vec::new();
    let node = read(document, budget, Some(&mut twins))?;
    Ok((node, twins))
}

fn read(document: &Document<'_>, budget: &Budget, twins: Option<&mut Vec<Twin>>) -> Result<Node, Error> {
    let source = Source { text: document.text, first_line: document.first_line };
    if source.text.len() > budget.bytes {
        return Err(limit("bytes in one document", budget.bytes, source.start()));
    }
    let events = collect(&source, budget)?;
    if events.list.is_empty() {
        return Ok(Node { value: Value::Null, span: source.start(), tag: None });
    }
    let mut builder = Builder { source: &source, events: &events, budget, twins, nodes: 0, scalar_bytes: 0 };
    Ok(builder.node(0, 1)?.0)
}

/// The text of the document and where it stands in the file.
struct Source<'a> {
    text: &'a str,
    first_line: u32,
}

impl Source<'_> {
    fn start(&self) -> Span {
        Span::new(self.first_line, 1, 0)
    }

    fn point(&self, mark: &Marker) -> Span {
        let line = u32::try_from(mark.line().max(1) - 1).unwrap_or(u32::MAX);
        let column = u32::try_from(mark.col()).unwrap_or(u32::MAX);
        Span::new(self.first_line.saturating_add(line), column.saturating_add(1), 0)
    }

    fn span(&self, span: &granit::Span) -> Span {
        let written = span.slice(self.text).unwrap_or("");
        let first_line = written.split(['\n', '\r']).next().unwrap_or("").trim_end();
        let len = u32::try_from(first_line.chars().count()).unwrap_or(u32::MAX);
        Span { len, ..self.point(&span.start) }
    }
}

/// The events of the content of one document.
#[derive(Default)]
struct Events<'a> {
    list: Vec<(Event<'a>, granit::Span)>,
    /// Events of each anchored node. An end of 0 means that the node is still open.
    anchors: HashMap<usize, Range<usize>>,
    /// Where the open lists and mappings start.
    open: Vec<usize>,
    nodes: usize,
    aliases: usize,
    documents: usize,
}

fn collect<'a>(source: &Source<'a>, budget: &Budget) -> Result<Events<'a>, Error> {
    let options = granit::options! {
        emit_comments: false,
        flow_nesting_limit: budget.depth,
        block_nesting_limit: budget.depth,
    };
    let mut events = Events::default();
    for event in Parser::new_from_str_with_options(source.text, options) {
        let (event, span) = event.map_err(|error| syntax(source, budget, &error))?;
        events.add(event, span);
        if events.documents > 1 {
            let message = "content after the end of the document".into();
            return Err(Error { kind: ErrorKind::Syntax { message, hint: None }, span: source.span(&span) });
        }
        if events.nodes > budget.nodes {
            return Err(limit("values", budget.nodes, source.span(&span)));
        }
        if events.aliases > budget.aliases {
            return Err(limit("aliases", budget.aliases, source.span(&span)));
        }
    }
    Ok(events)
}

impl<'a> Events<'a> {
    fn add(&mut self, event: Event<'a>, span: granit::Span) {
        let at = self.list.len();
        match &event {
            Event::DocumentStart(..) => self.documents += 1,
            Event::Scalar(..) => {
                self.nodes += 1;
                self.anchors.extend(event.anchor_id().map(|anchor| (anchor, at..at + 1)));
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                self.nodes += 1;
                self.anchors.extend(event.anchor_id().map(|anchor| (anchor, at..0)));
                self.open.push(at);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let start = self.open.pop().expect("the parser balances its events");
                let anchor = self.list[start].0.anchor_id();
                if let Some(range) = anchor.and_then(|anchor| self.anchors.get_mut(&anchor)) {
                    range.end = at + 1;
                }
            }
            Event::Alias(_) => self.aliases += 1,
            _ => {}
        }
        if event.is_node() || matches!(event, Event::SequenceEnd | Event::MappingEnd) {
            self.list.push((event, span));
        }
    }
}

struct Builder<'a> {
    source: &'a Source<'a>,
    events: &'a Events<'a>,
    budget: &'a Budget,
    /// Where twins of keys are noted; `None` if they are refused.
    twins: Option<&'a mut Vec<Twin>>,
    nodes: usize,
    scalar_bytes: usize,
}

impl Builder<'_> {
    /// The node whose first event is `at`, and the index after its last.
    fn node(&mut self, at: usize, depth: usize) -> Result<(Node, usize), Error> {
        let (event, place) = &self.events.list[at];
        let span = self.source.span(place);
        if depth > self.budget.depth {
            return Err(limit("levels of nesting", self.budget.depth, span));
        }
        self.nodes += 1;
        if self.nodes > self.budget.nodes {
            return Err(limit("values, aliases expanded", self.budget.nodes, span));
        }
        let (value, next) = match event {
            Event::Alias(anchor) => {
                let target = self.alias(*anchor, at, span)?;
                let (node, _) = self.node(target, depth)?;
                return Ok((Node { span, ..node }, at + 1));
            }
            Event::SequenceStart(..) => self.list(at + 1, depth)?,
            Event::MappingStart(..) => self.map(at + 1, depth)?,
            Event::Scalar(text, style, _, tag) => {
                self.count(text, span)?;
                let typed = *style == ScalarStyle::Plain && tag.is_none();
                let value = if typed { scalar::plain(text) } else { Value::String(text.as_ref().into()) };
                (value, at + 1)
            }
            _ => (Value::Null, at + 1),
        };
        let tag = event.tag().map(|tag| tag.original().into_boxed_str());
        Ok((Node { value, span, tag }, next))
    }

    fn alias(&self, anchor: usize, at: usize, span: Span) -> Result<usize, Error> {
        match self.events.anchors.get(&anchor) {
            Some(range) if range.end <= at && range.end != 0 => Ok(range.start),
            _ => {
                let message = "this reference stands inside the value that it names".into();
                Err(Error { kind: ErrorKind::Syntax { message, hint: None }, span })
            }
        }
    }

    fn list(&mut self, mut at: usize, depth: usize) -> Result<(Value, usize), Error> {
        let mut items = Vec::new();
        while !self.ends(at) {
            let (item, next) = self.node(at, depth + 1)?;
            items.push(item);
            at = next;
        }
        Ok((Value::List(items), at + 1))
    }

    fn map(&mut self, mut at: usize, depth: usize) -> Result<(Value, usize), Error> {
        let mut map = Map::default();
        let mut table: HashMap<Box<str>, Span> = HashMap::new();
        let mut merged = Vec::new();
        while !self.ends(at) {
            let (key, key_span, next) = self.key(at)?;
            let twin = match map.entries.len() < MANY_KEYS {
                true => map.entry(&key).map(|entry| entry.key_span),
                false => table.get(&key).copied(),
            };
            let is_merge = self.twins.is_some() && &*key == "<<";
            if let Some(first) = twin.filter(|_| !is_merge) {
                let Some(twins) = &mut self.twins else {
                    return Err(Error { kind: ErrorKind::DuplicateKey { key: key.into(), first }, span: key_span });
                };
                twins.push(Twin { key: key.clone(), first, second: key_span });
            }
            let (mut value, next) = self.node(next, depth + 1)?;
            if value.is_null() && value.span.len == 0 {
                value.span = key_span;
            }
            at = next;
            if is_merge {
                merged.push(value);
                continue;
            }
            if twin.is_some() {
                let entry = map.entries.iter_mut().find(|entry| entry.key == key).expect("a twin has a first");
                (entry.key_span, entry.value) = (key_span, value);
                continue;
            }
            map.entries.push(Entry { key, key_span, value });
            if map.entries.len() >= MANY_KEYS {
                let new = if table.is_empty() { &map.entries[..] } else { &map.entries[map.entries.len() - 1..] };
                table.extend(new.iter().map(|entry| (entry.key.clone(), entry.key_span)));
            }
        }
        merged.into_iter().for_each(|value| merge(&mut map, value));
        Ok((Value::Map(map), at + 1))
    }

    /// The text of a key, its place, and the index after it. A list or mapping as key is taken as its source text.
    fn key(&mut self, at: usize) -> Result<(Box<str>, Span, usize), Error> {
        let (event, place) = &self.events.list[at];
        let span = self.source.span(place);
        if let Event::Scalar(text, ..) = event {
            self.count(text, span)?;
            return Ok((text.as_ref().into(), span, at + 1));
        }
        let next = self.after(at);
        let last = &self.events.list[next - 1].1;
        let range = place.start.byte_offset().unwrap_or(0)..last.end.byte_offset().unwrap_or(0);
        let target = event.alias_id().and_then(|anchor| self.events.anchors.get(&anchor));
        let written: Cow<'_, str> = match target.map(|range| &self.events.list[range.start].0) {
            Some(Event::Scalar(text, ..)) => text.clone(),
            _ => self.source.text.get(range).unwrap_or("").trim_end().into(),
        };
        self.count(&written, span)?;
        Ok((written.as_ref().into(), span, next))
    }

    /// The index after the node that starts at `at`.
    fn after(&self, mut at: usize) -> usize {
        let mut depth = 0usize;
        loop {
            match self.events.list[at].0 {
                Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
                Event::SequenceEnd | Event::MappingEnd => depth -= 1,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                return at;
            }
        }
    }

    fn ends(&self, at: usize) -> bool {
        matches!(self.events.list.get(at), None | Some((Event::SequenceEnd | Event::MappingEnd, _)))
    }

    fn count(&mut self, text: &str, span: Span) -> Result<(), Error> {
        self.scalar_bytes += text.len();
        if self.scalar_bytes > self.budget.scalar_bytes {
            return Err(limit("bytes of text, aliases expanded", self.budget.scalar_bytes, span));
        }
        Ok(())
    }
}

fn limit(name: &'static str, limit: usize, span: Span) -> Error {
    Error { kind: ErrorKind::Limit(name, limit), span }
}

/// Fills a mapping in with the entries of another, or of a list of them, that it has not.
fn merge(map: &mut Map, value: Node) {
    match value.value {
        Value::Map(other) => {
            for entry in other.entries {
                if map.get(&entry.key).is_none() {
                    map.entries.push(entry);
                }
            }
        }
        Value::List(items) => items.into_iter().for_each(|item| merge(map, item)),
        _ => {}
    }
}

fn syntax(source: &Source<'_>, budget: &Budget, error: &granit::ScanError) -> Error {
    let span = source.point(error.marker());
    if *error.kind() == granit::ErrorKind::RecursionLimitExceeded {
        return limit("levels of nesting", budget.depth, span);
    }
    let hint = hint::syntax(source.text, error.marker().line());
    Error { kind: ErrorKind::Syntax { message: hint::words(error), hint }, span }
}
