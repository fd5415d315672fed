//! Dispatch: one request out, its answer in, and the account of both.

use std::future::Future;
use std::pin::Pin;
use std::time::Instant;

use intertide_domain::delivery::{Exchange, ExchangeRequest, ExchangeResponse};
use intertide_domain::sync::{AccessToken, Endpoint};

use crate::clock::Clock;
use crate::destinations::{Answer, Request};

/// How much of an answer's body is kept.
const KEPT_BODY: usize = 16 * 1024;

/// A future that a sender gives back.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// What brings requests to a destination: the network, or what stands in for it in a simulation.
pub trait Sender: Send + Sync + std::fmt::Debug {
    /// Sends a request with these credentials. Always ends, within the sender's own timeout.
    fn send<'a>(
        &'a self,
        endpoint: &'a Endpoint,
        token: &'a AccessToken,
        request: &'a Request,
    ) -> Sending<'a>;
}

/// Where requests of a sync go.
#[derive(Clone, Debug)]
pub struct Address {
    pub endpoint: Endpoint,
    pub token: AccessToken,
}

/// Sends a request, and gives the answer with the account of the exchange.
pub async fn exchange(
    sender: &dyn Sender,
    address: &Address,
    request: &Request,
    attempt: u32,
    clock: &Clock,
) -> (Exchange, Answer) {
    let started_at = clock.now();
    let timer = Instant::now();
    let answer = sender
        .send(&address.endpoint, &address.token, request)
        .await;
    let exchange = Exchange {
        started_at,
        duration_ms: u64::try_from(timer.elapsed().as_millis()).unwrap_or(u64::MAX),
        attempt,
        request: ExchangeRequest {
            method: request.method.as_str().to_owned(),
            url: format!("{}{}", address.endpoint.base_url(), request.path),
            body: request.body.clone(),
        },
        response: account(&answer),
    };
    (exchange, answer)
}

fn account(answer: &Answer) -> ExchangeResponse {
    match answer {
        Answer::Response(response) => ExchangeResponse::Answered {
            status: response.status,
            request_id: response.request_id.clone(),
            body: cut(&response.body).to_owned(),
        },
        Answer::Failed { reason, message } => ExchangeResponse::Failed {
            reason: *reason,
            message: message.clone(),
        },
    }
}

fn cut(body: &str) -> &str {
    let mut end = body.len().min(KEPT_BODY);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    body.get(..end).unwrap_or_default()
}
