"""What somebody reads who writes of harming themselves, or of somebody else who might.

In the language they write in, also where the bot speaks no other sentence of it. The numbers are those of free,
nation-wide lines; a company names the right ones for its countries in `messages.yaml` (`help_line`, per locale).
"""

from collections.abc import Mapping

CARE: Mapping[str, Mapping[str, str]] = {
    "en": {
        "handoff_self_harm": "Thank you for telling me this. I'm only a bot, so I'm bringing in a person right away. "
        "If you or somebody else may be in danger now, please call your emergency number (112 in "
        "Europe, 911 in the US and Canada, 999 in the UK).",
        "help_line": "You can also talk to somebody at any hour, free of charge: 988 in the US and Canada, 116"
        " 123 (Samaritans) in the UK and Ireland; findahelpline.com names lines in other "
        "countries.",
    },
    "de": {
        "handoff_self_harm": "Danke, dass Sie das schreiben. Ich bin nur ein Bot, deshalb hole ich sofort einen "
        "Menschen dazu. Wenn Sie oder jemand anderes jetzt in Gefahr sind, rufen Sie bitte den "
        "Notruf 112.",
        "help_line": "Zu jeder Stunde hört Ihnen auch die Telefonseelsorge zu, kostenlos und anonym: 0800 111 "
        "0 111 oder 116 123; in Österreich 142, in der Schweiz 143.",
    },
    "es": {
        "handoff_self_harm": "Gracias por contarlo. Soy solo un bot, así que traigo ahora mismo a una persona. Si "
        "usted u otra persona está en peligro en este momento, llame por favor al número de "
        "emergencias (112 en España y Europa).",
        "help_line": "También puede hablar con alguien a cualquier hora y gratis: en España, el 024; en otros "
        "países, findahelpline.com indica las líneas de ayuda.",
    },
    "fr": {
        "handoff_self_harm": "Merci de l'avoir écrit. Je ne suis qu'un bot, je fais donc venir une personne tout de "
        "suite. Si vous ou quelqu'un d'autre êtes en danger maintenant, appelez s'il vous plaît "
        "le numéro d'urgence 112.",
        "help_line": "Vous pouvez aussi parler à quelqu'un à toute heure, gratuitement : en France, le 3114 ; "
        "dans d'autres pays, findahelpline.com indique les lignes d'aide.",
    },
}
CARE_KEYS = frozenset(CARE["en"])
