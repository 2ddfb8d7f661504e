#[test]
fn compare_crates() {
    use super::pdf::{order, recall, words};
    for sample in super::typeset::samples() {
        let says = words(&sample.says);
        let bytes = sample.pdf.clone();
        let a = std::panic::catch_unwind(|| pdf_extract::extract_text_from_mem(&bytes).unwrap_or_default())
            .unwrap_or_default();
        let bytes = sample.pdf.clone();
        let b = std::panic::catch_unwind(|| {
            let d = pdf_extract::Document::load_mem(&bytes).unwrap();
            let pages: Vec<u32> = d.get_pages().keys().copied().collect();
            d.extract_text(&pages).unwrap_or_default()
        })
        .unwrap_or_default();
        let (wa, wb) = (words(&a), words(&b));
        println!(
            "{:<62} pdf-extract {:.3} {:.3} lopdf {:.3} {:.3}",
            sample.name,
            recall(&says, &wa),
            order(&says, &wa),
            recall(&says, &wb),
            order(&says, &wb)
        );
    }
}
