"""A branch in Python whose blocs are judged by their best compétences: two well shown ones carry a bloc."""

from wit_world import exports
from wit_world.exports import plugin as p

BLOCS = [
    ("B1", "Écrits et échanges", ["C1", "C2", "C3", "C9"]),
    ("B2", "Organisation", ["C4", "C5", "C6"]),
    ("B3", "Suivi", ["C7", "C8"]),
]
RULE = "la moyenne des deux compétences les mieux montrées atteint 75 %"


def shown(one):
    """How far a compétence is shown; a person's decision comes before what documents say."""
    if one is None:
        return 0.0
    return (one.level.value if one.decision is None else one.decision.value) / 2


class Plugin(exports.Plugin):
    def identity(self):
        return p.BrancheIdentity(
            "btp-exemple", "1.0.0", "BTP (exemple)", "cqpi-assistant", ["1"], "fr", ""
        )

    def blocs(self):
        return [
            p.Bloc(code, title, [p.Placed(c, False) for c in codes], [], RULE)
            for code, title, codes in BLOCS
        ]

    def assess(self, coverage):
        given = {one.competence: one for one in coverage}
        outcomes = []
        for code, _, codes in BLOCS:
            levels = {c: shown(given.get(c)) for c in codes}
            best = sum(sorted(levels.values())[-2:]) / 2
            outcome = p.Outcome.REPERE if best >= 0.75 else p.Outcome.A_APPROFONDIR if best else p.Outcome.NON_REPERE
            missing = [c for c in codes if levels[c] < 1]
            outcomes.append(p.BlocOutcome(code, outcome, best, missing, "Demander un chantier suivi de bout en bout."))
        return outcomes

    def formulations(self):
        return [p.Formulation("C7", "suivi des situations de travaux et des réserves de chantier")]

    def documents(self):
        return []
