//! A colour and its contrast.

pub(super) const WHITE: Colour = Colour::hex(0xff_ff_ff);
pub(super) const BLACK: Colour = Colour::hex(0x00_00_00);

/// What WCAG 2.2 asks of text (1.4.3).
pub(super) const LEAST_CONTRAST: f64 = 4.5;

/// Steps between two colours.
const STEPS: u16 = 20;

/// An sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// The colour of a number such as `0x0b5563`.
    pub(super) const fn hex(number: u32) -> Colour {
        let [_, red, green, blue] = number.to_be_bytes();
        Colour { red, green, blue }
    }

    /// Reads `#rrggbb`.
    pub(super) fn parse(text: &str) -> Option<Colour> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Colour {
            red: channel(0)?,
            green: channel(2)?,
            blue: channel(4)?,
        })
    }

    /// As CSS writes it.
    pub(super) fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// The contrast ratio of WCAG 2.2: 1 (the same) to 21 (black on white).
    pub(super) fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The first step towards `target` that has `least` contrast with each of `grounds`.
    pub(super) fn towards(self, target: Colour, grounds: &[Colour], least: f64) -> Colour {
        let enough = |colour: &Colour| grounds.iter().all(|ground| colour.contrast(*ground) >= least);
        (0..=STEPS)
            .map(|step| self.mix(target, step))
            .find(enough)
            .unwrap_or(target)
    }

    /// The colour `step` of [`STEPS`] on the way to another.
    pub(super) fn mix(self, other: Colour, step: u16) -> Colour {
        let mix = |from: u8, to: u8| {
            let sum = u16::from(from) * (STEPS - step) + u16::from(to) * step;
            u8::try_from((sum + STEPS / 2) / STEPS).unwrap_or(u8::MAX)
        };
        Colour {
            red: mix(self.red, other.red),
            green: mix(self.green, other.green),
            blue: mix(self.blue, other.blue),
        }
    }
}

fn linear(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.040_45 {
        share / 12.92
    } else {
        ((share + 0.055) / 1.055).powf(2.4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 1e-9);
        // The well-known borderline greys.
        assert!(colour("#767676").contrast(WHITE) >= LEAST_CONTRAST);
        assert!(colour("#777777").contrast(WHITE) < LEAST_CONTRAST);
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        for text in ["0b5563", "#0b556", "#0b55633", "#gggggg", "#éé11", "biru", ""] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
        assert_eq!(colour("#0B5563").css(), "#0b5563");
    }
}
