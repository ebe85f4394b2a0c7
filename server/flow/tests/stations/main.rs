//! The stations that people act through, on the real store and real contents on disk.
#![cfg(test)]

mod deposits;
mod house;
mod people;
mod settings;
mod views;
