//! Turning a party and a sailing into a price. No I/O in this file.

/// Integer cents. Never a float: 0.1 + 0.2 cost us an afternoon once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cents(pub i64);

impl Cents {
    /// Multiplies by a factor in basis points and rounds half up.
    pub fn scale(self, basis_points: i64) -> Cents {
        Cents((self.0 * basis_points + 5_000).div_euclid(10_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_up() {
        assert_eq!(Cents(1_05).scale(5_000), Cents(53));
    }
}
