//! Security contexts: the tools and mounts of a session.

/// The permissions of one kind of session.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SecurityContext {
    pub(crate) name: &'static str,
    tools: &'static [&'static str],
    mounts: &'static [&'static str],
}

/// All security contexts of this node.
const CONTEXTS: [SecurityContext; 3] = [
    SecurityContext {
        name: "reader",
        tools: &["text.count_words", "text.search", "text.longest_line", "cmd.run"],
        mounts: &["input", "workspace"],
    },
    SecurityContext { name: "restricted", tools: &["text.search", "cmd.run", "net.fetch"], mounts: &["workspace"] },
    SecurityContext { name: "operator", tools: &["admin.shutdown"], mounts: &[] },
];

impl SecurityContext {
    pub(crate) fn by_name(name: &str) -> Option<&'static Self> {
        CONTEXTS.iter().find(|context| context.name == name)
    }

    pub(crate) fn allows_tool(&self, tool: &str) -> bool {
        self.tools.contains(&tool)
    }

    pub(crate) fn allows_mount(&self, mount: &str) -> bool {
        self.mounts.contains(&mount)
    }
}
