//! Prints the events of a server, across connections.

use std::error::Error;

use aegis_events::grpc::proto::subscribe_response::Item;
use aegis_events::grpc::proto::{self, Event};
use aegis_events::types::Timestamp;
use futures_util::FutureExt;
use tonic::{Code, Status, Streaming};

use super::arguments::Arguments;
use super::connect::{Client, Connector};
use super::pause::Pause;
use super::request::{self, Refused};
use crate::out::{Answer, Failure, Out, note, whole};
use crate::show::{Gap, Printer, Shown, printable};

/// The trailer with the position to resume after.
const RESUME: &str = "aegis-resume-after-position";
/// Help for an authentication error.
const TOKEN: &str = "\n  --token-file names a file with the token";
/// The gRPC service.
const SERVICE: &str = "aegis.events.v1.EventStream";
/// Help if the service is missing.
const OTHER_SERVER: &str = "\n  check host and port; the default port is 50051";
/// The width of most `Family.Event` names.
const NAME: usize = 36;

/// Print events until interrupted.
pub(super) async fn follow(arguments: &Arguments, out: &mut Out) -> Answer {
    let mut follower = Follower {
        connector: Connector::new(arguments)?,
        arguments,
        printer: Printer::new(arguments.format.into(), NAME, out),
        filter: None,
        after: arguments.after,
        has_begun: false,
        pause: Pause::default(),
    };
    follower.follow().await
}

struct Follower<'a> {
    connector: Connector,
    arguments: &'a Arguments,
    printer: Printer<'a>,
    filter: Option<proto::Filter>,
    /// The position after which nothing was printed.
    after: Option<u64>,
    /// A stream began before, so errors can be transient.
    has_begun: bool,
    pause: Pause,
}

