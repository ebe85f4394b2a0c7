use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use domain::{filter::Order, text::EntryName, wire::Event};
use futures::{StreamExt as _, stream};
use utoipa::IntoParams;

use super::{Filter, order, query, sheet::Sheet};
use crate::http::{
    disposition::attachment,
    download::Content,
    extract::Params,
    problem::{Problem, chain},
    rest::Problems,
    site::App,
    visitor::Signed,
};

/// How many events will come, for those who show how far they are.
const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

/// How events are written down.
#[derive(Clone, Copy)]
enum Format {
    /// One JSON object a line, as `colombier import` reads them.
    Ndjson,
    /// For spreadsheets.
    Csv(Sheet),
}

/// In descriptions: how an export is written.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by `format`; this describes them")]
pub(crate) struct Writing {
    /// `ndjson` (unless said): one event a line, as `colombier import` reads them; `csv`: for spreadsheets.
    format: Option<String>,
    /// Of CSV: `comma` (unless said) or `semicolon`, which French spreadsheets expect.
    separator: Option<String>,
    /// `oldest` (first, unless said) or `newest`.
    order: Option<String>,
}

/// All that a search finds, as a file; `X-Total-Count` says how many events.
#[utoipa::path(
    get, path = "/events/export", tag = "events",
    params(Filter, Writing),
    responses((status = OK, body = inline(Content), content_type = "application/x-ndjson"), Problems)
)]
pub(crate) async fn export_events(
    State(app): State<App>,
    Signed(viewer): Signed,
    params: Params,
) -> Result<Response, Problem> {
    let (mut query, format) = (query(&params)?, format(&params)?);
    query.order = order(&params, Order::Oldest)?;
    let total = app.flow.count_events(&viewer, &query).await?;
    let pages = app.flow.export_events(&viewer, query)?;
    let written = pages.map(move |page| match page {
        Ok(events) => format.write(&events),
        Err(error) => {
            tracing::warn!(error = %chain(&error), "an export broke off");
            Err(std::io::Error::other("the export broke off"))
        }
    });
    let head = stream::iter([Ok(format.head())]);
    let mut response = Body::from_stream(head.chain(written)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, format.media_type());
    headers.insert(TOTAL, total.into());
    if let Ok(name) = format.file_name().parse::<EntryName>() {
        headers.insert(header::CONTENT_DISPOSITION, attachment(&name));
    }
    Ok(response)
}

fn format(params: &Params) -> Result<Format, Problem> {
    let separator = match params.text("separator") {
        None | Some("comma" | ",") => b',',
        Some("semicolon" | ";") => b';',
        Some(_) => return Err(Problem::bad_parameter("separator")),
    };
    match params.text("format") {
        None | Some("ndjson") => Ok(Format::Ndjson),
        Some("csv") => Ok(Format::Csv(Sheet { separator })),
        Some(_) => Err(Problem::bad_parameter("format")),
    }
}

impl Format {
    const fn file_name(self) -> &'static str {
        match self {
            Self::Ndjson => "events.ndjson",
            Self::Csv(_) => "events.csv",
        }
    }

    const fn media_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv(_) => "text/csv; charset=utf-8; header=present",
        })
    }

    fn head(self) -> Bytes {
        match self {
            Self::Ndjson => Bytes::new(),
            Self::Csv(sheet) => sheet.head(),
        }
    }

    fn write(self, events: &[Event]) -> Result<Bytes, std::io::Error> {
        match self {
            Self::Ndjson => lines(events),
            Self::Csv(sheet) => sheet.rows(events),
        }
    }
}

fn lines(events: &[Event]) -> Result<Bytes, std::io::Error> {
    let mut out = Vec::with_capacity(events.len() * 640);
    for event in events {
        serde_json::to_writer(&mut out, event)?;
        out.push(b'\n');
    }
    Ok(out.into())
}
