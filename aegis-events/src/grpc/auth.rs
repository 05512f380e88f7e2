//! The auth: who does not know the token does not come in.

use std::fmt;
use std::sync::Arc;

use subtle::ConstantTimeEq;
use tonic::service::Interceptor;
use tonic::{Request, Status};

/// Checks the bearer token of each call, where one is set.
#[derive(Clone)]
pub(super) struct TokenAuth {
    token: Option<Arc<str>>,
}

impl TokenAuth {
    pub(super) fn new(token: Option<&str>) -> Self {
        Self { token: token.map(Arc::from) }
    }
}

impl Interceptor for TokenAuth {
    fn call(&mut self, request: Request<()>) -> Result<Request<()>, Status> {
        let Some(token) = &self.token else { return Ok(request) };
        let Some(header) = request.metadata().get("authorization") else {
            return Err(Status::unauthenticated(
                "this server wants a token: send the metadata `authorization: Bearer <token>`",
            ));
        };
        let (scheme, given) = header.as_bytes().split_at_checked(7).unwrap_or_default();
        // The comparison takes the same time whatever the text, so that nobody finds the token letter by letter.
        if scheme.eq_ignore_ascii_case(b"bearer ") && bool::from(given.ct_eq(token.as_bytes())) {
            Ok(request)
        } else {
            Err(Status::unauthenticated(
                "the token is not this server's: send the metadata `authorization: Bearer <token>` with the token that it was configured with",
            ))
        }
    }
}

impl fmt::Debug for TokenAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenAuth").field("wants_token", &self.token.is_some()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knock(auth: &TokenAuth, header: Option<&str>) -> Result<(), String> {
        let mut request = Request::new(());
        if let Some(header) = header {
            request.metadata_mut().insert("authorization", header.parse().unwrap());
        }
        auth.clone().call(request).map(drop).map_err(|status| status.message().to_owned())
    }

    #[test]
    fn only_the_token_itself_opens() {
        let auth = TokenAuth::new(Some("0123456789abcdef"));
        assert_eq!(knock(&auth, Some("Bearer 0123456789abcdef")), Ok(()));
        assert_eq!(knock(&auth, Some("bearer 0123456789abcdef")), Ok(()));
        for wrong in ["Bearer 0123456789abcdeg", "Bearer 0123456789abcde", "Bearer ", "Basic 0123456789abcdef", "x", ""]
        {
            assert_eq!(
                knock(&auth, Some(wrong)).unwrap_err(),
                "the token is not this server's: send the metadata `authorization: Bearer <token>` with the token that it was configured with"
            );
        }
        assert_eq!(
            knock(&auth, None).unwrap_err(),
            "this server wants a token: send the metadata `authorization: Bearer <token>`"
        );
    }

    #[test]
    fn without_a_token_everybody_comes_in() {
        assert_eq!(knock(&TokenAuth::new(None), None), Ok(()));
        assert_eq!(knock(&TokenAuth::new(None), Some("whatever")), Ok(()));
    }

    #[test]
    fn the_token_is_not_shown() {
        assert_eq!(format!("{:?}", TokenAuth::new(Some("0123456789abcdef"))), "TokenAuth { wants_token: true }");
    }
}
