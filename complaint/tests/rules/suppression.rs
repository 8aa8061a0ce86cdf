//! A curious reader, who knows our rules, tries every table that could stand behind the published one.

use complaint::suppression::{Shown, group, single};
use proptest::prelude::*;

/// Whether `figure` could be what is shown as `cell`.
fn fits(figure: u64, cell: Shown, all: &[Shown], threshold: u64) -> bool {
    let beside_small = all.iter().any(|cell| matches!(cell, Shown::Below(_)));
    let nothing_shown = all.iter().all(|cell| *cell == Shown::Hidden);
    match cell {
        Shown::Exactly(known) => figure == known,
        Shown::Below(threshold) => (1..threshold).contains(&figure),
        Shown::Hidden if beside_small => figure >= threshold,
        Shown::Hidden => nothing_shown || figure > 0,
    }
}

/// Every table that fits what is published; `total` is one possible total.
fn tables(cells: &[Shown], all: &[Shown], total: u64, threshold: u64) -> Vec<Vec<u64>> {
    let Some((first, rest)) = cells.split_first() else {
        return if total == 0 { vec![Vec::new()] } else { Vec::new() };
    };
    let possible = (0..=total).filter(|figure| fits(*figure, *first, all, threshold));
    let with_rest = |figure: u64| {
        let rest = tables(rest, all, total - figure, threshold);
        rest.into_iter().map(move |rest| [vec![figure], rest].concat())
    };
    possible.flat_map(with_rest).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_hidden_figure_cannot_be_computed(figures in proptest::collection::vec(0_u64..9, 1..5), threshold in 3_u64..7) {
        let shown = group(&figures, threshold);
        let total: u64 = figures.iter().sum();
        let totals = match single(total, threshold) {
            Shown::Exactly(total) => total..=total,
            _ => 1..=threshold - 1,
        };
        let possible: Vec<Vec<u64>> = totals.flat_map(|total| tables(&shown, &shown, total, threshold)).collect();
        prop_assert!(possible.contains(&figures), "the truth is among the possible tables: {shown:?}");
        for (at, cell) in shown.iter().enumerate() {
            let seen = possible.iter().map(|table| table[at]).collect::<std::collections::BTreeSet<_>>();
            prop_assert!(cell.exactly().is_some() || seen.len() > 1, "{figures:?} shown as {shown:?}: {seen:?}");
        }
    }

    #[test]
    fn no_small_figure_is_shown_and_zero_is(figures in proptest::collection::vec(0_u64..40, 1..9)) {
        for (figure, cell) in figures.iter().zip(group(&figures, 5)) {
            prop_assert!(cell != Shown::Exactly(*figure) || !(1..5).contains(figure));
        }
        if figures.iter().all(|figure| *figure == 0 || *figure >= 5) {
            prop_assert!(group(&figures, 5).iter().all(|cell| cell.exactly().is_some()));
        }
    }
}
