/// Does something when it is dropped, also by a panic.
pub(crate) struct AtTheEnd<F: FnMut()>(pub(crate) F);

impl<F: FnMut()> Drop for AtTheEnd<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
