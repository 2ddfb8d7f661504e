//! The self-positioning grid, to fill in on screen.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::acts::answer;
use super::at;
use crate::dossier::{Answer, DossierNumber};
use crate::web::answers::changed;
use crate::web::error::Result;
use crate::web::forms::Post;
use crate::web::frame::{Frame, Place, page};
use crate::web::pages::see;
use crate::web::sessions::Visit;
use crate::web::state::App;

/// A domain with its activities: code, text, and which answer is given.
struct Domain {
    code: String,
    title: String,
    activities: Vec<(String, String, &'static str)>,
}

#[derive(Template)]
#[template(path = "dossier_answers.html", config = "src/web/askama.toml")]
struct Form {
    frame: Frame,
    number: i64,
    pseudonym: String,
    domains: Vec<Domain>,
    answered: usize,
    all: usize,
}

fn value(answer: Answer) -> &'static str {
    match answer {
        Answer::Seul => "seul",
        Answer::AvecAide => "avec-aide",
        Answer::Jamais => "jamais",
    }
}

pub(crate) async fn form(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(number): Path<i64>,
) -> Result<Response> {
    let dossier = app.desk(move |desk| Ok(desk.dossier(DossierNumber(number))?)).await?;
    let given = |code: &str| {
        let known = dossier.answers.iter().find(|known| known.activite == code);
        known.and_then(|known| known.answer.as_ref()).map_or("", |answered| value(answered.answer))
    };
    let domains = dossier.referentiel.domaines.iter().map(|domaine| Domain {
        code: domaine.code.clone(),
        title: domaine.title.clone(),
        activities: domaine
            .activites
            .iter()
            .map(|activite| (activite.code.clone(), activite.text.clone(), given(&activite.code)))
            .collect(),
    });
    Ok(page(&Form {
        frame: Frame::new(&visit, Place::Dossiers, "Auto-positionnement"),
        number,
        domains: domains.collect(),
        answered: dossier.answers.iter().filter(|known| known.answer.is_some()).count(),
        all: dossier.answers.len(),
        pseudonym: dossier.pseudonym,
    }))
}

/// Writes down what has changed, all at once.
pub(crate) async fn save(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    post: Post,
) -> Result<Response> {
    let Post { visit, fields } = post;
    let by = visit.shelf.author();
    let given: Vec<(String, Option<Answer>)> =
        fields.beginning("a-").map(|(code, value)| (code.to_owned(), answer(value))).collect();
    app.desk(move |desk| {
        let number = DossierNumber(number);
        let asks = changed(&desk.dossier(number)?, &given);
        if !asks.is_empty() {
            desk.record(number, &asks, &by)?;
        }
        Ok(())
    })
    .await?;
    Ok(see(&at(number)))
}
