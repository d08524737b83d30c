//! What a page shows of schemas: rows, opened breadth first over the whole page until the budget is used up.

use std::collections::VecDeque;

use super::words::{self, Word};
use super::{At, Flat, Schema};

/// Most named schemas that are opened one inside the other.
const MAX_HOPS: usize = 2;
/// Most levels of nesting without names.
const MAX_LEVELS: usize = 8;
/// Most schemas that are looked at for one page.
const MAX_VISITED: usize = 20_000;
/// Rows of a page of an operation.
pub const OPERATION_ROWS: usize = 400;
/// Rows of a page of a schema.
pub const SCHEMA_ROWS: usize = 1_000;
/// Rows of a callback.
pub const CALLBACK_ROWS: usize = 100;
/// Branches that are opened; beyond, named ones are only listed.
const MAX_OPEN_BRANCHES: usize = 8;
/// Most values of an enumeration that are shown at once.
pub const MAX_VALUES: usize = 40;

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the API: what is read-only is left out.
    Request,
    /// From the API: what is write-only is left out.
    Response,
    /// Both.
    Both,
}

/// The rows below one schema of a page.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The rows.
    pub rows: Vec<Row>,
}

/// One thing of a schema: a property, what a map holds, a branch.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// What it is.
    pub name: Name,
    /// The id of the row within its page.
    pub anchor: String,
    /// The type in words.
    pub types: Vec<Word>,
    /// True if it must be there.
    pub required: bool,
    /// `deprecated`, `read-only`, `write-only`.
    pub badges: Vec<&'static str>,
    /// What the author says about it.
    pub description: String,
    /// What its values must be beside the type.
    pub constraints: Vec<String>,
    /// The values that it may have, as JSON, with what each means.
    pub values: Vec<(String, String)>,
    /// How many more there are.
    pub more_values: usize,
    /// The pattern that its text fits.
    pub pattern: String,
    /// The value that it has if none is given, as JSON.
    pub default: String,
    /// An example, as JSON.
    pub example: String,
    /// The named schema of `allOf` that it comes from.
    pub from: Option<usize>,
    /// What is inside.
    pub below: Below,
}

/// What a row is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Name {
    /// A property.
    #[default]
    None,
    /// A property of this name.
    Property(String),
    /// Any other name, or what the author calls it.
    Any(String),
    /// Names that fit a pattern.
    Pattern(String),
    /// A position of a list, from 1.
    Position(usize),
    /// A branch: `one of` or `any of`, and what it is called.
    Branch(&'static str, String),
}

/// What is inside a row.
#[derive(Clone, Debug, Default)]
pub enum Below {
    /// Nothing.
    #[default]
    Nothing,
    /// Rows.
    Rows(Vec<Row>),
    /// So many rows, which the page has no room for; they are on the page of the schema with this number, if it has one.
    Hidden(usize, Option<usize>),
    /// The schema that this row is a part of.
    Recursive(usize),
}

/// Opens the schemas of one page.
pub struct Expander<'a> {
    direction: Direction,
    nodes: Vec<Open<'a>>,
    queue: VecDeque<usize>,
    left: usize,
    visited: usize,
}

/// A row that is being made.
struct Open<'a> {
    row: Row,
    schema: Schema<'a>,
    below: Vec<usize>,
    hops: usize,
    level: usize,
    /// The schemas around it, by identity.
    around: Vec<usize>,
    direction: Direction,
}

impl<'a> Expander<'a> {
    /// A page with room for so many rows.
    pub fn new(rows: usize) -> Self {
        Self { direction: Direction::Both, nodes: Vec::new(), queue: VecDeque::new(), left: rows, visited: 0 }
    }

    /// Adds a schema whose rows the page shows; gives the number to ask for them.
    pub fn add(&mut self, schema: Schema<'a>, direction: Direction, anchor: &str) -> usize {
        let row = Row { anchor: anchor.to_owned(), ..describe(&Flat::of(schema)) };
        self.direction = direction;
        self.push(row, schema, None)
    }

    /// Opens schemas, level by level, as far as there is room.
    pub fn run(&mut self) {
        while let Some(at) = self.queue.pop_front() {
            self.open(at);
        }
    }

    /// The row of a schema that was added: what it says of itself, and the rows below.
    pub fn take(&mut self, at: usize) -> Row {
        if at >= self.nodes.len() {
            return Row::default();
        }
        let below: Vec<usize> = std::mem::take(&mut self.nodes[at].below);
        let rows: Vec<Row> = below.into_iter().map(|at| self.take(at)).collect();
        let mut row = std::mem::take(&mut self.nodes[at].row);
        if !rows.is_empty() {
            row.below = Below::Rows(rows);
        }
        row
    }

