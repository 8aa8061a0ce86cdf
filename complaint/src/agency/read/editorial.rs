//! `[readability]`, `[freshness]`, `[search]` and `[statistics]`: all may be missing.

use serde::Deserialize;
use toml::Spanned;

use crate::agency::{Freshness, Readability, SearchWords, SmallFigures};
use crate::deadline::{DayCount, DayUnit};
use crate::settings::Settings;

/// `[readability]`.
pub(super) fn readability(settings: &mut Settings<'_>) -> Readability {
    let known = Readability::default();
    let Some(raw) = settings.optional_table::<RawReadability>("readability") else {
        return known;
    };
    Readability {
        mean_words: raw.mean_words.unwrap_or(known.mean_words),
        long_sentence_words: raw.long_sentence_words.unwrap_or(known.long_sentence_words),
        long_sentences_percent: raw.long_sentences_percent.unwrap_or(known.long_sentences_percent),
        long_word_syllables: raw.long_word_syllables.unwrap_or(known.long_word_syllables),
        long_words_percent: raw.long_words_percent.unwrap_or(known.long_words_percent),
        abbreviations: raw.abbreviations,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReadability {
    mean_words: Option<u32>,
    long_sentence_words: Option<u32>,
    long_sentences_percent: Option<u32>,
    long_word_syllables: Option<u32>,
    long_words_percent: Option<u32>,
    #[serde(default)]
    abbreviations: Vec<String>,
}

/// `[freshness]`.
pub(super) fn freshness(settings: &mut Settings<'_>) -> Freshness {
    let known = Freshness::default();
    let Some(raw) = settings.optional_table::<RawFreshness>("freshness") else {
        return known;
    };
    let warn_after = raw.warn_after.and_then(|days| calendar_days(&days, settings));
    let warn_after = warn_after.unwrap_or(known.warn_after);
    let fail_after = raw.fail_after.and_then(|days| {
        let fail_after = calendar_days(&days, settings)?;
        if fail_after <= warn_after {
            settings.error(
                days.span(),
                "bad-freshness",
                "fail_after tidak lebih lama daripada warn_after",
                "tulis fail_after yang lebih besar, misalnya \"365 hari kalender\"",
            );
        }
        Some(fail_after)
    });
    Freshness {
        warn_after,
        fail_after,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFreshness {
    warn_after: Option<Spanned<String>>,
    fail_after: Option<Spanned<String>>,
}

fn calendar_days(text: &Spanned<String>, settings: &mut Settings<'_>) -> Option<u16> {
    match DayCount::parse(text.get_ref()) {
        Ok(count) if count.unit == DayUnit::Calendar => Some(count.days),
        _ => {
            let message = format!("masa `{}` tidak terbaca", text.get_ref());
            let help = format!(
                "tulis 1 sampai {} hari kalender, misalnya \"180 hari kalender\"",
                DayCount::MOST
            );
            settings.error(text.span(), "bad-freshness", message, help);
            None
        }
    }
}

/// `[search]`.
pub(super) fn search(settings: &mut Settings<'_>) -> SearchWords {
    let Some(raw) = settings.optional_table::<RawSearch>("search") else {
        return SearchWords::default();
    };
    for group in raw.synonyms.iter().filter(|group| group.get_ref().len() < 2) {
        settings.error(
            group.span(),
            "bad-synonyms",
            "kelompok sinonim ini berisi kurang dari dua kata",
            "tulis kata-kata yang sama artinya, misalnya [\"SPAN LAPOR\", \"SP4N-LAPOR!\"]",
        );
    }
    SearchWords {
        synonyms: raw.synonyms.into_iter().map(Spanned::into_inner).collect(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSearch {
    #[serde(default)]
    synonyms: Vec<Spanned<Vec<String>>>,
}

/// `[statistics]`: which figures may be shown, and from which year on they come from the register.
pub(super) fn statistics(settings: &mut Settings<'_>) -> (SmallFigures, Option<i16>) {
    let known = SmallFigures::default();
    let Some(raw) = settings.optional_table::<RawStatistics>("statistics") else {
        return (known, None);
    };
    let register_from = raw.register_from.and_then(|year| {
        let known = (2000..=2100).contains(year.get_ref());
        if !known {
            settings.error(
                year.span(),
                "bad-year",
                format!("register_from = {} bukan tahun", year.get_ref()),
                "tulis tahun pertama yang angkanya dari register, misalnya 2026",
            );
        }
        known.then(|| year.into_inner())
    });
    let suppress_below = raw.suppress_below.map_or(known.suppress_below, |below| {
        // "Below 2" would mean 1, which is no secret.
        if matches!(below.get_ref(), 1 | 2) {
            settings.error(
                below.span(),
                "bad-threshold",
                format!(
                    "suppress_below = {} tidak menyembunyikan apa pun",
                    below.get_ref()
                ),
                "tulis 3 atau lebih; anjurannya 5; 0 menampilkan semua angka",
            );
        }
        below.into_inner()
    });
    let override_reason = raw.override_reason.filter(|reason| !reason.trim().is_empty());
    let small = SmallFigures {
        suppress_below,
        override_reason,
    };
    (small, register_from)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStatistics {
    suppress_below: Option<Spanned<u64>>,
    override_reason: Option<String>,
    register_from: Option<Spanned<i16>>,
}
