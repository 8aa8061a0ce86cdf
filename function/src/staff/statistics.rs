//! `/staff/stats`: figures of the register, as far as somebody may count it: an officer the cases of their unit,
//! nobody those about their own unit, and whoever reads no cases the figures as everybody gets them, a year at a time.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use complaint::staff::{Duty, Officer};
use complaint::statistics::{Period, Slice, Tally, View};
use complaint::{Class, Lang, RawForm, format_date};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::audit;
use super::door::CSRF;
use super::entry::{Inside, Refused, has, look, send};
use super::fields::{FieldView, OptionView};
use super::screen::{Notice, Screen, read_query, secure, texts};
use super::sign_in::one_of;
use super::statistics_figures::figures;
use super::statistics_lines::Summary;
use crate::App;
use crate::counting::{Figures, Register};
use crate::http::{Format, Problem, html, json_answer};
use crate::store::{AuditKind, StoreError};

const FIELDS: [&str; 4] = [CSRF, "format", "from", "until"];

/// What was asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The first month, as `2026-01`.
    pub(super) from: String,
    /// The last month.
    pub(super) until: String,
    pub(super) class: Class,
}

/// Figures, and how they may be shown.
pub(super) struct Told {
    pub(super) view: View,
    pub(super) asked: Asked,
    pub(super) figures: Figures,
    /// What is smaller is hidden.
    pub(super) threshold: u64,
    /// The day as of which they are told.
    pub(super) today: Date,
}

#[derive(Serialize)]
struct StatsModel<'a> {
    about: &'static str,
    counting: bool,
    fields: Vec<FieldView>,
    cut_off: String,
    from: &'a str,
    until: &'a str,
}

/// The page, or the same figures for a program.
pub(crate) async fn statistics(State(app): State<Arc<App>>, request: Request) -> Result<Response, Refused> {
    let inside = look(&app, request.headers(), request.uri(), has(Duty::Statistics)).await?;
    let screen = inside.screen();
    let values = read_query(request.uri());
    let view = View::of(inside.officer());
    let today = app.agency.today((app.clock)());
    let (asked, wrong) = match Asked::read(&values, &view, today) {
        Some(asked) => (asked, false),
        None if screen.format == Format::Json => {
            let words = texts().get("stats.mend");
            let status = StatusCode::BAD_REQUEST;
            return Ok(Problem::new(status, "bad_filter", words, words, &[]).answer(status));
        }
        None => (Asked::this_year(&view, today), true),
    };
    Ok(match told(&app, view, asked).await {
        Ok(told) if screen.format == Format::Json => json_answer(StatusCode::OK, &told.json()),
        Ok(told) => page(&screen, &told, wrong),
        Err(error) => unavailable(&screen, &error),
    })
}

