//! What is hidden must not be worked out, by whatever method: each hidden cell is put to a solver
//! that knows nothing of how the masking looks for tables.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};
use proptest::prelude::*;

use super::*;
use crate::study::PersonIx;

fn cover(threshold: u32) -> Cover {
    Cover::new(Policy::masked(threshold))
}

fn one_way(values: &[u64], threshold: u32) -> (Vec<Count>, Count) {
    let mut cover = cover(threshold);
    let cells: Vec<CellIx> = values.iter().map(|value| cover.cell(*value)).collect();
    let whole = cover.cell(values.iter().sum::<u64>());
    cover.sum(cells.clone(), Known::Exactly, whole);
    cover.settle();
    (cells.into_iter().map(|cell| cover.count(cell)).collect(), cover.count(whole))
}

#[test]
fn a_small_count_is_masked_and_one_more_is_withheld() {
    use Count::{Masked, Shown, Withheld};
    assert_eq!(one_way(&[3, 20, 80], 5).0, [Masked(5), Withheld, Shown(80)]);
    assert_eq!(one_way(&[7, 20, 80, 0], 5).0, [Shown(7), Shown(20), Shown(80), Shown(0)]);
    assert_eq!(one_way(&[3, 0, 0], 5), (vec![Masked(5), Shown(0), Shown(0)], Masked(5)));
    assert_eq!(one_way(&[3, 2, 80], 5).0, [Masked(5), Masked(5), Shown(80)]);
}

#[test]
fn two_masked_cells_that_can_only_be_one_thing_are_not_enough() {
    use Count::{Masked, Withheld};
    // 4 and 4 make 8, which two counts below 5 make in one way only; so do 1 and 1.
    assert_eq!(one_way(&[4, 4, 80, 90], 5).0[..3], [Masked(5), Masked(5), Withheld]);
    assert_eq!(one_way(&[1, 1, 80, 90], 5).0[..3], [Masked(5), Masked(5), Withheld]);
    // 1 beside a withheld 5: the sum of 6 would give both away.
    assert_eq!(one_way(&[1, 5, 80, 90], 5).0[..3], [Masked(5), Withheld, Withheld]);
}

#[test]
fn what_follows_from_two_shown_numbers_is_hidden_too() {
    let mut cover = cover(5);
    let (none, met, all) = (cover.cell(50u64), cover.unseen(3u64), cover.cell(53u64));
    cover.sum([none, met], Known::Exactly, all);
    cover.settle();
    assert_eq!((cover.count(none), cover.count(all)), (Count::Withheld, Count::Shown(53)));
}

#[test]
fn counts_say_what_they_are() {
    assert_eq!(
        format!("{:>4}|{:>4}|{:>4}", Count::Shown(12), Count::Masked(5), Count::Withheld),
        "  12|  <5|   *"
    );
}

proptest! {
    #[test]
    fn in_a_table_of_one_line_two_are_hidden_or_none(
        values in proptest::collection::vec(0u64..30, 1..9),
        threshold in 3u32..8,
    ) {
        let (counts, whole) = one_way(&values, threshold);
        let hidden = counts.iter().filter(|count| count.shown().is_none()).count();
        let filled = values.iter().filter(|value| **value > 0).count();
        prop_assert!(hidden != 1 || filled == 1);
        prop_assert!(filled != 1 || hidden == 0 || whole.shown().is_none());
    }
}

/// A table beside what is known of it, for the solver.
struct Tables {
    cover: Cover,
    values: Vec<u64>,
    sums: Vec<(Vec<usize>, Known, usize)>,
    /// Numbers that stand nowhere, of which nothing says that they are not small.
    unseen: Vec<usize>,
}

impl Tables {
    fn new(policy: Policy) -> Self {
        Self { cover: Cover::new(policy), values: vec![], sums: vec![], unseen: vec![] }
    }

    fn cell(&mut self, heads: impl Into<Heads>) -> CellIx {
        let heads = heads.into();
        self.values.push(heads.count());
        self.cover.cell(heads)
    }

    fn sum(&mut self, parts: &[CellIx], known: Known, whole: CellIx) {
        self.sums.push((parts.iter().map(|part| part.0).collect(), known, whole.0));
        self.cover.sum(parts.iter().copied(), known, whole);
    }

