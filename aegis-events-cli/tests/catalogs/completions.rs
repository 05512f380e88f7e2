//! `aegis-events completions`, run by a shell.

use std::process::Command;

use crate::support::Folder;

/// Prints the completions of bash for a command line. `$1` is the script, the other arguments are the words.
const COMPLETE: &str = r#"
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_aegis__events "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
echo "${COMPREPLY[*]}"
"#;

#[test]
fn bash_completes_commands_and_their_arguments() {
    let folder = Folder::new();
    let script = folder.run(&["completions", "bash"]);
    assert_eq!((script.code, script.err.as_str()), (Some(0), ""));
    folder.write("script", &script.out);
    let offered = |words: &[&str]| {
        let mut bash = Command::new("bash");
        bash.args(["--norc", "-c", COMPLETE, "bash"]).arg(folder.path().join("script")).arg("aegis-events").args(words);
        let output = bash.output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{words:?}");
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    };
    assert_eq!(offered(&["che"]), "check");
    assert_eq!(offered(&["check", "--f"]), "--format --fix");
    assert_eq!(offered(&["check", "--format", "g"]), "github");
    assert_eq!(offered(&["export", "j"]), "jsonschema");
    assert_eq!(offered(&["export", "mermaid", "--by", ""]), "family event");
    assert_eq!(offered(&["ls-rules", "--fo"]), "--format");
    assert_eq!(offered(&["audit", "pr"]), "prove");
}
