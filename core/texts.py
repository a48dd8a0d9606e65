"""Every sentence a customer reads, in one place.

Tone: brief, warm, honest about being a bot. A company overrides any of them per locale (`messages.yaml`); unknown
keys and unknown placeholders are refused when the overrides are loaded, not when a customer waits.
"""

import string
from collections.abc import Mapping

from core.care_texts import CARE, CARE_KEYS
from core.errors import SettingError

ENGLISH: dict[str, str] = {
    "slack_source": "From our help:",
    "slack_read": "Read the article",
    "slack_thinking": "is looking into it…",
    "slack_solved": "That solved it",
    "slack_private_sent": "I've sent {name} the details in a direct message, because others read along here.",
    "slack_whispered": "I've shown the details to {name} only, because others read along here.",
    "slack_not_yours": "These buttons are for the customers in this channel. Write in the thread to join in.",
    "slack_about": "About your question in {channel}:",
    "greeting": "Hi, I'm {bot}, {company}'s assistant. I'm a bot: I answer from our help pages, "
    "and I bring in a person whenever you like.",
    "answer": "{answer}",
    "answer_intro": "Here's what our help says:",
    "clarify_choice": "I want to get this right. Which of these is closest?",
    "clarify_within": "This seems to be about “{category}”. Which of these is closest?",
    "clarify_open": "I'm not sure I understood that. Could you tell me in a few more words what you're trying to do?",
    "talk_to_person": "Talk to a person",
    "answer_helped": "That solved it",
    "answer_failed": "That didn't help",
    "solved": "Glad that's sorted! I'm here if anything else comes up.",
    "hello": "Hello! I'm {bot}, {company}'s assistant (a bot). What can I help you with?",
    "thanks": "You're welcome! I'm here if anything else comes up.",
    "goodbye": "Take care! Write here any time.",
    "about_bot": "I'm {bot}, a bot. I answer from {company}'s help pages. If you'd rather have a person, just say so "
    "and I'll bring one in.",
    "noise": "I'm here. What can I help you with?",
    "off_topic": "I have no answer to that in {company}'s help pages. Try putting it another way, or I can bring in "
    "a person.",
    "not_helped": "I'm sorry that didn't help. Tell me a little more about what you see, or I can bring in a person.",
    "language": "I understand you, but {company}'s help pages are in English, so I can't look this up reliably. You "
    "can ask in English, or I can bring in a person.",
    "answered_part": "You asked more than one thing, and this answers only part of it. Send me the rest one at a time, "
    "or ask for a person.",
    "answered_but": "On the other part (“{rest}”) I found nothing reliable. Ask for a person if you need that too.",
    "abuse": "I can tell this is frustrating. I'd like to help, so please keep it civil. What can I do for you, or "
    "shall I bring in a person?",
    "sign_in_first": "I can only share account details once I know it's you. Please sign in to {company} and open this "
    "chat there, or I can bring in a person.",
    "account_summary": "Here's what I see for {account}: plan {plan}, {seats_used} of {seats} seats in use, renewing on "
    "{renews_on}.",
    "handoff_asked_for_person": "Of course, I'm bringing in a person.",
    "handoff_policy_alarm": "This needs a person, so I'm handing it over now.",
    "until_then_security": "Until then, delete nothing, and if somebody else may be in an account, change its password.",
    "until_then_data_loss": "Until then, please change nothing more, so that what is missing can be brought back.",
    "handoff_intent_needs_person": "This is something a person has to do for you, so I'm bringing one in.",
    "handoff_no_answer": "I don't have a reliable answer to that, so I'm bringing in a person instead of guessing.",
    "handoff_still_unclear": "I'm still not sure I understand, so I'm bringing in a person rather than asking again.",
    "handoff_repeated_question": "I clearly haven't answered that, so I'm bringing in a person.",
    "handoff_not_helped": "I'm sorry I couldn't help. I'm bringing in a person.",
    "handoff_language": "I'm bringing in a person who can help you with this.",
    "handoff_mood": "I'm sorry this has been a struggle. I'm bringing in a person.",
    "handoff_held_back": "A person looks after this, so I'm bringing one in.",
    "handoff_abuse": "I'm bringing in a person to take this from here.",
    "handoff_not_verified": "I can't look into that myself, so I'm bringing in a person.",
    "handoff_system_error": "Something went wrong on my side, sorry. I'm bringing in a person.",
    "handoff_keeps": "They will see everything you've written, so you won't have to repeat it.",
    "expect_minutes": "We usually reply within {minutes} minutes.",
    "expect_hours": "We usually reply within {hours} hours.",
    "expect_nobody": "Nobody from our team is at the desk just now; you'll get a reply here as soon as somebody is back.",
    "agent_away": "{agent} had to leave. A colleague will take over here and has everything you've written.",
    "expect_away": "Our team is back {opens}; you'll get a reply here by {by}.",
    "already_waiting": "Thanks, that is added for the person who takes over. You don't need to stay here: the reply "
    "will be waiting in this chat.",
    "withdrawn": "All right, you're out of the queue: nobody will write to you about this any more. You're talking to me, "
    "{bot} (a bot), again. If you need a person after all, just say so.",
    "withdrawn_to_bot": "All right, I'll go on: I'm {bot}, a bot, and you're out of the queue. What would you like to "
    "know? If you need a person after all, just say so.",
    "withdrawal_kept": "Thank you for telling us. A person will still look at this and write to you here.",
    "still_waiting": "Nobody has been able to pick this up yet, and I'm sorry about the wait. You're still in the queue. "
    "If it is settled by now, just say so.",
    "still_waiting_mail": "If you'd rather not wait here, write to {support_email} and mention this chat.",
    "agent_changed": "{agent} from {company} will look after this from here, and has everything you've written.",
    "agent_escalated": "{agent} is bringing in a colleague with more experience. You won't have to repeat anything.",
    "agent_joined": "{agent} from {company} has joined. You're now talking to a person.",
    "returned_to_bot": "{agent} has handed the chat back to me, {bot} (a bot). Ask me anything, or ask for a person again.",
    "resolved": "{agent} has marked this as solved. Write here any time to pick it up again.",
}

