//! A process that records decisions is killed 200 times, at points that a seed chooses: nothing acknowledged is lost.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Duration;

use rusqlite::Connection;

use super::{CV, does, open};
use crate::home::Home;

const KILLS: usize = 200;
/// Dossiers take turns, so that histories stay as long as people's.
const DOSSIERS: usize = 20;

/// Numbers that look random and are the same every time (SplitMix64).
pub struct Seeded(pub u64);

impl Seeded {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }
}

#[test]
fn killed_two_hundred_times_it_loses_no_acknowledged_decision() {
    let home = Home::new();
    let cv = home.file("cv.txt", CV);
    let dossiers: Vec<String> = (0..DOSSIERS)
        .map(|_| {
            let p = open(&home, &[]);
            does(&home, &["add", &p, &cv]);
            p
        })
        .collect();
    let lines: String = (0..2000)
        .map(|turn| {
            format!("E{} {} tour {turn}\n", turn % 5 + 1, if turn % 2 == 0 { "accept" } else { "reject" })
        })
        .collect();
    let mut seeded = Seeded(20_261_125);
    let (mut acknowledged, mut unacknowledged, mut silent) = (0_usize, 0_usize, 0_usize);
    for kill in 0..KILLS {
        let dossier = &dossiers[kill % DOSSIERS];
        let mut command = home.command();
        let mut child = command
            .args(["dossier", "decide", dossier, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let feed = lines.clone();
        // The pipe breaks when the process is killed.
        let feeder = std::thread::spawn(move || drop(input.write_all(feed.as_bytes())));
        let output = BufReader::new(child.stdout.take().unwrap());
        // A kill in eight comes while it starts; the others after some decisions, a random while into the next one.
        let (wait, pause) = if seeded.below(8) == 0 {
            (0, Duration::from_micros(seeded.below(40_000)))
        } else {
            (seeded.below(4) + 1, Duration::from_micros(seeded.below(12_000)))
        };
        let (said, heard) = std::sync::mpsc::channel::<String>();
        let reader = std::thread::spawn(move || {
            for line in output.lines() {
                let Ok(line) = line else { break };
                if said.send(line).is_err() {
                    break;
                }
            }
        });
        let mut acks: Vec<String> = (0..wait).map_while(|_| heard.recv().ok()).collect();
        std::thread::sleep(pause);
        child.kill().unwrap();
        child.wait().unwrap();
        reader.join().unwrap();
        // What it had said before it died, whole lines alone.
        acks.extend(heard.try_iter());
        feeder.join().unwrap();
        silent += usize::from(acks.is_empty());
        let conn = Connection::open(home.data().join("repere.db")).unwrap();
        let sound: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok", "after kill {kill}");
        let last: u32 = conn
            .query_row(
                "SELECT max(number) FROM dossier_event JOIN dossier ON dossier.id = dossier WHERE pseudonym = ?1",
                [dossier],
                |row| row.get(0),
            )
            .unwrap();
        for ack in &acks {
            let mut words = ack.split(' ');
            let (evidence, decision) = (words.next().unwrap(), words.next().unwrap());
            let Some(Ok(event)) = words.next().map(str::parse::<u32>) else { continue };
            let payload: String = conn
                .query_row(
                    "SELECT payload FROM dossier_event JOIN dossier ON dossier.id = dossier
                     WHERE pseudonym = ?1 AND number = ?2",
                    rusqlite::params![dossier, event],
                    |row| row.get(0),
                )
                .unwrap_or_else(|error| panic!("after kill {kill}, lost: {ack} ({error})"));
            assert!(
                payload.contains(&format!("\"{evidence}\"")) && payload.contains(decision),
                "{ack}: {payload}"
            );
            acknowledged += 1;
        }
        if let Some(event) = acks.last().and_then(|ack| ack.rsplit(' ').next()?.parse::<u32>().ok()) {
            unacknowledged += (last - event) as usize;
        }
    }
    println!(
        "{KILLS} kills: {acknowledged} acknowledged decisions, all there; {unacknowledged} more were kept and not yet said; \
         {silent} came before the first"
    );
    assert!(acknowledged > KILLS, "the kills came too early to prove anything: {acknowledged}");
    let ran = home.run(["journal", "verify"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert_eq!(home.run(["doctor"]).code, Some(0));
}
