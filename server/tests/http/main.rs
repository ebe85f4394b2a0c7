//! The API and the pages through the router, with a real store in memory and a clock in hand.

mod files;
mod harness;
mod pages;
mod problems;
mod run;
mod settings;
mod sign_in;
mod tree;
