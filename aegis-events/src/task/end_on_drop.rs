//! The report of a task's end.

/// Calls a closure when it is dropped: a task that holds one reports its end even if it panics or is aborted.
pub(crate) struct EndOnDrop<F: FnMut()>(pub(crate) F);

impl<F: FnMut()> Drop for EndOnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
