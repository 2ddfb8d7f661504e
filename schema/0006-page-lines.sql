-- Evidence names the line of its page, as reports do; `line` counts through the whole document. Readings made before name
-- none until the document is read again.
ALTER TABLE dossier_evidence ADD COLUMN page_line INTEGER;
