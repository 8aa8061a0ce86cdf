//! The published figures made current: what the register counts, put into the pages and data files of the site. Where
//! something fails, what was published last stays.

use std::sync::Arc;

use axum::body::Bytes;
use complaint::statistics::by_year;
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::Value;
use site_gen::theme::headers::CACHE_PAGE;
use site_gen::{Asset, History, Renewal, published_paths, register_document};
use thiserror::Error;

use crate::App;
use crate::counting::Register;
use crate::files::{Bucket, BucketError};
use crate::store::StoreError;

/// Where the site is, and what it told before there was a register.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// Figures of earlier years.
    pub history: Arc<History>,
    /// The bucket of the site; none where the site is served from here.
    pub site: Option<Bucket>,
}

/// Why nothing was published.
#[derive(Debug, Error)]
pub enum PublishError {
    /// The table was not able to tell the figures.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bucket of the site was not able to.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// The figures do not add up: so many things are wrong with them.
    #[error("the figures do not add up, in {0} places")]
    Wrong(usize),
}

/// The register's figures as they may be published today; nothing where an agency publishes none, or where not every
/// case is counted yet.
async fn publishable(app: &App, now: Timestamp) -> Result<Option<Value>, StoreError> {
    let Some(first) = app.agency.register_from else {
        return Ok(None);
    };
    let register = Register {
        store: &app.store,
        agency: &app.agency,
        entropy: &app.entropy,
        now,
    };
    let mut figures = register.all_figures().await?;
    let cut_off = app.agency.today(now);
    if !figures.whole || cut_off < date(first, 1, 1) {
        return Ok(None);
    }
    let first = format!("{first:04}-01");
    figures.months.retain(|month, _| *month >= first);
    // Years in which nothing came are told too.
    figures.months.entry(first).or_default();
    let months = figures
        .months
        .iter()
        .map(|(month, tally)| (month.as_str(), tally));
    Ok(Some(register_document(&by_year(months, cut_off), cut_off)))
}

/// Puts the figures into the pages and data files, read and written by the bucket; how many have changed.
pub async fn publish(app: &App, now: Timestamp) -> Result<usize, PublishError> {
    let (Some(site), Some(document)) = (&app.publication.site, publishable(app, now).await?) else {
        return Ok(0);
    };
    let published = published(app, &document)?;
    let mut changed = 0;
    for (path, asset) in published.data() {
        let before = site.get(key(path), now).await?;
        changed += usize::from(renew(site, path, before.as_ref(), asset, now).await?);
    }
    for (lang, path) in published_paths(&app.agency) {
        let Some(before) = site.get(key(&path), now).await? else {
            continue;
        };
        if let Some(asset) = published.page(lang, &before) {
            changed += usize::from(renew(site, &path, Some(&before), asset, now).await?);
        }
    }
    Ok(changed)
}

/// Files of the site with the figures of today, where there are any; `page` knows the pages as they were built. What
/// fails is in the log, and the files stay as they are.
pub async fn renewed(
    app: &App,
    now: Timestamp,
    page: impl Fn(&str) -> Option<Bytes>,
) -> Vec<(String, Asset)> {
    let renewed = match publishable(app, now).await {
        Ok(None) => return Vec::new(),
        Ok(Some(document)) => files(app, &document, page),
        Err(error) => Err(error.into()),
    };
    renewed
        .inspect_err(|error| tracing::error!(%error, "published figures stay as they are for now"))
        .unwrap_or_default()
}

fn files(
    app: &App,
    document: &Value,
    page: impl Fn(&str) -> Option<Bytes>,
) -> Result<Vec<(String, Asset)>, PublishError> {
    let published = published(app, document)?;
    let pages = published_paths(&app.agency).filter_map(|(lang, path)| {
        let asset = published.page(lang, &page(&path)?)?;
        Some((path, asset))
    });
    let data = published.data().map(|(path, asset)| (path.to_owned(), asset));
    Ok(data.chain(pages).collect())
}

fn published<'a>(app: &'a App, document: &Value) -> Result<Renewal<'a>, PublishError> {
    let published = Renewal::new(&app.publication.history, document, &app.agency, &app.theme);
    published.map_err(|problems| {
        for problem in &problems {
            tracing::error!(%problem, "figures that do not add up are not published");
        }
        PublishError::Wrong(problems.len())
    })
}

async fn renew(
    site: &Bucket,
    path: &str,
    before: Option<&Bytes>,
    asset: Asset,
    now: Timestamp,
) -> Result<bool, BucketError> {
    if before == Some(&asset.bytes) {
        return Ok(false);
    }
    let headers = [
        ("content-type", asset.content_type),
        ("cache-control", CACHE_PAGE),
    ];
    site.put_with(key(path), asset.bytes, &headers, now).await?;
    Ok(true)
}

/// What a path of the site is called in its bucket.
fn key(path: &str) -> &str {
    path.trim_start_matches('/')
}
