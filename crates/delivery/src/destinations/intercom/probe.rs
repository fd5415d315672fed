//! The probe: `GET /me`, which tells whose credentials these are (intercom.md 4).

use intertide_domain::delivery::WaitReason;
use serde::Deserialize;

use super::classify::{self, Reading};
use super::envelope::ApiError;
use crate::destinations::{Account, Answer, Probe, Verdict};

#[derive(Deserialize)]
struct Me {
    #[serde(rename = "type")]
    kind: String,
    app: Option<App>,
}

#[derive(Deserialize)]
struct App {
    id_code: Option<String>,
    name: Option<String>,
    region: Option<String>,
}

/// What the answer says of the credentials.
pub(super) fn probed(answer: &Answer) -> Probe {
    match classify::read(answer) {
        Reading::Success(body) => accepted(body),
        Reading::Fault(fault) => outcome(&fault.verdict(), answer),
        Reading::End(verdict) => outcome(&verdict, answer),
    }
}

fn accepted(body: &str) -> Probe {
    match serde_json::from_str::<Me>(body) {
        Ok(me) if me.kind == "admin" || me.app.is_some() => {
            let app = me.app;
            let (name, id, region) = app.map_or((None, None, None), |app| {
                (app.name, app.id_code, app.region)
            });
            Probe::Accepted(Account { name, id, region })
        }
        _ => Probe::Unclear {
            reason: WaitReason::ServerError,
            message: "the answer is not Intercom's".to_owned(),
        },
    }
}

fn outcome(verdict: &Verdict, answer: &Answer) -> Probe {
    let message = words(answer);
    match verdict {
        Verdict::Hold(reason) => Probe::Refused {
            reason: *reason,
            message,
        },
        Verdict::RateLimited => Probe::Unclear {
            reason: WaitReason::RateLimited,
            message,
        },
        Verdict::TryLater(reason) => Probe::Unclear {
            reason: *reason,
            message,
        },
        Verdict::Delivered | Verdict::Discard(_) => Probe::Unclear {
            reason: WaitReason::ServerError,
            message,
        },
    }
}

/// The destination's own words, or the status where it has none.
fn words(answer: &Answer) -> String {
    match answer {
        Answer::Failed { message, .. } => message.clone(),
        Answer::Response(response) => match ApiError::read(&response.body) {
            Some(error) if !error.message.is_empty() => error.message,
            Some(error) => error.code,
            None => format!("status {}", response.status),
        },
    }
}

#[cfg(test)]
mod tests {
    use intertide_domain::delivery::WaitReason;

    use super::*;
    use crate::destinations::Response;

    fn answer(status: u16, body: &str) -> Answer {
        Answer::Response(Response {
            status,
            body: body.to_owned(),
            ..Response::default()
        })
    }

    fn refusal(status: u16, code: &str) -> Probe {
        let body =
            format!(r#"{{"type":"error.list","errors":[{{"code":"{code}","message":"M"}}]}}"#);
        probed(&answer(status, &body))
    }

    #[test]
    fn an_accepted_token_names_its_workspace() {
        let body = r#"{"type":"admin","id":"1","app":{"type":"app","id_code":"ab1","name":"Shop","region":"EU"}}"#;
        assert_eq!(
            probed(&answer(200, body)),
            Probe::Accepted(Account {
                name: Some("Shop".to_owned()),
                id: Some("ab1".to_owned()),
                region: Some("EU".to_owned()),
            })
        );
    }

    #[test]
    fn a_refused_token_is_told_apart_from_a_restricted_plan() {
        for (status, code, reason) in [
            (401, "unauthorized", WaitReason::Credentials),
            (403, "forbidden", WaitReason::Credentials),
            (403, "token_blocked", WaitReason::Credentials),
            (400, "intercom_version_invalid", WaitReason::Credentials),
            (403, "api_plan_restricted", WaitReason::PlanRestricted),
            (402, "payment_required", WaitReason::PlanRestricted),
        ] {
            assert_eq!(
                refusal(status, code),
                Probe::Refused {
                    reason,
                    message: "M".to_owned()
                },
                "{status} {code}"
            );
        }
    }

    #[test]
    fn what_says_nothing_of_the_token_is_unclear() {
        let unclear = |reason, message: &str| Probe::Unclear {
            reason,
            message: message.to_owned(),
        };
        assert_eq!(
            probed(&answer(200, "<html>Sign in</html>")),
            unclear(WaitReason::ServerError, "the answer is not Intercom's")
        );
        assert_eq!(
            probed(&answer(502, "<html>")),
            unclear(WaitReason::ServerError, "status 502")
        );
        assert_eq!(
            refusal(429, "rate_limit_exceeded"),
            unclear(WaitReason::RateLimited, "M")
        );
        assert_eq!(
            refusal(404, "not_found"),
            unclear(WaitReason::ServerError, "M")
        );
        assert_eq!(
            probed(&Answer::Failed {
                reason: WaitReason::Timeout,
                message: "no answer in 10s".to_owned()
            }),
            unclear(WaitReason::Timeout, "no answer in 10s")
        );
    }
}
