"""How a drafted reply to a customer begins, in the language they write, also where the bot speaks no other sentence of
it: an agent reads it before it is sent, and may change it."""

from collections.abc import Mapping

DRAFTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "hello": "Hi, ",
        "hello_name": "Hi {name}, ",
        "read": "I've read the conversation so far.",
        "looking": "I've read everything above, so there's no need to repeat it. I'm looking into it now.",
    },
    "de": {
        "hello": "Hallo, ",
        "hello_name": "Hallo {name}, ",
        "read": "ich habe das bisherige Gespräch gelesen.",
        "looking": "ich habe alles bisher Geschriebene gelesen, Sie müssen nichts wiederholen. Ich sehe es mir jetzt "
        "an.",
    },
    "es": {
        "hello": "Hola: ",
        "hello_name": "Hola, {name}: ",
        "read": "he leído la conversación hasta aquí.",
        "looking": "he leído todo lo anterior, así que no hace falta que lo repita. Lo estoy mirando ahora.",
    },
    "fr": {
        "hello": "Bonjour, ",
        "hello_name": "Bonjour {name}, ",
        "read": "j'ai lu la conversation jusqu'ici.",
        "looking": "j'ai lu tout ce qui précède, vous n'avez pas besoin de le répéter. Je m'en occupe maintenant.",
    },
}


def draft_words(language: str) -> Mapping[str, str]:
    """The sentences in `language` ("de", "de-AT"), or in English."""
    return DRAFTS.get(language.replace("_", "-").partition("-")[0].lower(), DRAFTS["en"])