/// The figures as a file. That they were taken, and by whom, is written down first.
pub(crate) async fn export_statistics(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Refused> {
    let known = |name: &str| one_of(&FIELDS, name);
    let may = |officer: &Officer| officer.has(Duty::Statistics);
    let (inside, form) = send(&app, request, known, may).await?;
    let screen = inside.screen();
    let view = View::of(inside.officer());
    let today = app.agency.today((app.clock)());
    let format = form.values.get("format").map_or("", String::as_str);
    let asked = Asked::read(&form.values, &view, today).filter(|_| ["csv", "json"].contains(&format));
    let Some(asked) = asked else {
        return Ok(screen.say(
            StatusCode::UNPROCESSABLE_ENTITY,
            "bad_filter",
            "bad_filter",
            &RawForm::new(),
        ));
    };
    Ok(match taken(&app, &inside, view, asked, format).await {
        Ok(told) => download(&told, format),
        Err(error) => unavailable(&screen, &error),
    })
}

async fn taken(
    app: &App,
    inside: &Inside<'_>,
    view: View,
    asked: Asked,
    format: &str,
) -> Result<Told, StoreError> {
    let object = format!("statistik {format}, {} {}", asked.from, asked.until);
    audit::of_account(app, &inside.officer().id, AuditKind::Export, Some(&object)).await?;
    told(app, view, asked).await
}

async fn told(app: &App, view: View, asked: Asked) -> Result<Told, StoreError> {
    let now = (app.clock)();
    let register = Register {
        store: &app.store,
        agency: &app.agency,
        entropy: &app.entropy,
        now,
    };
    let figures = register.figures(&view, (&asked.from, &asked.until)).await?;
    let threshold = if view.exact {
        0
    } else {
        app.agency.small_figures.threshold()
    };
    Ok(Told {
        view,
        asked,
        figures,
        threshold,
        today: app.agency.today(now),
    })
}

impl Asked {
    fn this_year(view: &View, today: Date) -> Asked {
        let year = today.year();
        let last = if view.exact {
            today.strftime("%m").to_string()
        } else {
            "12".to_owned()
        };
        Asked {
            from: format!("{year:04}-01"),
            until: format!("{year:04}-{last}"),
            class: Class::Complaint,
        }
    }

    /// Months; where small figures are hidden one whole year, since times that overlap could be subtracted.
    fn read(values: &RawForm, view: &View, today: Date) -> Option<Asked> {
        let typed = |name: &str| {
            values
                .get(name)
                .map(|text| text.trim())
                .filter(|text| !text.is_empty())
        };
        let standard = Asked::this_year(view, today);
        let class = typed("class").map_or(Some(standard.class), Class::parse)?;
        if !view.exact {
            let year = typed("year").or(typed("from")).unwrap_or(&standard.from);
            let year = month(&format!("{}-01", year.get(..4)?))?;
            let year = year.get(..4)?;
            return Some(Asked {
                from: format!("{year}-01"),
                until: format!("{year}-12"),
                class,
            });
        }
        let from = typed("from").map_or(Some(standard.from), month)?;
        let until = typed("until").map_or(Some(standard.until), month)?;
        (from <= until).then_some(Asked { from, until, class })
    }
}

/// A month as it is named in the table.
fn month(text: &str) -> Option<String> {
    let first = Date::strptime("%Y-%m-%d", format!("{text}-01")).ok()?;
    let name = first.strftime("%Y-%m").to_string();
    (name == text).then_some(name)
}

impl Told {
    /// All months together.
    pub(super) fn total(&self) -> Tally {
        let mut total = Tally::default();
        for tally in self.figures.months.values() {
            total.add_all(tally, 1);
        }
        total
    }

    pub(super) fn summary(&self, class: Class) -> Summary {
        Summary::of(&self.total(), class, self.threshold)
    }

    fn json(&self) -> Value {
        let classes = Class::ALL
            .iter()
            .map(|class| (class.as_str().to_owned(), self.summary(*class).json()));
        let classes: serde_json::Map<_, _> = classes.collect();
        let month = |(month, tally): (&String, &Tally)| {
            let first: Date = format!("{month}-01").parse().ok()?;
            Some(Period::of(month.clone(), (first, first.last_of_month()), tally))
        };
        let months: Option<Vec<_>> = self
            .view
            .exact
            .then(|| self.figures.months.iter().filter_map(month).collect());
        json!({
            "from": self.asked.from,
            "until": self.asked.until,
            "cut_off": self.today,
            "whole": self.figures.whole,
            "unit": match &self.view.slice { Slice::Unit(unit) => Some(unit), _ => None },
            "suppress_below": self.threshold,
            "classes": classes,
            "months": months,
        })
    }

    fn csv(&self) -> String {
        let lines: String = Class::ALL
            .iter()
            .map(|class| self.summary(*class).csv())
            .collect();
        let line = |line: &str| format!("{},{},{line}\r\n", self.asked.from, self.asked.until);
        let lines: String = lines.lines().map(line).collect();
        format!("from,until,class,measure,value,count,suppressed\r\n{lines}")
    }
}

fn download(told: &Told, format: &str) -> Response {
    let (kind, text) = if format == "csv" {
        ("text/csv; charset=utf-8", told.csv())
    } else {
        ("application/json; charset=utf-8", format!("{:#}\n", told.json()))
    };
    let name = format!(
        "attachment; filename=\"statistik-{}-{}.{format}\"",
        told.asked.from, told.asked.until
    );
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let name = HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(CONTENT_DISPOSITION, name);
    response
}

fn unavailable(screen: &Screen<'_>, error: &StoreError) -> Response {
    tracing::error!(%error, "figures could not be read");
    screen.unavailable(&RawForm::new())
}

fn page(screen: &Screen<'_>, told: &Told, wrong: bool) -> Response {
    let about = match &told.view {
        View { exact: false, .. } => "stats.about_public",
        View {
            slice: Slice::Unit(_),
            ..
        } => "stats.about_unit",
        View { without: Some(_), .. } => "stats.about_without",
        _ => "stats.about_all",
    };
    let date = format_date(told.today, Lang::Id);
    let model = StatsModel {
        about: texts().get(about),
        counting: !told.figures.whole,
        fields: fields(told),
        cut_off: texts().fill("stats.cut_off", &[("date", &date)]),
        from: &told.asked.from,
        until: &told.asked.until,
    };
    let notice = wrong.then(|| Notice::Wrong(texts().get("stats.mend").to_owned()));
    let status = if wrong {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let frame = screen.frame(texts().get("stats.title"), notice);
    let figures = figures(screen.app, told);
    let theme = &screen.app.theme;
    secure(html(
        status,
        theme.staff_statistics_page(&frame, &figures, &model),
    ))
}

fn fields(told: &Told) -> Vec<FieldView> {
    let asked = &told.asked;
    let class = |class: &Class| {
        let label = texts().get(&format!("class.{}", class.as_str()));
        OptionView::new(class.as_str(), label, asked.class.as_str())
    };
    let classes = FieldView {
        kind: "select",
        options: Class::ALL.iter().map(class).collect(),
        empty: texts().get("form.choose").to_owned(),
        ..FieldView::line("stats", "class", asked.class.as_str())
    };
    if !told.view.exact {
        let year = asked.from.get(..4).unwrap_or_default();
        return vec![FieldView::line("stats", "year", year), classes];
    }
    let month = |name: &str, value: &str| FieldView {
        kind: "month",
        ..FieldView::line("stats", name, value)
    };
    vec![month("from", &asked.from), month("until", &asked.until), classes]
}
