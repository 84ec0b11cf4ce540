//! Where a person's data lives.
