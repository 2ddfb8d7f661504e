INSERT INTO dossier VALUES (1, 'Tamori', x'5ad703fdb493f7e53b6a850296a38b60077061bfb24c65d6e9af0e7d75979b9b');
INSERT INTO dossier_person VALUES (1, 'Inès Inventée', 'site de Lyon');
INSERT INTO dossier_event VALUES (1, 1, '2026-11-25T23:50:52Z', 'Claire', 'opened', '{"kind":"opened","versions":{"program":"0.1.0","referentiel":{"code":"cqpi-assistant","version":"1"},"model":"linear-2 2b0b0dc46891","branche":{"id":"papier-carton","version":"1.0.0","name":"Papier-carton","sha256":"5dcf44ec9bac04c791b8f644c8d5b7f7f41c0ec90f400abee9f56665e87fd084"}},"retain_until":"2028-11-25"}');
INSERT INTO dossier_event VALUES (1, 2, '2026-11-25T23:50:52Z', 'Claire', 'named', '{"kind":"named","present":true}');
INSERT INTO dossier_event VALUES (1, 3, '2026-11-25T23:50:53Z', 'Claire', 'document-added', '{"kind":"document-added","document":1,"name":"cv.txt","found":5}');
INSERT INTO dossier_event VALUES (1, 4, '2026-11-25T23:50:53Z', 'Claire', 'decided', '{"kind":"decided","evidence":"E1","decision":"accepted"}');
INSERT INTO dossier_event VALUES (1, 5, '2026-11-25T23:50:54Z', 'Claire', 'decided', '{"kind":"decided","evidence":"E2","decision":"rejected","reason":"stage"}');
INSERT INTO dossier_event VALUES (1, 6, '2026-11-25T23:50:54Z', 'Claire', 'added', '{"kind":"added","evidence":"E6","code":"C3.04","strength":"direct","quote":"tient seule les relances","source":"entretien du 12 mai"}');
INSERT INTO dossier_event VALUES (1, 7, '2026-11-25T23:50:54Z', 'Claire', 'positioned', '{"kind":"positioned","code":"C7","position":"to-clarify"}');
INSERT INTO dossier_event VALUES (1, 8, '2026-11-25T23:50:54Z', 'Claire', 'jury', '{"kind":"jury","code":"C3","verdict":"acquis","jury":"jury de Lyon","date":"2026-06-30"}');
INSERT INTO dossier_event VALUES (1, 9, '2026-11-25T23:50:54Z', 'Claire', 'note', '{"kind":"note","text":"à rappeler","about":"C4"}');
INSERT INTO dossier_event VALUES (1, 10, '2026-11-25T23:50:54Z', 'Claire', 'answered', '{"kind":"answered","activite":"A1.1","answer":"seul"}');
INSERT INTO dossier_event VALUES (1, 11, '2026-11-25T23:50:54Z', 'Claire', 'answered', '{"kind":"answered","activite":"A1.2","answer":"jamais"}');
INSERT INTO dossier_event VALUES (1, 12, '2026-11-25T23:50:54Z', 'Claire', 'note', '{"kind":"note","text":"fausse note"}');
INSERT INTO dossier_event VALUES (1, 13, '2026-11-25T23:50:54Z', 'Claire', 'undone', '{"kind":"undone","event":12}');
INSERT INTO dossier_event VALUES (1, 14, '2026-11-25T23:50:54Z', 'Claire', 'closed', '{"kind":"closed","reason":"jury passé"}');
INSERT INTO dossier_text VALUES (1048576, 1, 'EXPÉRIENCE
- Saisie des factures fournisseurs et relance des impayés
- Organisation de réunions : réservation des salles, invitations, compte rendu
- Tenue de l''agenda de deux chefs de service, prise de rendez-vous
');
INSERT INTO dossier_text VALUES (1048577, 1, 'tient seule les relances
entretien du 12 mai');
INSERT INTO dossier_text VALUES (1048578, 1, 'à rappeler');
INSERT INTO dossier_text VALUES (1048579, 1, 'fausse note');
INSERT INTO dossier_document VALUES (1, 1, 3, 'cv.txt', '2026-03-01', 'cfbe6afcb7377586ed370e7b1f9c7160975cad84d3dd6682b6cbfcdfb660713f', 215, 3, 0, 0);
INSERT INTO dossier_reading VALUES (1, 1, 3, '{"program":"0.1.0","referentiel":{"code":"cqpi-assistant","version":"1"},"model":"linear-2 2b0b0dc46891","branche":{"id":"papier-carton","version":"1.0.0","name":"Papier-carton","sha256":"5dcf44ec9bac04c791b8f644c8d5b7f7f41c0ec90f400abee9f56665e87fd084"}}');
INSERT INTO dossier_evidence VALUES (1, 1, 3, 1, 2, NULL, 'C3', NULL, 1, 0.9980000257492065, 'Saisie des factures fournisseurs et relance des impayés', 'EXPÉRIENCE', 'A8.4', 'Relance des impayés par téléphone et courrier, suivi de la balance âgée', '["factures","Saisie","impayés","relance"]', 1);
INSERT INTO dossier_evidence VALUES (1, 1, 3, 2, 3, NULL, 'C6', NULL, 1, 1.0, 'Organisation de réunions : réservation des salles, invitations, compte rendu', 'EXPÉRIENCE', 'A6.1', 'Organisation logistique de réunions ou d’évènements (réservation et préparation de la salle de réunion, préparation et envoi de mails d’invitation et des documents associés, prise de contact avec les participants)', '["invitations","réunions","salles","Organisation"]', 1);
INSERT INTO dossier_evidence VALUES (1, 1, 3, 3, 3, NULL, 'C1', NULL, 0, 0.9850000143051147, 'Organisation de réunions : réservation des salles, invitations, compte rendu', 'EXPÉRIENCE', 'A6.3', 'Réalisation de compte-rendu et suivi', '["rendu","invitations","réunions","compte"]', 1);
INSERT INTO dossier_evidence VALUES (1, 1, 3, 4, 4, NULL, 'C4', 'C4.06', 1, 0.9990000128746033, 'Tenue de l''agenda de deux chefs de service, prise de rendez-vous', 'EXPÉRIENCE', 'C4.06', 'Identification des bons contacts chez les clients et prise de rendez-vous par leurs secrétariats', '["rendez","agenda","prise"]', 1);
INSERT INTO dossier_evidence VALUES (1, 1, 3, 5, 4, NULL, 'C9', 'C9.14', 0, 0.722000002861023, 'Tenue de l''agenda de deux chefs de service, prise de rendez-vous', 'EXPÉRIENCE', 'C9.14', 'Dresser le poste d''accueil de chaque intérimaire avant sa prise de fonction', '["prise","rendez","Tenue","service"]', 1);
INSERT INTO dossier_summary VALUES (1, 'closed', 'papier-carton', '2026-11-25T23:50:52Z', '2026-11-25T23:50:54Z', '2028-11-25', 1, 6, 3, 7);
INSERT INTO journal VALUES (1, '2026-11-25T23:50:52Z', 'Claire', 'opened', 1, 1, '0344cde29557d9929edee086c88ba8dc4856bbe8a95eff4959ad2a336ca920a5', '2bf5a101f6c1ac18a8398487840c30a1d7fd129921015d32dc349decbe088b4f');
INSERT INTO journal VALUES (2, '2026-11-25T23:50:52Z', 'Claire', 'named', 1, 2, 'df7b562d682bbe71caa2f0506ccdf030799e33113c4c4329a6ade926e772d5c4', '8693625e3cf5da7c5cab14b113ba388d5a16fef5143a3ce2eb8cf7fb3b1cc228');
INSERT INTO journal VALUES (3, '2026-11-25T23:50:53Z', 'Claire', 'document-added', 1, 3, '2cb1ec3f4220641767cd5db0682c2fdd701697e5c349680ef3d87173b45c4d9b', '691eff5aa3866b009964fe2b398013cb8645cf3f9a7f47398fda106bed04caaa');
INSERT INTO journal VALUES (4, '2026-11-25T23:50:53Z', 'Claire', 'decided', 1, 4, 'fbbdc162a8d5e24bd4b597463eeec7fa09d0c8c94e22f9f7afb4c5386a950a5f', '1d677f938a74edf70c3ec1f35c1b3f93438ca078a993ee63c0ed23bb3d03dc47');
INSERT INTO journal VALUES (5, '2026-11-25T23:50:54Z', 'Claire', 'decided', 1, 5, '0a99f08e3ca8c51171f5bee7666b767e367407c5d73a2c5a8f22871cb3000e04', 'ccdc4395641fcd8918e741ec45c9cd6349412acc4e09497b54a7f617e5e32f9f');
INSERT INTO journal VALUES (6, '2026-11-25T23:50:54Z', 'Claire', 'added', 1, 6, '9d3d9552add8315486a668dde9421de2a064503c0161a1c2a6e9623336c57116', 'bd30f5727df136594b2b166516b3daf261491690bcc2696c38a793cc01804853');
INSERT INTO journal VALUES (7, '2026-11-25T23:50:54Z', 'Claire', 'positioned', 1, 7, 'e292568ecb5c3dc0dac360e20039e63ce0ac647ff01176997cad66ed8874d78f', '81c503f10850f6c5f3e32963f9885de8ad3dd0d4d2b07c6f1c5fe831debb7b29');
INSERT INTO journal VALUES (8, '2026-11-25T23:50:54Z', 'Claire', 'jury', 1, 8, '82418bdaa86988e19d6faff03aaae3debf9e456dfd861c6952dd9258d2664264', '7402495b1a3b39ede5aaed181b3988ce3ca8810ea36430889e034dd0cc9bec13');
INSERT INTO journal VALUES (9, '2026-11-25T23:50:54Z', 'Claire', 'note', 1, 9, '2608f95ef2a80a4c1d8b1ca0469dec6fa4dc36eaeace4d682d437894f27d55a2', '1a00befdc8ff59224526622c5adb5df166258188ec044a1872a220587ca89922');
INSERT INTO journal VALUES (10, '2026-11-25T23:50:54Z', 'Claire', 'answered', 1, 10, 'c27330f8fde88cb59579ba71f6ae843f37f68c548381a6556a45c8ff9b2b2d3f', 'a502dcd0bfe86966ba46097c62efc6973da4a8994ef18d7190ee71ec7891c780');
INSERT INTO journal VALUES (11, '2026-11-25T23:50:54Z', 'Claire', 'answered', 1, 11, '98228b2b169c33daf6dca39677b28c0b9aabd5be810d59738cc3b3f57016374e', 'c207996cf19bb6439302de526e5d467a910e15d82873164c9ad4790bd70d1d02');
INSERT INTO journal VALUES (12, '2026-11-25T23:50:54Z', 'Claire', 'note', 1, 12, 'e94c865128541b73c7c557d1e208f7a0f8a380d8efc127a2f2bb41e704fa43ae', '745bc70077466c258f42f27c8a8083e1dc9ca930258576b2f798fd7cf3c74dcb');
INSERT INTO journal VALUES (13, '2026-11-25T23:50:54Z', 'Claire', 'undone', 1, 13, 'd5e94e2d6737edbd159908e022df480e6869182c2ca746b89f0cfc859d9285d8', 'e500bcb790d51586f43e3b07c8872fc44bdfd773778612c2b6cee7c8eb8bf8d9');
INSERT INTO journal VALUES (14, '2026-11-25T23:50:54Z', 'Claire', 'closed', 1, 14, '09cd9067190408a9afb1224abe329f1bd1aee0024febbc7c09561b41e68d6d91', '3023b7c4aab055153c92eb2cbbcd45fb544547cfc619c8ec5750f93bd0ddb58f');
