//! What people do to a dossier: open, decide, add, note, undo, close, teach, erase.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::at;
use crate::document;
use crate::dossier::{
    AddOptions, Answer, Ask, Decision, Dossier, DossierNumber, EvidenceId, NewDossier, Person, Position,
    Verdict,
};
use crate::evidence::Strength;
use crate::web::error::{Result, WebError};
use crate::web::forms::{Fields, Post, Upload};
use crate::web::frame::{Frame, Place, page};
use crate::web::pages::see;
use crate::web::sessions::Visit;
use crate::web::state::App;
use crate::web::{lessons, opening};

fn missing(what: &str) -> WebError {
    WebError::Malformed(format!("il manque « {what} »"))
}

fn owned(fields: &Fields, name: &str) -> Option<String> {
    fields.get(name).map(str::to_owned)
}

/// Opens a dossier, with a positioning of this session if one is named.
pub(crate) async fn create(State(app): State<Arc<App>>, post: Post) -> Result<Response> {
    let Post { visit, fields } = post;
    if let Some(author) = fields.get("auteur") {
        visit.shelf.set_author(author);
    }
    let by = visit.shelf.author();
    let positioning = match fields.get("positionnement") {
        Some(id) => Some(visit.shelf.find(id).ok_or(WebError::NotFound)?),
        None => None,
    };
    let mut new = NewDossier::default();
    if let Some(branche) = positioning.as_ref().and_then(|found| found.report.branche.as_ref()) {
        new.branche.clone_from(&branche.id);
    }
    new.person = owned(&fields, "nom").map(|name| Person { name, details: None });
    let options = AddOptions { date: None, pseudonymise: fields.get("pseudonymiser").is_some() };
    let known = positioning.clone();
    let number = app
        .desk(move |desk| match &positioning {
            None => Ok(desk.create(&new, &by)?),
            Some(positioning) => Ok(opening::with(desk, &new, &positioning.document, &options, &by)?.0),
        })
        .await?;
    if let Some(positioning) = known {
        visit.shelf.remove(&positioning.id);
    }
    Ok(see(&at(number.0)))
}

/// Adds documents to a dossier.
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    upload: Upload,
) -> Result<Response> {
    let Upload { visit, fields, files } = upload;
    if files.is_empty() {
        return Err(WebError::Unusable("choisissez un document".to_owned()));
    }
    let by = visit.shelf.author();
    let options =
        AddOptions { date: owned(&fields, "date"), pseudonymise: fields.get("pseudonymiser").is_some() };
    app.desk(move |desk| {
        for file in files {
            let document = document::read_from(&file.bytes[..], file.name)?;
            desk.add(DossierNumber(number), &document, &options, &by)?;
        }
        Ok(())
    })
    .await?;
    Ok(see(&at(number)))
}

/// Puts the person's name beside a dossier, or takes it away.
pub(crate) async fn name(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    post: Post,
) -> Result<Response> {
    let by = post.visit.shelf.author();
    let person = owned(&post.fields, "nom").map(|name| Person { name, details: None });
    app.desk(move |desk| Ok(desk.set_person(DossierNumber(number), person.as_ref(), &by)?)).await?;
    Ok(see(&at(number)))
}

