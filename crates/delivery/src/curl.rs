//! A request as a command for the shell, for whoever wants to ask Intercom the same thing by hand.

use intertide_domain::delivery::ExchangeRequest;

/// The variable that the command takes the access token from: the command itself holds no secret.
const TOKEN: &str = "$INTERCOM_ACCESS_TOKEN";

/// The request as a `curl` command, speaking Intercom's API of this version. The only thing in it
/// that a shell replaces is the access token.
pub fn command(request: &ExchangeRequest, version: &str) -> String {
    let mut parts = vec![
        // Without globbing off, curl takes brackets in an address for a pattern.
        format!("curl --globoff -X {}", quoted(&request.method)),
        quoted(&request.url),
        format!("-H \"Authorization: Bearer {TOKEN}\""),
        header("Intercom-Version", version),
        header("Accept", "application/json"),
    ];
    if let Some(body) = &request.body {
        parts.push(header("Content-Type", "application/json"));
        // `--data` would read a file where the body begins with `@`.
        parts.push(format!("--data-raw {}", quoted(body)));
    }
    parts.join(" \\\n  ")
}

fn header(name: &str, value: &str) -> String {
    format!("-H {}", quoted(&format!("{name}: {value}")))
}

/// One word for a POSIX shell, whatever the text holds. A NUL, which no word can hold, falls away.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:%+@,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    let inside = text.replace('\0', "").replace('\'', r"'\''");
    format!("'{inside}'")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::process::Command;

    use super::*;

    fn request(method: &str, url: &str, body: Option<&str>) -> ExchangeRequest {
        ExchangeRequest {
            method: method.to_owned(),
            url: url.to_owned(),
            body: body.map(str::to_owned),
        }
    }

    #[test]
    fn a_request_is_a_command_without_its_token() {
        let body = r#"{"event_name":"Ann's order","created_at":1664604000}"#;
        let request = request("POST", "https://api.intercom.io/events", Some(body));
        assert_eq!(
            command(&request, "2.16"),
            r#"curl --globoff -X POST \
  https://api.intercom.io/events \
  -H "Authorization: Bearer $INTERCOM_ACCESS_TOKEN" \
  -H 'Intercom-Version: 2.16' \
  -H 'Accept: application/json' \
  -H 'Content-Type: application/json' \
  --data-raw '{"event_name":"Ann'\''s order","created_at":1664604000}'"#
        );
    }

    #[test]
    fn a_request_without_body_has_no_content_type() {
        let url = "https://api.intercom.io/data_attributes?model=contact&include_archived=true";
        assert_eq!(
            command(&request("GET", url, None), "2.16"),
            format!(
                "curl --globoff -X GET \\\n  '{url}' \\\n  \
                 -H \"Authorization: Bearer $INTERCOM_ACCESS_TOKEN\" \\\n  \
                 -H 'Intercom-Version: 2.16' \\\n  -H 'Accept: application/json'"
            )
        );
    }

    /// What a shell makes of the command: a word for each line.
    fn words(command: &str) -> Vec<String> {
        let command = command.replacen("curl", r"printf '%s\0'", 1);
        let output = Command::new("sh")
            .args(["-c", &command])
            .env("INTERCOM_ACCESS_TOKEN", "the token")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    #[test]
    fn a_shell_hands_on_what_was_sent_whatever_it_holds() {
        let hostile = [
            "@/etc/passwd",
            "$(id) `id` $HOME ${X} !! \\ \\n",
            "it's ''quoted'' \"twice\"",
            "two\nlines\r\nand\ta tab; rm -rf / & # *?[a-z]~",
            "",
            "é 🚀 \u{202e}",
        ];
        for text in hostile {
            let url = format!("http://[::1]:9/{text}");
            let words = words(&command(&request("PUT", &url, Some(text)), "2.16"));
            assert_eq!(words.get(2).map(String::as_str), Some("PUT"));
            assert_eq!(words.get(3), Some(&url));
            assert!(words.contains(&"Authorization: Bearer the token".to_owned()));
            assert_eq!(words.last().map(String::as_str), Some(text));
        }
    }
}
