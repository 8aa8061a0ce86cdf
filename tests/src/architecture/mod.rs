//! The rules of `ARCHITECTURE.md`, each as a function that lists what breaks it.
//!
//! `tests/tests/architecture.rs` runs them on this checkout; the unit tests here run them on offending
//! samples, so that no rule can pass by being blind.

pub mod code;
pub mod dependencies;
pub mod rules;
pub mod settings;
pub mod workspace;

pub use code::{File, sources};
pub use workspace::Workspace;
