//! TLS to PostgreSQL, against a server that has it and one that does not.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use aegis_events::domain::{DomainEvent, VolumeId};
use aegis_events::history::{History, HistoryConfig};
use aegis_events::{BusConfig, EventBus};
use aegis_events_test_servers::{Database, Postgres};
use tempfile::TempDir;

use crate::database::described;
use crate::events::deleted;
use crate::process::DEADLINE;

/// A server with a certificate of a private authority, and the certificates of that authority and of another one.
struct Secure {
    server: Postgres,
    database: Database,
    folder: TempDir,
}

impl Secure {
    /// `host` is the host name in the certificate.
    fn start(host: &str) -> Self {
        let server = Postgres::start();
        let folder = TempDir::new().unwrap();
        let signed = rcgen::generate_simple_self_signed([host.to_owned()]).unwrap();
        let stranger = rcgen::generate_simple_self_signed([host.to_owned()]).unwrap();
        fs::write(folder.path().join("ca.pem"), signed.cert.pem()).unwrap();
        fs::write(folder.path().join("stranger.pem"), stranger.cert.pem()).unwrap();
        fs::write(folder.path().join("empty.pem"), "").unwrap();
        give(&server, "server.crt", &signed.cert.pem());
        give(&server, "server.key", &signed.signing_key.serialize_pem());
        let settings = server.data_folder().join("postgresql.conf");
        let before = fs::read_to_string(&settings).unwrap();
        fs::write(settings, format!("{before}\nssl = on\n")).unwrap();
        server.stop();
        server.start_again();
        let database = server.create_database();
        Self { server, database, folder }
    }

    fn url(&self, parameters: &str) -> String {
        let parameters = parameters.replace("FOLDER", &self.folder.path().to_string_lossy());
        format!("{}?{parameters}", self.database.url)
    }

    /// The error of opening, without the place, and with `FOLDER` for the test's folder.
    async fn refusal(&self, parameters: &str) -> String {
        let text = refusal(&self.url(parameters)).await;
        text.replace(&*self.folder.path().to_string_lossy(), "FOLDER")
    }
}

/// A file in the server's folder that only the server's user may read.
fn give(server: &Postgres, name: &str, text: &str) {
    let file = server.data_folder().join(name);
    fs::write(&file, text).unwrap();
    let owner: &Path = server.data_folder();
    let owner = fs::metadata(owner).unwrap();
    chown(&file, Some(owner.uid()), Some(owner.gid())).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
}

async fn refusal(url: &str) -> String {
    let text = described(&History::<DomainEvent>::open(HistoryConfig::new(url).with_migrate(true)).await.unwrap_err());
    let (place, rest) = text.split_once(": ").unwrap();
    assert!(place.starts_with("PostgreSQL at "), "{text}");
    rest.to_owned()
}

/// Records over connections that are all encrypted, the one that listens included.
async fn record(secure: &Secure, parameters: &str) {
    let history =
        History::<DomainEvent>::open(HistoryConfig::new(secure.url(parameters)).with_migrate(true)).await.unwrap();
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    history.record(&bus);
    publishers.volume_manager.publish_recorded(deleted(VolumeId::new())).await.unwrap();
    let connections = "SELECT count(*) > 0, bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                       WHERE application_name = 'aegis-events'";
    assert_eq!(secure.server.query(&secure.database, connections), ["t|t"], "{parameters}");
    bus.shutdown(DEADLINE).await;
    history.close().await;
}

#[tokio::test]
async fn connections_are_encrypted_and_the_server_is_verified() {
    let secure = Secure::start("127.0.0.1");
    for parameters in [
        "sslmode=prefer",
        "sslmode=require",
        "sslmode=verify-ca&sslrootcert=FOLDER/ca.pem",
        "sslmode=verify-full&sslrootcert=FOLDER/ca.pem",
    ] {
        record(&secure, parameters).await;
    }
    // The other authority has the same name.
    let by_a_stranger = secure.refusal("sslmode=verify-full&sslrootcert=FOLDER/stranger.pem").await;
    assert!(
        by_a_stranger.contains("is not accepted: invalid peer certificate: BadSignature; name the"),
        "{by_a_stranger}"
    );
    let unknown_issuer = "the history cannot be opened: the server's certificate is not accepted: invalid peer certificate: UnknownIssuer; name \
                             the authority that signed it with `sslrootcert=FILE`, and the host as in the certificate";
    // Only public authorities are trusted, or none; no trusted authority signed the certificate.
    for parameters in ["sslmode=verify-full", "sslmode=verify-full&sslrootcert=FOLDER/empty.pem"] {
        assert_eq!(secure.refusal(parameters).await, unknown_issuer, "{parameters}");
    }
    let missing = secure.refusal("sslmode=verify-full&sslrootcert=FOLDER/missing.pem").await;
    assert_eq!(
        missing,
        "the history cannot be opened: a file that the URL names (`sslrootcert`, `sslcert`, `sslkey`, a socket) cannot be read: No such file \
         or directory (os error 2)"
    );
}

#[tokio::test]
async fn only_verify_full_refuses_a_certificate_of_another_host() {
    let secure = Secure::start("db.example.com");
    record(&secure, "sslmode=verify-ca&sslrootcert=FOLDER/ca.pem").await;
    let text = secure.refusal("sslmode=verify-full&sslrootcert=FOLDER/ca.pem").await;
    assert!(
        text.starts_with(
            "the history cannot be opened: the server's certificate is not accepted: invalid peer certificate: "
        ),
        "{text}"
    );
    assert!(text.ends_with("and the host as in the certificate"), "{text}");
}

#[tokio::test]
async fn a_server_without_tls_is_refused_if_the_url_requires_it() {
    let database = Postgres::start();
    let database = (database.create_database(), database);
    for mode in ["require", "verify-ca", "verify-full"] {
        assert_eq!(
            refusal(&format!("{}?sslmode={mode}", database.0.url)).await,
            "the history cannot be opened: the URL requires TLS, and the server does not support it; enable it on the server (`ssl = on`), or allow plain connections \
             with `sslmode=prefer`"
        );
    }
    let url = format!("{}?sslmode=prefer", database.0.url);
    History::<DomainEvent>::open(HistoryConfig::new(url).with_migrate(true)).await.unwrap().close().await;
}
