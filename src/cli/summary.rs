//! `repere summary`

use std::fs::File;
use std::io::{self, BufReader, Write};

use super::Done;
use super::args::{SummaryArgs, SummaryFormat};
use super::failure::Failure;
use super::output::Output;
use crate::group::{self, GroupError, Reader};

pub(super) fn run(args: SummaryArgs) -> Result<Done, Failure> {
    let mut reader = Reader::default();
    for file in &args.files {
        if file == "-" {
            reader.read(BufReader::new(io::stdin()), file)?;
        } else {
            let opened = File::open(file).map_err(|source| GroupError::Io { file: file.clone(), source })?;
            reader.read(BufReader::new(opened), file)?;
        }
    }
    let group = reader.finish(args.small_group)?;
    if args.format == SummaryFormat::Xlsx && args.out.is_none() {
        return Err(Failure::usage("--format xlsx needs --out FILE"));
    }
    let mut out = Output::open(args.out.as_deref())?;
    match args.format {
        SummaryFormat::Text => group::write_text(&mut out, &group, args.close)?,
        SummaryFormat::Csv => group::write_csv(&mut out, &group)?,
        SummaryFormat::Xlsx => out.write_raw(&group::workbook(&group)?)?,
        SummaryFormat::Html => group::write_html(&mut out, &group, args.close)?,
        SummaryFormat::Svg => out.write_all(group::svg(&group).as_bytes())?,
    }
    out.finish()?;
    Ok(Done::All)
}
