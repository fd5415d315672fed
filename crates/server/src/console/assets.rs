//! The console's files, as the build script left them: each as it is, and gzipped where that makes
//! it smaller.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use rust_embed::{Embed, EmbeddedFile};

use super::{HASHED, negotiation};

#[derive(Embed)]
#[folder = "$OUT_DIR/console/plain"]
struct Plain;

#[derive(Embed)]
#[folder = "$OUT_DIR/console/gzip"]
struct Gzipped;

/// For a file whose contents never change, since its name would: it is asked for once.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// For a file that may be another one after an update: it is asked for each time, and sent only
/// where it is.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// One file of the console.
pub(super) struct Asset {
    content_type: String,
    is_hashed: bool,
    plain: Contents,
    gzipped: Option<Contents>,
}

/// Bytes to be sent.
struct Contents {
    bytes: Bytes,
    /// What `ETag` shows: it stands for these bytes and no others.
    tag: String,
}

impl Asset {
    /// The file at this path, which is compared as it is: there is no way out of the console.
    pub(super) fn find(path: &str) -> Option<Self> {
        let plain = Plain::get(path)?;
        Some(Self {
            content_type: content_type(plain.metadata.mimetype()),
            is_hashed: path.starts_with(HASHED),
            plain: plain.into(),
            gzipped: Gzipped::get(path).map(Contents::from),
        })
    }

    /// Whether there is a file at this path.
    pub(super) fn exists(path: &str) -> bool {
        Plain::get(path).is_some()
    }

    /// The answer to a request with these headers.
    pub(super) fn respond(self, request: &HeaderMap) -> Response {
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        let caching = if self.is_hashed { FOR_GOOD } else { ASK_AGAIN };
        headers.insert(CACHE_CONTROL, caching);
        put(headers, CONTENT_TYPE, &self.content_type);
        if self.gzipped.is_some() {
            put(headers, VARY, "accept-encoding");
        }
        let takes_gzip = negotiation::lists(request, &ACCEPT_ENCODING, "gzip");
        let contents = match self.gzipped.filter(|_| takes_gzip) {
            Some(gzipped) => {
                put(headers, CONTENT_ENCODING, "gzip");
                gzipped
            }
            None => self.plain,
        };
        put(headers, ETAG, &contents.tag);
        if negotiation::lists_tag(request, &IF_NONE_MATCH, &contents.tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            *response.body_mut() = Body::from(contents.bytes);
        }
        response
    }
}

impl From<EmbeddedFile> for Contents {
    fn from(file: EmbeddedFile) -> Self {
        let hash = URL_SAFE_NO_PAD.encode(file.metadata.sha256_hash());
        Self {
            bytes: match file.data {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => Bytes::from(bytes),
            },
            tag: format!("\"{hash}\""),
        }
    }
}

fn content_type(kind: &str) -> String {
    let charset = if kind.starts_with("text/") {
        "; charset=utf-8"
    } else {
        ""
    };
    format!("{kind}{charset}")
}

/// Puts a header that is made of visible characters, which are all that it may hold.
fn put(headers: &mut HeaderMap, name: http::HeaderName, value: &str) {
    headers.extend(HeaderValue::from_str(value).map(|value| (name, value)));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use http_body_util::BodyExt as _;

    use super::*;

    fn contents(text: &'static str) -> Contents {
        Contents {
            bytes: Bytes::from_static(text.as_bytes()),
            tag: format!("\"tag of {text}\""),
        }
    }

    fn script() -> Asset {
        Asset {
            content_type: content_type("text/javascript"),
            is_hashed: true,
            plain: contents("plain"),
            gzipped: Some(contents("gzipped")),
        }
    }

    /// What comes back: the status, the body, and the headers named.
    async fn answer(asset: Asset, request: &[(http::HeaderName, &'static str)]) -> Answer {
        let request = request.iter().cloned();
        let request = request.map(|(name, value)| (name, HeaderValue::from_static(value)));
        let response = asset.respond(&request.collect());
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    struct Answer {
        status: u16,
        headers: HeaderMap,
        body: String,
    }

    impl Answer {
        fn header(&self, name: http::HeaderName) -> &str {
            self.headers
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
        }
    }

    #[tokio::test]
    async fn a_client_that_takes_gzip_gets_it_and_others_the_plain_bytes() {
        let plain = answer(script(), &[]).await;
        assert_eq!((plain.status, plain.body.as_str()), (200, "plain"));
        assert_eq!(plain.header(CONTENT_ENCODING), "");
        let gzipped = answer(script(), &[(ACCEPT_ENCODING, "gzip, br")]).await;
        assert_eq!((gzipped.status, gzipped.body.as_str()), (200, "gzipped"));
        assert_eq!(gzipped.header(CONTENT_ENCODING), "gzip");
        for answer in [plain, gzipped] {
            assert_eq!(answer.header(VARY), "accept-encoding");
            assert_eq!(
                answer.header(CONTENT_TYPE),
                "text/javascript; charset=utf-8"
            );
        }
    }

    #[tokio::test]
    async fn what_the_client_has_is_not_sent_again() {
        let known = answer(script(), &[(IF_NONE_MATCH, "\"tag of plain\"")]).await;
        assert_eq!((known.status, known.body.as_str()), (304, ""));
        assert_eq!(known.header(ETAG), "\"tag of plain\"");
        let other = [
            (IF_NONE_MATCH, "\"tag of plain\""),
            (ACCEPT_ENCODING, "gzip"),
        ];
        let sent = answer(script(), &other).await;
        assert_eq!((sent.status, sent.body.as_str()), (200, "gzipped"));
    }

    #[tokio::test]
    async fn a_file_with_a_hash_in_its_name_is_kept_for_good_and_others_are_asked_for() {
        let hashed = answer(script(), &[]).await;
        let caching = "public, max-age=31536000, immutable";
        assert_eq!(hashed.header(CACHE_CONTROL), caching);
        let page = Asset {
            content_type: content_type("text/html"),
            is_hashed: false,
            plain: contents("page"),
            gzipped: None,
        };
        let page = answer(page, &[]).await;
        assert_eq!(page.header(CACHE_CONTROL), "no-cache");
        assert_eq!(page.header(VARY), "");
    }

    #[test]
    fn the_page_is_there_and_what_lies_outside_is_not() {
        assert!(Asset::exists("index.html"));
        let page = Asset::find("index.html").unwrap();
        assert_eq!(page.content_type, "text/html; charset=utf-8");
        assert!(page.plain.tag.len() > 40);
        for path in [
            "",
            "assets",
            "../plain/index.html",
            "/index.html",
            "index.html.gz",
        ] {
            assert!(!Asset::exists(path), "{path}");
        }
    }
}