/// What a form of the page asks, and where on the page it leads back to.
fn ask(fields: &Fields) -> Result<(Ask, String)> {
    let evidence = || -> Result<EvidenceId> {
        let id = fields.get("preuve").ok_or_else(|| missing("preuve"))?;
        id.parse().map_err(WebError::Malformed)
    };
    let decide = |decision| -> Result<(Ask, String)> {
        let evidence = evidence()?;
        let ask = Ask::Decide { evidence, decision, critere: None, reason: owned(fields, "motif") };
        Ok((ask, format!("#e-{}", evidence.0)))
    };
    let code = || owned(fields, "code").ok_or_else(|| missing("code"));
    let position = |position| -> Result<(Ask, String)> {
        let code = code()?;
        let back = format!("#c-{code}");
        Ok((Ask::Position { code, position, reason: owned(fields, "motif") }, back))
    };
    match fields.get("faire").unwrap_or_default() {
        "retenir" => decide(Decision::Accepted),
        "ecarter" => decide(Decision::Rejected),
        "confirmer" => position(Position::Confirmed),
        "preciser" => position(Position::ToClarify),
        "ne-pas-retenir" => position(Position::Rejected),
        "ajouter" => {
            let code = code()?;
            let back = format!("#c-{}", code.split('.').next().unwrap_or_default());
            let strength =
                if fields.get("force") == Some("partiel") { Strength::Partial } else { Strength::Direct };
            let quote = owned(fields, "citation").ok_or_else(|| missing("passage"))?;
            let source = owned(fields, "source").ok_or_else(|| missing("source"))?;
            Ok((Ask::Add { code, strength, quote, source }, back))
        }
        "noter" => {
            let text = owned(fields, "note").ok_or_else(|| missing("note"))?;
            Ok((Ask::Note { text, about: owned(fields, "code") }, "#notes".to_owned()))
        }
        "annuler" => {
            let event = fields.get("evenement").and_then(|event| event.parse().ok());
            let back = match fields.get("preuve").and_then(|id| id.parse::<EvidenceId>().ok()) {
                Some(id) => format!("#e-{}", id.0),
                None => fields.get("code").map(|code| format!("#c-{code}")).unwrap_or_default(),
            };
            Ok((Ask::Undo { event: event.ok_or_else(|| missing("événement"))? }, back))
        }
        "jury" => {
            let code = code()?;
            let verdict = match fields.get("verdict") {
                Some("acquis") => Verdict::Acquis,
                Some("non-acquis") => Verdict::NonAcquis,
                _ => return Err(missing("ce que le jury a décidé")),
            };
            let jury = owned(fields, "jury").ok_or_else(|| missing("jury"))?;
            Ok((
                Ask::Jury { code, verdict, jury, date: owned(fields, "jour"), reason: None },
                "#decide".to_owned(),
            ))
        }
        "clore" => Ok((Ask::Close { reason: owned(fields, "motif") }, String::new())),
        "rouvrir" => Ok((Ask::Reopen, String::new())),
        "garder" => {
            Ok((Ask::Retain { until: owned(fields, "jour").ok_or_else(|| missing("jour"))? }, String::new()))
        }
        _ => Err(missing("faire")),
    }
}

/// Records what a person asks.
pub(crate) async fn act(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    post: Post,
) -> Result<Response> {
    let Post { visit, fields } = post;
    let by = visit.shelf.author();
    let number = DossierNumber(number);
    match fields.get("faire") {
        Some("annuler-la-derniere") => {
            app.desk(move |desk| Ok(desk.undo_last(number, &by)?)).await?;
            return Ok(see(&at(number.0)));
        }
        Some("relire") => {
            app.desk(move |desk| Ok(desk.refresh(number, &by)?)).await?;
            return Ok(see(&at(number.0)));
        }
        // Not part of the dossier: who acts from now on.
        Some("signer") => {
            visit.shelf.set_author(fields.get("auteur").unwrap_or_default());
            return Ok(see(&at(number.0)));
        }
        Some("apprendre") => return teach(&app, visit, number).await,
        _ => {}
    }
    let (ask, back) = ask(&fields)?;
    app.desk(move |desk| Ok(desk.record(number, &[ask], &by)?)).await?;
    Ok(see(&format!("{}{back}", at(number.0))))
}

#[derive(Template)]
#[template(path = "dossier_taught.html", config = "src/web/askama.toml")]
struct Taught {
    frame: Frame,
    number: i64,
    passages: usize,
    applied: bool,
    before: (String, String),
    after: (String, String),
}

