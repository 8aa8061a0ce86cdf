//! Which figures of a table may be public: a small one points at a person.
//!
//! A cell from 1 to one below the threshold is shown as "below"; another cell is hidden with it, so that it
//! cannot be found by subtraction from the total. What is hidden is then checked the way a curious reader
//! would: from everything that is shown, every hidden figure must still have at least two possible values.

/// How one figure is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As it is.
    Exactly(u64),
    /// As "less than the threshold", and not zero.
    Below(u64),
    /// Not at all, so that others cannot be computed.
    Hidden,
}

impl Shown {
    /// The figure, where it may be told.
    pub fn exactly(self) -> Option<u64> {
        match self {
            Shown::Exactly(figure) => Some(figure),
            Shown::Below(_) | Shown::Hidden => None,
        }
    }
}

/// A figure on its own.
pub fn single(figure: u64, threshold: u64) -> Shown {
    if figure > 0 && figure < threshold {
        Shown::Below(threshold)
    } else {
        Shown::Exactly(figure)
    }
}

/// Figures that add up to a published total (itself shown as [`single`] shows it). A threshold below 3 hides
/// nothing: "less than 2" would only be another way to write 1.
pub fn group(figures: &[u64], threshold: u64) -> Vec<Shown> {
    let total: u64 = figures.iter().fold(0, |sum, figure| sum.saturating_add(*figure));
    if threshold < 3 {
        return figures.iter().map(|figure| Shown::Exactly(*figure)).collect();
    }
    let small: Vec<Shown> = figures.iter().map(|figure| single(*figure, threshold)).collect();
    with_complements(figures, small, total, threshold)
        .or_else(|| safe(hide(figures, |figure| figure > 0), total, threshold))
        .unwrap_or_else(|| hide(figures, |_| true))
}

/// Hides the smallest further figures, one by one, until nothing can be computed.
fn with_complements(
    figures: &[u64],
    mut shown: Vec<Shown>,
    total: u64,
    threshold: u64,
) -> Option<Vec<Shown>> {
    let mut further: Vec<usize> = (0..figures.len())
        .filter(|at| figures[*at] >= threshold)
        .collect();
    further.sort_by_key(|at| (figures[*at], *at));
    let mut further = further.into_iter();
    loop {
        if let Some(shown) = safe(shown.clone(), total, threshold) {
            return Some(shown);
        }
        shown[further.next()?] = Shown::Hidden;
    }
}

fn hide(figures: &[u64], which: impl Fn(u64) -> bool) -> Vec<Shown> {
    figures
        .iter()
        .map(|figure| {
            if which(*figure) {
                Shown::Hidden
            } else {
                Shown::Exactly(*figure)
            }
        })
        .collect()
}

/// The least and the most that a reader knows a figure to be.
type Range = (u64, u64);

/// `shown`, if a reader who knows our rules can compute none of its hidden figures.
fn safe(shown: Vec<Shown>, total: u64, threshold: u64) -> Option<Vec<Shown>> {
    let total = match single(total, threshold) {
        Shown::Exactly(total) => (total, total),
        _ => (1, threshold - 1),
    };
    let known: Vec<Range> = shown
        .iter()
        .map(|cell| known(*cell, &shown, total.1, threshold))
        .collect();
    let least: u64 = known.iter().fold(0, |sum, range| sum.saturating_add(range.0));
    let most: u64 = known.iter().fold(0, |sum, range| sum.saturating_add(range.1));
    let open = |range: &Range| {
        // What the others leave for this one.
        let low = range.0.max(total.0.saturating_sub(most - range.1));
        let high = range.1.min(total.1.saturating_sub(least - range.0));
        low < high
    };
    let hidden = shown
        .iter()
        .zip(&known)
        .filter(|(cell, _)| cell.exactly().is_none());
    hidden.map(|(_, range)| range).all(open).then_some(shown)
}

/// Beside figures marked as small, a hidden one can only be a complement, which is never small.
fn known(cell: Shown, all: &[Shown], total: u64, threshold: u64) -> Range {
    let beside_small = all.iter().any(|cell| matches!(cell, Shown::Below(_)));
    match cell {
        Shown::Exactly(figure) => (figure, figure),
        Shown::Below(threshold) => (1, threshold - 1),
        Shown::Hidden => (if beside_small { threshold } else { 1 }, total),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: fn(u64) -> Shown = Shown::Exactly;
    const B: Shown = Shown::Below(5);
    const H: Shown = Shown::Hidden;

    #[test]
    fn a_small_figure_takes_another_with_it() {
        for (figures, shown) in [
            (&[20, 3, 15][..], vec![A(20), B, H]),
            (&[20, 3, 2], vec![A(20), B, B]),
            (&[20, 0, 7], vec![A(20), A(0), A(7)]),
            (&[0, 0], vec![A(0), A(0)]),
            // The total 3 is itself not shown.
            (&[3, 0], vec![B, A(0)]),
            // 5 or more beside 1 to 4, together 6: that would be 1 and 5.
            (&[1, 5], vec![H, H]),
            // Five times "less than 5", together 5: that would be five times 1.
            (&[1, 1, 1, 1, 1], vec![H, H, H, H, H]),
            (&[], vec![]),
        ] {
            assert_eq!(group(figures, 5), shown, "{figures:?}");
        }
    }

    #[test]
    fn no_threshold_hides_nothing() {
        assert_eq!(group(&[1, 2], 0), vec![A(1), A(2)]);
        assert_eq!(single(1, 0), A(1));
    }
}
