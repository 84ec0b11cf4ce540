//! What screens are made of: the one text field, a field for secrets, lists that scroll, bars,
//! boxes.

pub mod bars;
pub mod dot;
pub mod field;
pub mod filter;
pub mod list;
pub mod masked;
pub mod new_passphrase;
pub mod pane;

pub use bars::bar;
pub use dot::Dot;
pub use field::Field;
pub use filter::Filter;
pub use list::List;
pub use masked::Masked;
pub use new_passphrase::NewPassphrase;
