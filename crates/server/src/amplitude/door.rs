//! Which endpoint a request is for: by the last segments of its path, since people put the
//! endpoint under a prefix of their own (amplitude.md 0, rule 19).

use http::Method;

/// An endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// A browser's question before a request, on any path.
    Preflight,
    /// `POST /2/httpapi`.
    HttpV2,
    /// `POST /batch`.
    Batch,
    /// `GET|POST /identify`.
    Identify,
    /// `GET|POST /groupidentify`.
    GroupIdentify,
    /// `POST /httpapi`.
    HttpV1,
    /// `POST /`.
    Root,
    /// `GET /config/{key}`.
    Config,
    /// `POST` to a path that is none of these.
    Unknown,
}

impl Door {
    /// Whether events come through it.
    pub(super) fn takes_events(self) -> bool {
        match self {
            Self::HttpV2
            | Self::Batch
            | Self::Identify
            | Self::GroupIdentify
            | Self::HttpV1
            | Self::Root => true,
            Self::Preflight | Self::Config | Self::Unknown => false,
        }
    }

    /// The endpoint, or `None` for what is not part of ingestion.
    pub(super) fn of(method: &Method, path: &str) -> Option<Self> {
        if method == Method::OPTIONS {
            return Some(Self::Preflight);
        }
        let mut segments = path.rsplit('/').filter(|segment| !segment.is_empty());
        let (last, before) = (segments.next(), segments.next());
        if method == Method::POST {
            Some(match (before, last) {
                (Some("2"), Some("httpapi")) => Self::HttpV2,
                (_, Some("batch")) => Self::Batch,
                (_, Some("identify")) => Self::Identify,
                (_, Some("groupidentify")) => Self::GroupIdentify,
                (_, Some("httpapi")) => Self::HttpV1,
                (None, None) => Self::Root,
                _ => Self::Unknown,
            })
        } else if method == Method::GET {
            match (before, last) {
                (_, Some("identify")) => Some(Self::Identify),
                (_, Some("groupidentify")) => Some(Self::GroupIdentify),
                (Some("config"), Some(_)) => Some(Self::Config),
                _ => None,
            }
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_segments_decide_under_any_prefix() {
        for (path, door) in [
            ("/2/httpapi", Door::HttpV2),
            ("/2/httpapi/", Door::HttpV2),
            ("/in/eu/2/httpapi", Door::HttpV2),
            ("//2//httpapi", Door::HttpV2),
            ("/batch", Door::Batch),
            ("/x/batch/", Door::Batch),
            ("/identify", Door::Identify),
            ("/x/groupidentify", Door::GroupIdentify),
            ("/httpapi", Door::HttpV1),
            ("/12/httpapi", Door::HttpV1),
            ("/", Door::Root),
            ("", Door::Root),
            ("/2/httpapi/x", Door::Unknown),
            ("/usermap", Door::Unknown),
            ("/Batch", Door::Unknown),
        ] {
            assert_eq!(Door::of(&Method::POST, path), Some(door), "{path}");
        }
    }

    #[test]
    fn only_what_may_be_fetched_is_ours_under_get() {
        for (path, door) in [
            ("/x/identify", Some(Door::Identify)),
            ("/groupidentify/", Some(Door::GroupIdentify)),
            ("/config/KEY", Some(Door::Config)),
            ("/config", None),
            ("/", None),
            ("/2/httpapi", None),
            ("/syncs/1", None),
        ] {
            assert_eq!(Door::of(&Method::GET, path), door, "{path}");
        }
        assert_eq!(Door::of(&Method::PUT, "/2/httpapi"), None);
        assert_eq!(Door::of(&Method::OPTIONS, "/any"), Some(Door::Preflight));
    }
}
