//! Owners that authors do not name, inferred from `CODEOWNERS`.

use std::collections::BTreeMap;

use super::entity::{Entity, Inferred, Reference};
use super::kind::Kind;
use super::model::Model;
use super::reference::{DEFAULT_NAMESPACE, EntityRef};
use crate::diag::Span;
use crate::source::{CodeOwners, Repository};
use crate::world::World;

/// Most owners that one line gives.
const MAX_OWNERS: usize = 20;

/// Gives entities without an owner those that `CODEOWNERS` names for their file, as far as they are in the catalog.
pub(super) fn infer(entities: &mut [Entity], repositories: &[Repository], model: &Model, world: &dyn World) {
    let people = People::of(entities);
    let rules: BTreeMap<&str, CodeOwners> = repositories
        .iter()
        .filter_map(|repository| Some((&*repository.label, CodeOwners::of(repository, world)?)))
        .collect();
    for entity in entities.iter_mut() {
        let Some(rule) = model.owner(&entity.kind).filter(|_| entity.owner_references().next().is_none()) else {
            continue;
        };
        let file = &entity.place.file;
        let Some((owners, place)) = rules.get(&*file.repo).and_then(|rules| rules.owners(&file.path)) else { continue };
        let found = owners.iter().take(MAX_OWNERS).filter_map(|owner| Some((owner, people.find(owner)?)));
        let references: Vec<Reference> = found
            .map(|(owner, target)| Reference {
                rule: rule.clone(),
                text: owner.as_str().into(),
                span: Span::FILE,
                target: Some(target.clone()),
                inferred: Some(Inferred { from: place.clone() }),
            })
            .collect();
        entity.references.extend(references);
    }
}

/// What a group or user is known by, in lower case. Names are no handles: nobody can take another's handle as a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Handle {
    /// `acme/payments`, `ann` or `ann@acme.example`, as the entity itself says.
    Said(String),
    /// The name of a group.
    Group(String),
    /// The name of a user.
    User(String),
}

/// Groups and users by their handles. Of several the one in the default namespace, then the first by reference.
struct People(BTreeMap<Handle, EntityRef>);

impl People {
    fn of(entities: &[Entity]) -> Self {
        let mut handles: Vec<(Handle, bool, &EntityRef)> = Vec::new();
        for entity in entities {
            let annotation = |key: &str| entity.annotation(key).map(|found| found.value.trim().trim_matches('/'));
            let name = entity.name.to_lowercase();
            let (name, login) = match entity.kind {
                Kind::Group => (Handle::Group(name), annotation("github.com/team-slug")),
                Kind::User => (Handle::User(name), annotation("github.com/user-login")),
                _ => continue,
            };
            let email = entity.profile.as_ref().and_then(|profile| profile.email.as_deref());
            let said = [login, email].into_iter().flatten().map(|handle| Handle::Said(handle.to_lowercase()));
            let is_elsewhere = &*entity.namespace != DEFAULT_NAMESPACE;
            handles.extend(said.chain([name]).map(|handle| (handle, is_elsewhere, &entity.reference)));
        }
        handles.sort();
        let mut people = BTreeMap::new();
        for (handle, _, reference) in handles {
            people.entry(handle).or_insert_with(|| reference.clone());
        }
        Self(people)
    }

    /// Who an owner of `CODEOWNERS` is: by what entities say of themselves, else by the name of the team or user. Roles of
    /// GitLab (`@@maintainer`) are nobody.
    fn find(&self, owner: &str) -> Option<&EntityRef> {
        let owner = owner.to_lowercase();
        let Some(handle) = owner.strip_prefix('@') else { return self.0.get(&Handle::Said(owner)) };
        let name = || handle.rsplit('/').next().unwrap_or_default().to_owned();
        let said = self.0.get(&Handle::Said(handle.to_owned()));
        let user = || self.0.get(&Handle::User(handle.to_owned()));
        said.or_else(user).or_else(|| self.0.get(&Handle::Group(name())))
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::tests::portal;

    fn check(codeowners: &str, expect: &str) {
        let tree = format!(
            "-- org/catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {{name: payments, annotations: {{github.com/team-slug: acme/Pay}}}}
spec: {{type: team, children: []}}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {{name: ann, annotations: {{github.com/user-login: ann-gh}}}}
spec: {{memberOf: [], profile: {{email: Ann@acme.example}}}}
-- shop/.github/CODEOWNERS
{codeowners}
-- shop/catalog-info.yaml
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: web}}
spec: {{type: website, lifecycle: production}}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: owned}}
spec: {{type: website, lifecycle: production, owner: other}}
"
        );
        let (catalog, _) = portal("catalog: {infer: {codeowners: true}}", &tree);
        let owners = |name: &str| -> Vec<String> {
            let entity = catalog.iter().find(|entity| &*entity.name == name).unwrap();
            let place = |found: &super::Inferred| format!(" from {}:{}", found.from.file, found.from.span.line);
            let references = entity.references_in("owner");
            references
                .map(|found| format!("{}{}", found.text, found.inferred.as_ref().map(place).unwrap_or_default()))
                .collect()
        };
        assert_eq!(owners("web").join(", "), expect);
        assert_eq!(owners("owned"), ["other"]);
    }

    #[test]
    fn codeowners_stand_in_for_owners() {
        let line = |owner: &str| format!("{owner} from shop/.github/CODEOWNERS:1");
        check("* @acme/pay", &line("@acme/pay"));
        check("* @acme/payments", &line("@acme/payments"));
        check("* @acme/unknown @ann-gh", &line("@ann-gh"));
        check("* ann@acme.example @payments", &[line("ann@acme.example"), line("@payments")].join(", "));
        check("* @@ann @nobody", "");
        check("/docs/ @acme/pay", "");
    }
}
