INSERT INTO taught_model (referentiel, name, base, weights, retired, taught_at)
VALUES ('ancien-referentiel', 'linear-0-local ab', 'linear-0 ab', x'0102', 1, '2024-02-01T10:00:00Z');
INSERT INTO taught_passage VALUES (1, 0, 'un passage appris', 'Missions', '{"1":2}'), (1, 1, 'un passage écarté', '', '{}');
