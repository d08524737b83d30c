//! What a page shows of templates only.

use super::cut;
use crate::catalog::{Entity, template};
use crate::docs::markdown;
use crate::site::view::{NameValue, Omitted, ParameterRow, TemplateView};
use crate::site::views::LINE;

/// Most parameters and most steps that are shown.
const MAX_ROWS: usize = 200;

/// Parameters and steps of a golden path.
pub(super) fn template(entity: &Entity) -> TemplateView {
    let row = |parameter: template::Parameter<'_>| ParameterRow {
        name: parameter.name.to_owned(),
        title: cut(parameter.text("title")),
        kind: cut(parameter.text("type")),
        required: parameter.required,
        default: cut(parameter.text("default")),
        description: markdown::plain(&cut(parameter.text("description")), LINE),
    };
    let steps = template::steps(entity).take(MAX_ROWS);
    TemplateView {
        parameters: template::parameters(entity).take(MAX_ROWS).map(row).collect(),
        steps: steps.map(|step| NameValue { name: cut(step.name), value: cut(step.action) }).collect(),
    }
}

/// How many parameters and steps are not shown.
pub(super) fn omitted(entity: &Entity) -> Omitted {
    Omitted {
        parameters: template::parameters(entity).count().saturating_sub(MAX_ROWS),
        steps: template::steps(entity).len().saturating_sub(MAX_ROWS),
        ..Omitted::default()
    }
}
