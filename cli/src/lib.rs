//! Local program.