    /// A two-way table with its margins, and the total of all; `rows` are margins that are there
    /// already because another table has them too.
    fn two_way(
        &mut self,
        table: &[Vec<u64>],
        shared: Option<(Vec<CellIx>, CellIx)>,
    ) -> (Vec<CellIx>, CellIx) {
        let cells: Vec<Vec<CellIx>> =
            table.iter().map(|row| row.iter().map(|value| self.cell(*value)).collect()).collect();
        let (rows, whole) = shared.unwrap_or_else(|| {
            let rows: Vec<CellIx> =
                table.iter().map(|row| self.cell(row.iter().sum::<u64>())).collect();
            let whole = self.cell(table.iter().flatten().sum::<u64>());
            self.sum(&rows, Known::Exactly, whole);
            (rows, whole)
        });
        for (row, total) in cells.iter().zip(&rows) {
            self.sum(row, Known::Exactly, *total);
        }
        let across = table[0].len();
        let columns: Vec<CellIx> = (0..across)
            .map(|at| {
                let total = self.cell(table.iter().map(|row| row[at]).sum::<u64>());
                let column: Vec<CellIx> = cells.iter().map(|row| row[at]).collect();
                self.sum(&column, Known::Exactly, total);
                total
            })
            .collect();
        self.sum(&columns, Known::Exactly, whole);
        (rows, whole)
    }

    /// Whether another table of whole numbers, with another number in `cell`, agrees with all that
    /// is shown and with what the marks say.
    fn can_differ(&self, cell: usize) -> bool {
        let ways = [OptimizationDirection::Minimize, OptimizationDirection::Maximize];
        ways.into_iter().any(|direction| {
            let mut problem = Problem::new(direction);
            let of: Vec<_> = (0..self.values.len())
                .map(|ix| {
                    let value = self.values[ix] as i32;
                    let range = match self.cover.count(CellIx(ix)) {
                        Count::Shown(_) => (value, value),
                        Count::Masked(threshold) => (1, (threshold as i32 - 1).max(2)),
                        // Nought is never withheld, and what is withheld is not small, as a rule.
                        Count::Withheld => {
                            let threshold = self.cover.count_below() as i32;
                            let marked = value >= threshold && !self.unseen.contains(&ix);
                            (if marked { threshold } else { 0 }, 1_000)
                        }
                    };
                    problem.add_integer_var(f64::from(u8::from(ix == cell)), range)
                })
                .collect();
            for (parts, known, whole) in &self.sums {
                let mut terms: Vec<_> = parts.iter().map(|part| (of[*part], 1.0)).collect();
                terms.push((of[*whole], -1.0));
                let op = match known {
                    Known::Exactly => ComparisonOp::Eq,
                    Known::AtLeast => ComparisonOp::Ge,
                    Known::AtMost => ComparisonOp::Le,
                };
                problem.add_constraint(&terms[..], op, 0.0);
            }
            let Ok(SolveOutcome::Solution(best)) = problem.solve() else {
                panic!("the table itself is a solution");
            };
            (best.objective() - self.values[cell] as f64).abs() > 0.5
        })
    }

    /// Masks, and says what can be worked out nevertheless.
    fn given_away(&mut self) -> Vec<usize> {
        self.cover.settle();
        let threshold = self.cover.count_below();
        let small = |ix: &usize| (1..threshold).contains(&self.values[*ix]);
        let small: Vec<usize> = (0..self.values.len()).filter(small).collect();
        let told = |ix: &usize| self.cover.count(CellIx(*ix)).shown().is_some();
        small.into_iter().filter(|ix| told(ix) || !self.can_differ(*ix)).collect()
    }
}

impl Cover {
    fn count_below(&self) -> u64 {
        (0..).map(|n| n + 1).find(|n| !Policy::hides(self.policy(), Heads::from(*n))).unwrap()
    }
}

/// Numbers that are the same on every run, from a seed (the generator of Numerical Recipes).
struct Draws(u64);

impl Draws {
    fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn value(&mut self) -> u64 {
        match self.below(9) {
            0..3 => 0,
            3..7 => 1 + self.below(6),
            _ => self.below(40),
        }
    }

    fn table(&mut self, rows: u64, columns: u64) -> Vec<Vec<u64>> {
        (0..rows).map(|_| (0..columns).map(|_| self.value()).collect()).collect()
    }
}

/// Ten thousand tables with `ASDONE_SLOW=1`, some hundreds otherwise.
fn how_many() -> u64 {
    if std::env::var_os("ASDONE_SLOW").is_some() { 10_000 } else { 200 }
}

#[test]
fn no_solver_works_out_a_small_count_of_a_table_with_margins() {
    for seed in 0..how_many() {
        let mut draws = Draws(seed);
        let (rows, columns) = (1 + draws.below(6), 1 + draws.below(6));
        let table = draws.table(rows, columns);
        let mut tables = Tables::new(Policy::masked(3 + draws.below(5) as u32));
        tables.two_way(&table, None);
        let given_away = tables.given_away();
        assert!(given_away.is_empty(), "{seed}: {table:?} {given_away:?} {:?}", tables.cover);
    }
}

