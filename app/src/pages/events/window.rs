//! Which rows of a long list are in sight. Only these are in the page.
//!
//! A box can be scrolled for some ten million pixels; a million rows are more. So a place has two parts: where the box
//! stands, and by how much the list is shifted under it. Small steps move the box; a leap along the scroll bar is taken
//! in proportion, and so is the way back from an end of the box that is not the end of the list.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels and rows are far below 2^52 and never negative here"
)]

use std::ops::Range;

/// The tallest that a box may be inside; less than every browser bears.
const TALLEST: f64 = 8_000_000.0;

/// Rows kept ready above and below.
const SPARE: u64 = 12;

/// How tall the list is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruler {
    /// How many rows there are.
    pub rows: u64,
    /// How tall one is.
    pub row: f64,
    /// How much is in sight.
    pub view: f64,
    /// The row that is open, and by how much it is taller.
    pub open: Option<(u64, f64)>,
}

impl Ruler {
    fn whole(&self) -> f64 {
        self.rows as f64 * self.row + self.open.map_or(0.0, |(_, more)| more)
    }

    /// How tall the inside of the box is.
    pub fn height(&self) -> f64 {
        self.whole().min(TALLEST)
    }

    /// Where row `index` begins.
    pub fn top_of(&self, index: u64) -> f64 {
        let pushed = self.open.filter(|(open, _)| *open < index);
        index as f64 * self.row + pushed.map_or(0.0, |(_, more)| more)
    }

    fn row_at(&self, y: f64) -> u64 {
        let y = y.max(0.0);
        match self.open {
            Some((open, more)) if y > self.top_of(open) => {
                (((y - more).max(0.0) / self.row) as u64).max(open)
            }
            _ => (y / self.row) as u64,
        }
    }

    /// The rows to have in the page while the list stands at `y`.
    pub fn window(&self, y: f64) -> Range<u64> {
        let first = self.row_at(y).saturating_sub(SPARE).min(self.rows);
        let last = (self.row_at(y + self.view) + 1 + SPARE).min(self.rows);
        first..last.max(first)
    }

    /// Where the list must stand for row `index` to be in sight, if it does not at `y`.
    pub fn reveal(&self, index: u64, y: f64) -> Option<f64> {
        let (top, end) = (self.top_of(index), self.top_of(index + 1));
        if top < y {
            Some(top)
        } else if end > y + self.view {
            Some(end - self.view)
        } else {
            None
        }
    }
}

/// Where the list stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// Where the box stands.
    pub top: f64,
    /// By how much the list is shifted under it.
    pub shift: f64,
}

impl Place {
    /// Where the list stands, from its beginning.
    pub fn y(self) -> f64 {
        self.top + self.shift
    }

    /// The place for `y`, the box standing in proportion.
    pub fn at(ruler: &Ruler, y: f64) -> Self {
        let y = y.clamp(0.0, (ruler.whole() - ruler.view).max(0.0));
        let (inside, whole) = (ruler.height() - ruler.view, ruler.whole() - ruler.view);
        let top = if whole > inside && whole > 0.0 {
            (y / whole * inside).round()
        } else {
            y
        };
        Self {
            top,
            shift: y - top,
        }
    }

    /// After the box was scrolled to `top`. Where the new place has another `top`, the box must be put there.
    pub fn scrolled(self, ruler: &Ruler, top: f64) -> Self {
        let (inside, whole) = (ruler.height() - ruler.view, ruler.whole() - ruler.view);
        if whole <= inside || inside <= 0.0 {
            return Self { top, shift: 0.0 };
        }
        if (top - self.top).abs() > 4.0 * ruler.view {
            return Self {
                top,
                shift: top / inside * whole - top,
            };
        }
        let at_an_end = top <= 0.0 || top >= inside.floor();
        let y = top + self.shift;
        if at_an_end || y < 0.0 || y > whole {
            Self::at(ruler, y)
        } else {
            Self {
                top,
                shift: self.shift,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLION: Ruler = Ruler {
        rows: 1_000_000,
        row: 36.0,
        view: 720.0,
        open: None,
    };

    #[test]
    fn only_what_is_in_sight_is_in_the_page() {
        assert_eq!(MILLION.window(0.0), 0..33);
        assert_eq!(MILLION.window(36.0 * 500.0), 488..533);
        assert_eq!(MILLION.window(1e9).end, 1_000_000);
        assert_eq!(Ruler { rows: 0, ..MILLION }.window(50.0), 0..0);
    }

    #[test]
    fn small_steps_are_pixels_and_leaps_are_shares() {
        let start = Place::default();
        assert!((start.scrolled(&MILLION, 100.0).y() - 100.0).abs() < 1e-6);
        let inside = MILLION.height() - MILLION.view;
        let end = start.scrolled(&MILLION, inside);
        assert!((end.y() - (36_000_000.0 - 720.0)).abs() < 1.0);
        let half = start.scrolled(&MILLION, inside / 2.0);
        assert!((half.y() - (36_000_000.0 - 720.0) / 2.0).abs() < 1.0);
        // Pixel by pixel upwards from the middle nothing is skipped, and the top of the box is not the top of the list.
        let mut place = half;
        while place.top > 700.0 {
            let before = place.y();
            place = place.scrolled(&MILLION, place.top - 700.0);
            assert!((before - place.y() - 700.0).abs() < 1e-3);
        }
        let next = place.scrolled(&MILLION, 0.0);
        assert!(next.top > 1_000.0 && (place.y() - next.y() - place.top).abs() < 1.0);
    }

    #[test]
    fn an_open_row_pushes_those_below() {
        let open = Ruler {
            open: Some((2, 100.0)),
            ..MILLION
        };
        assert!((open.top_of(2) - 72.0).abs() < 1e-6);
        assert!((open.top_of(3) - 208.0).abs() < 1e-6);
        assert_eq!((open.row_at(150.0), open.row_at(209.0)), (2, 3));
    }
}
