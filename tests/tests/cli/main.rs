//! The program as people and scripts use it: the real binary, its exit codes, its words, its files.

mod backup;
mod content;
mod durability;
mod elsewhere;
mod erasing;
mod figures;
mod golden;
mod keys;
mod live;
mod mail;
mod new;
mod production;
mod program;
mod receipt;
mod register;
mod serve;
mod sp4n;
mod staff;
mod templates;
mod usage;
mod workbook;
