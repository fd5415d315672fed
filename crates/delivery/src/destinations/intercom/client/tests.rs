#![allow(clippy::unwrap_used)]

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

const PATIENCE: Duration = Duration::from_secs(5);

/// Serves one connection with these bytes and gives back what was asked.
async fn serve_once(answer: Vec<u8>) -> (Endpoint, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint::Custom(format!("http://{}", listener.local_addr().unwrap()));
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        let mut buffer = [0; 4096];
        while !is_whole(&asked) {
            let read = stream.read(&mut buffer).await.unwrap();
            asked.extend_from_slice(buffer.get(..read).unwrap());
        }
        // The client may have read enough before the end.
        let _ = stream.write_all(&answer).await;
        String::from_utf8(asked).unwrap()
    });
    (endpoint, asked)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .split_once("content-length: ")
        .and_then(|(_, rest)| rest.split("\r\n").next()?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

fn http(head: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
        .into_bytes()
}

async fn send(endpoint: &Endpoint, request: &Request, timeout: Duration) -> Answer {
    let client = IntercomClient::new(timeout, "2.16").unwrap();
    let token = AccessToken::new("secret-token");
    IntercomClient::send(&client, endpoint, &token, request).await
}

fn get(path: &str) -> Request {
    Request {
        method: Method::Get,
        path: path.to_owned(),
        body: None,
    }
}

#[tokio::test]
async fn a_request_carries_credentials_version_and_body() {
    let (endpoint, asked) = serve_once(http("202 Accepted", "")).await;
    let request = Request {
        method: Method::Post,
        path: "/events".to_owned(),
        body: Some(r#"{"event_name":"E"}"#.to_owned()),
    };
    let answer = send(&endpoint, &request, PATIENCE).await;
    assert_eq!(
        answer,
        Answer::Response(Response {
            status: 202,
            ..Response::default()
        })
    );
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("POST /events HTTP/1.1\r\n"), "{asked}");
    for line in [
        "authorization: Bearer secret-token",
        "accept: application/json",
        "content-type: application/json",
        "intercom-version: 2.16",
        concat!("user-agent: Intertide/", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(asked.contains(&format!("{line}\r\n")), "{line} in {asked}");
    }
    assert!(asked.ends_with(r#"{"event_name":"E"}"#));
}

#[tokio::test]
async fn an_answer_is_read_with_all_that_its_headers_say() {
    let head = "429 Too Many Requests\r\nX-Request-Id: r1\r\nX-RateLimit-Limit: 167\r\n\
                X-RateLimit-Remaining: -1\r\nX-RateLimit-Reset: 1664604012\r\nRetry-After: 3\r\n\
                Link: </contacts/c1>; rel=\"canonical\"";
    let (endpoint, _asked) = serve_once(http(head, "{}")).await;
    assert_eq!(
        send(&endpoint, &get("/me"), PATIENCE).await,
        Answer::Response(Response {
            status: 429,
            request_id: Some("r1".to_owned()),
            link: Some(r#"</contacts/c1>; rel="canonical""#.to_owned()),
            rate: Some(RateReading {
                limit: 167,
                remaining: 0,
                reset: UnixSeconds::new(1_664_604_012),
            }),
            retry_after: Some(Duration::from_secs(3)),
            body: "{}".to_owned(),
        })
    );
}

#[tokio::test]
async fn half_a_rate_limit_is_none() {
    let (endpoint, _asked) = serve_once(http("200 OK\r\nX-RateLimit-Limit: 167", "{}")).await;
    let Answer::Response(response) = send(&endpoint, &get("/me"), PATIENCE).await else {
        unreachable!("the server answers");
    };
    assert_eq!((response.rate, response.retry_after), (None, None));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (endpoint, _asked) =
        serve_once(http("302 Found\r\nLocation: http://127.0.0.1:1/", "")).await;
    let Answer::Response(response) = send(&endpoint, &get("/me"), PATIENCE).await else {
        unreachable!("the server answers");
    };
    assert_eq!(response.status, 302);
}

#[tokio::test]
async fn a_body_without_end_is_read_up_to_the_limit() {
    let (endpoint, _asked) = serve_once(http("200 OK", &"x".repeat(2 * MAX_BODY_BYTES))).await;
    let Answer::Response(response) = send(&endpoint, &get("/me"), PATIENCE).await else {
        unreachable!("the server answers");
    };
    assert_eq!(response.body.len(), MAX_BODY_BYTES);
}

#[tokio::test]
async fn an_answer_that_does_not_end_in_time_is_a_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint::Custom(format!("http://{}", listener.local_addr().unwrap()));
    let held = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = [0; 4096];
        assert_ne!(stream.read(&mut asked).await.unwrap(), 0);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            .await
            .unwrap();
        stream
    });
    assert_eq!(
        send(&endpoint, &get("/me"), Duration::from_millis(100)).await,
        Answer::Failed {
            reason: WaitReason::Timeout,
            message: "no whole answer within 100 ms".to_owned(),
        }
    );
    drop(held.await.unwrap());
}

#[tokio::test]
async fn a_connection_that_breaks_is_a_network_failure_that_names_nobody() {
    for answer in [
        Vec::new(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".to_vec(),
    ] {
        let (endpoint, _asked) = serve_once(answer).await;
        let request = get("/contacts/find_by_external_id/ann-secret?x=ann-secret");
        let Answer::Failed { reason, message } = send(&endpoint, &request, PATIENCE).await else {
            unreachable!("the server breaks off");
        };
        assert_eq!(reason, WaitReason::Network);
        assert!(!message.contains("secret"), "{message}");
    }
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_a_network_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint::Custom(format!("http://{}", listener.local_addr().unwrap()));
    drop(listener);
    let answer = send(&endpoint, &get("/me"), PATIENCE).await;
    assert!(
        matches!(
            answer,
            Answer::Failed {
                reason: WaitReason::Network,
                ..
            }
        ),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_is_never_sent() {
    let client = IntercomClient::new(PATIENCE, "2.16").unwrap();
    let token = AccessToken::new("two\nlines");
    let endpoint = Endpoint::Custom("http://127.0.0.1:1".to_owned());
    let answer = IntercomClient::send(&client, &endpoint, &token, &get("/me")).await;
    assert_eq!(
        answer,
        Answer::Failed {
            reason: WaitReason::Credentials,
            message: "the access token holds characters that no token has".to_owned(),
        }
    );
}

#[test]
fn a_version_that_no_header_can_hold_is_refused() {
    for version in ["", "2.16\n"] {
        let refused = IntercomClient::new(PATIENCE, version);
        assert!(matches!(refused, Err(ClientError::Version(_))));
    }
}
