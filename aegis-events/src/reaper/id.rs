//! The id of a volume's `VolumeExpired`: the same whoever publishes it.

use crate::domain::VolumeId;
use crate::envelope::EventId;
use crate::types::Uuid;

/// Where a UUID has its version, and that of ids that are made up by a rule of their own.
const VERSION_MASK: u128 = 0xf << 76;
const VERSION_8: u128 = 0x8 << 76;
/// Where it has its variant, and that of RFC 9562.
const VARIANT_MASK: u128 = 0b11 << 62;
const VARIANT: u128 = 0b10 << 62;

/// The id that the `VolumeExpired` of a volume has: the volume's own, with version 8.
///
/// Two events of one volume would have one id, so that a history has it once. Ids of other events are of version 7.
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
