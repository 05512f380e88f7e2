//! Leaks data for the runtime, which expects it to be `'static`.

/// Leak a string.
pub(crate) fn text(text: &str) -> &'static str {
    Box::leak(Box::from(text))
}

/// Leak a list.
pub(crate) fn list<T>(items: impl IntoIterator<Item = T>) -> &'static [T] {
    Box::leak(items.into_iter().collect())
}

/// Leak a value.
pub(crate) fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}
