/* Writes a branch's plugin for Repère in C, without a library: the records of the contract (plugins/wit/since-v1) as the
 * canonical ABI lays them out on wasm32, an allocator, and a few helpers.
 *
 *   clang --target=wasm32 -nostdlib -O2 -Wl,--no-entry -Wl,--strip-all plugin.c -o core.wasm
 *   repere branche build core.wasm --out plugin.wasm
 *
 * Include it in one file only. */
#ifndef REPERE_BRANCHE_H
#define REPERE_BRANCHE_H

typedef unsigned char u8;
typedef unsigned int u32;
_Static_assert(sizeof(void *) == 4, "build for wasm32: clang --target=wasm32");

typedef struct { const char *at; u32 length; } text;
#define TEXT(literal) { (literal), sizeof(literal) - 1 }

/* A list: its first record and how many there are. */
#define LIST_OF(type) struct { const type *at; u32 length; }
#define LIST(array) { (array), sizeof(array) / sizeof((array)[0]) }

enum level { LEVEL_NONE, LEVEL_PARTIAL, LEVEL_SOLID };
enum decision { DECISION_REJECTED, DECISION_TO_CLARIFY, DECISION_CONFIRMED };
enum outcome { REPERE, A_APPROFONDIR, NON_REPERE };
enum filling { FILL_LINE, FILL_PARAGRAPHS, FILL_DATE, FILL_CHOICE, FILL_KNOWN };

typedef struct {
  text id, version, name, referentiel;
  LIST_OF(text) referentiel_versions;
  text language, contact;
} identity;

typedef struct { text code; u8 optional; } placed;
typedef struct { text said; LIST_OF(text) items; } modalite;

typedef struct {
  text code, title;
  LIST_OF(placed) competences;
  LIST_OF(modalite) modalites;
  text rule;
} bloc;

typedef struct {
  text competence;
  u8 level; /* enum level */
  u32 direct, partial;
  u8 decided, decision; /* whether a person decided, and enum decision */
} coverage;

typedef struct {
  text bloc;
  u8 outcome; /* enum outcome */
  double share;
  LIST_OF(text) missing;
  text advice;
} bloc_outcome;

typedef struct { text competence, said; } formulation;

typedef struct {
  text name, label;
  u8 filling; /* enum filling */
  union { LIST_OF(text) choices; u8 known; } with;
  u8 required;
} field;

typedef struct { text id, title, body; LIST_OF(field) fields; } document;

typedef struct { LIST_OF(bloc) list; } blocs_answer;
typedef struct { LIST_OF(formulation) list; } formulations_answer;
typedef struct { LIST_OF(document) list; } documents_answer;

typedef struct {
  u8 failed;
  union {
    LIST_OF(bloc_outcome) outcomes;
    struct { u8 which; text code; } error; /* 0 unknown compétence, 1 given twice, 2 not assessable */
  } is;
} assess_answer;

#define EXPORT(name) __attribute__((export_name("repere:branche/plugin@1.0.0#" name)))

/* What a plugin defines. */
EXPORT("identity") const identity *branche_identity(void);
EXPORT("blocs") const blocs_answer *branche_blocs(void);
EXPORT("assess") const assess_answer *branche_assess(const coverage *covered, u32 count);
EXPORT("formulations") const formulations_answer *branche_formulations(void);
EXPORT("documents") const documents_answer *branche_documents(void);

/* The host asks for room for what it hands over. An instance lives for one call: nothing is given back. */
__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, u32 old_size, u32 align, u32 size) {
  extern u8 __heap_base;
  static u32 heap;
  if (!heap) heap = (u32)&__heap_base;
  u32 at = (heap + align - 1) & -align;
  heap = at + size;
  u32 pages = (heap + 0xffff) >> 16, have = __builtin_wasm_memory_size(0);
  if (pages > have && __builtin_wasm_memory_grow(0, pages - have) == (u32)-1) __builtin_trap();
  for (u32 i = 0; i < old_size; i++) ((u8 *)at)[i] = ((u8 *)old)[i];
  return (void *)at;
}

static inline int same_text(text a, text b) {
  if (a.length != b.length) return 0;
  for (u32 i = 0; i < a.length; i++)
    if (a.at[i] != b.at[i]) return 0;
  return 1;
}

/* How far a compétence is shown; a person's decision comes before what documents say. */
static inline enum level level_of(text competence, const coverage *covered, u32 count) {
  for (u32 i = 0; i < count; i++)
    if (same_text(covered[i].competence, competence))
      return covered[i].decided ? (enum level)covered[i].decision : (enum level)covered[i].level;
  return LEVEL_NONE;
}

#endif
