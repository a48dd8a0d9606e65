"""What a passage's score and the confidence in it are made of: numbers with names, and what each counts.

The weights are fitted on questions with known answers from several sources at once, see docs/adr/0007.
"""

import numpy as np

COSINE = 8.0
"""What a cosine counts in a first score; the square root of a BM25 score counts 1. Raw scores stay comparable between
questions, and serve as well as standardised ones (docs/adr/0007)."""
LONE_LEAD = 4.0
"""The lead of a passage that has no other beside it."""
SUPPORT = np.array([0.6, 0.4, 0.3, 0.12], np.float32)
"""Of a sentence: its similarity alone, with its heading, the question's words in it, the sort of answer it gives."""
EVIDENCE = (
    "passage similarity",
    "article similarity",
    "words of the passage",
    "words of the article",
    "best of all the article's passages",
    "sentence alone",
    "sentence under its heading",
    "question's words in the sentence",
    "sort of answer",
    "steps for a how-to",
    "introduction",
    "introduction for a how-to",
    "customers ask this of the article",
    "speaks of the customer's own customers too",
    "its heading names what is done already, or not to be done, or it does what is to be undone",
    "nearest of the article's passages, the turns before read along",
    "words that follow one another in the title",
)
"""What decides between passages, a number each."""
EVIDENCE_WEIGHTS = np.array(
    [3.0, 3.9, 0.55, 0.65, 0.15, 3.7, 4.3, 1.8, 1.5, 1.65, -1.2, -0.8, 5.0, 2.0, -4.0, 0.0, 0.0], np.float32
)
UNTOLD_WEIGHTS = np.array(
    [3.0, 8.9, 0.55, 0.95, 0.15, 3.7, 4.3, 1.8, 1.5, 1.65, -1.2, -0.8, 0.0, 1.2, 0.0, 10.0, 4.0], np.float32
)
"""Where nothing is known of what customers ask, articles as wholes, their nearest passages and names count for more,
and what is done already not at all: other articles may head their parts otherwise."""
CUSTOMERS_ASK = EVIDENCE.index("customers ask this of the article") + 1
"""Up to here evidence is of use to confidence too."""
FEATURES = (
    "passage similarity",
    "sentence under its heading",
    "article similarity",
    "words found in the passage",
    "words found in the article",
    "words found nowhere",
    "lead over the next article",
    "meaning and words agree",
    "sentence alone",
    "question's words in the sentence",
    "sort of answer",
    "steps for a how-to",
    "introduction",
    "introduction for a how-to",
    "customers ask this of the article",
    "lead over the next passage of the article",
    "telling words",
    "no telling word, or a lone one",
    "score of its words",
)
"""What confidence in the first passage rests on."""
