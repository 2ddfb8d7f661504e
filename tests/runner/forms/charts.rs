use repere::coverage::Coverage;
use repere::forms::chart::{Bar, Group, bars, progress, radar};
use repere::plugins::Outcome;

use super::words_of;

fn bar(at: usize, coverage: Coverage) -> Bar {
    Bar {
        code: format!("C{at}"),
        label: format!("Compétence <{at}> & \"co\""),
        coverage,
        direct: at,
        partial: 1,
    }
}

fn nine() -> Vec<Bar> {
    let all = [Coverage::None, Coverage::Partial, Coverage::Solid];
    (1..=9).map(|at| bar(at, all[at % 3])).collect()
}

#[test]
fn drawings_are_well_formed_and_carry_their_words() {
    let group = |title: &str, bars: Vec<Bar>| Group {
        title: title.into(),
        outcome: Some((Outcome::AApprofondir, 0.67)),
        bars,
    };
    let drawn = [
        bars(&[group("Bloc 1 : <titre>", nine()), group("Bloc 2", vec![bar(1, Coverage::Solid)])]),
        bars(&[]),
        radar(&nine(), None).unwrap(),
        radar(&nine(), Some((&[Coverage::None; 9], "au 1er janvier", "au 1er mai"))).unwrap(),
        progress(&nine(), &[Coverage::Partial; 4], "au 1er janvier", "au 1er mai"),
    ];
    let case = super::Case::empty();
    drop(case);
    for figure in drawn {
        let serialised = serde_json::to_value(&figure).unwrap();
        let svg = serialised["svg"].as_str().unwrap();
        words_of(svg);
        assert!(svg.contains("role=\"img\" aria-label=\"") && !svg.contains("aria-label=\"\""));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        // Only greys: nothing is told by colour.
        for colour in svg.split("=\"#").skip(1) {
            let colour = &colour[..6];
            assert!(colour[0..2] == colour[2..4] && colour[2..4] == colour[4..6], "#{colour}");
        }
    }
}

#[test]
fn a_half_is_told_from_a_whole_without_colour() {
    let figure = |coverage| {
        let figure = progress(&[bar(1, Coverage::None)], &[coverage], "avant", "après");
        serde_json::to_value(&figure).unwrap()["svg"].as_str().unwrap().to_owned()
    };
    let hatches = |svg: &str| svg.matches("<line").count();
    let (none, half, whole) = (figure(Coverage::None), figure(Coverage::Partial), figure(Coverage::Solid));
    assert!(hatches(&none) < hatches(&half) && hatches(&half) < hatches(&whole));
    assert!(half.contains("montrée en partie → rien ne la montre"));
}

#[test]
fn a_radar_needs_three_axes() {
    assert!(radar(&nine()[..2], None).is_none());
    assert!(radar(&nine()[..3], None).is_some());
}
