//! Whether JSON that was written as one type can be read as another, by the rules of the runtime's decoder.
//!
//! Types of `[types]` that are partners count as equal: a change inside them is reported at the type, not at every field.

use std::collections::HashMap;

use super::former::{FormerNameChange, Named, former_name_changes};
use super::missing;
use super::pairs::FieldPairs;
use crate::model::{CheckedCatalog, FieldDef, FieldType, Scalar, TypeIndex, TypeShape};

/// The relation of the values of two types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// Each type reads what the other writes.
    Same,
    /// The new type reads what the old one has written, but not vice versa.
    Widened,
    /// The old type reads what the new one writes, but not vice versa.
    Narrowed,
    /// Neither type reads what the other writes.
    Changed,
}

impl Relation {
    pub(super) fn of(new_reads_old: bool, old_reads_new: bool) -> Self {
        match (new_reads_old, old_reads_new) {
            (true, true) => Self::Same,
            (true, false) => Self::Widened,
            (false, true) => Self::Narrowed,
            (false, false) => Self::Changed,
        }
    }

    /// The change in words.
    pub(super) fn describe(self, item: &str, was: &str, is: &str) -> String {
        match self {
            Self::Same => format!("`{item}` has changed from `{was}` to `{is}`, with the same JSON"),
            Self::Widened => format!("`{item}` has been widened from `{was}` to `{is}`"),
            Self::Narrowed => format!("`{item}` has been narrowed from `{was}` to `{is}`"),
            Self::Changed => format!("`{item}` has changed from `{was}` to `{is}`"),
        }
    }
}

/// Which of the two catalogs reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    /// The new catalog reads what the old one has written: rows.
    Forwards,
    /// The old catalog reads what the new one writes: clients, and programs that still run.
    Backwards,
}

/// Compares the types of a reading catalog with those of a writing one.
pub(super) struct Reader<'a> {
    reads: Reads,
    reader: &'a CheckedCatalog,
    writer: &'a CheckedCatalog,
    partner: &'a dyn Fn(usize) -> Option<usize>,
    /// Results for types of `[types]` that are not partners.
    known: HashMap<(TypeIndex, TypeIndex), bool>,
}

impl<'a> Reader<'a> {
    /// `partner` returns the partner of a type of the reader, in the writer.
    pub(super) fn new(
        reads: Reads,
        old: &'a CheckedCatalog,
        new: &'a CheckedCatalog,
        partner: &'a dyn Fn(usize) -> Option<usize>,
    ) -> Self {
        let (reader, writer) = match reads {
            Reads::Forwards => (new, old),
            Reads::Backwards => (old, new),
        };
        Self { reads, reader, writer, partner, known: HashMap::new() }
    }

    /// Whether every value written as `writer` reads as `reader`, exactly.
    pub(super) fn reads(&mut self, reader: &FieldType, writer: &FieldType) -> bool {
        use FieldType::{Map, Named, Option, Pair, Scalar as Plain, Vec};
        match (reader, writer) {
            (Named(reader), Named(writer)) => self.named(*reader, *writer),
            (Named(index), _) => self.shape_reads(*index, writer),
            (_, Named(index)) => self.reads_shape(reader, *index),
            (Plain(Scalar::Json), _) => true,
            (Option(reader), Option(writer)) => self.reads(reader, writer),
            (Option(reader), _) => self.reads(reader, writer),
            (Vec(reader), Vec(writer)) | (Map(reader), Map(writer)) => self.reads(reader, writer),
            (Vec(reader), Pair(first, second)) => self.reads(reader, first) && self.reads(reader, second),
            (Pair(reader, reader_second), Pair(writer, writer_second)) => {
                self.reads(reader, writer) && self.reads(reader_second, writer_second)
            }
            (Plain(reader), Plain(writer)) => scalar_reads(*reader, *writer),
            _ => false,
        }
    }

    /// Whether every record written with the writer's fields reads as one with the reader's fields, including missing fields
    /// and former names. Fields that the reader does not have are ignored.
    pub(super) fn reads_fields(&mut self, reader: &[FieldDef], writer: &[FieldDef]) -> bool {
        let pairs = FieldPairs::of(writer, reader);
        let kept_names = || {
            let changes = former_name_changes(&Named::all(writer), &Named::all(reader), |at| pairs.fields.new_of(at));
            changes.iter().all(|change| matches!(change, FormerNameChange::Added { .. }))
        };
        pairs.merged.is_empty()
            && kept_names()
            && reader.iter().enumerate().all(|(at, field)| match pairs.fields.old_of(at) {
                Some(source) => {
                    let source = &writer[source];
                    self.reads(&field.ty, &source.ty) && missing::is_read(self.reader, source, field)
                }
                None => missing::json(field).is_some(),
            })
    }

    /// Whether one record reads another that it replaces. The new record must still have every name of the old one, because
    /// clients look for them.
    fn reads_record(&mut self, reader: &[FieldDef], writer: &[FieldDef]) -> bool {
        let (old, new) = match self.reads {
            Reads::Forwards => (writer, reader),
            Reads::Backwards => (reader, writer),
        };
        old.iter().all(|field| new.iter().any(|it| it.name.text == field.name.text))
            && self.reads_fields(reader, writer)
    }

