//! The one way in. Whoever looks at the desk or sends it a form passes here, so nobody can forget to ask: is the
//! connection right, who is it, did they mean it, may they at all.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use complaint::RawForm;
use complaint::staff::{Duty, Matter, Officer};

use super::case::Opened;
use super::door::Visitor;
use super::screen::Screen;
use crate::App;
use crate::http::{Form, Format, Known, read_form};

/// Somebody who came in.
pub(super) struct Inside<'a> {
    app: &'a App,
    format: Format,
    visitor: Visitor,
}

/// The answer to somebody who did not. In a box, since it is far larger than what the others carry.
pub(crate) struct Refused(Box<Response>);

impl From<Response> for Refused {
    fn from(answer: Response) -> Self {
        Self(Box::new(answer))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// Asks that somebody has a duty at all.
pub(super) fn has(duty: Duty) -> impl Fn(&Officer) -> bool {
    move |officer| officer.has(duty)
}

impl Inside<'_> {
    pub(super) fn officer(&self) -> &Officer {
        &self.visitor.officer
    }

    pub(super) const fn screen(&self) -> Screen<'_> {
        Screen {
            app: self.app,
            format: self.format,
            visitor: Some(&self.visitor),
        }
    }

    /// A case on which they have a duty. What they wrote comes back where they have not; a case that they may not know
    /// looks like none.
    pub(super) async fn case(&self, number: &str, duty: Duty, written: &RawForm) -> Result<Opened, Refused> {
        let (screen, officer) = (self.screen(), self.officer());
        match Opened::find(self.app, number, officer).await {
            Ok(Some(opened)) if officer.may(duty, Matter::of(&opened.case.case)) => Ok(opened),
            Ok(Some(_)) => Err(screen.not_yours(written).into()),
            Ok(None) => Err(screen.not_found().into()),
            Err(error) => {
                tracing::error!(%error, "a case could not be read");
                Err(screen.unavailable(written).into())
            }
        }
    }
}

/// Somebody wants to see a page; whoever is not signed in comes back to it afterwards.
pub(super) async fn look<'a>(
    app: &'a App,
    headers: &HeaderMap,
    wanted: &Uri,
    may: impl Fn(&Officer) -> bool,
) -> Result<Inside<'a>, Refused> {
    let screen = Screen::of(app, headers);
    let wanted = wanted
        .path_and_query()
        .map_or(wanted.path(), |wanted| wanted.as_str());
    let visitor = Visitor::of(app, headers).await;
    let visitor = visitor.map_err(|turned| screen.turned(&turned, Some(wanted), &RawForm::new()))?;
    admit(screen, visitor, may, &RawForm::new())
}

/// Somebody sends a form. Whatever is wrong, they get back what they wrote.
pub(super) async fn send(
    app: &App,
    request: Request,
    known: Known,
    may: impl Fn(&Officer) -> bool,
) -> Result<(Inside<'_>, Form), Refused> {
    let headers = request.headers().clone();
    let screen = Screen::of(app, &headers);
    let visitor = Visitor::of(app, &headers).await;
    let form = read_form(request, known).await;
    let form = form.map_err(|refusal| screen.refuse(&refusal))?;
    let visitor = visitor.map_err(|turned| screen.turned(&turned, None, &form.values))?;
    if !visitor.means(app, &headers, &form.values) {
        let screen = screen.seen_by(&visitor);
        let refused = screen.say(StatusCode::FORBIDDEN, "cross_site", "cross_site", &form.values);
        return Err(refused.into());
    }
    let inside = admit(screen, visitor, may, &form.values)?;
    Ok((inside, form))
}

fn admit<'a>(
    screen: Screen<'a>,
    visitor: Visitor,
    may: impl Fn(&Officer) -> bool,
    written: &RawForm,
) -> Result<Inside<'a>, Refused> {
    if !may(&visitor.officer) {
        return Err(screen.seen_by(&visitor).not_yours(written).into());
    }
    Ok(Inside {
        app: screen.app,
        format: screen.format,
        visitor,
    })
}
