INSERT INTO referentiel (id, code, version, title, preambule, imported_at)
VALUES (1, 'ancien-referentiel', '7', 'Ancien référentiel d’essai', 'Ce qu’il dit d’abord', '2024-01-31T10:00:00Z');
INSERT INTO paragraph VALUES (1, 'description', 0, 'Une description'), (1, 'conditions', 0, 'Des conditions');
INSERT INTO rome VALUES (1, 0, 'M1604', 'Assistanat de direction');
INSERT INTO domaine VALUES (1, 0, 'A1', 'Un domaine');
INSERT INTO activite VALUES (1, 0, 0, 'A1.1', 'Faire ceci', 'C1'), (1, 0, 1, 'A1.2', 'Faire cela', 'C1 C2');
INSERT INTO competence VALUES (1, 0, 'C1', 'Savoir ceci', 'ceci'), (1, 1, 'C2', 'Savoir cela', '');
INSERT INTO critere VALUES (1, 0, 0, 'C1.01', 'Ceci est fait'), (1, 1, 0, 'C2.01', 'Cela est fait');
INSERT INTO formulation (referentiel, statement, competences, text, source)
VALUES ('ancien-referentiel', 'A1.1', 'C1', 'je fais ceci', 'ancien'), ('ancien-referentiel', 'A1.2', 'C1 C2', 'je fais cela', 'ancien');
INSERT INTO branche (code, version, name, sha256, component, installed_at)
VALUES ('ancienne', '0.1.0', 'Ancienne branche', 'ab01', x'0061736d', '2024-01-31T10:00:00Z');
