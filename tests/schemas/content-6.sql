-- A document with pages: where its evidence stands.
UPDATE dossier_evidence SET page = 1, page_line = line WHERE document = 1;
