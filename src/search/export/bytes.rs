//! Numbers and texts as bytes.

/// Appends an unsigned number, seven bits a byte, the lowest first.
pub(super) fn varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a text with its length in front.
pub(super) fn string(out: &mut Vec<u8>, text: &[u8]) {
    varint(out, text.len() as u32);
    out.extend_from_slice(text);
}

/// How many bytes two texts have in common at their start.
pub(super) fn shared(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Appends a sorted list of numbers as differences, the first one itself.
pub(super) fn ascending(out: &mut Vec<u8>, numbers: impl IntoIterator<Item = u32>) {
    let mut before = 0;
    for number in numbers {
        varint(out, number - before);
        before = number;
    }
}
