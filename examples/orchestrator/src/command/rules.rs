//! The commands and arguments that agents may use.

use std::path::Path;

use aegis_events::domain::ViolationType;

use crate::storage::{Refusal, existing};

/// The allowed commands with their allowed flags. All of them only read.
const ALLOWED: [(&str, &[&str]); 3] = [("wc", &["-l", "-w", "-c"]), ("ls", &["-a", "-l"]), ("aegis-wc", &["-l"])];

/// Why a command is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Forbidden {
    pub(super) violation: ViolationType,
    pub(super) details: String,
}

/// Checks a command against the rules. Arguments that are not flags are paths inside the folder.
pub(super) fn check(command: &str, args: &[String], folder: &Path) -> Result<(), Forbidden> {
    let Some((_, flags)) = ALLOWED.iter().find(|(allowed, _)| *allowed == command) else {
        return Err(forbidden(ViolationType::CommandNotAllowed, format!("`{command}` is not an allowed command")));
    };
    for arg in args {
        if arg.starts_with('-') {
            if !flags.contains(&arg.as_str()) {
                return Err(forbidden(
                    ViolationType::ArgumentNotAllowed,
                    format!("`{arg}` is not an allowed argument of `{command}`"),
                ));
            }
        } else {
            check_path(arg, folder)?;
        }
    }
    Ok(())
}

fn check_path(path: &str, folder: &Path) -> Result<(), Forbidden> {
    match existing(folder, path) {
        // The command itself reports a missing or unreadable file.
        Ok(_) | Err(Refusal::Missing | Refusal::Unreadable(_) | Refusal::Disk(_)) => Ok(()),
        Err(Refusal::Traversal) => {
            Err(forbidden(ViolationType::PathTraversal, format!("the path `{path}` contains `..`")))
        }
        Err(Refusal::Rule(rule)) => Err(forbidden(ViolationType::PathNotAllowed, format!("`{path}`: {rule}"))),
    }
}

fn forbidden(violation: ViolationType, details: String) -> Forbidden {
    Forbidden { violation, details }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violation(command: &str, args: &[&str]) -> Option<ViolationType> {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let args: Vec<_> = args.iter().map(|&arg| arg.to_owned()).collect();
        check(command, &args, &root).err().map(|forbidden| forbidden.violation)
    }

    #[test]
    fn forbidden_commands_flags_and_paths_are_refused() {
        assert_eq!(violation("wc", &["-l", "a file"]), None);
        assert_eq!(violation("rm", &["-rf", "x"]), Some(ViolationType::CommandNotAllowed));
        assert_eq!(violation("/bin/wc", &["-l"]), Some(ViolationType::CommandNotAllowed));
        assert_eq!(violation("wc", &["--files0-from=x"]), Some(ViolationType::ArgumentNotAllowed));
        assert_eq!(violation("ls", &["../x"]), Some(ViolationType::PathTraversal));
        assert_eq!(violation("ls", &["/etc"]), Some(ViolationType::PathNotAllowed));
    }
}
