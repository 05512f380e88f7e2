//! The README shows the files of `examples/quickstart` as they are.

use std::fs;
use std::path::Path;

#[test]
fn the_readme_shows_the_files_of_the_quickstart() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace's folder");
    let readme = fs::read_to_string(workspace.join("README.md")).expect("the README");
    for (file, fence) in [("catalog.toml", "```toml\n"), ("src/main.rs", "```rust\n")] {
        let block = readme.split(fence).nth(1).and_then(|rest| rest.split("```").next());
        let file = fs::read_to_string(workspace.join("examples/quickstart").join(file)).expect("the file");
        assert_eq!(block, Some(file.as_str()));
    }
}