GERMAN: dict[str, str] = {
    "slack_source": "Aus unserer Hilfe:",
    "slack_read": "Artikel lesen",
    "slack_thinking": "sieht nach …",
    "slack_solved": "Das hat geholfen",
    "slack_private_sent": "Die Einzelheiten stehen in einer Direktnachricht an {name}, weil hier andere mitlesen.",
    "slack_whispered": "Die Einzelheiten sieht nur {name}, weil hier andere mitlesen.",
    "slack_not_yours": "Diese Knöpfe sind für die Kundinnen und Kunden in diesem Kanal. Schreiben Sie im Thread mit.",
    "slack_about": "Zu Ihrer Frage in {channel}:",
    "greeting": "Hallo, ich bin {bot}, der Assistent von {company}. Ich bin ein Bot: Ich antworte aus unseren "
    "Hilfeseiten und hole jederzeit einen Menschen dazu.",
    "answer": "{answer}",
    "answer_intro": "Das steht in unserer Hilfe:",
    "clarify_choice": "Ich möchte es richtig verstehen. Was passt am besten?",
    "clarify_within": "Es geht wohl um „{category}“. Was passt am besten?",
    "clarify_open": "Das habe ich noch nicht ganz verstanden. Was genau möchten Sie tun?",
    "talk_to_person": "Mit einem Menschen sprechen",
    "answer_helped": "Das hat geholfen",
    "answer_failed": "Das hat nicht geholfen",
    "solved": "Schön, dass es geklappt hat! Ich bin da, falls noch etwas ist.",
    "hello": "Hallo! Ich bin {bot}, der Assistent von {company} (ein Bot). Wobei kann ich helfen?",
    "thanks": "Gern geschehen! Ich bin da, falls noch etwas ist.",
    "goodbye": "Alles Gute! Schreiben Sie jederzeit wieder.",
    "about_bot": "Ich bin {bot}, ein Bot. Ich antworte aus den Hilfeseiten von {company}. Wenn Sie lieber mit einem "
    "Menschen sprechen, sagen Sie es einfach.",
    "noise": "Ich bin da. Wobei kann ich helfen?",
    "off_topic": "Dazu finde ich in den Hilfeseiten von {company} keine Antwort. Formulieren Sie es gern anders, oder "
    "ich hole einen Menschen dazu.",
    "not_helped": "Schade, dass das nicht geholfen hat. Beschreiben Sie gern etwas genauer, was Sie sehen, oder ich "
    "hole einen Menschen dazu.",
    "language": "Ich verstehe Sie, aber die Hilfeseiten von {company} sind auf Englisch, deshalb kann ich hier nicht "
    "verlässlich nachsehen. Fragen Sie gern auf Englisch, oder ich hole einen Menschen dazu.",
    "answered_part": "Das waren mehrere Fragen, und das hier beantwortet nur einen Teil. Schicken Sie das Übrige bitte "
    "einzeln, oder verlangen Sie einen Menschen.",
    "answered_but": "Zum anderen Teil („{rest}“) habe ich nichts Verlässliches gefunden. Verlangen Sie gern einen Menschen.",
    "abuse": "Ich merke, dass das ärgerlich ist. Ich helfe gern, bleiben wir bitte höflich. Was kann ich tun, oder soll "
    "ich einen Menschen dazuholen?",
    "sign_in_first": "Kontodaten kann ich erst nennen, wenn ich weiß, dass Sie es sind. Bitte melden Sie sich bei "
    "{company} an und öffnen Sie den Chat dort, oder ich hole einen Menschen dazu.",
    "account_summary": "Das sehe ich für {account}: Tarif {plan}, {seats_used} von {seats} Plätzen belegt, Verlängerung "
    "am {renews_on}.",
    "handoff_asked_for_person": "Gern, ich hole einen Menschen dazu.",
    "handoff_policy_alarm": "Das gehört in die Hände eines Menschen, ich übergebe es jetzt.",
    "until_then_security": "Löschen Sie bis dahin nichts, und ändern Sie das Passwort, falls jemand anderes in einem Konto sein könnte.",
    "until_then_data_loss": "Bitte ändern Sie bis dahin nichts mehr, damit sich Fehlendes zurückholen lässt.",
    "handoff_intent_needs_person": "Das kann nur ein Mensch für Sie erledigen, ich hole jemanden dazu.",
    "handoff_no_answer": "Darauf habe ich keine verlässliche Antwort. Statt zu raten, hole ich einen Menschen dazu.",
    "handoff_still_unclear": "Ich verstehe es noch nicht sicher. Statt noch einmal zu fragen, hole ich einen Menschen dazu.",
    "handoff_repeated_question": "Das habe ich offenbar nicht beantwortet, ich hole einen Menschen dazu.",
    "handoff_not_helped": "Es tut mir leid, dass ich nicht helfen konnte. Ich hole einen Menschen dazu.",
    "handoff_language": "Ich hole einen Menschen dazu, der Ihnen dabei helfen kann.",
    "handoff_mood": "Es tut mir leid, dass das so mühsam war. Ich hole einen Menschen dazu.",
    "handoff_held_back": "Darum kümmert sich ein Mensch, ich hole jemanden dazu.",
    "handoff_abuse": "Ich hole einen Menschen dazu, der ab hier übernimmt.",
    "handoff_not_verified": "Das kann ich selbst nicht nachsehen, ich hole einen Menschen dazu.",
    "handoff_system_error": "Bei mir ist etwas schiefgegangen, entschuldigen Sie. Ich hole einen Menschen dazu.",
    "handoff_keeps": "Alles bisher Geschriebene ist dort zu sehen, Sie müssen nichts wiederholen.",
    "expect_minutes": "Wir antworten meist innerhalb von {minutes} Minuten.",
    "expect_hours": "Wir antworten meist innerhalb von {hours} Stunden.",
    "expect_nobody": "Gerade ist niemand aus unserem Team da; Sie bekommen hier eine Antwort, sobald jemand zurück ist.",
    "agent_away": "{agent} musste gehen. Jemand anderes übernimmt hier und hat alles, was Sie geschrieben haben.",
    "expect_away": "Unser Team ist ab {opens} wieder da; Sie bekommen hier bis {by} eine Antwort.",
    "already_waiting": "Danke, das steht jetzt dabei. Sie müssen nicht hier warten: Die Antwort erscheint in diesem "
    "Chat.",
    "withdrawn": "Gut, Sie stehen nicht mehr in der Reihe: Dazu schreibt Ihnen niemand mehr. Sie sprechen wieder mit mir, "
    "{bot} (einem Bot). Wenn Sie doch einen Menschen brauchen, sagen Sie es einfach.",
    "withdrawn_to_bot": "Gut, ich mache weiter: Ich bin {bot}, ein Bot, und Sie stehen nicht mehr in der Reihe. Was möchten "
    "Sie wissen? Wenn Sie doch einen Menschen brauchen, sagen Sie es einfach.",
    "withdrawal_kept": "Danke für die Nachricht. Ein Mensch sieht sich das trotzdem an und schreibt Ihnen hier.",
    "still_waiting": "Bisher konnte sich noch niemand melden, die Wartezeit tut uns leid. Sie sind weiter in der Reihe. "
    "Hat es sich inzwischen erledigt, sagen Sie es einfach.",
    "still_waiting_mail": "Wenn Sie nicht hier warten möchten, schreiben Sie an {support_email} und erwähnen Sie diesen Chat.",
    "agent_changed": "{agent} von {company} kümmert sich ab jetzt darum und hat alles, was Sie geschrieben haben.",
    "agent_escalated": "{agent} holt jemanden mit mehr Erfahrung dazu. Sie müssen nichts wiederholen.",
    "agent_joined": "{agent} von {company} ist da. Sie sprechen jetzt mit einem Menschen.",
    "returned_to_bot": "{agent} hat den Chat an mich, {bot} (einen Bot), zurückgegeben. Fragen Sie gern weiter, oder "
    "verlangen Sie wieder einen Menschen.",
    "resolved": "{agent} hat das Anliegen als gelöst markiert. Schreiben Sie jederzeit hier weiter.",
}