impl Follower<'_> {
    async fn follow(&mut self) -> Answer {
        loop {
            let why = self.once().await?;
            self.printer.flush()?;
            let pause = self.pause.next();
            note(format_args!(
                "{}: {}; connecting again in {pause:?}",
                self.connector.address.written,
                printable(&why)
            ));
            tokio::time::sleep(pause).await;
        }
    }

    /// One connection. Returns the reason of its end if the command shall connect again.
    async fn once(&mut self) -> Result<String, Failure> {
        let mut client = match self.connector.open().await {
            Ok(client) => client,
            Err(why) if self.has_begun => return Ok(why),
            Err(why) => return Err(self.no_server(&why)),
        };
        match self.subscribe(&mut client).await {
            Ok(items) => match self.show(items).await? {
                None => Ok("the server ended the stream".to_owned()),
                Some(status) => self.ended(status),
            },
            // The text contains names from the server.
            Err(Refused::ForGood(Failure::Error(why))) => Err(Failure::new(printable_lines(&why))),
            Err(Refused::ForGood(closed @ Failure::Closed)) => Err(closed),
            Err(Refused::ByServer(status)) => self.ended(status),
        }
    }

    async fn subscribe(&mut self, client: &mut Client) -> Result<Streaming<proto::SubscribeResponse>, Refused> {
        let filter = match self.filter.clone() {
            Some(filter) => filter,
            None => self.filter.insert(request::filter(&self.arguments.filter, client).await?).clone(),
        };
        let request = request::request(&filter, self.after, self.arguments.recorded);
        Ok(client.subscribe(request).await?.into_inner())
    }

    /// Print the items of a stream. Returns the status of its end.
    async fn show(&mut self, mut items: Streaming<proto::SubscribeResponse>) -> Result<Option<Status>, Failure> {
        loop {
            // Buffered items are printed together.
            let received = match items.message().now_or_never() {
                Some(received) => received,
                None => {
                    self.printer.flush()?;
                    items.message().await
                }
            };
            let item = match received {
                Ok(Some(item)) => item.item,
                Ok(None) => return Ok(None),
                Err(status) => return Ok(Some(status)),
            };
            match item {
                Some(Item::Started(started)) => {
                    self.pause.over();
                    if self.has_begun && started.after_position.is_none() {
                        let reason = "the connection was interrupted; use --recorded to continue without gaps";
                        self.gap(Gap {
                            lost: None,
                            after_sequence: None,
                            before_sequence: None,
                            position: None,
                            reason: reason.to_owned(),
                        })?;
                    }
                    self.has_begun = true;
                    self.after = started.after_position.or(self.after.filter(|_| self.is_recorded()));
                }
                Some(Item::Event(event)) => {
                    self.event(&event)?;
                    self.after = event.position.filter(|_| self.is_recorded()).or(self.after);
                }
                Some(Item::Gap(gap)) => {
                    self.after = gap.position.filter(|_| self.is_recorded()).or(self.after);
                    let proto::Gap { lost, after_sequence, before_sequence, position, reason } = gap;
                    self.gap(Gap { lost: Some(lost), after_sequence, before_sequence, position, reason })?;
                }
                // An unknown item of a newer server.
                None => {}
            }
        }
    }

    /// Whether events come from the history. Live events can have positions, but not in order.
    fn is_recorded(&self) -> bool {
        self.arguments.recorded || self.arguments.after.is_some()
    }

    /// Decide whether to connect again after the end of a stream.
    fn ended(&mut self, status: Status) -> Result<String, Failure> {
        let place = status.metadata().get(RESUME).and_then(|place| place.to_str().ok()?.parse().ok());
        self.after = place.filter(|_| self.is_recorded()).or(self.after);
        let message = match status.message() {
            "" => whole(&status),
            message => message.to_owned(),
        };
        let may_pass = match status.code() {
            // Errors of the server or the network. They are transient if a stream began before.
            Code::Unavailable
            | Code::Aborted
            | Code::Cancelled
            | Code::Internal
            | Code::ResourceExhausted
            | Code::Unknown => self.has_begun,
            _ => false,
        };
        if may_pass {
            return Ok(message);
        }
        // An error with a source comes from the transport, not from the server.
        if !self.has_begun && status.source().is_some() {
            return Err(self.no_server(&message));
        }
        let (message, help) = match status.code() {
            Code::Unauthenticated => (message, TOKEN),
            Code::Unimplemented => (format!("the server does not have the service `{SERVICE}`"), OTHER_SERVER),
            _ => (message, ""),
        };
        Err(Failure::new(format!("{}: {}{help}", self.connector.address.written, printable_lines(&message))))
    }

    /// The error where no server of events answered.
    fn no_server(&self, error: &str) -> Failure {
        let address = &self.connector.address;
        let help = if error.contains("certificate") {
            "--ca names a PEM file with the authority that signed it; write the host as the certificate names it"
                .to_owned()
        } else if address.is_tls {
            format!("check host and port; write {} if the server does not use TLS", address.with("http"))
        } else {
            format!("check host and port; write {} if the server uses TLS", address.with("https"))
        };
        Failure::new(format!("{}: cannot connect: {}\n  {help}", address.written, printable_lines(error)))
    }

    fn gap(&mut self, gap: Gap) -> Result<(), Failure> {
        self.printer.gap(&gap)
    }

    fn event(&mut self, event: &Event) -> Result<(), Failure> {
        let payload = match event.omitted_bytes {
            Some(bytes) => Err(format!("{bytes} bytes, more than the server's limit")),
            None => Ok(event.payload.clone()),
        };
        self.printer.event(&Shown {
            position: event.position,
            event_id: event.id.clone(),
            family: &event.family,
            event_type: &event.event_type,
            publisher: &event.publisher,
            version: event.version,
            occurred_at: event.occurred_at.as_ref().and_then(|at| time(at.seconds, at.nanos)),
            created_at: event.published_at.as_ref().and_then(|at| time(at.seconds, at.nanos)),
            correlation_id: event.correlation_id.clone(),
            causation_id: event.causation_id.clone(),
            node_id: &event.node_id,
            bus_id: event.bus_id.clone(),
            sequence: Some(event.sequence).filter(|&sequence| sequence != 0),
            payload,
        })
    }
}

fn time(seconds: i64, nanos: i32) -> Option<Timestamp> {
    Timestamp::from_timestamp(seconds, u32::try_from(nanos).ok()?)
}

/// The lines of a server's message, with control characters escaped.
fn printable_lines(text: &str) -> String {
    text.lines().map(|line| printable(line.trim_start())).collect::<Vec<_>>().join("\n  ")
}