    /// Compares the definitions of two types, whether they are partners or not.
    pub(super) fn reads_made_of(&mut self, reader: &TypeShape, writer: &TypeShape) -> bool {
        match (reader, writer) {
            (
                TypeShape::Newtype(is) | TypeShape::Rust { is, .. },
                TypeShape::Newtype(of) | TypeShape::Rust { is: of, .. },
            ) => self.reads(is, of),
            (TypeShape::Newtype(is) | TypeShape::Rust { is, .. }, writer) => self.reads_made(is, writer),
            (TypeShape::Enumeration(values), TypeShape::Enumeration(written)) => {
                written.iter().all(|value| values.iter().any(|it| it.value.text == value.value.text))
            }
            (TypeShape::Record(fields), TypeShape::Record(written)) => self.reads_record(fields, written),
            (
                TypeShape::Enumeration(_) | TypeShape::Record(_),
                TypeShape::Newtype(of) | TypeShape::Rust { is: of, .. },
            ) => match of {
                FieldType::Named(index) => {
                    let writer = self.writer;
                    self.reads_made_of(reader, &writer.type_def(*index).shape)
                }
                _ => false,
            },
            (TypeShape::Enumeration(_), TypeShape::Record(_)) | (TypeShape::Record(_), TypeShape::Enumeration(_)) => {
                false
            }
        }
    }

    fn named(&mut self, reader: TypeIndex, writer: TypeIndex) -> bool {
        if (self.partner)(reader.0) == Some(writer.0) {
            return true;
        }
        if let Some(&known) = self.known.get(&(reader, writer)) {
            return known;
        }
        let (reading, writing) = (self.reader, self.writer);
        let reads = self.reads_made_of(&reading.type_def(reader).shape, &writing.type_def(writer).shape);
        self.known.insert((reader, writer), reads);
        reads
    }

    /// Whether a type of `[types]` reads what was written as another kind of type.
    fn shape_reads(&mut self, reader: TypeIndex, writer: &FieldType) -> bool {
        let catalog = self.reader;
        match &catalog.type_def(reader).shape {
            TypeShape::Newtype(is) | TypeShape::Rust { is, .. } => self.reads(is, writer),
            TypeShape::Enumeration(_) | TypeShape::Record(_) => false,
        }
    }

    /// Whether a type that is not from `[types]` reads what was written as one of `[types]`.
    fn reads_shape(&mut self, reader: &FieldType, writer: TypeIndex) -> bool {
        let catalog = self.writer;
        self.reads_made(reader, &catalog.type_def(writer).shape)
    }

    fn reads_made(&mut self, reader: &FieldType, writer: &TypeShape) -> bool {
        let text = FieldType::Scalar(Scalar::String);
        match (reader, writer) {
            (_, TypeShape::Newtype(is) | TypeShape::Rust { is, .. }) => self.reads(reader, is),
            (FieldType::Scalar(Scalar::Json), _) => true,
            (FieldType::Option(inner), _) => self.reads_made(inner, writer),
            (FieldType::Named(index), _) => {
                let catalog = self.reader;
                self.reads_made_of(&catalog.type_def(*index).shape, writer)
            }
            (_, TypeShape::Enumeration(_)) => *reader == text,
            (FieldType::Map(value), TypeShape::Record(fields)) => {
                // A map keeps the names that were written, and fills in nothing.
                let is_plain = |field: &FieldDef| field.was.is_empty() && field.default.is_none();
                fields.iter().all(|field| is_plain(field) && self.reads(value, &field.ty))
            }
            _ => false,
        }
    }
}

/// Whether one built-in type reads what another has written, exactly. A floating-point number holds integers that fit its
/// mantissa; the JSON of times, ids and bytes is text.
fn scalar_reads(reader: Scalar, writer: Scalar) -> bool {
    use Scalar::{Bytes, Date, F32, F64, I8, I16, I32, String, Timestamp, U8, U16, U32, Uuid};
    if reader == writer {
        return true;
    }
    match reader {
        String => matches!(writer, Uuid | Timestamp | Date | Bytes),
        F64 => matches!(writer, F32 | I8 | I16 | I32 | U8 | U16 | U32),
        F32 => matches!(writer, I8 | I16 | U8 | U16),
        _ => match (reader.integer_range(), writer.integer_range()) {
            (Some(reader), Some(writer)) => reader.contains(writer.start()) && reader.contains(writer.end()),
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::scalar_reads;
    use crate::model::Scalar;

    #[test]
    fn wider_integers_read_narrower_ones() {
        assert!(scalar_reads(Scalar::I64, Scalar::U32));
        assert!(scalar_reads(Scalar::U16, Scalar::U8));
        assert!(!scalar_reads(Scalar::U64, Scalar::I8));
        assert!(!scalar_reads(Scalar::I64, Scalar::U64));
    }

    #[test]
    fn a_number_that_would_be_rounded_does_not_read() {
        assert!(scalar_reads(Scalar::F64, Scalar::U32));
        assert!(!scalar_reads(Scalar::F64, Scalar::I64));
        assert!(!scalar_reads(Scalar::F32, Scalar::F64));
    }

    #[test]
    fn a_string_reads_every_type_that_is_text_in_json() {
        assert!(scalar_reads(Scalar::String, Scalar::Uuid));
        assert!(!scalar_reads(Scalar::Uuid, Scalar::String));
        assert!(!scalar_reads(Scalar::Timestamp, Scalar::Date));
    }
}
