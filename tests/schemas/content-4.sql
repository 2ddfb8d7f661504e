INSERT INTO rome_version VALUES (1, '400', 'abcd', '2024-04-01T10:00:00Z');
INSERT INTO rome_domain VALUES (1, 'M16', 'Secrétariat et assistance');
INSERT INTO rome_code VALUES (1, 'M1604', 'Assistant / Assistante de direction', 'M1604');
INSERT INTO rome_appellation VALUES (1, 11042, 'M1604', 'Assistant / Assistante de direction', 'Assistant de direction', 1, 0);
INSERT INTO rome_item VALUES (1, 100, 'savoir-faire', 'Tenir un agenda', 'Organisation');
INSERT INTO rome_link VALUES (1, 'M1604', 100, 1);
INSERT INTO rome_text VALUES (1, 'M1604', 'definition', 0, 'Assiste un responsable');
INSERT INTO rome_move VALUES (1, 'M1604', 'M1605', 'proche', 0, 0, 0);
INSERT INTO rome_esco VALUES (11042, 'http://data.europa.eu/esco/occupation/x', 'secrétaire', 'exactMatch');
