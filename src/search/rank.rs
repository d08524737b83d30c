//! All numbers of the ranking. They are written into the manifest, so that both engines read them from there.

use super::format::SCORED;

/// What a field counts for.
pub struct Field {
    /// Factor of its score.
    pub boost: f32,
    /// How much a long field counts less; `None` if its length does not matter.
    pub b: Option<f32>,
}

const fn field(boost: f32, b: Option<f32>) -> Field {
    Field { boost, b }
}

/// The scored fields, in the order of the format.
pub const FIELDS: [Field; SCORED] = [
    field(6.0, Some(0.75)), // title
    field(5.0, None),       // entity
    field(1.5, None),       // crumbs
    field(2.0, None),       // tags
    field(1.0, Some(0.3)),  // body
    field(0.7, Some(0.3)),  // code
    field(3.0, Some(0.75)), // heading
    field(4.0, Some(0.3)),  // defs
];

/// Saturation of a word's frequency.
pub const K1: f32 = 1.2;

/// Factors of readings and of what stands together, by name.
pub const NUMBERS: [(&str, f64); 9] = [
    ("compound", 1.5),
    ("prefix", 0.7),
    ("edit1", 0.8),
    ("edit2", 0.6),
    ("second", 0.25),
    ("pair_title", 0.35),
    ("pair_heading", 0.25),
    ("pair_defs", 0.25),
    ("begin", 2.0),
];

/// `e^(-n/6)` for 0 to 31 letters that a completion adds, as a table because platforms differ in the last bit.
pub const DECAY: [f64; 32] = [
    1.0, 0.8465, 0.7165, 0.6065, 0.5134, 0.4346, 0.3679, 0.3114, 0.2636, 0.2231, 0.1889, 0.1599, 0.1353, 0.1146, 0.097,
    0.0821, 0.0695, 0.0588, 0.0498, 0.0421, 0.0357, 0.0302, 0.0256, 0.0216, 0.0183, 0.0155, 0.0131, 0.0111, 0.0094,
    0.008, 0.0067, 0.0057,
];

/// All numbers as text, to tell one ranking from another.
pub(super) fn text() -> String {
    let fields = FIELDS.iter().map(|field| format!("{} {:?}", field.boost, field.b));
    format!("{:?} {K1} {NUMBERS:?} {DECAY:?}", fields.collect::<Vec<_>>())
}
