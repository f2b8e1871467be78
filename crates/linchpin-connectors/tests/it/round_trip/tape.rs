//! Choices out of a list of numbers, so that a plan that fails a test shrinks with the list.

/// Numbers to choose by; after the last, the first choice is always taken.
pub(crate) struct Tape<'n> {
    numbers: std::slice::Iter<'n, u16>,
}

impl<'n> Tape<'n> {
    pub(crate) fn new(numbers: &'n [u16]) -> Self {
        Self { numbers: numbers.iter() }
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::from(self.numbers.next().copied().unwrap_or(0)) % bound.max(1)
    }

    /// One of these.
    pub(crate) fn one_of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// Something, once in so many times.
    pub(crate) fn maybe<T>(&mut self, times: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(times) == 1).then(|| make(self))
    }
}
