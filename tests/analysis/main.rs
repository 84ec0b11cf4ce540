//! Questions asked of whole studies: finding, counting, masking, and staying true as a study grows.
#![cfg(test)]

mod corpus;
mod docs;
mod many_tags;
mod query;
mod sample;
mod tallies;
