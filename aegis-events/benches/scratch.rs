//! scratch
#[path = "../tests/support/mod.rs"]
mod support;
use support::*;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use std::hint::black_box;
use tokio::sync::broadcast;
use aegis_events::types::Uuid;

struct Hand { id: Uuid, us: i64, event: TestEvent }
struct Ids { last: u64, ctr: u128 }
impl Ids { fn next(&mut self, us: i64) -> Uuid { let ms=(us/1000) as u64; if ms>self.last { self.last=ms; self.ctr=Uuid::new_v4().as_u128() & ((1<<73)-1);} else {self.ctr+=1;}
 let hi=self.ctr>>62; let lo=self.ctr&((1<<62)-1); Uuid::from_u128(((self.last as u128)<<80)|(7<<76)|(hi<<64)|(2<<62)|lo) } }

fn main() {
    let n=512usize; let rounds=std::env::var("ROUNDS").ok().and_then(|v|v.parse().ok()).unwrap_or(400usize);
    let mut hand=vec![]; let mut ours=vec![]; let mut bare=vec![];
    let (tx, mut rx)=broadcast::channel::<Arc<Hand>>(1024);
    let (btx, mut brx)=broadcast::channel::<TestEvent>(1024);
    let (bus, p)=bus(1024);
    let mut sub=bus.subscribe_to::<StorageEvent>();
    let mut ids=Ids{last:0,ctr:0};
    for _ in 0..rounds {
        let t=Instant::now();
        for i in 0..n { let event=read(i as u64);
            let us=SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as i64;
            let h=Arc::new(Hand{id:ids.next(us),us,event:event.into()});
            let _=black_box(tx.send(h)); }
        hand.push(t.elapsed().as_nanos() as f64/n as f64);
        while let Ok(h)=rx.try_recv() { black_box((h.id,h.us,&h.event)); }
        let t=Instant::now();
        for i in 0..n { black_box(p.fsal.publish(read(i as u64)).unwrap()); }
        ours.push(t.elapsed().as_nanos() as f64/n as f64);
        while let Ok(h)=sub.try_recv() { black_box(&h); }
        let t=Instant::now();
        for i in 0..n { let _=black_box(btx.send(read(i as u64).into())); }
        bare.push(t.elapsed().as_nanos() as f64/n as f64);
        while let Ok(h)=brx.try_recv() { black_box(&h); }
    }
    let med=|v:&mut Vec<f64>|{v.sort_by(|a,b|a.total_cmp(b)); v[v.len()/2]};
    let (h,o,b)=(med(&mut hand),med(&mut ours),med(&mut bare));
    println!("hand {h:.1} ours {o:.1} bare {b:.1} ratio {:.2}", o/h);
}
