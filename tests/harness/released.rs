//! What is done of a release while the screens go on, done at once.

use crate::tui::runtime;
use crate::tui::screens::release::{Finished, Order};

/// What an order comes to.
pub(super) fn done(order: Order) -> Finished {
    match order {
        // The same key each time, so that packages are the same.
        Order::Key { title, plan } => Finished::Key { key: [7; 32], title, plan },
        order => runtime::release::done(order, &|_| {}).unwrap_or_else(Finished::Failed),
    }
}
