//! Keys of signed notes: a name, four bytes that identify the key, and Ed25519.
//!
//! The public key's text is `name+hash+base64`, the secret key's `PRIVATE+KEY+name+hash+base64`, as `golang.org/x/mod/sumdb/note` writes
//! them. A secret never leaves through `Debug`, `Display` or an error.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// Ed25519, in the list of algorithms of signed notes.
const ALGORITHM: u8 = 1;
const SECRET: &str = "PRIVATE+KEY+";

/// A public key of an audit log. Verifiers use its text, `name+hash+base64`.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

/// A text that is not a key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} is not a key: {why}")]
pub struct KeyError {
    what: String,
    why: &'static str,
    help: &'static str,
}

impl KeyError {
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        Some(self.help.into())
    }
}

impl PublicKey {
    /// Returns the key's name, which is the log's origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn id(&self) -> [u8; 4] {
        self.id
    }

    pub(crate) fn verifies(&self, text: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(text, &Signature::from_bytes(signature)).is_ok()
    }

    fn new(name: &str, key: VerifyingKey) -> Self {
        let digest =
            Sha256::new().chain_update(name).chain_update([b'\n', ALGORITHM]).chain_update(key.as_bytes()).finalize();
        Self { name: name.into(), id: [digest[0], digest[1], digest[2], digest[3]], key }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_key(f, &self.name, self.id, self.key.as_bytes())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let error = |why| KeyError {
            what: if text.starts_with(SECRET) { "the given text".into() } else { format!("`{text}`") },
            why,
            help: "give the public key as the log prints it: `name+8 hexadecimal digits+base64`",
        };
        if text.starts_with(SECRET) {
            return Err(error("it is the secret key, which verifying does not need"));
        }
        let Parts { name, id, bytes } = Parts::of(text).map_err(error)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| error("not a valid Ed25519 public key"))?;
        let key = Self::new(name, key);
        if key.id == id { Ok(key) } else { Err(error("its hash belongs to another key: a character is wrong")) }
    }
}

/// The key that signs.
#[derive(Clone)]
pub(crate) struct SecretKey {
    public: PublicKey,
    secret: SigningKey,
}

impl SecretKey {
    /// A new key, from random bytes of the operating system.
    pub(crate) fn generate(name: &str) -> Result<Self, getrandom::Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)?;
        Ok(Self::from_seed(name, seed))
    }

    pub(crate) fn from_seed(name: &str, seed: [u8; 32]) -> Self {
        let secret = SigningKey::from_bytes(&seed);
        Self { public: PublicKey::new(name, secret.verifying_key()), secret }
    }

    pub(crate) fn public(&self) -> &PublicKey {
        &self.public
    }

    pub(crate) fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.secret.sign(text).to_bytes()
    }

    /// The secret as text, for its file.
    pub(crate) fn to_secret_text(&self) -> String {
        Secret(self).to_string()
    }

    /// Reads a secret. `what` describes it in errors.
    pub(crate) fn parse(text: &str, what: &str) -> Result<Self, KeyError> {
        let help = "it must contain one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`";
        Self::read(text).map_err(|why| KeyError { what: what.into(), why, help })
    }

    /// Reads a secret; the error describes the problem without the text.
    pub(crate) fn read(text: &str) -> Result<Self, &'static str> {
        let rest = text.trim().strip_prefix(SECRET).ok_or("it does not begin with `PRIVATE+KEY+`")?;
        let Parts { name, id, bytes } = Parts::of(rest)?;
        let key = Self::from_seed(name, bytes);
        if key.public.id == id { Ok(key) } else { Err("its hash belongs to another key: a character is wrong") }
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey([redacted] of {})", self.public)
    }
}

struct Secret<'a>(&'a SecretKey);

impl fmt::Display for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SECRET)?;
        write_key(f, &self.0.public.name, self.0.public.id, self.0.secret.as_bytes())
    }
}

fn write_key(f: &mut fmt::Formatter<'_>, name: &str, id: [u8; 4], bytes: &[u8; 32]) -> fmt::Result {
    let mut data = [ALGORITHM; 33];
    data[1..].copy_from_slice(bytes);
    write!(f, "{name}+{:08x}+{}", u32::from_be_bytes(id), STANDARD.encode(data))
}

struct Parts<'a> {
    name: &'a str,
    id: [u8; 4],
    bytes: [u8; 32],
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Result<Self, &'static str> {
        // The base64 may contain `+`, name and hash may not.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(data)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("it does not have three parts with `+` between them");
        };
        if !is_name(name) {
            return Err("its name is empty or has spaces");
        }
        let number = u32::from_str_radix(id, 16).ok().filter(|number| format!("{number:08x}") == id);
        let id = number.ok_or("its second part is not 8 hexadecimal digits")?.to_be_bytes();
        let data = STANDARD.decode(data).map_err(|_| "its last part is not base64")?;
        match data.split_first() {
            Some((&ALGORITHM, bytes)) => {
                let bytes = bytes.try_into().map_err(|_| "it does not have the length of an Ed25519 key")?;
                Ok(Self { name, id, bytes })
            }
            _ => Err("it is not of the algorithm Ed25519"),
        }
    }
}

/// Whether a text can be the name of a key.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SecretKey {
        SecretKey::from_seed("example/audit", [7; 32])
    }

    #[test]
    fn keys_come_back_from_their_texts() {
        let secret = key();
        let public: PublicKey = secret.public().to_string().parse().unwrap();
        assert_eq!(&public, secret.public());
        let again = SecretKey::parse(&format!("{}\n", secret.to_secret_text()), "the key").unwrap();
        assert_eq!(again.public(), &public);
        assert!(public.verifies(b"text", &again.sign(b"text")));
        assert!(!public.verifies(b"texx", &again.sign(b"text")));
    }

    #[test]
    fn the_key_of_the_notes_specification_is_read() {
        let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assert_eq!(key.parse::<PublicKey>().unwrap().to_string(), key);
    }

    #[test]
    fn a_secret_shows_itself_nowhere() {
        let secret = key().to_secret_text();
        let (_, data) = secret.rsplit_once('+').unwrap();
        assert!(!format!("{:?}", key()).contains(data));
        let error = secret.parse::<PublicKey>().unwrap_err().to_string();
        assert!(!error.contains(data), "{error}");
        assert_eq!(error, "the given text is not a key: it is the secret key, which verifying does not need");
    }

    #[test]
    fn each_character_of_a_key_counts() {
        let text = key().public().to_string();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'B' { b'C' } else { b'B' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(changed.parse::<PublicKey>().is_err(), "{changed}");
        }
    }

    #[test]
    fn what_is_no_secret_key_is_refused_without_showing_it() {
        let error = SecretKey::parse("hunter2", "the file `audit.key`").unwrap_err();
        assert_eq!(error.to_string(), "the file `audit.key` is not a key: it does not begin with `PRIVATE+KEY+`");
    }
}
