//! What answers requests right now: pages and function, both made from one state of the content folder.

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderName;
use complaint::Problem;
use function::{App, Console, Door, Files, Issuer, Mailer, Post, Publication, ReceiptKeys, Secret, Store};
use site_gen::{History, Site};

use crate::embedded::FileStore;
use crate::serve::pages::Pages;
use crate::serve::sealing::Sealing;
use crate::site::{Kept, Recipe};
use crate::world::World;

/// One good state of the content folder, ready to answer, and what is wrong with the folder since.
#[derive(Clone)]
pub(super) struct Current {
    pub(super) pages: Arc<Pages>,
    pub(super) function: Router,
    /// What the router works with, for what time brings about.
    pub(super) app: App,
    /// Where browsers send files to.
    pub(super) bucket: FileStore,
    /// Why the folder as it stands now cannot be built; empty when the pages are those of the folder.
    pub(super) problems: Arc<[Problem]>,
    /// What should be looked at in the folder that the pages were made of.
    pub(super) warnings: Arc<[Problem]>,
}

impl Current {
    /// The same pages, with what is wrong with the newer content.
    pub(super) fn with_problems(&self, problems: Vec<Problem>) -> Current {
        Current {
            problems: problems.into(),
            ..self.clone()
        }
    }
}

/// Everything needed to make the next state.
#[derive(Clone)]
pub(super) struct Kitchen {
    pub(super) recipe: Recipe,
    /// What the last build left for the next.
    pub(super) kept: Arc<Kept>,
    pub(super) store: Store,
    pub(super) files: Files,
    pub(super) bucket: FileStore,
    pub(super) secret: Secret,
    pub(super) receipts: ReceiptKeys,
    pub(super) sealing: Sealing,
    pub(super) world: World,
    /// Takes mail out, or keeps it where it does not go out.
    pub(super) mailer: Arc<dyn Mailer>,
    /// The sender of mails, where it is not the agency's address.
    pub(super) mail_from: Option<String>,
    /// Whether there is a limit to what one sender may send.
    pub(super) limits: bool,
    /// The header in which a proxy tells the sender's address.
    pub(super) address_header: Option<HeaderName>,
    /// How people come to the desk.
    pub(super) door: Door,
    /// The time on telephones, whatever this program's clock was set to.
    /// Who proves who people at the desk are, beside their accounts here.
    pub(super) issuer: Option<Issuer>,
    /// Whether browsers reload by themselves.
    pub(super) live: bool,
}

impl Kitchen {
    /// Reads the content folder again; `before` is what answers now.
    pub(super) fn again(&self, before: &Current) -> Result<Current, Vec<Problem>> {
        let site = self.recipe.build(self.world.now(), &self.kept)?;
        self.keep_pictures(&site);
        self.serve(&site, Some(before))
    }

    /// Spares the next build the pictures. Where they cannot be kept, that build only takes longer.
    pub(super) fn keep_pictures(&self, site: &Site) {
        if let Some(folder) = &self.recipe.pictures {
            let _ = site_gen::write_pictures(site, folder);
        }
    }

    /// Makes a built site ready to answer.
    pub(super) fn serve(&self, site: &Site, before: Option<&Current>) -> Result<Current, Vec<Problem>> {
        let warnings: Arc<[Problem]> = site.built.warnings.as_slice().into();
        let pages = Arc::new(Pages::new(site, self.live, before.map(|before| &*before.pages)));
        // Of the same settings the same function is made, and most edits are edits of pages.
        if let Some(before) = before.filter(|before| Arc::ptr_eq(&before.app.agency, &site.built.agency)) {
            return Ok(Current {
                pages,
                problems: Arc::new([]),
                warnings,
                ..before.clone()
            });
        }
        let theme = Arc::new(site_gen::load_theme(&self.recipe.content, &site.built.agency)?);
        let history = match site.built.agency.register_from {
            Some(_) => site_gen::load_history(&self.recipe.content)?,
            None => History::default(),
        };
        let app = App {
            publication: Publication {
                history: Arc::new(history),
                site: None,
            },
            agency: Arc::clone(&site.built.agency),
            theme,
            store: self.store.clone(),
            files: self.files.clone(),
            secret: self.secret.clone(),
            receipts: self.receipts.clone(),
            sealer: self.sealing.sealer.clone(),
            clock: Arc::clone(&self.world.clock),
            entropy: Arc::clone(&self.world.entropy),
            post: Some(Post {
                mailer: Arc::clone(&self.mailer),
                from: self
                    .mail_from
                    .clone()
                    .unwrap_or_else(|| site.built.agency.contact.email.clone()),
            }),
            limits: self.limits,
            address_header: self.address_header.clone(),
            front_door: None,
            console: Console {
                door: self.door,
                wall: Arc::clone(&self.world.wall),
                issuer: self.issuer.clone(),
            },
        };
        Ok(Current {
            pages,
            function: function::router(app.clone()),
            app,
            bucket: self.bucket.clone(),
            problems: Arc::new([]),
            warnings,
        })
    }
}
