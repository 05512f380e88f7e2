//! Events as a server sends them, connection after connection.

use std::error::Error;

use aegis_events::grpc::proto::subscribe_response::Item;
use aegis_events::grpc::proto::{self, Event};
use aegis_events::types::Timestamp;
use futures_util::FutureExt;
use tonic::{Code, Status, Streaming};

use super::Arguments;
use super::connect::{Client, Door, whole};
use super::pause::Pause;
use super::probe;
use super::request::{self, Refused};
use crate::out::{Answer, Failure, Out, note};
use crate::show::{Gap, Printer, Shown, printable};

/// The trailer in which a stream that ends says where to go on.
const RESUME: &str = "aegis-resume-after-position";
/// Help where the server does not let us in.
const TOKEN: &str = "\n  --token-file names a file with the token";
/// What a server of events serves, as gRPC names it.
const SERVICE: &str = "aegis.events.v1.EventStream";
/// Help where somebody else answers.
const OTHER_SERVER: &str =
    "\n  check that host and port are those of the program that serves its events, 50051 unless it is configured";
/// The names of most events, with their families.
const NAME: usize = 36;

/// Shows events, for as long as anybody wants to see them.
pub(super) async fn follow(arguments: &Arguments, out: &mut Out) -> Answer {
    let mut follower = Follower {
        door: Door::new(arguments)?,
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
    door: Door,
    arguments: &'a Arguments,
    printer: Printer<'a>,
    filter: Option<proto::Filter>,
    /// The position behind which everything stands that was not shown.
    after: Option<u64>,
    /// A stream has begun before: what happens from now on may pass.
    has_begun: bool,
    pause: Pause,
}

impl Follower<'_> {
    async fn follow(&mut self) -> Answer {
        loop {
            let why = self.once().await?;
            self.printer.flush()?;
            let pause = self.pause.next();
            note(format_args!("{}: {}; connecting again in {pause:?}", self.door.address.written, printable(&why)));
            tokio::time::sleep(pause).await;
        }
    }

    /// One connection; gives why it ended, if there is sense in another one.
    async fn once(&mut self) -> Result<String, Failure> {
        let mut client = match self.door.open().await {
            Ok(client) => client,
            Err(why) if self.has_begun => return Ok(why),
            Err(why) => return Err(self.no_server(&why).await),
        };
        match self.subscribe(&mut client).await {
            Ok(items) => match self.show(items).await? {
                None => Ok("the server has ended the stream".to_owned()),
                Some(status) => self.ended(status).await,
            },
            // The names in it are the server's.
            Err(Refused::ForGood(Failure::NoAnswer(why))) => Err(Failure::new(printable_lines(&why))),
            Err(Refused::ForGood(closed @ Failure::Closed)) => Err(closed),
            Err(Refused::ByServer(status)) => self.ended(status).await,
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

    /// Shows what comes; gives the status with which it ended.
    async fn show(&mut self, mut items: Streaming<proto::SubscribeResponse>) -> Result<Option<Status>, Failure> {
        loop {
            // What has come already goes out together.
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
                        let reason = "the connection was broken, and without positions (--recorded) nobody knows what was published meanwhile";
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
                // Of a newer server: what is not known is passed over.
                None => {}
            }
        }
    }

    /// Whether events are read from the history. Live events may know their positions too, and still come out of its order.
    fn is_recorded(&self) -> bool {
        self.arguments.recorded || self.arguments.after.is_some()
    }

    /// What an end means: to be tried again, or not.
    async fn ended(&mut self, status: Status) -> Result<String, Failure> {
        let place = status.metadata().get(RESUME).and_then(|place| place.to_str().ok()?.parse().ok());
        self.after = place.filter(|_| self.is_recorded()).or(self.after);
        let message = match status.message() {
            "" => whole(&status),
            message => message.to_owned(),
        };
        let may_pass = match status.code() {
            // The server or the way to it: once it was there, it comes again.
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
        // With something behind it, it is not the server's word.
        if !self.has_begun && status.source().is_some() {
            return Err(self.no_server(&message).await);
        }
        let (message, help) = match status.code() {
            Code::Unauthenticated => (message, TOKEN),
            Code::Unimplemented => (format!("the server has no stream of events, `{SERVICE}`"), OTHER_SERVER),
            _ => (message, ""),
        };
        Err(Failure::new(format!("{}: {}{help}", self.door.address.written, printable_lines(&message))))
    }

    /// Where no server of events has answered.
    async fn no_server(&self, why: &str) -> Failure {
        let address = &self.door.address;
        let why = probe::explain(address, why).await;
        Failure::new(format!("{}: {}", address.written, printable_lines(&why)))
    }

    fn gap(&mut self, gap: Gap) -> Result<(), Failure> {
        self.printer.gap(&gap)
    }

    fn event(&mut self, event: &Event) -> Result<(), Failure> {
        let payload = match event.omitted_bytes {
            Some(bytes) => Err(format!("{bytes} bytes, more than the server sends")),
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

/// The server's lines, each without orders to the terminal.
fn printable_lines(text: &str) -> String {
    text.lines().map(|line| printable(line.trim_start())).collect::<Vec<_>>().join("\n  ")
}
