//! What changed between two versions of an API, and what of it breaks clients.
//!
//! A request is what clients send: it may become wider. A response is what they read: it may become narrower. Comparison goes
//! along the references of both documents and stops at pairs of schemas that it has seen, so that circles end.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Alternative, At, Body, Content, Document, Listed, Media, Operation, Parameter, Payload, Response, Schema};
use crate::diag::{Code, Diagnostic, Place};

mod codes;
mod schema;

pub use codes::CODES;
use codes::*;

/// Most changes that are told.
const MAX_CHANGES: usize = 5_000;
/// Most pairs of schemas that are compared.
const MAX_PAIRS: usize = 200_000;

/// The changes from one document to another, those that break clients first.
pub fn changes(old: &Document, new: &Document) -> Vec<Diagnostic> {
    let mut comparer = Comparer { old, new, found: Vec::new(), pairs: HashSet::new(), context: String::new() };
    comparer.documents();
    let mut found = comparer.found;
    // A schema that goes both ways is told once, by the worse of both.
    found.sort_by(|a, b| (a.severity, &a.place, &a.message).cmp(&(b.severity, &b.place, &b.message)));
    let mut seen = BTreeSet::new();
    found.retain(|change| seen.insert((change.place.clone(), change.message.clone())));
    found.truncate(MAX_CHANGES);
    found
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Way {
    Request,
    Response,
}

struct Comparer<'a> {
    old: &'a Document,
    new: &'a Document,
    found: Vec<Diagnostic>,
    /// The pairs of schemas that were compared, by identity.
    pairs: HashSet<(usize, usize, Way)>,
    /// What is compared: `GET /pets, request body`.
    context: String,
}

/// Where a change stands on both sides; one of them may be missing.
#[derive(Clone)]
struct Both {
    old: Option<Place>,
    new: Option<Place>,
}

impl<'a> Comparer<'a> {
    fn say(&mut self, code: &'static Code, both: &Both, message: String) {
        let (place, other) = match (&both.new, &both.old) {
            (Some(new), old) => (new.clone(), old.clone()),
            (None, Some(old)) => (old.clone(), None),
            (None, None) => return,
        };
        if self.found.len() >= 2 * MAX_CHANGES {
            return;
        }
        let message = if self.context.is_empty() { message } else { format!("{}: {message}", self.context) };
        let mut change = Diagnostic::new(code, place, message);
        if let Some(other) = other {
            change = change.also(other, "before");
        }
        self.found.push(change);
    }

    fn at(&self, old: Option<At<'_>>, new: Option<At<'_>>) -> Both {
        Both { old: old.map(|at| self.old.place(at)), new: new.map(|at| self.new.place(at)) }
    }

