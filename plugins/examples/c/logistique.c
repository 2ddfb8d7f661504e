/* A branch in C whose rules are conditions: "C4, and C5 or C6". */
#include "../../sdk/c/repere_branche.h"

static const text versions[] = {TEXT("1")};
static const identity self = {
    TEXT("logistique-exemple"), TEXT("1.0.0"), TEXT("Logistique (exemple)"), TEXT("cqpi-assistant"),
    LIST(versions), TEXT("fr"), TEXT(""),
};

static const placed first[] = {{TEXT("C1")}, {TEXT("C2")}, {TEXT("C3")}, {TEXT("C9")}};
static const placed second[] = {{TEXT("C4")}, {TEXT("C5")}, {TEXT("C6")}};
static const placed third[] = {{TEXT("C7")}, {TEXT("C8"), 1}};
static const bloc all[] = {
    {TEXT("B1"), TEXT("Documents et interlocuteurs"), LIST(first), {0, 0}, TEXT("C9, et deux autres compétences du bloc")},
    {TEXT("B2"), TEXT("Organisation des flux"), LIST(second), {0, 0}, TEXT("C4, et C5 ou C6")},
    {TEXT("B3"), TEXT("Suivi des expéditions"), LIST(third), {0, 0}, TEXT("C7 ; C8 est facultative")},
};
static const blocs_answer every_bloc = {LIST(all)};

static const formulation words[] = {
    {TEXT("C8"), TEXT("traitement des litiges transport et des retards de livraison")},
    {TEXT("C5"), TEXT("suivi des stocks de palettes et de consommables d'expédition")},
};
static const formulations_answer every_word = {LIST(words)};
static const documents_answer no_document = {{0, 0}};

const identity *branche_identity(void) { return &self; }
const blocs_answer *branche_blocs(void) { return &every_bloc; }
const formulations_answer *branche_formulations(void) { return &every_word; }
const documents_answer *branche_documents(void) { return &no_document; }

const assess_answer *branche_assess(const coverage *covered, u32 count) {
  static bloc_outcome outcomes[3];
  static text missing[3][4];
  static assess_answer answer;
  for (u32 b = 0; b < 3; b++) {
    const bloc *bloc = &all[b];
    u32 counted = 0, shown = 0, lacks = 0, anything = 0;
    enum level levels[4];
    for (u32 c = 0; c < bloc->competences.length; c++) {
      const placed *placed = &bloc->competences.at[c];
      levels[c] = level_of(placed->code, covered, count);
      anything |= levels[c];
      if (placed->optional) continue;
      counted++;
      if (levels[c] == LEVEL_SOLID) shown++;
      else missing[b][lacks++] = placed->code;
    }
    int kept = b == 0   ? levels[3] == LEVEL_SOLID && shown >= 3
               : b == 1 ? levels[0] == LEVEL_SOLID && shown >= 2
                        : levels[0] == LEVEL_SOLID;
    bloc_outcome outcome = {bloc->code, kept ? REPERE : anything ? A_APPROFONDIR : NON_REPERE, (double)shown / counted,
                            {missing[b], lacks}, TEXT("Demander une situation vécue en entrepôt.")};
    outcomes[b] = outcome;
  }
  answer.is.outcomes.at = outcomes;
  answer.is.outcomes.length = 3;
  return &answer;
}
