//! Dates of entities and pages, out of the histories of their repositories.

use crate::catalog::Entity;
use crate::portal::{DocsSet, Portal};
use crate::safe::SafeUrl;
use crate::site::dates::Date;
use crate::site::view::{Link, Moment};
use crate::source::{FileHistory, Forge};
use crate::world::CommitId;

/// When something came and changed.
pub(super) struct Dated<'a> {
    /// When it came, if that is known.
    pub created: Option<i64>,
    /// When it changed last.
    pub changed: i64,
    /// The commit that changed it.
    pub commit: &'a CommitId,
    /// Where the commit can be seen.
    pub forge: Option<&'a Forge>,
}

/// The dates of an entity: those of its catalog file, and of the definition that lies in a file of its own.
pub(super) fn of_entity<'a>(portal: &'a Portal, entity: &Entity) -> Option<Dated<'a>> {
    let repository = portal.repository_of(&entity.place.file)?;
    let declared = repository.history.of(&entity.place.file.path)?;
    let definition = entity.definition.as_ref().and_then(|definition| definition.file.as_ref());
    let newest = definition.and_then(|path| repository.history.of(path)).filter(|file| file.changed > declared.changed);
    let FileHistory { changed, commit, .. } = newest.unwrap_or(declared);
    Some(Dated { created: declared.created, changed: *changed, commit, forge: repository.forge.as_ref() })
}

/// What is known of a page of a docs set.
pub(super) fn of_page<'a>(portal: &'a Portal, set: &DocsSet, nth: usize) -> Option<(&'a FileHistory, Dated<'a>)> {
    let repository = portal.origin(set);
    let file = repository.history.of(&set.layout.pages[nth].source)?;
    let FileHistory { created, changed, commit, .. } = file;
    Some((file, Dated { created: *created, changed: *changed, commit, forge: repository.forge.as_ref() }))
}

impl Dated<'_> {
    /// The commit by its short id, with its page on the forge.
    pub fn commit_link(&self) -> Link {
        let url = self.forge.and_then(|forge| SafeUrl::parse(&forge.commit_url(self.commit), &[]).ok());
        let href = url.map_or_else(String::new, |url| url.as_str().to_owned());
        Link { text: self.commit.short().to_owned(), href }
    }
}

/// A day for `<time>`.
pub(super) fn day(time: i64) -> Moment {
    let date = Date::of(time);
    Moment { text: date.words(), datetime: date.iso() }
}
