UPDATE branche SET origin = 'added', signature = 'untrusted comment', signer = 'AB01' WHERE code = 'ancienne';
INSERT INTO branche_activation (code, branche, activated_at) SELECT code, id, '2024-03-01T10:00:00Z' FROM branche WHERE code = 'ancienne';
INSERT INTO branche_disabled VALUES ('ancienne', '2024-03-02T10:00:00Z');
INSERT INTO trusted_key VALUES ('AB01', 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3', 'Une branche', '2024-03-01T10:00:00Z');
