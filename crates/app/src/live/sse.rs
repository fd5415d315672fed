//! Server-sent events: bytes as they arrive into named pieces of data.

use std::collections::VecDeque;

/// The most bytes that one message may have.
const MOST_BYTES: usize = 4 << 20;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) name: String,
    pub(super) data: String,
}

/// A message that is too long to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message of the feed is longer than {MOST_BYTES} bytes")]
pub(super) struct TooLong;

/// Puts messages together, whatever the pieces that they come in.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// The line that is not whole yet.
    line: Vec<u8>,
    name: String,
    data: Vec<String>,
    data_bytes: usize,
    ready: VecDeque<Message>,
}

impl Reader {
    /// Takes bytes in.
    ///
    /// # Errors
    /// [`TooLong`] when a message outgrows its bound.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), TooLong> {
        for byte in bytes {
            if *byte == b'\n' {
                let line = std::mem::take(&mut self.line);
                let line = String::from_utf8_lossy(&line).into_owned();
                self.take(line.strip_suffix('\r').unwrap_or(&line));
            } else {
                self.line.push(*byte);
            }
            if self.line.len() + self.data_bytes > MOST_BYTES {
                return Err(TooLong);
            }
        }
        Ok(())
    }

    /// The next message that is whole.
    pub(super) fn next(&mut self) -> Option<Message> {
        self.ready.pop_front()
    }

    fn take(&mut self, line: &str) {
        if line.is_empty() {
            return self.finish();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                self.data_bytes += value.len();
                self.data.push(value.to_owned());
            }
            // A comment keeps the connection alive; ids and times to retry are not used.
            _ => {}
        }
    }

    fn finish(&mut self) {
        let name = std::mem::take(&mut self.name);
        let data = std::mem::take(&mut self.data);
        self.data_bytes = 0;
        if !data.is_empty() {
            self.ready.push_back(Message {
                name,
                data: data.join("\n"),
            });
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> Vec<(String, String)> {
        let mut reader = Reader::default();
        for piece in pieces {
            reader.feed(piece.as_bytes()).unwrap();
        }
        std::iter::from_fn(|| reader.next())
            .map(|message| (message.name, message.data))
            .collect()
    }

    fn message(name: &str, data: &str) -> (String, String) {
        (name.to_owned(), data.to_owned())
    }

    #[test]
    fn messages_are_read_whatever_the_pieces() {
        let text = "event: event\ndata: {\"a\":1}\n\n: alive\n\nevent:delivery\r\ndata:x\r\ndata: y\r\n\r\n";
        let expected = [message("event", "{\"a\":1}"), message("delivery", "x\ny")];
        assert_eq!(read(&[text]), expected);
        let single: Vec<String> = text.chars().map(String::from).collect();
        let single: Vec<&str> = single.iter().map(String::as_str).collect();
        assert_eq!(read(&single), expected);
    }

    #[test]
    fn what_is_not_whole_waits() {
        assert_eq!(read(&["event: event\ndata: 1\n"]), []);
    }

    #[test]
    fn a_message_without_end_is_refused() {
        let mut reader = Reader::default();
        let much = vec![b'x'; MOST_BYTES];
        reader.feed(&much).unwrap();
        assert_eq!(reader.feed(b"x"), Err(TooLong));
    }
}
