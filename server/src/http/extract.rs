//! Extractors that refuse in our words: JSON bodies, ids in paths, parameters.

use std::{
    future::{Future, ready},
    str::FromStr,
    time::Duration,
};

use axum::{
    RequestPartsExt as _,
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, RawPathParams, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use flow::page::Page;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::problem::Problem;

/// How long a JSON body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// The largest JSON body, in bytes.
const MAX_JSON: usize = 1024 * 1024;

/// The largest that may hold files in base64, and how long it may take.
const MAX_FILES: (usize, Duration) = (30 * 1024 * 1024, Duration::from_mins(10));

/// A JSON body.
pub(crate) struct Json<T>(pub T);

/// A JSON body that may hold files.
pub(crate) struct JsonWithFiles<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        read(request, MAX_JSON, PATIENCE).await.map(Self)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonWithFiles<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (most, patience) = MAX_FILES;
        read(request, most, patience).await.map(Self)
    }
}

async fn read<T: DeserializeOwned>(
    request: Request,
    most: usize,
    patience: Duration,
) -> Result<T, Problem> {
    if !is_json(request.headers()) {
        let detail = "Send JSON, with Content-Type: application/json.";
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_json",
            detail,
        ));
    }
    let read = to_bytes(request.into_body(), most);
    let bytes = timeout(patience, read)
        .await
        .map_err(|_| too_slow(patience))?
        .map_err(|_| too_large(most))?;
    parse(&bytes)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json") || kind.ends_with("+json")
}

fn too_slow(patience: Duration) -> Problem {
    let detail = format!(
        "The body took longer than {} seconds to arrive.",
        patience.as_secs()
    );
    Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow", detail)
}

fn too_large(most: usize) -> Problem {
    let detail = format!("The body broke off, or is larger than {} MB.", most >> 20);
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| wrong(&error))?;
    reader.end().map_err(|_| malformed())?;
    Ok(value)
}

fn malformed() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "bad_json", "The body is no JSON.")
}

/// Names the field; what the library says of it stays here.
fn wrong(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    if !error.inner().is_data() {
        return malformed();
    }
    let path = error.path().to_string();
    let message = error.inner().to_string();
    let missing = message
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    let field = match (path.as_str(), missing) {
        (".", Some(name)) => name.to_owned(),
        (at, Some(name)) => format!("{at}.{name}"),
        (at, None) => at.to_owned(),
    };
    match field.as_str() {
        "." => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "bad_shape",
            "The JSON has another shape than expected.",
        ),
        field => Problem::bad_field(field),
    }
}

/// The ids in the path, in order. Something else than an id is at no address.
pub(crate) struct Ids<T>(pub T);

impl<A: FromStr, S: Send + Sync> FromRequestParts<S> for Ids<(A,)> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let params = path_params(parts).await?;
        Ok(Self((segment(&params, 0)?,)))
    }
}

impl<A: FromStr, B: FromStr, S: Send + Sync> FromRequestParts<S> for Ids<(A, B)> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let params = path_params(parts).await?;
        Ok(Self((segment(&params, 0)?, segment(&params, 1)?)))
    }
}

impl<A: FromStr, B: FromStr, C: FromStr, S: Send + Sync> FromRequestParts<S> for Ids<(A, B, C)> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let params = path_params(parts).await?;
        Ok(Self((
            segment(&params, 0)?,
            segment(&params, 1)?,
            segment(&params, 2)?,
        )))
    }
}

async fn path_params(parts: &mut Parts) -> Result<RawPathParams, Problem> {
    parts.extract().await.map_err(|_| Problem::not_found())
}

fn segment<T: FromStr>(params: &RawPathParams, index: usize) -> Result<T, Problem> {
    let text = params.iter().nth(index).map(|(_, text)| text);
    text.and_then(|text| text.parse().ok())
        .ok_or_else(Problem::not_found)
}

/// The parameters of the address, decoded; a name may repeat.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    fn from_request_parts(
        parts: &mut Parts,
        _: &S,
    ) -> impl Future<Output = Result<Self, Problem>> + Send {
        let query = parts.uri.query().unwrap_or_default();
        ready(Ok(Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        )))
    }
}

impl Params {
    /// The text of `name`; an empty one is none.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.texts(name).into_iter().next()
    }

    fn texts(&self, name: &str) -> Vec<&str> {
        let named = self.0.iter().filter(|(key, _)| key == name);
        named
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// The value of `name`, if given.
    pub(crate) fn one<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.text(name)
            .map(|text| text.parse().map_err(|_| Problem::bad_parameter(name)))
            .transpose()
    }

    /// All values of `name`, repeated or with commas between.
    pub(crate) fn many<T: FromStr>(&self, name: &str) -> Result<Vec<T>, Problem> {
        let texts = self
            .texts(name)
            .into_iter()
            .flat_map(|text| text.split(','));
        texts
            .map(|text| {
                text.trim()
                    .parse()
                    .map_err(|_| Problem::bad_parameter(name))
            })
            .collect()
    }

    /// How many items a page has: 100 unless said, at most 1000.
    pub(crate) fn limit(&self) -> Result<usize, Problem> {
        match self.one::<usize>("limit")? {
            Some(0) => Err(Problem::bad_parameter("limit")),
            Some(limit) => Ok(limit.min(1000)),
            None => Ok(100),
        }
    }

    /// The page of a list that is asked for.
    pub(crate) fn page<C: FromStr>(&self) -> Result<Page<C>, Problem> {
        Ok(Page::new(self.cursor()?, self.limit()?))
    }

    /// Where the page begins.
    pub(crate) fn cursor<T: FromStr>(&self) -> Result<Option<T>, Problem> {
        self.text("cursor")
            .map(|text| text.parse().map_err(|_| Problem::bad_cursor()))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use domain::{id::EventId, wire};

    use super::*;

    fn field<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> Problem {
        parse::<T>(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn wrong_json_is_told_from_a_wrong_field() {
        assert_eq!(field::<wire::NewUser>("{").code(), "bad_json");
        assert_eq!(field::<wire::NewUser>("{} x").code(), "bad_field");
        let missing = field::<wire::NewUser>(r#"{"role":"member"}"#);
        assert_eq!(missing, Problem::bad_field("email"));
        let wrong = field::<wire::NewUser>(r#"{"email":"a@b.org","role":"king"}"#);
        assert_eq!(wrong, Problem::bad_field("role"));
        assert_eq!(field::<wire::NewUser>("[1]").code(), "bad_field");
    }

    #[test]
    fn a_parameter_may_repeat_and_a_wrong_one_is_named() {
        let pairs = [
            ("action", "ADD"),
            ("action", "MOVE"),
            ("cursor", "x"),
            ("from", ""),
        ];
        let params = Params(
            pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
        );
        assert_eq!(
            params
                .many::<domain::event::Action>("action")
                .unwrap()
                .len(),
            2
        );
        assert_eq!(params.one::<u64>("from").unwrap(), None);
        assert_eq!(
            params.one::<u64>("action").unwrap_err(),
            Problem::bad_parameter("action")
        );
        assert_eq!(
            params.cursor::<EventId>().unwrap_err(),
            Problem::bad_cursor()
        );
    }
}
