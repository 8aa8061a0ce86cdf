//! Requests that are answered before anything is done, as data.

use axum::http::StatusCode;

/// Why a request is not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The body cannot be read as what it says it is.
    Unreadable,
    /// A text field was sent twice.
    Repeated(&'static str),
    /// A field of a JSON body is neither text nor null.
    NotText(&'static str),
    /// More parts than the form has fields.
    TooManyParts,
    /// The body is larger than we take.
    TooLarge,
    /// A body of a kind we do not read.
    MediaType,
    /// A form on another site sent this.
    CrossSite,
    /// The address takes other methods.
    Method,
    /// There is nothing at this address.
    NotFound,
    /// Our own mistake.
    Broken,
}

impl Refusal {
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Refusal::Unreadable | Refusal::Repeated(_) | Refusal::NotText(_) | Refusal::TooManyParts => {
                StatusCode::BAD_REQUEST
            }
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::CrossSite => StatusCode::FORBIDDEN,
            Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The stable name, the end of the problem's URN.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Refusal::Unreadable => "unreadable",
            Refusal::Repeated(_) => "repeated",
            Refusal::NotText(_) => "not_text",
            Refusal::TooManyParts => "too_many_parts",
            Refusal::TooLarge => "too_large",
            Refusal::MediaType => "media_type",
            Refusal::CrossSite => "cross_site",
            Refusal::Method => "method",
            Refusal::NotFound => "not_found",
            Refusal::Broken => "broken",
        }
    }

    /// Where the site keeps the words: `message.<words>_title` and `message.<words>_text`.
    pub(crate) const fn words(&self) -> &'static str {
        match self {
            Refusal::Unreadable | Refusal::Repeated(_) | Refusal::NotText(_) | Refusal::TooManyParts => {
                "bad_request"
            }
            Refusal::TooLarge => "too_large",
            Refusal::MediaType => "media_type",
            Refusal::CrossSite => "forbidden",
            Refusal::Method => "method",
            Refusal::NotFound => "not_found",
            Refusal::Broken => "unavailable",
        }
    }

    /// The field at fault, where there is one.
    pub(crate) const fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::Repeated(field) | Refusal::NotText(field) => Some(field),
            _ => None,
        }
    }
}
