//! Makes tests of the Rust blocks in README.md and the pages under `docs`.
//!
//! The files in `pages` are tests with gaps. A line `// block: BEGINNING` is replaced by the block whose first line after its `use`
//! lines begins so. Every block must have a gap, or be a file of `examples/quickstart`, which `it/quickstart.rs` compares.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The first line of a block that is a file of the quickstart.
const QUICKSTART: &str = "//! Two components publish the events they own";

fn main() {
    let tests = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let workspace = tests.parent().expect("the workspace's folder");
    let pages = std::iter::once(workspace.join("README.md")).chain(files(&workspace.join("docs"), "md"));
    let mut blocks: Vec<(Block, bool)> = pages.flat_map(|page| blocks_of(&page)).map(|block| (block, false)).collect();
    for template in files(&tests.join("pages"), "rs") {
        let mut code = String::new();
        for line in read(&template).lines().filter(|line| !line.starts_with("//!")) {
            match line.trim_start().strip_prefix("// block: ") {
                Some(beginning) => code.push_str(take(&mut blocks, beginning)),
                None => code.push_str(line),
            }
            code.push('\n');
        }
        fs::write(out.join(template.file_name().expect("a file")), code).expect("OUT_DIR is writable");
    }
    for (block, used) in blocks {
        assert!(used, "{} has a Rust block without a gap in tests/pages:\n{}", block.page.display(), block.code);
    }
}

struct Block {
    page: PathBuf,
    code: String,
}

impl Block {
    fn begins_with(&self, beginning: &str) -> bool {
        let mut lines = self.code.lines().filter(|line| !line.is_empty() && !line.starts_with("use "));
        lines.next().is_some_and(|line| line.starts_with(beginning))
    }
}

/// The Rust blocks of a page, without those of the quickstart.
fn blocks_of(page: &Path) -> Vec<Block> {
    let text = read(page);
    let blocks = text.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next());
    let blocks = blocks.filter(|code| !code.starts_with(QUICKSTART));
    blocks.map(|code| Block { page: page.to_owned(), code: code.to_owned() }).collect()
}

fn take<'a>(blocks: &'a mut [(Block, bool)], beginning: &str) -> &'a str {
    let found = blocks.iter_mut().find(|(block, used)| !used && block.begins_with(beginning));
    let (block, used) = found.unwrap_or_else(|| panic!("no page has a Rust block that begins with `{beginning}`"));
    *used = true;
    &block.code
}

/// The files of a folder with an extension, sorted.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(folder).expect("the folder is readable").map(|entry| entry.expect("a file").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|it| it == extension)).collect();
    files.sort();
    files
}

fn read(path: &Path) -> String {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}
