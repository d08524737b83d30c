//! The schema definition language, from the tree of apollo-parser, which goes on after an error.

use apollo_parser::cst::{self, CstNode};
use apollo_parser::{Error, Parser, SyntaxElement, SyntaxKind, SyntaxNode};

use super::join::{Declarations, Declared};
use super::{Directive, DirectiveDefinition, EnumValue, Field, Input, Operation, Type, TypeKind, TypeRef, text};
use crate::api::findings;
use crate::api::places::{Places, Text};
use crate::diag::Place;

/// Deepest nesting of types and values.
const MAX_DEPTH: usize = 128;
/// Most words of one text.
const MAX_TOKENS: usize = 4_000_000;
/// Most errors of one text that become findings; reports show fewer.
const MAX_ERRORS: usize = 1_000;

/// Reads one text.
pub(super) fn read(source: Text<'_>, into: &mut Declarations) {
    let places = Places::new(source);
    let tree = Parser::new(source.text).recursion_limit(MAX_DEPTH).token_limit(MAX_TOKENS).parse();
    let mut reader = Reader { places: &places, into, extended: Vec::new() };
    for definition in tree.document().definitions() {
        reader.definition(&definition);
    }
    for error in tree.errors().take(MAX_ERRORS) {
        reader.error(error);
    }
}

struct Reader<'a> {
    places: &'a Places<'a>,
    into: &'a mut Declarations,
    /// Where extensions start, and their index among the declarations.
    extended: Vec<(usize, usize)>,
}

impl Reader<'_> {
    fn definition(&mut self, definition: &cst::Definition) {
        use cst::Definition as D;
        let node = definition.syntax();
        let kind = match definition {
            D::OperationDefinition(_) | D::FragmentDefinition(_) => {
                let finding = findings::graphql_syntax(self.place(node), "a query or fragment is no part of a schema");
                return self.into.findings.push(finding);
            }
            D::DirectiveDefinition(_) => return self.directive_definition(node),
            D::SchemaDefinition(_) | D::SchemaExtension(_) => return self.schema(node),
            D::ScalarTypeDefinition(_) | D::ScalarTypeExtension(_) => TypeKind::Scalar,
            D::ObjectTypeDefinition(_) | D::ObjectTypeExtension(_) => TypeKind::Object,
            D::InterfaceTypeDefinition(_) | D::InterfaceTypeExtension(_) => TypeKind::Interface,
            D::UnionTypeDefinition(_) | D::UnionTypeExtension(_) => TypeKind::Union,
            D::EnumTypeDefinition(_) | D::EnumTypeExtension(_) => TypeKind::Enum,
            D::InputObjectTypeDefinition(_) | D::InputObjectTypeExtension(_) => TypeKind::Input,
        };
        let Some(ty) = self.ty(node, kind) else { return };
        let extends = definition.is_extension_definition();
        if extends {
            self.extended.push((start(node), self.into.types.len()));
        }
        self.into.types.push(Declared { ty, extends });
    }

    /// A type or an extension of one; `None` without a name.
    fn ty(&self, node: &SyntaxNode, kind: TypeKind) -> Option<Type> {
        let fields = child::<cst::FieldsDefinition>(node);
        let inputs = child::<cst::InputFieldsDefinition>(node);
        let values = child::<cst::EnumValuesDefinition>(node);
        Some(Type {
            name: name(node)?,
            kind,
            description: description(node),
            directives: directives(node),
            implements: child::<cst::ImplementsInterfaces>(node).map(|list| names(list.syntax())).unwrap_or_default(),
            fields: all(fields, |field| self.field(field)),
            inputs: all(inputs, |input| self.input(input)),
            values: all(values, |value| self.value(value)),
            members: child::<cst::UnionMemberTypes>(node).map(|list| names(list.syntax())).unwrap_or_default(),
            place: self.place(node),
            extensions: Vec::new(),
        })
    }

    fn field(&self, node: &SyntaxNode) -> Option<Field> {
        cst::FieldDefinition::can_cast(node.kind()).then_some(())?;
        Some(Field {
            name: name(node)?,
            description: description(node),
            arguments: all(child::<cst::ArgumentsDefinition>(node), |input| self.input(input)),
            ty: child::<cst::Type>(node).and_then(|ty| type_ref(&ty))?,
            directives: directives(node),
            place: self.place(node),
        })
    }

    fn input(&self, node: &SyntaxNode) -> Option<Input> {
        cst::InputValueDefinition::can_cast(node.kind()).then_some(())?;
        let default = child::<cst::DefaultValue>(node).and_then(|default| default.value());
        Some(Input {
            name: name(node)?,
            description: description(node),
            ty: child::<cst::Type>(node).and_then(|ty| type_ref(&ty))?,
            default: default.map(|value| written(value.syntax())),
            directives: directives(node),
            place: self.place(node),
        })
    }

    fn value(&self, node: &SyntaxNode) -> Option<EnumValue> {
        cst::EnumValueDefinition::can_cast(node.kind()).then_some(())?;
        Some(EnumValue {
            name: name(child::<cst::EnumValue>(node)?.syntax())?,
            description: description(node),
            directives: directives(node),
            place: self.place(node),
        })
    }

    fn directive_definition(&mut self, node: &SyntaxNode) {
        let Some(name) = name(node) else { return };
        let locations = child::<cst::DirectiveLocations>(node);
        let locations = all(locations, |location| Some(written(location)));
        let repeatable = node.children_with_tokens().any(|part| part.kind() == SyntaxKind::repeatable_KW);
        let arguments = all(child::<cst::ArgumentsDefinition>(node), |input| self.input(input));
        let place = self.place(node);
        let description = description(node);
        self.into.directives.push(DirectiveDefinition { name, description, arguments, locations, repeatable, place });
    }

    fn schema(&mut self, node: &SyntaxNode) {
        if self.into.description.is_none() {
            self.into.description = description(node);
        }
        self.into.applied.extend(directives(node));
        for root in node.children().filter_map(cst::RootOperationTypeDefinition::cast) {
            let keyword = root.operation_type().map(|operation| written(operation.syntax()));
            let operation =
                Operation::ALL.into_iter().find(|operation| keyword.as_deref() == Some(operation.keyword()));
            let ty = root.named_type().and_then(|ty| name(ty.syntax()));
            if let (Some(operation), Some(ty)) = (operation, ty) {
                let place = self.place(root.syntax());
                self.into.root(operation, ty, place);
            }
        }
    }

    fn error(&mut self, error: &Error) {
        let text = self.places.text();
        let range = error.index()..error.index() + error.data().len().max(1);
        let place = self.places.of(range.clone());
        let finding = if error.is_limit() {
            findings::too_much(place, error.message())
        } else if let Some(literal) = text.get(range.clone()).filter(|data| data.starts_with('"')) {
            let next = text[range.end..].trim_start();
            let at = text.len() - next.len();
            let extension = self.extended.iter().find(|(start, _)| next.starts_with("extend") && *start == at);
            match extension {
                Some((_, index)) => {
                    self.into.types[*index].ty.description = Some(text::string(literal).into());
                    findings::graphql_described_extension(place)
                }
                None => findings::graphql_syntax(place, &words(error.message())),
            }
        } else {
            findings::graphql_syntax(place, &words(error.message()))
        };
        self.into.findings.push(finding);
    }

    /// The place of the name in a node, else of its start.
    fn place(&self, node: &SyntaxNode) -> Place {
        let named = child::<cst::EnumValue>(node).map(|value| value.syntax().clone());
        let name = child::<cst::Name>(named.as_ref().unwrap_or(node));
        match name {
            Some(name) => self.places.of(name.syntax().text_range().into()),
            None => self.places.of(start(node)..start(node) + 1),
        }
    }
}

