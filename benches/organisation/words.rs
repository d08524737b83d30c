//! The language of the organisation: words with the frequencies of a language, sentences, names.

use crate::random::Random;

pub const NOUNS: &[&str] = &[
    "service",
    "request",
    "order",
    "event",
    "queue",
    "deployment",
    "database",
    "customer",
    "cluster",
    "release",
    "pipeline",
    "payment",
    "invoice",
    "account",
    "message",
    "schema",
    "index",
    "cache",
    "token",
    "secret",
    "region",
    "shipment",
    "warehouse",
    "product",
    "price",
    "basket",
    "refund",
    "session",
    "profile",
    "report",
    "metric",
    "alert",
    "dashboard",
    "migration",
    "backup",
    "snapshot",
    "replica",
    "partition",
    "topic",
    "consumer",
    "producer",
    "worker",
    "scheduler",
    "job",
    "retry",
    "timeout",
    "certificate",
    "gateway",
    "proxy",
    "route",
    "header",
    "payload",
    "ledger",
    "settlement",
    "currency",
    "tax",
    "address",
    "carrier",
    "parcel",
    "label",
    "courier",
    "forecast",
    "segment",
    "campaign",
    "audience",
    "feature",
    "flag",
    "experiment",
    "variant",
    "tenant",
    "licence",
    "quota",
    "policy",
    "role",
    "permission",
    "audit",
    "incident",
    "runbook",
    "rota",
    "handover",
    "container",
    "image",
    "registry",
    "volume",
    "node",
    "namespace",
    "ingress",
    "catalogue",
    "supplier",
    "contract",
    "claim",
    "document",
    "attachment",
    "signature",
    "archive",
    "retention",
    "consent",
    "voucher",
    "loyalty",
    "subscription",
    "renewal",
    "statement",
    "balance",
    "transfer",
    "mandate",
    "merchant",
    "terminal",
    "receipt",
    "sensor",
    "meter",
    "reading",
    "tariff",
    "outage",
    "technician",
    "appointment",
    "vehicle",
    "depot",
    "route plan",
];
pub const VERBS: &[&str] = &[
    "writes",
    "reads",
    "sends",
    "keeps",
    "checks",
    "rejects",
    "retries",
    "stores",
    "updates",
    "removes",
    "publishes",
    "consumes",
    "validates",
    "signs",
    "encrypts",
    "compresses",
    "replays",
    "schedules",
    "batches",
    "deduplicates",
    "routes",
    "limits",
    "observes",
    "records",
    "reports",
    "restores",
    "migrates",
    "replicates",
    "partitions",
    "balances",
    "expires",
    "renews",
    "cancels",
    "approves",
    "matches",
    "enriches",
    "normalises",
    "aggregates",
    "exports",
    "imports",
];
pub const ADJECTIVES: &[&str] = &[
    "new",
    "old",
    "failed",
    "pending",
    "internal",
    "external",
    "regional",
    "daily",
    "stale",
    "idempotent",
    "primary",
    "secondary",
    "temporary",
    "shared",
    "private",
    "signed",
    "encrypted",
    "late",
    "duplicate",
    "partial",
    "nightly",
    "manual",
    "automatic",
    "large",
    "small",
    "empty",
    "invalid",
    "archived",
    "synthetic",
    "critical",
    "optional",
    "legacy",
];
const ADVERBS: &[&str] =
    &["immediately", "every night", "within a minute", "in order", "at least once", "on demand", "by default"];
const SYLLABLES: &[&str] = &[
    "ar", "bel", "cor", "dan", "el", "fen", "gal", "hal", "il", "jor", "kin", "lum", "mar", "nor", "os", "pel", "qui",
    "ros",
];
pub const GIVEN: &[&str] = &[
    "Ada", "Amir", "Ana", "Bo", "Chen", "Dana", "Eli", "Fatou", "Goran", "Hana", "Ines", "Ivo", "Jin", "Kofi", "Lena",
    "Mats", "Nadia", "Omar", "Priya", "Quinn", "Rosa", "Sana", "Tariq", "Uma", "Vera", "Wei", "Yara", "Zoe",
];

/// A noun, frequent ones more often.
pub fn noun(random: &mut Random) -> &'static str {
    NOUNS[random.skewed(NOUNS.len())]
}

/// A name that is no word, such as `Marfen`.
pub fn made_up(random: &mut Random) -> String {
    (0..random.between(2, 4)).map(|_| random.pick(SYLLABLES)).collect()
}

/// A name for programs, such as `order_queue_marfen`.
pub fn identifier(random: &mut Random) -> String {
    let mut name = format!("{}_{}", noun(random), noun(random)).replace(' ', "_");
    if random.chance(40) {
        name = format!("{name}_{}", made_up(random));
    }
    name
}

/// A sentence with its full stop, sometimes with marks.
pub fn sentence(random: &mut Random) -> String {
    let adjective = random.pick(ADJECTIVES);
    let (a, b, c) = (noun(random), noun(random), noun(random));
    let (verb, other) = (VERBS[random.skewed(VERBS.len())], random.pick(VERBS));
    let adverb = random.pick(ADVERBS);
    let text = match random.below(8) {
        0 => format!("The {a} {verb} each {adjective} {b} {adverb}, and the {c} {other} what is left"),
        1 => format!("When a {adjective} {a} arrives, it **{verb}** the {b} before the {c} {other} it"),
        2 => format!("Every {a} belongs to one {b}; a {adjective} {c} {verb} it {adverb}"),
        3 => format!("Set `{}` to {} if the {a} {verb} more than one {b}", identifier(random), random.between(2, 900)),
        4 => format!("A {adjective} {a} never {verb} the {b} of another {c}"),
        5 => format!(
            "The *{adjective}* {a} {verb} {} {b}s a second and {other} the {c} {adverb}",
            random.between(10, 5000)
        ),
        6 => format!("Ask the owner of the {a} when the {b} {verb} a {adjective} {c}"),
        _ => format!("In {} the {a} {verb} the {b}, so that no {adjective} {c} is lost", capital(&made_up(random))),
    };
    format!("{}.", capital(&text))
}

/// A heading or title.
pub fn title(random: &mut Random) -> String {
    let (a, b) = (noun(random), noun(random));
    let text = match random.below(6) {
        0 => format!("How the {a} {} the {b}", random.pick(VERBS)),
        1 => format!("{} {a}s", random.pick(ADJECTIVES)),
        2 => format!("{a} and {b}"),
        3 => format!("Running the {a} {b}"),
        4 => format!("{a} {b} in {}", capital(&made_up(random))),
        _ => format!("When a {a} fails"),
    };
    capital(&text)
}

/// The text with its first letter in upper case.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
