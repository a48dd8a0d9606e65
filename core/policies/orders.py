"""Sentences that speak to a language model instead of to people: they are taken out of what it gets to read. Pure.

This is the lower of two walls, and full of holes by nature: an order can be worded in any way. What holds is the other
one: whatever a model says must stand in the passages it cites (`core.policies.support`). This one is for an order that
itself stands in a passage.
"""

import re

_ORDERS = re.compile(
    r"(?i)\b(?:ignor\w*|disregard\w*|forget|override|bypass|vergiss|vergessen sie|olvida|oublie[zr]?)\b.{0,40}"
    r"\b(?:instruction|prompt|rules|guidelines|previous|prior|above|anweisung|regeln|vorgabe|instruccion|consigne)"
    r"|\bsystem ?prompt\b|\bsystem (?:message|override|note)\b|\bnew instructions?\b|\bneue anweisung"
    r"|\b(?:as|you are|act as|you're|du bist) (?:now )?(?:an? |ein |eine )?(?:ai|llm|language model|sprachmodell|ki)\b"
    r"|\byou are now\b|\bdeveloper mode\b|\bdo anything now\b"
    r"|\b(?:in|to|into|of|with|modify|reverse|encode) your (?:response|reply|answer|output|summary)\b"
    r"|\b(?:ai|llm|language model|assistant|chatbot)s?\b.{0,20}\b(?:must|shall|should|are to|is to|reading this)\b"
    r"|\b(?:do not|don't|never) (?:tell|mention to|reveal to|show) (?:the |this )?(?:user|customer|reader)\b"
    r"|<\|?(?:im_start|im_end|system|assistant|endoftext)\|?>|\[/?INST\]|^\s*(?:system|assistant)\s*:",
    re.MULTILINE,
)


def speaks_to_a_model(text: str) -> str:
    """The words by which a text gives orders to a language model, or ""."""
    found = _ORDERS.search(text)
    return " ".join(found.group().split()) if found else ""


def without_orders(text: str) -> str:
    """A text without its lines that speak to a language model."""
    return "\n".join(line for line in text.splitlines() if not speaks_to_a_model(line))
