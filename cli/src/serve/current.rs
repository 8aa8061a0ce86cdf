//! What answers requests right now: pages and function, both made from one state of the content folder.

use std::sync::Arc;

use axum::Router;
use complaint::Problem;
use function::{App, Files, Secret, Store};
use site_gen::Site;
use site_gen::theme::Theme;

use crate::serve::pages::Pages;
use crate::site::Recipe;
use crate::world::World;

/// One good state of the content folder, ready to answer.
pub(super) struct Current {
    pub(super) pages: Pages,
    pub(super) function: Router,
    /// What the router works with, for what time brings about.
    pub(super) app: App,
}

/// Everything needed to make the next state.
#[derive(Clone)]
pub(super) struct Kitchen {
    pub(super) recipe: Recipe,
    pub(super) store: Store,
    pub(super) files: Files,
    pub(super) secret: Secret,
    pub(super) world: World,
    /// Whether browsers reload by themselves.
    pub(super) live: bool,
}

impl Kitchen {
    /// Reads the content folder again.
    pub(super) fn again(&self) -> Result<Current, Vec<Problem>> {
        self.serve(&self.recipe.build(self.world.now())?)
    }

    /// Makes a built site ready to answer.
    pub(super) fn serve(&self, site: &Site) -> Result<Current, Vec<Problem>> {
        let theme = Arc::new(Theme::new(&site.agency)?);
        let app = App {
            agency: Arc::clone(&site.agency),
            theme,
            store: self.store.clone(),
            files: self.files.clone(),
            secret: self.secret.clone(),
            clock: Arc::clone(&self.world.clock),
            entropy: Arc::clone(&self.world.entropy),
        };
        Ok(Current {
            pages: Pages::new(site, self.live),
            function: function::router(app.clone()),
            app,
        })
    }
}
