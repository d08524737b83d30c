//! What Backstage's processors accept, kind by kind (catalog contract, section 4).

use super::schema::{Others, Schema, Shape};
use super::{Failure, Modules};
use crate::yaml::{Map, Node};

/// The versions of the kinds in Backstage's core.
const CORE: &[&str] = &["backstage.io/v1alpha1", "backstage.io/v1beta1"];
const TEXTS: Schema = Schema::List(&Schema::Filled, 0);
const ANY_TEXTS: Schema = Schema::List(&Schema::Text, 0);
const ANY_MAP: Schema = Schema::Map(Shape::open(&[], &[]));
const TYPE: (&str, Schema) = ("type", Schema::Filled);
const LIFECYCLE: (&str, Schema) = ("lifecycle", Schema::Filled);
const OWNER: (&str, Schema) = ("owner", Schema::Filled);
const SYSTEM: (&str, Schema) = ("system", Schema::Filled);

static COMPONENT: Shape = Shape::open(
    &["type", "lifecycle", "owner"],
    &[
        TYPE,
        LIFECYCLE,
        OWNER,
        SYSTEM,
        ("subcomponentOf", Schema::Filled),
        ("providesApis", TEXTS),
        ("consumesApis", TEXTS),
        ("dependsOn", TEXTS),
    ],
);
static API: Shape = Shape::open(
    &["type", "lifecycle", "owner", "definition"],
    &[TYPE, LIFECYCLE, OWNER, SYSTEM, ("definition", Schema::Filled)],
);
static MCP_SERVER: Shape = Shape::open(
    &["type", "lifecycle", "owner", "remotes"],
    &[
        ("type", Schema::Constant("mcp-server")),
        LIFECYCLE,
        OWNER,
        SYSTEM,
        ("remotes", Schema::List(&Schema::Map(Shape::open(&["type", "url"], &[TYPE, ("url", Schema::Filled)])), 1)),
    ],
);
static RESOURCE: Shape = Shape::open(&["type", "owner"], &[TYPE, OWNER, ("dependsOn", TEXTS), SYSTEM]);
static SYSTEM_SPEC: Shape = Shape::open(&["owner"], &[OWNER, ("domain", Schema::Filled), TYPE]);
static DOMAIN: Shape = Shape::open(&["owner"], &[OWNER, ("subdomainOf", Schema::Filled), TYPE]);
const PROFILE: (&str, Schema) = (
    "profile",
    Schema::Map(Shape::open(
        &[],
        &[("displayName", Schema::Filled), ("email", Schema::Filled), ("picture", Schema::Filled)],
    )),
);
static GROUP: Shape = Shape::open(
    &["type", "children"],
    &[TYPE, PROFILE, ("parent", Schema::Filled), ("children", TEXTS), ("members", TEXTS)],
);
static USER: Shape = Shape::open(&["memberOf"], &[PROFILE, ("memberOf", TEXTS)]);
static LOCATION: Shape = Shape::open(
    &[],
    &[TYPE, ("target", Schema::Filled), ("targets", TEXTS), ("presence", Schema::Word(&["required", "optional"]))],
);
const PERMISSIONS: (&str, Schema) = ("backstage:permissions", Schema::Map(Shape::open(&[], &[("tags", ANY_TEXTS)])));
const DECORATORS: Schema = Schema::List(&Schema::Map(Shape::open(&[], &[("id", Schema::Text), ("input", ANY_MAP)])), 0);
static TEMPLATE: Shape = Shape::open(
    &["type", "steps"],
    &[
        TYPE,
        OWNER,
        LIFECYCLE,
        (
            "parameters",
            Schema::Either(&[
                Schema::Map(Shape::open(&[], &[PERMISSIONS])),
                Schema::List(&Schema::Map(Shape::open(&[], &[PERMISSIONS])), 0),
            ]),
        ),
        ("secrets", Schema::Map(Shape::open(&[], &[("schema", ANY_MAP)]))),
        ("presentation", Schema::Map(Shape::open(&[], &[("buttonLabels", BUTTONS)]))),
        ("EXPERIMENTAL_recovery", Schema::Map(Shape::open(&[], &[("EXPERIMENTAL_strategy", Schema::Text)]))),
        ("formDecorators", DECORATORS),
        ("EXPERIMENTAL_formDecorators", DECORATORS),
        ("steps", Schema::List(&STEP, 0)),
        ("output", OUTPUT),
    ],
);
const BUTTONS: Schema = Schema::Map(Shape::open(
    &[],
    &[("backButtonText", Schema::Text), ("createButtonText", Schema::Text), ("reviewButtonText", Schema::Text)],
));
static STEP: Schema = Schema::Map(Shape::open(
    &["action"],
    &[
        ("id", Schema::Text),
        ("name", Schema::Text),
        ("action", Schema::Text),
        ("input", ANY_MAP),
        ("if", Schema::Condition),
        PERMISSIONS,
    ],
));
const OUTPUT: Schema = Schema::Map(Shape {
    required: &[],
    fields: &[
        (
            "links",
            Schema::List(
                &Schema::Map(Shape::open(
                    &[],
                    &[
                        ("if", Schema::Condition),
                        ("url", Schema::Filled),
                        ("entityRef", Schema::Filled),
                        ("title", Schema::Filled),
                        ("icon", Schema::Filled),
                    ],
                )),
                0,
            ),
        ),
        (
            "text",
            Schema::List(
                &Schema::Map(Shape::open(
                    &[],
                    &[
                        ("if", Schema::Condition),
                        ("title", Schema::Filled),
                        ("icon", Schema::Filled),
                        ("content", Schema::Text),
                    ],
                )),
                0,
            ),
        ),
    ],
    others: Others::Fit(&Schema::Text),
});
static AI_RESOURCE: Shape = Shape::open(&["type", "lifecycle", "owner"], &[TYPE, LIFECYCLE, OWNER, SYSTEM]);
static SKILL: Shape = Shape::open(
    &["type", "lifecycle", "owner"],
    &[
        TYPE,
        LIFECYCLE,
        OWNER,
        SYSTEM,
        ("disciplines", TEXTS),
        ("categories", TEXTS),
        ("agents", TEXTS),
        ("dependsOn", TEXTS),
        ("allowedTools", Schema::Filled),
        ("license", Schema::Filled),
        ("compatibility", Schema::Short(500)),
    ],
);
static RULE: Shape = Shape::open(
    &["type", "lifecycle", "owner", "category", "rationale"],
    &[
        TYPE,
        LIFECYCLE,
        OWNER,
        SYSTEM,
        ("disciplines", TEXTS),
        ("category", Schema::Filled),
        ("rationale", Schema::Filled),
    ],
);
static PLUGIN: Shape = Shape::open(
    &["type", "lifecycle", "owner", "skills"],
    &[TYPE, LIFECYCLE, OWNER, SYSTEM, ("skills", TEXTS), ("version", Schema::Filled)],
);
static MARKETPLACE: Shape = Shape::open(
    &["type", "lifecycle", "owner", "plugins"],
    &[TYPE, LIFECYCLE, OWNER, SYSTEM, ("plugins", TEXTS), ("version", Schema::Filled)],
);

