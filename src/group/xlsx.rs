//! A group as a workbook: compétences, blocs, who is close, every document.

use rust_xlsxwriter::{Color, ConditionalFormat3ColorScale, Format, Workbook, Worksheet, XlsxError};

use super::{Group, GroupError, csv};

/// Widest column, in characters.
const WIDEST: f64 = 70.0;

/// The workbook's bytes. The same group gives the same bytes.
///
/// # Errors
/// A workbook has no room for it: more than a million documents.
pub fn workbook(group: &Group) -> Result<Vec<u8>, GroupError> {
    let mut book = Workbook::new();
    // A date of making would make each file another.
    let made = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(
        &rust_xlsxwriter::DocProperties::new()
            .set_title(format!("Groupe de {} documents", group.members.len()))
            .set_creation_datetime(&made),
    );
    let bold = Format::new().set_bold().set_text_wrap();
    competences(book.add_worksheet(), group, &bold)?;
    if !group.blocs.is_empty() {
        blocs(book.add_worksheet(), group, &bold)?;
        close(book.add_worksheet(), group, &bold)?;
    }
    documents(book.add_worksheet(), group, &bold)?;
    Ok(book.save_to_buffer()?)
}

fn head(sheet: &mut Worksheet, name: &str, columns: &[&str], bold: &Format) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    for (at, column) in columns.iter().enumerate() {
        sheet.write_string_with_format(0, at as u16, *column, bold)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn competences(sheet: &mut Worksheet, group: &Group, bold: &Format) -> Result<(), XlsxError> {
    let columns =
        ["code", "compétence", "bien montrée", "en partie", "non montrée", "seule à manquer d'un bloc"];
    head(sheet, "Compétences", &columns, bold)?;
    for (at, row) in group.competences.iter().enumerate() {
        let line = at as u32 + 1;
        sheet.write_string(line, 0, &row.code)?.write_string(line, 1, &row.title)?;
        let [none, partial, solid] = row.counts;
        for (column, count) in [solid, partial, none, row.alone_missing].into_iter().enumerate() {
            sheet.write_number(line, column as u16 + 2, count as f64)?;
        }
    }
    sheet.set_column_width(1, WIDEST)?;
    Ok(())
}

fn blocs(sheet: &mut Worksheet, group: &Group, bold: &Format) -> Result<(), XlsxError> {
    let columns = ["code", "bloc", "repéré", "à approfondir", "non repéré", "part montrée"];
    head(sheet, "Blocs", &columns, bold)?;
    let percent = Format::new().set_num_format("0 %");
    for (at, row) in group.blocs.iter().enumerate() {
        let line = at as u32 + 1;
        sheet.write_string(line, 0, &row.code)?.write_string(line, 1, &row.title)?;
        let [none, partial, whole] = row.counts;
        for (column, count) in [whole, partial, none].into_iter().enumerate() {
            sheet.write_number(line, column as u16 + 2, count as f64)?;
        }
        sheet.write_number_with_format(line, 5, row.share, &percent)?;
    }
    sheet.set_column_width(1, WIDEST)?;
    Ok(())
}

fn close(sheet: &mut Worksheet, group: &Group, bold: &Format) -> Result<(), XlsxError> {
    head(sheet, "Proches d'un bloc", &["bloc", "document", "part montrée", "à approfondir"], bold)?;
    let percent = Format::new().set_num_format("0 %");
    let mut line = 0;
    for (at, row) in group.blocs.iter().enumerate() {
        for (member, bloc) in group.close_to(at) {
            line += 1;
            sheet.write_string(line, 0, &row.code)?.write_string(line, 1, &member.document)?;
            sheet.write_number_with_format(line, 2, bloc.share, &percent)?;
            sheet.write_string(line, 3, bloc.missing.join(", "))?;
        }
    }
    sheet.set_column_width(1, 40)?;
    Ok(())
}

fn documents(sheet: &mut Worksheet, group: &Group, bold: &Format) -> Result<(), XlsxError> {
    let columns = csv::columns(group);
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    head(sheet, "Documents", &columns, bold)?;
    let percent = Format::new().set_num_format("0 %");
    let competences = group.competences.len() as u16;
    for (at, member) in group.members.iter().enumerate() {
        let line = at as u32 + 1;
        sheet.write_string(line, 0, &member.document)?;
        for (column, covered) in member.coverage.iter().enumerate() {
            sheet.write_number(line, column as u16 + 1, f64::from(*covered))?;
        }
        for (place, bloc) in member.blocs.iter().enumerate() {
            let column = competences + 1 + 3 * place as u16;
            sheet.write_string(line, column, bloc.outcome.as_str())?;
            sheet.write_number_with_format(line, column + 1, bloc.share, &percent)?;
            sheet.write_string(line, column + 2, bloc.missing.join(", "))?;
        }
    }
    let colours = ConditionalFormat3ColorScale::new()
        .set_minimum_color(Color::White)
        .set_midpoint_color(Color::RGB(0xB8_D0_E8))
        .set_maximum_color(Color::RGB(0x2A_62_9A));
    if !group.members.is_empty() && competences > 0 {
        sheet.add_conditional_format(1, 1, group.members.len() as u32, competences, &colours)?;
    }
    sheet.set_column_width(0, 40)?;
    Ok(())
}
