//! The grammars that blocks are coloured with.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{Scope, SyntaxReference, SyntaxSet};

use super::languages::{ALIASES, MAX_NAME_BYTES};
use super::scopes::{Class, RULES};

/// The grammars, unpacked when the first block is coloured.
pub(super) static GRAMMARS: LazyLock<Grammars> = LazyLock::new(Grammars::load);

/// The grammars by name, and what their scopes mean here.
pub(super) struct Grammars {
    pub(super) set: SyntaxSet,
    /// Lower-cased names and suffixes.
    by_name: HashMap<String, usize>,
    rules: Vec<(Scope, Class)>,
    /// Grammars in which every `variable.other` is worth a colour.
    sigils: Vec<u16>,
}

impl Grammars {
    fn load() -> Self {
        let set = two_face::syntax::extra_newlines();
        let mut by_name = HashMap::new();
        for (index, syntax) in set.syntaxes().iter().enumerate() {
            by_name.extend(syntax.file_extensions.iter().map(|suffix| (suffix.to_lowercase(), index)));
        }
        by_name.extend(set.syntaxes().iter().enumerate().map(|(index, syntax)| (syntax.name.to_lowercase(), index)));
        let scope = |name: &str| Scope::new(name).expect("the scopes of this module have at most eight parts");
        let rules =
            RULES.iter().flat_map(|(class, names)| names.iter().map(move |name| (scope(name), *class))).collect();
        let sigils = ["shell", "bash", "php", "perl", "make", "powershell"].map(|name| scope(name).atom_at(0)).to_vec();
        Self { set, by_name, rules, sigils }
    }

    /// The grammar that a name or suffix stands for.
    pub(super) fn find(&self, name: &str) -> Option<&SyntaxReference> {
        if name.len() > MAX_NAME_BYTES {
            return None;
        }
        let name = name.to_lowercase();
        let direct = |name: &str| self.by_name.get(name).map(|index| &self.set.syntaxes()[*index]);
        direct(&name).or_else(|| {
            let (_, suffix) = ALIASES.iter().find(|(alias, _)| *alias == name)?;
            direct(suffix)
        })
    }

    /// All names and suffixes, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// The class of a scope by the first rule that fits, `None` if it has none of its own.
    pub(super) fn classify(&self, scope: Scope) -> Option<Class> {
        let class = self.rules.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)?;
        if class == Class::SigilVariable {
            let last = scope.atom_at(scope.len() as usize - 1);
            return self.sigils.contains(&last).then_some(Class::Variable);
        }
        Some(class)
    }
}