    fn within<T>(&mut self, context: String, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.context, context);
        let done = work(self);
        self.context = before;
        done
    }

    fn documents(&mut self) {
        let (old, new) = (self.old, self.new);
        let (before, after) = (by_shape(&old.operations), by_shape(&new.operations));
        for (shape, listed) in &before {
            let operation = old.operation(listed);
            match after.get(shape) {
                Some(other) => {
                    let other = new.operation(other);
                    self.within(other.name(), |this| this.operations(&operation, &other));
                }
                None => self.removed(&operation, &before, &after),
            }
        }
        for (shape, listed) in after.iter().filter(|(shape, _)| !before.contains_key(*shape)) {
            let _ = shape;
            let operation = new.operation(listed);
            let both = self.at(None, Some(operation.at));
            self.say(&ADDED, &both, format!("the operation `{}` is new", operation.name()));
        }
        self.servers();
    }

    fn removed(&mut self, operation: &Operation<'a>, before: &Shapes<'a>, after: &Shapes<'a>) {
        let moved = operation.listed.id.as_ref().and_then(|id| {
            let new_ones = after.iter().filter(|(shape, _)| !before.contains_key(*shape));
            new_ones.map(|(_, listed)| *listed).find(|listed| listed.id.as_ref() == Some(id))
        });
        let both = self.at(Some(operation.at), None);
        let name = operation.name();
        match moved {
            Some(listed) => {
                let to = format!("{} {}", listed.method.to_uppercase(), listed.path);
                self.say(&REMOVED, &both, format!("the operation `{name}` is now `{to}`"));
            }
            None if operation.listed.deprecated => {
                self.say(&SUNSET, &both, format!("the operation `{name}`, which was deprecated, is gone"));
            }
            None => self.say(&REMOVED, &both, format!("the operation `{name}` is gone")),
        }
    }

    fn servers(&mut self) {
        let urls =
            |document: &Document| document.servers().into_iter().map(|server| server.url).collect::<BTreeSet<_>>();
        let (before, after) = (urls(self.old), urls(self.new));
        for url in before.difference(&after) {
            let both = self.at(None, Some(self.new.root()));
            self.say(&SERVER, &both, format!("the server `{url}` is gone"));
        }
        for url in after.difference(&before) {
            let both = self.at(None, Some(self.new.root()));
            self.say(&ADDED, &both, format!("the server `{url}` is new"));
        }
    }

    fn operations(&mut self, old: &Operation<'a>, new: &Operation<'a>) {
        let both = self.at(Some(old.at), Some(new.at));
        if !old.listed.deprecated && new.listed.deprecated {
            self.say(&DEPRECATED, &both, "it is deprecated now".into());
        }
        if let Some(id) = old.listed.id.as_ref().filter(|id| new.listed.id.as_ref() != Some(id)) {
            let now = new.listed.id.as_deref().map_or_else(|| "gone".to_owned(), |id| format!("`{id}`"));
            self.say(&ID, &both, format!("the operation id `{id}` is {now} now"));
        }
        if old.at.text_of("summary") != new.at.text_of("summary") || old.description() != new.description() {
            self.say(&TEXT, &both, "the words about it changed".into());
        }
        self.parameters(old, new);
        self.request_bodies(old.body(), new.body(), &both);
        self.responses(old, new);
        self.security(old.security(), new.security(), &both);
    }

    fn parameters(&mut self, old: &Operation<'a>, new: &Operation<'a>) {
        let named = |operation: &Operation<'a>| -> BTreeMap<(String, String), Parameter<'a>> {
            let in_path: Vec<&str> =
                operation.listed.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
            let key = |parameter: &Parameter<'a>| match parameter.place {
                // A parameter of the path is what stands at its position, whatever its name.
                "path" => in_path
                    .iter()
                    .position(|name| *name == parameter.name)
                    .map_or(parameter.name.to_owned(), |at| at.to_string()),
                "header" => parameter.name.to_lowercase(),
                _ => parameter.name.to_owned(),
            };
            operation.parameters().into_iter().map(|one| ((one.place.to_owned(), key(&one)), one)).collect()
        };
        let (before, after) = (named(old), named(new));
        let what = |parameter: &Parameter<'_>| format!("the {} parameter `{}`", parameter.place, parameter.name);
        for (key, parameter) in &before {
            let Some(other) = after.get(key) else {
                let both = Both { old: Some(self.old.place(parameter.at)), new: Some(self.new.place(new.at)) };
                self.say(&PARAM_REMOVED, &both, format!("{} is gone", what(parameter)));
                continue;
            };
            let both = self.at(Some(parameter.at), Some(other.at));
            if parameter.name != other.name && parameter.place != "header" {
                self.say(&RENAMED, &both, format!("{} is called `{}` now", what(parameter), other.name));
            }
            if !parameter.required && other.required {
                self.say(&REQUIRED, &both, format!("{} must be there now", what(other)));
            } else if parameter.required && !other.required {
                self.say(&OPTIONAL, &both, format!("{} may be left out now", what(other)));
            }
            if parameter.style() != other.style() {
                self.say(&STYLE, &both, format!("{} is written in another way", what(other)));
            }
            if let (Payload::Schema(old), Payload::Schema(new)) = (parameter.payload, other.payload) {
                let context = format!("{}, {}", self.context, what(other).trim_start_matches("the "));
                self.within(context, |this| this.schemas(old, new, Way::Request));
            }
        }
        for (_, parameter) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            let both = self.at(None, Some(parameter.at));
            match parameter.required {
                true => self.say(&REQUIRED, &both, format!("{} is new and must be there", what(parameter))),
                false => self.say(&ADDED, &both, format!("{} is new", what(parameter))),
            }
        }
    }

    fn request_bodies(&mut self, old: Option<Body<'a>>, new: Option<Body<'a>>, both: &Both) {
        match (old, new) {
            (Some(old), Some(new)) => {
                if !old.required && new.required {
                    self.say(&REQUIRED, both, "the request body must be there now".into());
                }
                let context = format!("{}, request body", self.context);
                self.within(context, |this| this.media(&old.media, &new.media, Way::Request, both));
            }
            (None, Some(new)) if new.required => {
                self.say(&REQUIRED, both, "a request body is new and must be there".into());
            }
            (None, Some(_)) => self.say(&ADDED, both, "a request body is new".into()),
            (Some(_), None) => self.say(&PARAM_REMOVED, both, "the request body is gone".into()),
            (None, None) => {}
        }
    }

    fn media(&mut self, old: &[Media<'a>], new: &[Media<'a>], way: Way, both: &Both) {
        let bare = |name: &str| name.split(';').next().unwrap_or(name).trim().to_lowercase();
        let by_type = |all: &[Media<'a>]| -> BTreeMap<String, usize> {
            let numbered = all.iter().enumerate();
            numbered
                .flat_map(|(nth, media)| media.types.iter().map(move |name| (bare(name), nth)).collect::<Vec<_>>())
                .collect()
        };
        let (before, after) = (by_type(old), by_type(new));
        for (name, at) in &before {
            let Some(other) = after.get(name) else {
                self.say(&MEDIA, both, format!("the media type `{name}` is gone"));
                continue;
            };
            match (&old[*at].content, &new[*other].content) {
                (Content::Schema(old) | Content::Stream(old), Content::Schema(new) | Content::Stream(new)) => {
                    self.schemas(*old, *new, way);
                }
                (Content::Form(old), Content::Form(new)) => self.forms(old, new, both),
                _ => {}
            }
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            self.say(&ADDED, both, format!("the media type `{name}` is new"));
        }
    }

    fn forms(&mut self, old: &[Parameter<'a>], new: &[Parameter<'a>], both: &Both) {
        for field in old.iter().filter(|field| new.iter().all(|other| other.name != field.name)) {
            self.say(&FIELD_IGNORED, both, format!("the field `{}` is gone", field.name));
        }
        for field in new {
            let before = old.iter().find(|other| other.name == field.name);
            let at = self.at(before.map(|before| before.at), Some(field.at));
            match before {
                None if field.required => {
                    self.say(&REQUIRED, &at, format!("the field `{}` is new and must be there", field.name));
                }
                None => self.say(&ADDED, &at, format!("the field `{}` is new", field.name)),
                Some(before) if !before.required && field.required => {
                    self.say(&REQUIRED, &at, format!("the field `{}` must be there now", field.name));
                }
                Some(before) => {
                    if let (Payload::Schema(old), Payload::Schema(new)) = (before.payload, field.payload) {
                        self.schemas(old, new, Way::Request);
                    }
                }
            }
        }
    }

    fn responses(&mut self, old: &Operation<'a>, new: &Operation<'a>) {
        let by_status = |operation: &Operation<'a>| -> BTreeMap<String, Response<'a>> {
            operation.responses().into_iter().map(|response| (response.status.clone(), response)).collect()
        };
        let (before, after) = (by_status(old), by_status(new));
        for (status, response) in &before {
            let Some(other) = after.get(status) else {
                let both = Both { old: Some(self.old.place(response.at)), new: Some(self.new.place(new.at)) };
                let code = if status.starts_with('2') { &RESPONSE } else { &RESPONSE_INFO };
                self.say(code, &both, format!("the response {status} is gone"));
                continue;
            };
            let both = self.at(Some(response.at), Some(other.at));
            for header in &response.headers {
                if !other.headers.iter().any(|one| one.name.eq_ignore_ascii_case(header.name)) {
                    self.say(
                        &RESPONSE_FIELD_OPTIONAL,
                        &both,
                        format!("the response {status} has no header `{}` any more", header.name),
                    );
                }
            }
            let context = format!("{}, response {status}", self.context);
            match (&response.body, &other.body) {
                (Some(old), Some(new)) => {
                    self.within(context, |this| this.media(&old.media, &new.media, Way::Response, &both));
                }
                (Some(_), None) => self.say(&MEDIA, &both, format!("the response {status} has no body any more")),
                (None, Some(_)) => self.say(&ADDED, &both, format!("the response {status} has a body now")),
                (None, None) => {}
            }
        }
        for (status, response) in after.iter().filter(|(status, _)| !before.contains_key(*status)) {
            let both = self.at(None, Some(response.at));
            let code = if status.starts_with('2') { &STATUS } else { &ADDED };
            self.say(code, &both, format!("the response {status} is new"));
        }
    }

    fn security(&mut self, old: Option<Vec<Alternative<'a>>>, new: Option<Vec<Alternative<'a>>>, both: &Both) {
        // Nothing said, and an empty list, mean the same: everybody may call.
        let everybody = || vec![Alternative { schemes: Vec::new() }];
        let ways = |said: Option<Vec<Alternative<'a>>>| said.filter(|ways| !ways.is_empty()).unwrap_or_else(everybody);
        let (before, after) = (ways(old), ways(new));
        // A way of old still works if some new way needs no more than it.
        let needs_no_more = |new: &Alternative<'_>, old: &Alternative<'_>| {
            new.schemes.iter().all(|(name, scopes)| {
                old.schemes.iter().any(|(other, had)| name == other && scopes.iter().all(|scope| had.contains(scope)))
            })
        };
        for way in &before {
            if !after.iter().any(|new| needs_no_more(new, way)) {
                let how = spelled(way);
                self.say(&SECURITY, both, format!("clients with {how} are not allowed in any more"));
            }
        }
        for way in after.iter().filter(|way| !before.contains(way)) {
            if !before.iter().any(|old| needs_no_more(old, way)) || before.iter().any(|old| needs_no_more(way, old)) {
                let how = spelled(way);
                self.say(&ADDED, both, format!("clients with {how} are allowed in now"));
            }
        }
    }

    fn schemas(&mut self, old: Schema<'a>, new: Schema<'a>, way: Way) {
        schema::compare(self, old, new, way);
    }
}

/// A way to be allowed in, in words.
fn spelled(way: &Alternative<'_>) -> String {
    let scheme = |(name, scopes): &(&str, Vec<&str>)| match scopes.is_empty() {
        true => format!("`{name}`"),
        false => format!("`{name}` ({})", scopes.join(", ")),
    };
    match way.schemes.is_empty() {
        true => "no authentication".to_owned(),
        false => way.schemes.iter().map(scheme).collect::<Vec<_>>().join(" and "),
    }
}

/// Operations by method and path, with the names of parameters left out.
type Shapes<'a> = BTreeMap<(String, String), &'a Listed>;

fn by_shape(operations: &[Listed]) -> Shapes<'_> {
    let shape = |path: &str| {
        let parts = path.split('{').enumerate();
        let bare =
            parts.map(|(nth, part)| if nth == 0 { part } else { part.split_once('}').map_or(part, |(_, rest)| rest) });
        bare.collect::<Vec<_>>().join("{}")
    };
    operations.iter().map(|listed| ((shape(&listed.path), listed.method.to_string()), listed)).collect()
}
