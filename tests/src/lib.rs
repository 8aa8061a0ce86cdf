//! What the tests of the whole product share: the program under test, a running server, plain HTTP,
//! a real browser, and readers for what comes back.
//!
//! Everything here fails loudly: a test that cannot run is a failed test.

pub mod architecture;
pub mod authenticator;
pub mod axe;
pub mod browser;
pub mod content;
pub mod docs;
pub mod form;
pub mod html;
pub mod http;
pub mod issuer;
pub mod keyboard;
pub mod links;
pub mod pdf;
pub mod program;
pub mod server;
pub mod stage;
pub mod table;
pub mod tools;
pub mod wait;

pub use browser::{Browser, Look, Tab};
pub use content::{copy_agency, copy_content, root};
pub use html::Page;
pub use http::{Http, Reply};
pub use program::tanggap;
pub use server::{Serve, Server};
pub use stage::Stage;