_SHIPPED = {"en": ENGLISH, "de": GERMAN}


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


class CustomerTexts:
    """The shipped sentences with a company's overrides on top.

    `constants` (company, bot, support_email) may stand in every sentence. Raises SettingError for an unknown key,
    a placeholder that the shipped sentence does not have, or a text that is empty.
    """

    def __init__(self, constants: Mapping[str, str], overrides: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._constants = dict(constants)
        self._tables = {locale: dict(table) for locale, table in _SHIPPED.items()}
        self._care = {locale: dict(table) for locale, table in CARE.items()}
        for locale, table in (overrides or {}).items():
            for key, template in table.items():
                tables, english = (self._care, CARE["en"]) if key in CARE_KEYS else (self._tables, ENGLISH)
                checked = self._checked(locale, key, template, english)
                tables.setdefault(locale, dict(english))[key] = checked

    def _checked(self, locale: str, key: str, template: str, english: Mapping[str, str]) -> str:
        if key not in english:
            raise SettingError(f"messages: {locale}.{key} is not a sentence Foyer says. Remove it or mend its name.")
        if not template.strip():
            raise SettingError(f"messages: {locale}.{key} is empty. Write a text or remove the line.")
        extra = _placeholders(template) - _placeholders(english[key]) - set(self._constants)
        if extra:
            raise SettingError(f"messages: {locale}.{key} uses {{{min(extra)}}}, which is not known there.")
        return template

    def speaks(self, locale: str) -> bool:
        """Whether there are sentences in this language."""
        return locale in self._tables

    def say(self, key: str, locale: str, **values: object) -> str:
        """The sentence `key` in `locale` (or its language, or English) with its placeholders filled."""
        tables = self._care if key in CARE_KEYS else self._tables
        table = tables.get(locale) or tables.get(locale.split("-", maxsplit=1)[0]) or tables["en"]
        return table[key].format_map({**self._constants, **{name: str(value) for name, value in values.items()}})
