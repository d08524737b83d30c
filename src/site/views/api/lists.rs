//! Lists of a reference: operations of a tag, all operations, all schemas.

use super::{OPERATIONS_SHARE, Pages, Part, SCHEMAS_SHARE, TAG_SHARE, plain, said};
use crate::api::openapi::{Document, Schema};
use crate::site::view::{ApiHead, ApiNavItem, ApiOperationsView, ApiSchemasView, Link, Page, View};
use crate::site::views::{neighbours, share, shares};

impl Pages<'_> {
    /// A page of the operations of a tag.
    pub(super) fn tag(&self, document: &Document, number: usize, page: usize) -> Page {
        let tag = &document.tags[number];
        let said_about = document.declaration(tag).and_then(|at| at.text_of("description")).unwrap_or_default();
        let operations = share(&tag.operations, page, TAG_SHARE);
        let view = ApiOperationsView {
            head: self.paged(document, page, shares(tag.operations.len(), TAG_SHARE), |page| Part::Tag(number, page)),
            title: tag.title.to_string(),
            description: if page == 1 { said(said_about) } else { Default::default() },
            count: tag.operations.len(),
            operations: operations.iter().map(|number| self.row(document, *number)).collect(),
        };
        self.framed(&tag.title, said_about, View::ApiOperations(Box::new(view)))
    }

    /// A page of all operations, by path.
    pub(super) fn operations(&self, document: &Document, page: usize) -> Page {
        let mut numbers: Vec<usize> = (0..document.operations.len()).collect();
        numbers.sort_by(|a, b| document.operations[*a].path.cmp(&document.operations[*b].path));
        let view = ApiOperationsView {
            head: self.paged(document, page, shares(numbers.len(), OPERATIONS_SHARE), Part::Operations),
            title: "All operations".into(),
            description: Default::default(),
            count: numbers.len(),
            operations: share(&numbers, page, OPERATIONS_SHARE)
                .iter()
                .map(|number| self.row(document, *number))
                .collect(),
        };
        self.framed("All operations", "", View::ApiOperations(Box::new(view)))
    }

    /// A page of the schemas.
    pub(super) fn schemas(&self, document: &Document, page: usize) -> Page {
        let numbers: Vec<usize> = (0..document.schemas.len()).collect();
        let item = |number: &usize| {
            let schema = Schema::named(document, *number);
            let description = plain(schema.description());
            ApiNavItem { description, deprecated: schema.says("deprecated"), ..self.schema_item(document, *number) }
        };
        let view = ApiSchemasView {
            head: self.paged(document, page, shares(numbers.len(), SCHEMAS_SHARE), Part::Schemas),
            count: numbers.len(),
            schemas: share(&numbers, page, SCHEMAS_SHARE).iter().map(item).collect(),
        };
        self.framed("Schemas", "", View::ApiSchemas(Box::new(view)))
    }

    /// An operation as lists show it.
    pub(super) fn row(&self, document: &Document, number: usize) -> ApiNavItem {
        let listed = &document.operations[number];
        let operation = document.operation(listed);
        ApiNavItem {
            path: listed.path.to_string(),
            description: plain(operation.description()),
            ..self.nav_item(document, number, listed)
        }
    }

    fn paged(&self, document: &Document, page: usize, pages: usize, part: impl Fn(usize) -> Part) -> ApiHead {
        let address = |page: usize| super::address(&self.root, document, part(page));
        let (previous, next) = neighbours(self.context, page, pages, address);
        let first = Link { text: "Page 1".into(), href: self.href(&address(1)) };
        let crumbs = if page == 1 { Vec::new() } else { vec![first] };
        ApiHead { previous, next, ..self.head(crumbs) }
    }
}