/// Teaches the local model what was decided here. Asked for by its own button, never done silently.
async fn teach(app: &Arc<App>, visit: Visit, number: DossierNumber) -> Result<Response> {
    let (lesson, passages) = app.desk(move |desk| lessons::teach(desk, number)).await?;
    let of = |figures: crate::evidence::Figures| format!("{:.3}", figures.f1).replace('.', ",");
    Ok(page(&Taught {
        frame: Frame::new(&visit, Place::Dossiers, "Ce que le modèle a appris"),
        number: number.0,
        passages,
        applied: lesson.applied,
        before: (of(lesson.shipped.0), of(lesson.taught.0)),
        after: (of(lesson.shipped.1), of(lesson.taught.1)),
    }))
}

#[derive(Template)]
#[template(path = "dossier_jury.html", config = "src/web/askama.toml")]
struct Jury {
    frame: Frame,
    number: i64,
    pseudonym: String,
    /// Blocs, then compétences: code and title.
    codes: Vec<(String, String)>,
}

/// Where a jury's decision is written down: a page of its own, since no other says that word.
pub(crate) async fn jury(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(number): Path<i64>,
) -> Result<Response> {
    let dossier = app.desk(move |desk| Ok(desk.dossier(DossierNumber(number))?)).await?;
    let blocs = dossier.blocs.iter().map(|bloc| (bloc.code.clone(), bloc.title.clone()));
    let competences = dossier.competences.iter().map(|one| (one.code.0.clone(), one.title.clone()));
    Ok(page(&Jury {
        frame: Frame::new(&visit, Place::Dossiers, "Décision du jury"),
        number,
        codes: blocs.chain(competences).collect(),
        pseudonym: dossier.pseudonym,
    }))
}

#[derive(Template)]
#[template(path = "dossier_erase.html", config = "src/web/askama.toml")]
struct Erase {
    frame: Frame,
    number: i64,
    pseudonym: String,
    documents: usize,
    events: usize,
    wrong: bool,
}

fn erase_page(visit: &Visit, dossier: &Dossier, wrong: bool) -> Response {
    page(&Erase {
        frame: Frame::new(visit, Place::Dossiers, "Effacer un dossier"),
        number: dossier.number.0,
        pseudonym: dossier.pseudonym.clone(),
        documents: dossier.documents.len(),
        events: dossier.history.len(),
        wrong,
    })
}

pub(crate) async fn erase_form(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(number): Path<i64>,
) -> Result<Response> {
    let dossier = app.desk(move |desk| Ok(desk.dossier(DossierNumber(number))?)).await?;
    Ok(erase_page(&visit, &dossier, false))
}

#[derive(Template)]
#[template(path = "dossier_erased.html", config = "src/web/askama.toml")]
struct Erased {
    frame: Frame,
    pseudonym: String,
    backups: Vec<String>,
}

/// Erases a dossier once its pseudonym has been written out.
pub(crate) async fn erase(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    post: Post,
) -> Result<Response> {
    let Post { visit, fields } = post;
    let by = visit.shelf.author();
    let given = fields.get("pseudonyme").unwrap_or_default().to_lowercase();
    let (dossier, backups) = app
        .desk(move |desk| {
            let number = DossierNumber(number);
            let dossier = desk.dossier(number)?;
            if dossier.pseudonym.to_lowercase() != given {
                return Ok((dossier, None));
            }
            let backups = desk.backups_since(&dossier.opened_at)?;
            desk.erase(&[number], &by)?;
            Ok((dossier, Some(backups)))
        })
        .await?;
    let Some(backups) = backups else { return Ok(erase_page(&visit, &dossier, true)) };
    let frame = Frame::new(&visit, Place::Dossiers, "Dossier effacé");
    Ok(page(&Erased { frame, pseudonym: dossier.pseudonym, backups }))
}

/// The answer of a form's button.
pub(super) fn answer(text: &str) -> Option<Answer> {
    match text {
        "seul" => Some(Answer::Seul),
        "avec-aide" => Some(Answer::AvecAide),
        "jamais" => Some(Answer::Jamais),
        _ => None,
    }
}
