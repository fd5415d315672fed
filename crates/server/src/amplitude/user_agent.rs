//! What a browser's user agent tells of browser and machine.

use woothee::parser::{Parser, WootheeResult};

/// What the library answers where it can't tell.
const UNKNOWN: &str = "UNKNOWN";

/// What a user agent tells, in the words in which Amplitude keeps it: for the web, `os_name` is
/// the browser, `os_version` its major version, and `device_model` the operating system. That is
/// what the browser SDK sends where it still parses by itself (amplitude.md 3, amplitude-js).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) os_name: Option<Box<str>>,
    pub(super) os_version: Option<Box<str>>,
    pub(super) device_model: Option<Box<str>>,
}

impl Client {
    /// Reads a user agent. Crawlers and programs tell nothing.
    fn parse(user_agent: &str) -> Self {
        Parser::new()
            .parse(user_agent)
            .filter(is_browser)
            .map(|result| Self {
                os_name: known(result.name),
                os_version: known(result.version.split('.').next().unwrap_or_default()),
                device_model: known(family(result.os)),
            })
            .unwrap_or_default()
    }
}

fn is_browser(result: &WootheeResult<'_>) -> bool {
    matches!(
        result.category,
        "pc" | "smartphone" | "mobilephone" | "appliance"
    )
}

/// The operating system without its version.
fn family(os: &str) -> &str {
    match os {
        "Mac OSX" => "Mac",
        _ if os.starts_with("Windows Phone") => "Windows Phone",
        _ if os.starts_with("Windows") => "Windows",
        _ => os,
    }
}

fn known(text: &str) -> Option<Box<str>> {
    (!text.is_empty() && text != UNKNOWN).then(|| text.into())
}

/// Remembers the user agent read last: the events of one request share theirs, and parsing costs
/// several times what the rest of an event does.
#[derive(Debug, Default)]
pub(super) struct UserAgents {
    last: Option<(Box<str>, Client)>,
}

impl UserAgents {
    /// What `user_agent` tells.
    pub(super) fn read(&mut self, user_agent: &str) -> Client {
        if let Some((last, client)) = &self.last
            && last.as_ref() == user_agent
        {
            return client.clone();
        }
        let client = Client::parse(user_agent);
        self.last = Some((user_agent.into(), client.clone()));
        client
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(user_agent: &str) -> [Option<String>; 3] {
        let client = UserAgents::default().read(user_agent);
        [client.os_name, client.os_version, client.device_model].map(|text| text.map(String::from))
    }

    #[test]
    fn browsers_and_their_machines_are_told() {
        for (user_agent, expected) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 HeadlessChrome/156.0.0.0 Safari/537.36",
                ["Chrome", "156", "Linux"],
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/115.0",
                ["Firefox", "115", "Windows"],
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
                ["Safari", "17", "Mac"],
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
                ["Safari", "17", "iPhone"],
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/124.0.0.0 Mobile Safari/537.36",
                ["Chrome", "124", "Android"],
            ),
        ] {
            assert_eq!(read(user_agent), expected.map(|text| Some(text.to_owned())));
        }
    }

    #[test]
    fn programs_and_crawlers_tell_nothing() {
        for user_agent in [
            "",
            "UA/1",
            "Java/17.0.15",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        ] {
            assert_eq!(read(user_agent), [None, None, None], "{user_agent}");
        }
    }

    #[test]
    fn the_last_answer_belongs_to_the_last_user_agent() {
        let mut agents = UserAgents::default();
        let firefox = agents.read("Mozilla/5.0 (X11; Linux x86_64; rv:1.0) Gecko/1 Firefox/115.0");
        let nothing = agents.read("UA/1");
        assert_ne!(firefox, nothing);
        assert_eq!(nothing, Client::default());
        assert_eq!(agents.read("UA/1"), nothing);
    }

    proptest! {
        #[test]
        fn no_user_agent_does_harm(
            user_agent in "(Mozilla/5.0|Windows|NT|iPhone|Android|like Mac OS X|DoCoMo|[ /;()._0-9]|\\PC){0,20}",
        ) {
            UserAgents::default().read(&user_agent);
        }
    }
}
