//! One server and one browser for all the tests of a file that run at the same time.

use std::sync::{Arc, Mutex, Weak};

use crate::{Browser, Look, Serve, Server, Tab};

/// A server with the sample agency as it is published (no live reload), and a browser to visit it with.
#[derive(Debug)]
pub struct Stage {
    /// The sample agency.
    pub server: Server,
    /// The visitor's browser.
    pub browser: Browser,
}

impl Stage {
    /// The running stage, or a new one. It is taken down when the last test has let go of it.
    pub fn enter() -> Arc<Self> {
        static RUNNING: Mutex<Weak<Stage>> = Mutex::new(Weak::new());
        let mut running = RUNNING.lock().expect("another test could not set the stage");
        running.upgrade().unwrap_or_else(|| {
            let stage = Arc::new(Self {
                server: Serve::new().arg("--live-reload").arg("off").start(),
                browser: Browser::launch(),
            });
            *running = Arc::downgrade(&stage);
            stage
        })
    }

    /// A fresh tab on a page.
    pub fn visit(&self, look: Look, path: &str) -> Tab {
        let tab = self.browser.tab(look);
        tab.open(&self.server.url(path));
        tab
    }
}
