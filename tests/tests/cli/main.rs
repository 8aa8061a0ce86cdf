//! The program as people and scripts use it: the real binary, its exit codes, its words, its files.

mod content;
mod durability;
mod elsewhere;
mod keys;
mod live;
mod new;
mod production;
mod program;
mod receipt;
mod register;
mod serve;
mod staff;
mod usage;
