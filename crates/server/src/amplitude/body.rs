//! Reading a body, within its limits (product.md 5, Ingestion).

use std::io::{self, Read};
use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use flate2::read::MultiGzDecoder;
use http::{HeaderMap, header};
use http_body_util::BodyExt;

use super::answer::Trouble;
use super::offload::offload;

/// What a body may unpack to, in times of what may arrive.
const UNPACKED_FACTOR: usize = 10;

/// How long a body may take to arrive: the SDKs give up after 10 to 20 seconds (amplitude.md 2).
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// How much of a body that is too large is read and thrown away. A client that is still sending
/// when the connection closes never sees the 413 that would make it send less.
const DRAIN_BYTES: usize = 16 * 1024 * 1024;

/// A body that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Payload {
    /// What it says, unpacked.
    pub(super) bytes: Bytes,
    /// The bytes that arrived.
    pub(super) wire_bytes: usize,
}

/// Why there is no payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyFault {
    /// It broke off, does not unpack, or is packed in a way that the contract does not know.
    Unreadable,
    /// Too large, or too slow.
    Trouble(Trouble),
}

impl From<Trouble> for BodyFault {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// Reads a body of at most `limit` bytes, and unpacks it where it is packed.
pub(super) async fn read(
    body: Body,
    headers: &HeaderMap,
    limit: usize,
) -> Result<Payload, BodyFault> {
    let packing = packing(headers)?;
    let wire = tokio::time::timeout(READ_TIMEOUT, collect(body, headers, limit))
        .await
        .map_err(|_| Trouble::TimedOut)??;
    let wire_bytes = wire.len();
    let bytes = match packing {
        Packing::None => wire,
        Packing::Gzip => {
            let most = limit.saturating_mul(UNPACKED_FACTOR);
            offload(wire_bytes, move || unpack(&wire, most)).await??
        }
    };
    Ok(Payload { bytes, wire_bytes })
}

async fn collect(mut body: Body, headers: &HeaderMap, limit: usize) -> Result<Bytes, BodyFault> {
    let announced = content_length(headers);
    if announced > limit.saturating_add(DRAIN_BYTES) {
        return Err(Trouble::TooLarge.into());
    }
    let mut collected = BytesMut::with_capacity(announced.min(limit));
    let mut arrived = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| BodyFault::Unreadable)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        arrived = arrived.saturating_add(data.len());
        if arrived <= limit {
            collected.extend_from_slice(&data);
        } else if arrived > limit.saturating_add(DRAIN_BYTES) {
            break;
        }
    }
    if arrived > limit {
        return Err(Trouble::TooLarge.into());
    }
    Ok(collected.freeze())
}

fn content_length(headers: &HeaderMap) -> usize {
    headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok())
        .unwrap_or(0)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
}

fn packing(headers: &HeaderMap) -> Result<Packing, BodyFault> {
    let Some(encoding) = headers.get(header::CONTENT_ENCODING) else {
        return Ok(Packing::None);
    };
    match encoding.to_str().map(str::trim) {
        Ok("" | "identity") => Ok(Packing::None),
        Ok(name)
            if ["gzip", "x-gzip"]
                .iter()
                .any(|gzip| name.eq_ignore_ascii_case(gzip)) =>
        {
            Ok(Packing::Gzip)
        }
        Ok(_) | Err(_) => Err(BodyFault::Unreadable),
    }
}

fn unpack(packed: &[u8], most: usize) -> Result<Bytes, BodyFault> {
    let mut unpacked = Vec::new();
    let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let result: io::Result<usize> = MultiGzDecoder::new(packed)
        .take(bound)
        .read_to_end(&mut unpacked);
    if unpacked.len() > most {
        return Err(Trouble::TooLarge.into());
    }
    result.map_err(|_| BodyFault::Unreadable)?;
    Ok(Bytes::from(unpacked))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use futures_util::stream;
    use http::HeaderValue;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn packed_as(encoding: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static(encoding))])
    }

    async fn read_plain(body: impl Into<Body>, limit: usize) -> Result<Payload, BodyFault> {
        read(body.into(), &HeaderMap::new(), limit).await
    }

    #[tokio::test]
    async fn a_body_may_be_as_large_as_the_limit_and_no_larger() {
        let payload = read_plain("12345", 5).await.unwrap();
        assert_eq!(
            (payload.bytes.as_ref(), payload.wire_bytes),
            (&b"12345"[..], 5)
        );
        let too_large = Err(BodyFault::Trouble(Trouble::TooLarge));
        assert_eq!(read_plain("123456", 5).await, too_large);
    }

    #[tokio::test]
    async fn a_body_in_pieces_is_counted_as_it_arrives() {
        let pieces = |count: usize| {
            let pieces = (0..count).map(|_| Ok::<_, io::Error>(Bytes::from_static(b"ab")));
            Body::from_stream(stream::iter(pieces.collect::<Vec<_>>()))
        };
        assert_eq!(read_plain(pieces(3), 6).await.unwrap().bytes, "ababab");
        let too_large = Err(BodyFault::Trouble(Trouble::TooLarge));
        assert_eq!(read_plain(pieces(4), 6).await, too_large);
    }

    #[tokio::test]
    async fn a_gzipped_body_is_unpacked_and_measured_as_it_came() {
        let packed = gzip(b"hello hello hello hello");
        let wire_bytes = packed.len();
        for encoding in ["gzip", "GZIP", "x-gzip"] {
            let body = Body::from(packed.clone());
            let payload = read(body, &packed_as(encoding), 100).await.unwrap();
            assert_eq!(payload.bytes, "hello hello hello hello");
            assert_eq!(payload.wire_bytes, wire_bytes);
        }
    }

    #[tokio::test]
    async fn what_it_unpacks_to_is_bounded() {
        let limit = 1_000;
        let body = |size: usize| Body::from(gzip(&vec![b'x'; size]));
        let within = read(body(10 * limit), &packed_as("gzip"), limit).await;
        assert_eq!(within.unwrap().bytes.len(), 10 * limit);
        let beyond = read(body(10 * limit + 1), &packed_as("gzip"), limit).await;
        assert_eq!(beyond, Err(BodyFault::Trouble(Trouble::TooLarge)));
    }

    #[tokio::test]
    async fn what_does_not_unpack_is_unreadable() {
        let mut torn = gzip(b"hello hello hello");
        torn.truncate(torn.len() - 4);
        for (body, encoding) in [
            (b"{}".to_vec(), "gzip"),
            (torn, "gzip"),
            (b"{}".to_vec(), "br"),
            (b"{}".to_vec(), "gzip, gzip"),
        ] {
            let result = read(Body::from(body), &packed_as(encoding), 100).await;
            assert_eq!(result, Err(BodyFault::Unreadable), "{encoding}");
        }
        let broken = stream::iter([Ok(Bytes::from_static(b"{")), Err(io::Error::other("gone"))]);
        let result = read_plain(Body::from_stream(broken), 100).await;
        assert_eq!(result, Err(BodyFault::Unreadable));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_comes_is_not_waited_for() {
        let body = Body::from_stream(stream::pending::<io::Result<Bytes>>());
        let result = read_plain(body, 100).await;
        assert_eq!(result, Err(BodyFault::Trouble(Trouble::TimedOut)));
    }
}
