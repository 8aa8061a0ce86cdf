//! In which form and language an answer is wanted, and the answers every route gives.

use axum::http::header::{HeaderValue, REFERER, RETRY_AFTER};
use axum::http::uri::Uri;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use complaint::{Lang, RawForm};
use site_gen::theme::{MessageView, Texts};

use super::answer::{ErrorEntry, Problem, html};
use super::{Format, Refusal};
use crate::App;

/// Try again then, in seconds: a table that is down is seldom back sooner.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("30");

/// What the answer to a request should look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) format: Format,
    pub(crate) lang: Lang,
}

impl Asked {
    /// Before the form is read, the page it was sent from tells the language.
    pub(crate) fn of(headers: &HeaderMap) -> Asked {
        Asked {
            format: Format::wanted(headers),
            lang: referring_language(headers).unwrap_or_default(),
        }
    }

    /// Once the form is read, it tells the language itself.
    pub(crate) fn speaking(self, values: &RawForm) -> Asked {
        let said = ["lang", "language"]
            .iter()
            .find_map(|name| Lang::parse(values.get(*name)?.trim()));
        Asked {
            lang: said.unwrap_or(self.lang),
            ..self
        }
    }

    /// Programs that name no language get the reporter's.
    pub(crate) fn for_program(self, values: &RawForm, own: Lang) -> Asked {
        match self.format {
            Format::Html => self,
            Format::Json => Asked { lang: own, ..self }.speaking(values),
        }
    }

    /// Sentences in the language asked for.
    pub(crate) fn texts(self, app: &App) -> &Texts {
        app.theme.texts(self.lang)
    }

    /// A request that is not served.
    pub(crate) fn refuse(self, app: &App, refusal: &Refusal) -> Response {
        let message = |field| self.texts(app).error(field, refusal.code()).to_owned();
        let entry = |field| ErrorEntry {
            field,
            code: refusal.code(),
            message: message(field),
            position: None,
        };
        let errors: Vec<_> = refusal.field().map(entry).into_iter().collect();
        self.say(app, refusal.status(), refusal.code(), refusal.words(), &errors)
    }

    /// Something is down, so there is no answer now.
    pub(crate) fn unavailable(self, app: &App) -> Response {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        retry_later(self.say(app, status, "unavailable", "unavailable", &[]))
    }

    /// Something is down that is not the citizen's fault, so what they sent is not stored.
    pub(crate) fn not_stored(self, app: &App) -> Response {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        retry_later(self.say(app, status, "unavailable", "not_stored", &[]))
    }

    /// This sender must wait.
    pub(crate) fn too_many(self, app: &App, seconds: i64) -> Response {
        let status = StatusCode::TOO_MANY_REQUESTS;
        retry_after(self.say(app, status, "too_many", "too_many", &[]), seconds)
    }

    /// This sender must wait, or do a little work.
    pub(crate) fn proof_required(self, app: &App, seconds: i64) -> Response {
        let status = StatusCode::TOO_MANY_REQUESTS;
        retry_after(
            self.say(app, status, "proof_required", "proof_required", &[]),
            seconds,
        )
    }

    /// A page or a problem with the words under `message.<words>_…`.
    pub(crate) fn say(
        self,
        app: &App,
        status: StatusCode,
        code: &str,
        words: &str,
        errors: &[ErrorEntry],
    ) -> Response {
        let texts = self.texts(app);
        let (title, text) = (
            texts.get(&format!("message.{words}_title")),
            texts.get(&format!("message.{words}_text")),
        );
        match self.format {
            Format::Json => Problem::new(status, code, title, text, errors).answer(status),
            Format::Html => {
                let paragraphs = vec![text.to_owned()];
                let view = MessageView {
                    lang: self.lang,
                    title: title.to_owned(),
                    paragraphs,
                    channels: true,
                };
                html(status, app.theme.message_page(&view))
            }
        }
    }
}

/// Tells after how many seconds to ask again.
pub(crate) fn retry_after(mut response: Response, seconds: i64) -> Response {
    response.headers_mut().insert(RETRY_AFTER, seconds.max(1).into());
    response
}

/// Marks an answer as worth asking for again.
pub(crate) fn retry_later(mut response: Response) -> Response {
    response.headers_mut().insert(RETRY_AFTER, RETRY_SECONDS);
    response
}

fn referring_language(headers: &HeaderMap) -> Option<Lang> {
    let page: Uri = headers.get(REFERER)?.to_str().ok()?.parse().ok()?;
    page.path().split('/').nth(1).and_then(Lang::parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_the_language_until_the_form_does() {
        for (referer, lang) in [
            ("https://contoh.example/en/lapor/", Lang::En),
            ("https://contoh.example/lapor/", Lang::Id),
            ("https://contoh.example", Lang::Id),
            ("not a page \\", Lang::Id),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(REFERER, referer.parse().unwrap());
            let asked = Asked::of(&headers);
            assert_eq!(asked.lang, lang, "{referer}");
            let form = |name: &str, code: &str| RawForm::from([(name.to_owned(), code.to_owned())]);
            assert_eq!(asked.speaking(&form("language", "en")).lang, Lang::En);
            assert_eq!(asked.speaking(&form("lang", "id")).lang, Lang::Id);
            assert_eq!(asked.speaking(&form("language", "xx")).lang, lang);
        }
    }
}
