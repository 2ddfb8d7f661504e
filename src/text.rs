//! How French is read: folding, elision, abbreviations, stop words, stems.
