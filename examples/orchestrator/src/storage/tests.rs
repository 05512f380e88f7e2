//! AegisFSAL on real files: refusals and their events.

use std::fs;
use std::sync::Arc;

use aegis_events::BusConfig;
use aegis_events::bus::{Cause, EventBus, Subscription, TryRecvError};
use aegis_events::domain::{DomainEvent, ExecutionId, InstanceId, StorageClass, VolumeId};

use super::{AegisFsal, Caller, Files, FsalError, Place};
use crate::volume::{AccessMode, AttachSpec, VolumeManager, VolumeSpec, Volumes};

const LIMIT_BYTES: u64 = 10;

/// A run with a workspace of ten bytes and a read-only input.
struct Setup {
    fsal: Arc<AegisFsal>,
    files: Files,
    caller: Caller,
    workspace: VolumeId,
    input: VolumeId,
    host: tempfile::TempDir,
    events: Subscription<DomainEvent>,
    _bus: EventBus<DomainEvent>,
}

impl Setup {
    async fn new() -> Self {
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        let table = Arc::new(Volumes::default());
        let manager = VolumeManager::new(publishers.volume_manager, Arc::clone(&table));
        let fsal = Arc::new(AegisFsal::new(publishers.aegis_fsal, table));
        let host = tempfile::tempdir().unwrap();
        fs::write(host.path().join("given.txt"), "given").unwrap();
        let spec = VolumeSpec {
            execution_id: None,
            storage_class: StorageClass::Persistent,
            ttl_hours: None,
            limit_bytes: LIMIT_BYTES,
            link: Some(("outside", "/")),
        };
        let (workspace, created) = manager.provision(spec).await.unwrap();
        let (input, _) = manager.lend(host.path()).await.unwrap();
        let caller = Caller { run: ExecutionId::new(), is_workflow: false, cause: Cause::from(created) };
        let instance_id = InstanceId::from("container");
        for (volume, mode) in [(workspace, AccessMode::ReadWrite), (input, AccessMode::ReadOnly)] {
            let spec =
                AttachSpec { volume, run: caller.run, instance_id: &instance_id, mount_point: "/somewhere", mode };
            manager.attach(spec, created).await.unwrap();
        }
        let files = Files::new(Arc::clone(&fsal), caller);
        Self { fsal, files, caller, workspace, input, host, events: bus.subscribe(), _bus: bus }
    }

    /// The types of the events since the last call.
    fn seen(&mut self) -> Vec<&'static str> {
        let mut seen = Vec::new();
        loop {
            match self.events.try_recv() {
                Ok(event) => {
                    assert_eq!(event.publisher_name(), "AegisFSAL");
                    assert_eq!(event.execution_id(), Some(self.caller.run));
                    assert_eq!(event.correlation_id(), self.caller.cause.correlation_id());
                    seen.push(event.event_type());
                }
                Err(TryRecvError::Empty) => return seen,
                Err(other) => panic!("{other}"),
            }
        }
    }
}

#[tokio::test]
async fn every_operation_has_its_event() {
    let mut setup = Setup::new().await;
    let place = Place::new(setup.workspace, "notes");
    setup.files.write_new(&place, b"hello".to_vec()).await.unwrap();
    assert_eq!(setup.seen(), ["FileCreated", "FileWritten", "FileClosed"]);
    assert_eq!(setup.files.read(&place, 4).await.unwrap(), b"hell");
    assert_eq!(setup.seen(), ["FileOpened", "FileRead", "FileClosed"]);
    let listing = setup.files.list(&Place::new(setup.input, "")).await.unwrap();
    assert_eq!(listing.entries.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), ["given.txt"]);
    setup.files.delete(&place).await.unwrap();
    assert_eq!(setup.seen(), ["DirectoryListed", "FileDeleted"]);
}

#[tokio::test]
async fn a_path_with_dot_dot_is_blocked() {
    let mut setup = Setup::new().await;
    let error = setup.files.read(&Place::new(setup.input, "../given.txt"), 1).await.unwrap_err();
    assert!(matches!(error, FsalError::Traversal { .. }), "{error}");
    assert_eq!(setup.seen(), ["PathTraversalBlocked"]);
}

#[cfg(unix)]
#[tokio::test]
async fn outbound_links_and_absolute_paths_are_violations() {
    let mut setup = Setup::new().await;
    for path in ["outside/etc/hostname", "/etc/hostname"] {
        let error = setup.files.read(&Place::new(setup.workspace, path), 1).await.unwrap_err();
        assert!(matches!(error, FsalError::Policy { .. }), "{error}");
        assert_eq!(setup.seen(), ["FilesystemPolicyViolation"]);
    }
}

#[tokio::test]
async fn a_read_only_mount_refuses_writes_and_deletions() {
    let mut setup = Setup::new().await;
    let place = Place::new(setup.input, "given.txt");
    let error = setup.files.write(&place, b"other".to_vec()).await.unwrap_err();
    assert!(matches!(error, FsalError::Policy { operation: "delete", .. }), "{error}");
    let error = setup.files.write_new(&Place::new(setup.input, "new"), Vec::new()).await.unwrap_err();
    assert!(matches!(error, FsalError::Policy { operation: "create", .. }), "{error}");
    assert_eq!(setup.seen(), ["FilesystemPolicyViolation"; 2]);
    assert_eq!(fs::read(setup.host.path().join("given.txt")).unwrap(), b"given");
}

#[tokio::test]
async fn a_write_past_the_quota_is_refused_and_leaves_no_file() {
    let mut setup = Setup::new().await;
    let (small, large) = (Place::new(setup.workspace, "small"), Place::new(setup.workspace, "large"));
    setup.files.write_new(&small, vec![0; 7]).await.unwrap();
    setup.seen();
    let error = setup.files.write_new(&large, vec![0; 4]).await.unwrap_err();
    assert!(matches!(error, FsalError::Quota { requested: 4, available: 3 }), "{error}");
    assert_eq!(setup.seen(), ["FileCreated", "QuotaExceeded", "VolumeQuotaExceeded", "FileClosed", "FileDeleted"]);
    assert!(matches!(setup.files.read(&large, 1).await, Err(FsalError::Missing { .. })));
    setup.files.write_new(&large, vec![0; 3]).await.unwrap();
    setup.files.delete(&small).await.unwrap();
    setup.files.write_new(&small, vec![0; 7]).await.unwrap();
}

#[tokio::test]
async fn a_volume_of_another_owner_is_not_accessible() {
    let mut setup = Setup::new().await;
    let stranger = Caller { run: ExecutionId::new(), ..setup.caller };
    let files = Files::new(Arc::clone(&setup.fsal), stranger);
    let error = files.list(&Place::new(setup.workspace, "")).await.unwrap_err();
    assert!(matches!(error, FsalError::Unauthorized), "{error}");
    setup.caller = stranger;
    assert_eq!(setup.seen(), ["UnauthorizedVolumeAccess"]);
}
