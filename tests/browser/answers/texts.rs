//! Random texts.

use super::random::Random;

impl Random {
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A character: mostly of what is written in docs, sometimes any at all.
    pub fn char(&mut self) -> char {
        const OFTEN: &[(u32, u32)] = &[
            (0x61, 0x7a),
            (0x61, 0x7a),
            (0x41, 0x5a),
            (0x30, 0x39),
            (0x21, 0x2f),
            (0x20, 0x20),
            (0x5b, 0x60),
            (0x7b, 0x7e),
        ];
        const ELSE: &[(u32, u32)] = &[
            (0xc0, 0x24f),
            (0x300, 0x36f),
            (0x370, 0x3ff),
            (0x400, 0x4ff),
            (0x590, 0x6ff),
            (0x900, 0x97f),
            (0xe00, 0xe7f),
            (0x2000, 0x206f),
            (0x3000, 0x30ff),
            (0x4e00, 0x4eff),
            (0xac00, 0xac7f),
            (0xff00, 0xffef),
            (0x1f300, 0x1f6ff),
            (0x1d400, 0x1d7ff),
            (0, 0x10_ffff),
        ];
        loop {
            let ranges = if self.below(10) < 8 { OFTEN } else { ELSE };
            let (first, last) = *self.pick(ranges);
            let code = first + u32::try_from(self.below((last - first + 1) as usize)).expect("it is a code point");
            if let Some(c) = char::from_u32(code) {
                return c;
            }
        }
    }

    pub fn text(&mut self, longest: usize) -> String {
        let length = self.below(longest + 1);
        (0..length).map(|_| self.char()).collect()
    }
}
