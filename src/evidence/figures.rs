//! How well passages are judged: precision, recall and F1 over pairs (passage, compétence).

/// Figures of some passages, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    pub passages: usize,
    /// Of the pairs shown, those that are right.
    pub precision: f64,
    /// Of the pairs that are right, those shown.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// Pairs counted one after the other.
#[derive(Debug, Clone, Copy, Default)]
pub struct PairCounts {
    passages: usize,
    right: u32,
    shown: u32,
    wanted: u32,
}

impl PairCounts {
    pub fn passage(&mut self) {
        self.passages += 1;
    }

    pub fn pair(&mut self, shown: bool, wanted: bool) {
        self.right += u32::from(shown && wanted);
        self.shown += u32::from(shown);
        self.wanted += u32::from(wanted);
    }

    pub fn figures(&self) -> Figures {
        let of = |whole: u32| f64::from(self.right) / f64::from(whole.max(1));
        Figures {
            passages: self.passages,
            precision: of(self.shown),
            recall: of(self.wanted),
            f1: 2.0 * f64::from(self.right) / f64::from((self.shown + self.wanted).max(1)),
        }
    }
}
