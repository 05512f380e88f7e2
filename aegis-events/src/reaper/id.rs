//! The id of a volume's `VolumeExpired`, the same in every process.

use crate::domain::VolumeId;
use crate::envelope::EventId;
use crate::types::Uuid;

/// The version of a UUID, and that of custom UUIDs.
const VERSION_MASK: u128 = 0xf << 76;
const VERSION_8: u128 = 0x8 << 76;
/// The variant of a UUID, and that of RFC 9562.
const VARIANT_MASK: u128 = 0b11 << 62;
const VARIANT: u128 = 0b10 << 62;

/// Returns the id of a volume's `VolumeExpired`: the volume's id with version 8.
///
/// Two events of one volume have the same id, so that a history records only one. Ids of other events have version 7.
///
/// ```
/// use aegis_events::domain::VolumeId;
///
/// let volume: VolumeId = "01890a5d-ac96-774b-bcce-b302099a8057".parse()?;
/// assert_eq!(aegis_events::reaper::expired_id(volume).to_string(), "01890a5d-ac96-874b-bcce-b302099a8057");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn expired_id(volume_id: VolumeId) -> EventId {
    let bits = volume_id.0.as_u128();
    Uuid::from_u128(bits & !VERSION_MASK & !VARIANT_MASK | VERSION_8 | VARIANT).into()
}