/// What a processor wants of `spec`. `None` if no processor takes the document.
fn shape(api_version: &str, kind: &str, spec_type: Option<&str>, modules: Modules) -> Option<&'static Shape> {
    if kind == "Template" {
        return (modules.scaffolder && api_version == "scaffolder.backstage.io/v1beta3").then_some(&TEMPLATE);
    }
    if kind == "AiResource" {
        let known = modules.ai_model && api_version == "backstage.io/v1alpha1";
        return known.then_some(match spec_type {
            Some("skill") => &SKILL,
            Some("rule") => &RULE,
            Some("plugin") => &PLUGIN,
            Some("marketplace") => &MARKETPLACE,
            _ => &AI_RESOURCE,
        });
    }
    let shape = match kind {
        "Component" => &COMPONENT,
        "API" if modules.ai_model && spec_type == Some("mcp-server") => &MCP_SERVER,
        "API" => &API,
        "Resource" => &RESOURCE,
        "System" => &SYSTEM_SPEC,
        "Domain" => &DOMAIN,
        "Group" => &GROUP,
        "User" => &USER,
        "Location" => &LOCATION,
        _ => return None,
    };
    CORE.contains(&api_version).then_some(shape)
}

/// Why no processor takes the document, or why the one that does refuses it.
pub(super) fn failure(root: &Map, reference: &str, modules: Modules) -> Option<Failure> {
    let text = |key: &str| root.get(key).and_then(Node::as_str).unwrap_or_default();
    let spec_type = root.get("spec").and_then(|spec| spec.get("type")).and_then(Node::as_str);
    let Some(shape) = shape(text("apiVersion"), text("kind"), spec_type, modules) else {
        let text = format!(
            "No processor recognized the entity {reference} as valid, possibly caused by a foreign kind or apiVersion"
        );
        return Some(Failure::new("/kind", text));
    };
    let Some(spec) = root.get("spec") else {
        return Some(Failure::schema("", "must have required property 'spec'", "missingProperty: spec".into()));
    };
    shape.failure(spec.as_map()?, "/spec")
}
