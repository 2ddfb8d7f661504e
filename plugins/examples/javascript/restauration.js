// A branch in JavaScript whose compétences weigh differently: B1 asks for 60 of its 100 points.
const points = { C1: 30, C2: 20, C3: 20, C9: 30, C4: 40, C5: 30, C6: 30, C7: 50, C8: 50 };
const blocs = [
  { code: "B1", title: "Accueil et écrits", competences: ["C1", "C2", "C3", "C9"], asked: 60 },
  { code: "B2", title: "Organisation du service", competences: ["C4", "C5", "C6"], asked: 70 },
  { code: "B3", title: "Suivi et imprévus", competences: ["C7", "C8"], asked: 50 },
];

// A person's decision comes before what documents say.
const byDecision = { rejected: 0, "to-clarify": 0.5, confirmed: 1 };
const byLevel = { none: 0, partial: 0.5, solid: 1 };
const shown = (one) => (one === undefined ? 0 : one.decision === undefined ? byLevel[one.level] : byDecision[one.decision]);

export const plugin = {
  identity: () => ({
    id: "restauration-exemple", version: "1.0.0", name: "Restauration (exemple)", referentiel: "cqpi-assistant",
    referentielVersions: ["1"], language: "fr", contact: "",
  }),
  blocs: () => blocs.map(({ code, title, competences, asked }) => ({
    code, title, competences: competences.map((code) => ({ code, optional: false })), modalites: [],
    rule: `${asked} points sur 100 : ${competences.map((code) => `${code} ${points[code]}`).join(", ")}`,
  })),
  assess: (coverage) => {
    const given = new Map(coverage.map((one) => [one.competence, one]));
    return blocs.map(({ code, competences, asked }) => {
      const got = competences.reduce((sum, code) => sum + points[code] * shown(given.get(code)), 0);
      return {
        bloc: code, outcome: got >= asked ? "repere" : got > 0 ? "a-approfondir" : "non-repere", share: got / 100,
        missing: competences.filter((code) => shown(given.get(code)) < 1), advice: "Parler d'un service complet.",
      };
    });
  },
  formulations: () => [{ competence: "C5", text: "suivi des stocks de l'économat" }],
  documents: () => [],
};
