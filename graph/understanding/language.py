"""A light guess at the language of a text: which of four languages its small words belong to."""

import re

_WORDS = {
    "en": "the a an is are was i you my we our it to of and in on for with not do does how what can could "
    "please have has this that when where why who will would from your me need want still at be there but "
    "or if was were am so had hat war die also no me her his him about get got just",
    "de": "der die das den dem des ein eine einen einem einer ist sind war ich sie du mein meine unser wir es "
    "zu von und in im auf für mit nicht kein keine wie was kann können bitte habe hat dieser diese wenn "
    "wo warum wer wird würde aus ihr mir mich brauche möchte noch bei oder aber auch mehr schon hallo "
    "danke",
    "es": "el la los las un una es son era yo usted mi nuestro nosotros lo de y en por para con no cómo como "
    "qué que puedo puede podría favor tengo tiene este esta esto cuando dónde donde cuándo quién será "
    "desde su me necesito quiero todavía del al pero si hola gracias",
    "fr": "le la les un une des est sont était je vous mon ma notre nous il elle de du et en au aux pour avec "
    "ne pas comment que quoi puis peut pouvez avoir ai a ce cette quand où pourquoi qui sera depuis votre "
    "me moi besoin veux voudrais encore mais ou si bonjour merci s'il plaît",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LETTERS = {"de": "äöüß", "es": "ñ¿¡", "fr": "çœèêàù"}
MAX_LOOK = 600


def guess_language(text: str, default: str = "en") -> str:
    """`en`, `de`, `es` or `fr`; `default` where nothing speaks for one of them."""
    text = text[:MAX_LOOK].casefold()
    tokens = _TOKEN.findall(text)
    scores = {language: float(sum(token in words for token in tokens)) for language, words in _SETS.items()}
    for language, letters in _LETTERS.items():
        scores[language] += 1.5 * any(letter in text for letter in letters)
    best = max(scores, key=lambda language: (scores[language], language == default))
    runner_up = max(score for language, score in scores.items() if language != best)
    return best if scores[best] > runner_up and scores[best] >= 1 else default