    fn push(&mut self, row: Row, schema: Schema<'a>, parent: Option<usize>) -> usize {
        let (hops, level, around) = match parent.map(|parent| &self.nodes[parent]) {
            Some(parent) => (parent.hops, parent.level + 1, parent.around.clone()),
            None => (0, 0, Vec::new()),
        };
        let direction = parent.map_or(self.direction, |parent| self.nodes[parent].direction);
        self.nodes.push(Open { row, schema, below: Vec::new(), hops, level, around, direction });
        let at = self.nodes.len() - 1;
        if let Some(parent) = parent {
            self.nodes[parent].below.push(at);
        }
        self.queue.push_back(at);
        at
    }

    fn open(&mut self, at: usize) {
        // Lists of lists are opened at once: what is inside the innermost is what readers look for.
        let mut inner = self.nodes[at].schema;
        let mut anchor = self.nodes[at].row.anchor.clone();
        let mut around = self.nodes[at].around.clone();
        let mut hops = self.nodes[at].hops;
        let mut flat;
        loop {
            self.visited += 1;
            if inner.number.is_some() {
                hops += 1;
                if around.contains(&inner.identity()) {
                    self.nodes[at].row.below = Below::Recursive(inner.number.unwrap_or_default());
                    return;
                }
            }
            around.push(inner.identity());
            flat = Flat::of(inner);
            let is_plain_list = flat.positions().is_empty() && flat.properties.is_empty() && flat.branches().is_none();
            match flat.items().filter(|_| is_plain_list && around.len() < 64) {
                Some(items) => {
                    anchor.push_str(".*");
                    inner = items;
                }
                None => break,
            }
        }
        let children = self.children(&flat, &anchor);
        if children.is_empty() {
            return;
        }
        let level = self.nodes[at].level;
        let has_room = self.left >= children.len() && self.visited <= MAX_VISITED;
        if hops > MAX_HOPS || level >= MAX_LEVELS || !has_room {
            self.nodes[at].row.below = Below::Hidden(children.len(), inner.number);
            return;
        }
        self.left -= children.len();
        (self.nodes[at].hops, self.nodes[at].around) = (hops, around);
        for (row, schema) in children {
            self.push(row, schema, Some(at));
        }
    }

    /// The rows of a schema, without what is inside them.
    fn children(&self, flat: &Flat<'a>, anchor: &str) -> Vec<(Row, Schema<'a>)> {
        let leaves_out = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
            Direction::Both => "",
        };
        let join = |name: &str| if anchor.is_empty() { name.to_owned() } else { format!("{anchor}.{name}") };
        let mut rows = Vec::new();
        for property in &flat.properties {
            let inner = Flat::of(property.schema);
            let both = inner.says("readOnly") && inner.says("writeOnly");
            if !both && inner.says(leaves_out) {
                continue;
            }
            let row = Row {
                name: Name::Property(property.name.to_owned()),
                anchor: join(property.name),
                required: property.required,
                from: property.from,
                ..describe(&inner)
            };
            rows.push((row, property.schema));
        }
        for (nth, schema) in flat.positions().into_iter().enumerate() {
            let row =
                Row { name: Name::Position(nth + 1), anchor: join(&nth.to_string()), ..describe(&Flat::of(schema)) };
            rows.push((row, schema));
        }
        for (pattern, schema) in flat.patterns() {
            let row = Row { name: Name::Pattern(pattern.to_owned()), anchor: join("+"), ..describe(&Flat::of(schema)) };
            rows.push((row, schema));
        }
        if let Some(values) = flat.additional().filter(|values| values.constant().is_none() && values.at.is_map()) {
            let is_empty = values.at.entries().next().is_none();
            if !is_empty {
                let called = values.text("x-additionalPropertiesName").unwrap_or_default();
                let row = Row { name: Name::Any(called.to_owned()), anchor: join("+"), ..describe(&Flat::of(values)) };
                rows.push((row, values));
            }
        }
        rows.extend(branches(flat, &join));
        rows
    }
}