/// The parser's message with marks instead of its own names for them.
fn words(message: &str) -> String {
    let names = [
        ("R_BRACK", "`]`"),
        ("L_BRACK", "`[`"),
        ("R_CURLY", "`}`"),
        ("L_CURLY", "`{`"),
        ("R_PAREN", "`)`"),
        ("L_PAREN", "`(`"),
        ("COLON", "`:`"),
        ("EQ", "`=`"),
    ];
    names.iter().fold(message.to_owned(), |message, (name, mark)| message.replace(name, mark))
}

fn start(node: &SyntaxNode) -> usize {
    node.text_range().start().into()
}

fn child<N: CstNode>(node: &SyntaxNode) -> Option<N> {
    node.children().find_map(N::cast)
}

/// What a reader makes of the children of a list, in order.
fn all<N: CstNode, T>(list: Option<N>, read: impl Fn(&SyntaxNode) -> Option<T>) -> Vec<T> {
    list.map(|list| list.syntax().children().filter_map(|node| read(&node)).collect()).unwrap_or_default()
}

fn name(node: &SyntaxNode) -> Option<Box<str>> {
    let name = child::<cst::Name>(node)?;
    let token = name.syntax().first_token()?;
    (!token.text().is_empty()).then(|| token.text().into())
}

fn names(list: &SyntaxNode) -> Vec<Box<str>> {
    list.children().filter_map(cst::NamedType::cast).filter_map(|ty| name(ty.syntax())).collect()
}

fn description(node: &SyntaxNode) -> Option<Box<str>> {
    let literal = child::<cst::Description>(node)?.string_value()?;
    let token = literal.syntax().first_token()?;
    let description = text::string(token.text());
    (!description.trim().is_empty()).then(|| description.into())
}

fn directives(node: &SyntaxNode) -> Vec<Directive> {
    all(child::<cst::Directives>(node), |directive| {
        let arguments = all(child::<cst::Arguments>(directive), |argument| {
            Some((name(argument)?, child::<cst::Value>(argument).map(|value| written(value.syntax()))?))
        });
        Some(Directive { name: name(directive)?, arguments })
    })
}

/// The text of a node on one line, without comments.
fn written(node: &SyntaxNode) -> Box<str> {
    let mut out = String::new();
    for token in node.descendants_with_tokens().filter_map(SyntaxElement::into_token) {
        match token.kind() {
            SyntaxKind::WHITESPACE if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
            SyntaxKind::WHITESPACE | SyntaxKind::COMMENT => {}
            _ => out.push_str(token.text()),
        }
    }
    out.trim_end().into()
}

/// The name inside lists; `None` for a type without a name. The parser has bounded the depth.
fn type_ref(ty: &cst::Type) -> Option<TypeRef> {
    let mut suffixes = Vec::new();
    let mut node = ty.syntax().clone();
    loop {
        match node.kind() {
            SyntaxKind::NON_NULL_TYPE => suffixes.push('!'),
            SyntaxKind::LIST_TYPE => suffixes.push(']'),
            _ => {
                let suffix: String = suffixes.iter().rev().collect();
                return Some(TypeRef { name: name(&node)?, suffix: suffix.into() });
            }
        }
        let inner = node.children().find(|child| cst::Type::can_cast(child.kind()))?;
        node = inner;
    }
}
