//! The committed code of the gRPC service matches its `.proto` file. `cargo xtask codegen` generates it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use prost::Message;

const PROTO: &str = "aegis/events/v1/event_stream.proto";
/// What prost calls the file of a package.
const FILE: &str = "aegis.events.v1.rs";

#[test]
fn the_generated_code_is_in_step() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut compiler = protox::Compiler::new([root.join("proto")]).unwrap();
    // Without comments and places in the text: they would only make the program larger.
    let descriptors = compiler.include_imports(true).open_file(PROTO).unwrap().file_descriptor_set();
    // For the code, with them: they become its documentation.
    let documented = compiler.include_source_info(true).file_descriptor_set();
    let folder = tempfile::TempDir::new().unwrap();
    let out = |name: &str| {
        let out = folder.path().join(name);
        fs::create_dir(&out).unwrap();
        out
    };

    let (messages, serving) = (out("messages"), out("serving"));
    let builder = || tonic_prost_build::configure().emit_rerun_if_changed(false);
    builder().build_server(false).out_dir(&messages).compile_fds(documented.clone()).unwrap();
    // The server sends messages that are encoded already, and shares all other types.
    builder()
        .build_client(false)
        .extern_path(".aegis.events.v1", "crate::grpc::proto")
        .extern_path(".aegis.events.v1.SubscribeResponse", "crate::grpc::wire::Encoded")
        .codec_path("crate::grpc::wire::Codec")
        .out_dir(&serving)
        .compile_fds(documented)
        .unwrap();

    let committed = root.join("src/grpc/generated");
    check(&committed.join("messages.rs"), fs::read(messages.join(FILE)).unwrap());
    check(&committed.join("serving.rs"), fs::read(serving.join(FILE)).unwrap());
    check(&committed.join("descriptors.bin"), descriptors.encode_to_vec());
}

fn check(path: &Path, now: Vec<u8>) {
    if fs::read(path).ok().as_ref() == Some(&now) {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, now).unwrap();
    } else {
        panic!("{} is stale; `cargo xtask codegen` writes it anew", path.display());
    }
}