/// The branches of a schema as rows; none where the words of the type say it all.
fn branches<'a>(flat: &Flat<'a>, join: &dyn Fn(&str) -> String) -> Vec<(Row, Schema<'a>)> {
    let Some((kind, branches)) = flat.branches() else { return Vec::new() };
    let real: Vec<(usize, Schema<'a>)> = branches
        .into_iter()
        .enumerate()
        .filter(|(_, branch)| !(branch.number.is_none() && is_only_null(branch)))
        .collect();
    let is_plain = |(_, branch): &(usize, Schema<'a>)| {
        let inner = Flat::of(*branch);
        branch.number.is_none() && inner.properties.is_empty() && inner.items().is_none() && inner.branches().is_none()
    };
    if flat.properties.is_empty() && real.iter().all(is_plain) {
        return Vec::new();
    }
    let kind = if kind == "oneOf" { "one of" } else { "any of" };
    let only_listed = real.len() > MAX_OPEN_BRANCHES && real.iter().all(|(_, branch)| branch.number.is_some());
    if only_listed && flat.properties.is_empty() {
        return Vec::new();
    }
    let mapping = mapping(flat);
    real.into_iter()
        .map(|(nth, branch)| {
            let inner = Flat::of(branch);
            let by_mapping = branch.number.and_then(|number| {
                mapping.iter().find(|(_, schema)| *schema == Some(number)).map(|(value, _)| (*value).to_owned())
            });
            let title = branch.text("title").map(str::to_owned).or(by_mapping).or(branch.name().map(str::to_owned));
            let called = title.unwrap_or_else(|| format!("Option {}", nth + 1));
            let row =
                Row { name: Name::Branch(kind, called), anchor: join(&format!("({})", nth + 1)), ..describe(&inner) };
            (row, branch)
        })
        .collect()
}

fn is_only_null(schema: &Schema<'_>) -> bool {
    schema.types().is_empty() && schema.is_nullable()
}

/// What the discriminator of a schema says: its values and the named schemas that they mean.
pub fn mapping<'a>(flat: &Flat<'a>) -> Vec<(&'a str, Option<usize>)> {
    let Some(discriminator) = flat.word("discriminator") else { return Vec::new() };
    let document = flat.schema.document;
    let entries = discriminator.get("mapping").into_iter().flat_map(At::entries);
    let number = |target: &str| match target.contains(['/', '#']) {
        true => document.schema_number(target),
        false => document.schemas.iter().position(|schema| &*schema.name == target),
    };
    entries.filter_map(|(value, target)| Some((value, number(target.text()?)))).collect()
}

/// What a row says about a schema, without its name and what is inside.
pub fn describe(flat: &Flat<'_>) -> Row {
    let mut badges = Vec::new();
    let said = [("deprecated", "deprecated"), ("readOnly", "read-only"), ("writeOnly", "write-only")];
    badges.extend(said.iter().filter(|(key, _)| flat.says(key)).map(|(_, badge)| *badge));
    let (values, more_values) = values(flat);
    let example = flat.word("example").or_else(|| flat.word("examples")?.items().next());
    Row {
        types: words::type_of(&flat.schema),
        badges,
        description: flat.description().to_owned(),
        constraints: words::constraints(flat),
        values,
        more_values,
        pattern: flat.text("pattern").unwrap_or_default().to_owned(),
        default: flat.word("default").map(words::value_text).unwrap_or_default(),
        example: example.map(words::value_text).unwrap_or_default(),
        ..Row::default()
    }
}

/// The values of an enumeration, with what the author says about each.
fn values(flat: &Flat<'_>) -> (Vec<(String, String)>, usize) {
    let list = flat.items().map(Flat::of).filter(|_| flat.word("enum").is_none());
    let flat = list.as_ref().unwrap_or(flat);
    if let Some(constant) = flat.word("const") {
        return (vec![(words::value_text(constant), String::new())], 0);
    }
    let Some(values) = flat.word("enum") else { return constants(flat) };
    let said = flat.word("x-enumDescriptions");
    let names = flat.word("x-enum-varnames").or_else(|| flat.word("x-enumNames"));
    let all: Vec<At<'_>> = values.items().filter(|value| !value.node.is_null()).collect();
    let shown = all.iter().enumerate().take(MAX_VALUES).map(|(nth, value)| {
        let by_name = said.and_then(|said| value.text().and_then(|text| said.text_of(text)));
        let by_position = said.or(names).and_then(|said| said.items().nth(nth)).and_then(At::text);
        (words::value_text(*value), by_name.or(by_position).unwrap_or_default().to_owned())
    });
    (shown.collect(), all.len().saturating_sub(MAX_VALUES))
}

/// An enumeration that is written as branches of one value each.
fn constants(flat: &Flat<'_>) -> (Vec<(String, String)>, usize) {
    let Some((_, branches)) = flat.branches() else { return (Vec::new(), 0) };
    let one = |branch: &Schema<'_>| {
        let mut values = branch.word("enum").into_iter().flat_map(At::items);
        let only = branch.word("const").or(values.next())?;
        let said = branch.text("description").or(branch.text("title")).unwrap_or_default();
        (values.next().is_none() && branch.number.is_none()).then(|| (words::value_text(only), said.to_owned()))
    };
    let real = branches.iter().filter(|branch| !is_only_null(branch));
    let all: Option<Vec<(String, String)>> = real.map(one).collect();
    let mut all = all.unwrap_or_default();
    let more = all.len().saturating_sub(MAX_VALUES);
    all.truncate(MAX_VALUES);
    (all, more)
}