#[test]
fn no_solver_works_out_a_small_count_of_two_tables_that_share_margins() {
    for seed in 0..how_many() {
        let mut draws = Draws(seed + 1_000_000);
        let (rows, columns) = (1 + draws.below(4), 1 + draws.below(4));
        let table = draws.table(rows, columns);
        // The same rows by something else: each row's total is dealt out anew.
        let across = 1 + draws.below(4);
        let other: Vec<Vec<u64>> = table
            .iter()
            .map(|row| {
                let mut cells = vec![0; across as usize];
                (0..row.iter().sum()).for_each(|_| cells[draws.below(across) as usize] += 1);
                cells
            })
            .collect();
        let mut tables = Tables::new(Policy::masked(3 + draws.below(5) as u32));
        let shared = tables.two_way(&table, None);
        tables.two_way(&other, Some(shared));
        let given_away = tables.given_away();
        assert!(given_away.is_empty(), "{seed}: {table:?} {other:?} {given_away:?}");
    }
}

#[test]
fn no_solver_works_out_a_small_count_of_rows_that_overlap() {
    for seed in 0..how_many() {
        let mut draws = Draws(seed + 2_000_000);
        let mut tables = Tables::new(Policy::masked(5));
        let values: Vec<u64> = (0..1 + draws.below(6)).map(|_| draws.value()).collect();
        let most = values.iter().copied().max().unwrap_or(0);
        let tagged = most + draws.below(1 + values.iter().sum::<u64>() - most);
        let rest = draws.value();
        let whole = tables.cell(tagged + rest);
        let rest = tables.cell(rest);
        tables.values.push(tagged);
        let any = tables.cover.unseen(tagged);
        tables.unseen.push(any.0);
        let cells: Vec<CellIx> = values.iter().map(|value| tables.cell(*value)).collect();
        tables.sum(&[any, rest], Known::Exactly, whole);
        tables.sum(&cells, Known::AtLeast, any);
        cells.iter().for_each(|cell| tables.sum(&[*cell], Known::AtMost, any));
        let given_away = tables.given_away();
        assert!(given_away.is_empty(), "{seed}: {values:?} {tagged} {given_away:?}");
    }
}

#[test]
fn the_solver_tells_a_cell_that_follows_from_one_that_does_not() {
    // Beside a whole that is shown, one hidden part alone follows from the others.
    let mut tables = Tables::new(Policy::masked(5));
    let cells: Vec<CellIx> = [3u64, 20, 50].into_iter().map(|value| tables.cell(value)).collect();
    let whole = tables.cell(73u64);
    tables.sum(&cells, Known::Exactly, whole);
    assert!(!tables.can_differ(cells[0].0), "nothing is masked before it is settled");
    assert_eq!(tables.given_away(), Vec::<usize>::new());
}

#[test]
fn no_solver_works_out_a_small_count_beside_a_whole_that_is_known_anyway() {
    for seed in 0..how_many() {
        let mut draws = Draws(seed + 3_000_000);
        let values: Vec<u64> = (0..2 + draws.below(7)).map(|_| draws.value()).collect();
        let mut tables = Tables::new(Policy::masked(3 + draws.below(5) as u32));
        let whole: u64 = values.iter().sum();
        tables.values.push(whole);
        let whole = tables.cover.given(whole);
        let cells: Vec<CellIx> = values.iter().map(|value| tables.cell(*value)).collect();
        tables.sum(&cells, Known::Exactly, whole);
        let mut given_away = tables.given_away();
        // The one part of a whole that is known is known.
        if values.iter().filter(|value| **value > 0).count() == 1 {
            given_away.clear();
        }
        given_away.retain(|ix| *ix != whole.0);
        assert!(given_away.is_empty(), "{seed}: {values:?} {given_away:?} {:?}", tables.cover);
    }
}

#[test]
fn a_count_from_too_few_people_is_hidden_however_large() {
    let from = |people: &[u32]| people.iter().map(|ix| PersonIx(*ix)).collect::<Heads>();
    let mut cover = Cover::new(Policy::masked(5).from_at_least(3));
    let one = cover.cell(from(&[1; 40]));
    let three = cover.cell(from(&[1, 2, 3, 1, 2, 3]));
    let more = cover.cell(from(&[1, 2, 3, 4, 1, 2, 3, 4]));
    let whole = cover.cell(from(&[1, 2, 3, 4].repeat(14)));
    cover.sum([one, three, more], Known::Exactly, whole);
    cover.settle();
    assert_eq!(cover.count(one), Count::Withheld);
    assert_eq!(cover.count(three), Count::Withheld, "or the whole would give it away");
    assert_eq!((cover.count(more), cover.count(whole)), (Count::Shown(8), Count::Shown(56)));
    let mut cover = Cover::new(Policy::masked(5).from_at_least(3));
    let (two, unknown) = (cover.cell(from(&[1, 2])), cover.cell(40u64));
    cover.settle();
    assert_eq!((cover.count(two), cover.count(unknown)), (Count::Masked(5), Count::Shown(40)));
}
