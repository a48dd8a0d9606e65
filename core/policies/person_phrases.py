"""The wish for a person, clause by clause. English here; the other languages in `person_phrases_more`.

Three ways lead to a match: a lead that can only be a wish ("can I", "let me", "please") before a contact with
somebody; an unmistakable noun ("a human", "a representative") unless the words before it turn the meaning; and
refusing the bot. Every pattern is bounded, so that no text can make it slow.
"""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

import re

from core.policies import person_phrases_more as more
from core.policies.person_indirect import wish_between_the_lines
from core.policies.person_signs import wish_by_signs
from core.policies.rules import Rules

# --- who ------------------------------------------------------------------------------------------------

_ADJECTIVES = (
    r"(?:(?:an?|the|your|some|any|one of(?: your| the)?|actual|actually|real|live|living|alive|human|breathing|proper"
    r"|different|another|other|senior|support|customer|service|care|success|help ?desk|billing|technical|tech|account"
    r"|accounts|sales|chat|phone|genuine|competent|qualified|available|of you|of your|them|like|flesh and blood|fucking"
    r"|bloody|damn|goddamn|concerned|relevant|right|appropriate|nice|kind|second|third|next|higher|level|tier|line|trained|native|english|speaking|german|french|spanish|friendly|first|non|literal|physical)"
    r",? ){0,5}"
)
_STRONG = (
    r"(?:humans?(?: beings?| support| help| assistance| agents?| operators?| representatives?| contact| team"
    r"| advisors?| reps?| person| staff)?|(?:real|actual|live|living|breathing|proper|genuine|human)"
    r" (?:persons?|people|agents?|reps?|support|help|assistance|someone|somebody|body|chat|operators?|assistant|advis[oe]rs?"
    r"|representatives?|team|staff|consultants?)|persons? (?:real|human|alive)|representatives?|call cent(?:er|re)"
    r"|customer (?:service|support|care|success)(?: (?:team|agent|rep|person|people|representative|manager|desk|executive))?"
    r"|support (?:agent|rep|person|people|staff|member|representative|specialist|engineer|team)s?"
    r"|(?:someone|somebody|anyone|anybody) (?:real|human|alive|else|competent|who can (?:actually )?(?:help|fix|understand)"
    r"|who (?:is|isn't|knows|understands|actually)|with a (?:pulse|brain)|from (?:your|the) (?:support |billing |technical )?(?:team|staff|support|company|side|office|end)"
    r"|from (?:customer )?support|in charge"
    r"|on the phone|at (?:your company|support)|over there|higher)|(?:member of|your) staff|whoever (?:is (?:in charge|responsible)|handles|deals with|takes care of|looks after)|the person in charge|(?:an? )?higher ?up)"
)
_WEAK = (
    r"(?:person|(?<=your )(?:people|staff|team|colleagues?|employees?|boss)|colleagues? of yours|someone|somebody|anyone|anybody|agents?|reps?"
    r"|operators?|managers?|supervisors?|advis[oe]rs?|support|helpdesk|help desk|employee|executive|specialist|expert|technician"
    r"|engineer|consultant|team member|member of (?:the|your) team|billing|sales|finance|accounts"
    r"|(?:billing|sales|technical|tech|finance|accounts?) (?:team|department|person|people|guys?|support))"
)
# What turns a noun into something else: "the person I booked with", "human resources", "agent seat".
_NOT_AFTER = (
    r"(?![-'’/&]\w)(?! (?:i|we|he|she|they|you) (?!can|could|am able)\w+)(?! (?:who|that|which) (?!can|could|will|would|is"
    r"|isn't|knows|understands|actually|has|i can|speaks|works? for you)\w+)(?! to (?:be able to )?(?:only )?(?:see|view|edit|access|have|book|manage|change) (?:only|just|their|its|his|her)\b)(?! (?:through|resources?|error|errors|readable|review"
    r"|rights|seats?|licen[cs]es?|accounts?|roles?|permissions?|invoice|id|name|names|field|fields|type|profile|page"
    r"|list|listing|commission|portal|settings?|status|body|anatomy|history|report|dashboard|tab|menu|login"
    r"|called|named|added|removed|deleted|booked|booking|to (?:my|our|the) (?:team|account|clinic|plan|calendar)"
    r"|from (?:my|our) |at (?:my|our|the) (?:clinic|studio|practice|salon|front desk)|on (?:my|our) team|in (?:my|our)"
    r" )(?:\b|(?<= )))"
)
_STRONG_PERSON = rf"{_ADJECTIVES}\b{_STRONG}\b{_NOT_AFTER}"
_ANY_PERSON = rf"{_ADJECTIVES}\b(?:{_STRONG}|{_WEAK})\b{_NOT_AFTER}"

# --- what ------------------------------------------------------------------------------------------------

_SOFT = (
    r"(?:(?:please|just|at least|maybe|possibly|really|now|directly|immediately|actually|only|simply|quickly|ever|still"
    r"|also|finally|kindly|straight|instead|somehow|urgently|right|away|first|again|to),? ){0,3}"
)
_CONTACT = (
    r"(?:(?:speak|talk|chat|complain|communicate|converse|be connected|be transferred"
    r"|be put through|be put|get connected|get transferred|get put|get through|get in touch|get in contact|be in touch"
    r"|have (?:an? )?(?:quick |short |little |live )?(?:chat|word|call|conversation|talk)|discuss (?:this|it|that|my \w+)"
    r"|sort (?:this|it) out|speak about (?:this|it)|talk about (?:this|it)|talk (?:this|it) (?:through|over))"
    r"(?: directly| live| again| right now| now| asap| please| over the phone| on the phone| through)?,? (?:to|with|2)"
    r"|speak|talk)"
)
_REACH = (
    r"(?:(?:deal|connect|interact|liaise|write) (?:with|to)|reach|contact|get (?:a )?hold of|get through to|get to)"
)
_TRANSFER = (
    r"(?:connect|transfer|put|pass|hand|forward|refer|redirect|route|switch|get|escalate|send|take|direct|patch|move|bring"
    r"|connecting|transferring|putting|passing|handing|forwarding|switching)"
    r" (?:me|us|this|it|this chat|my (?:case|issue|chat|ticket|request|call|query|enquiry|inquiry|question|message|problem|matter|complaint|concern))"
    r"(?: (?:over|through|on|off|back|straight|directly|now|up|please)){0,2},? (?:to|with|2|onto|in touch with|in contact with)"
)
_LEAD = (
    r"(?:\b(?:i|we)(?: really| just| actually| only| still| urgently| also| desperately| honestly| do| now| definitely)*"
    r" (?:want|need|wish|would like|would love|would prefer|would rather|prefer|have|must|demand|insist|ask|request|like"
    r"|require|am asking|am trying|am requesting|am looking|am begging|was hoping|am hoping|hope|expect|asked|keep asking"
    r"|would really like|would appreciate it if i could|beg)(?: (?:for|on|to))?(?: be able to| a chance to| someone to let me)?"
    r"|\b(?:can|could|may|might|shall)(?:'t|n't)? (?:i|we|you|u|someone|somebody)(?: (?:please|just|at least|let me|let us"
    r"|have me|get me to|help me|help me to|allow me to))*|\b(?:let|allow) (?:me|us)(?: to)?|\bpossible(?: for (?:me|us))? to"
    r"|\bany (?:way|chance|possibility)(?: (?:for (?:me|us)|i can|i could|that i can|of|to))*|\bthere (?:an? |any )?way"
    r"(?: (?:for (?:me|us)|i can|that i can|to))*|\bhow (?:do|can|could|would|should) (?:i|we)|\bhow to|\bwhy can't (?:i|we)"
    r"|\bwhen can (?:i|we)|\bwhere can (?:i|we)|\b(?:i|we) have to|\b(?:have|trying|want|need|like|love|rather|prefer|going)"
    r" to(?= (?:speak|talk|chat))|\brather|\b(?:nice|good|great|better|best|easier) (?:to|if i could)"
    r"|\bmind if i|\b(?:i|we) (?:can|could)|\bwant|\bneed)"
)
_START = (
    r"^(?:(?:please|just|ok|okay|yes|yeah|yep|no|nope|hey|hi|hello|and|then|so|now|well|but|or|sorry|seriously|ugh|argh|omg|oh"
    r"|god|ffs|wtf|stop|look|listen|right|fine|alright|actually|thanks|sure|help|urgent|again|wait|nah|man|dude|cool"
    r"|thank you|good morning|good afternoon|for the \w+ time|i said|i repeat|as i said|to|not helpful|useless|try to|go),? )"
    r"{0,4}"
)
_END = (
    r"(?=$|,| (?:please|now|right|here|asap|immediately|directly|today|instead|urgently|not|and|on the|in the|over|because|so|but|or"
    r"|rather|who|that|to (?:help|talk|speak|call|look|assist|contact|answer|fix|chat|sort|handle|reply|respond|explain|take"
    r"|deal|get|solve|check|discuss|come|review|walk|ring|phone|resolve|go|read|see)|for (?:this|that|help|real|once|once in|my|god)"
    r"|i can|we can|with|about|regarding|at once|then|thanks|thank|straight|ok|okay|immediately|already|available|quickly"
    r"|this instant|first|next|from|ffs|dammit|is|anymore|over there|only|lol|instantly|if possible|pronto)\b)"
)
_TAIL = (
    r"(?:,? (?:please|now|right now|asap|thanks|thank you|here|immediately|today|urgently|instead|needed|required|wanted|only"
    r"|help|request|ok|ty|then|plz|quickly|pronto|at once|already|not (?:an? |the )?(?:\w+ )?(?:bot|robot|machine|ai|computer)"
    r"|no (?:more )?bots?|and (?:ty|thanks|thank you)|ffs|dammit|damn it|for god's sake|if possible|on the phone|in chat)){0,3}$"
)
_BOT = (
    r"(?:(?:an?|the|this|your|any|these|that|stupid|dumb|silly|useless|bloody|damn|damned|fucking|freaking|talking|horrible"
    r"|annoying|more|another|some|crappy|chat|automated|virtual|digital|ai|of|pointless|bleeding) ){0,4}"
    r"(?:bots?|robots?|machines?|ai|computers?|(?:virtual |digital )?assistants?|automations?|auto ?repl(?:y|ies)"
    r"|automated (?:messages|replies|answers|responses|system|service|crap)|software|algorithm|program|script)"
)
_BOT_END = (
    r"(?=$|,| (?:please|anymore|any more|any longer|now|again|here|instead|at all|but|and|thing|things|crap|nonsense|rubbish"
    r"|stuff|today|that|which|who|for this|i want|giving|telling|answers?|repl(?:y|ies)|responses?|messages|talking|want|need|when"
    r"|because|right|get|just|thanks|to (?:me|answer|reply|help))\b)"
)

_WISHES = Rules(
    (
        rf"{_LEAD},? {_SOFT}{_CONTACT} {_SOFT}{_ANY_PERSON}",
        rf"{_LEAD},? {_SOFT}{_REACH} {_SOFT}(?:{_STRONG_PERSON}|(?:an?|some|any|another)? ?(?:person|agent|someone|somebody){_NOT_AFTER}|your (?:(?:support|service) )?(?:team|staff|people|colleagues?)){_END}",
        rf"{_LEAD},? {_SOFT}(?:be )?{_TRANSFER} {_ANY_PERSON}",
        rf"{_START}{_CONTACT} {_SOFT}{_ANY_PERSON}",
        rf"{_START}{_REACH} {_SOFT}{_STRONG_PERSON}{_END}",
        rf"\b(?:prefer|like|love|mind|rather be|feel better|feel safer|am better|comfortable) (?:talking|speaking|chatting|dealing) (?:to|with) (?:{_ANY_PERSON}|(?:real )?people)(?=$| (?:please|instead|rather|about))",
        rf"\b(?:put|get) (?:me )?{_STRONG_PERSON} on\b",
        rf"\b(?:is|are) {_STRONG_PERSON} (?:available|around|online|here|there)(?: (?:now|today|please|right now))*$",
        rf"\b{_TRANSFER} {_SOFT}{_ANY_PERSON}",
        rf"{_START}(?:transfer|connect|switch|escalate|route|forward|pass|handover|hand over) (?:to|with) {_ANY_PERSON}{_END}",
        rf"{_START}(?:connect|transfer|put|pass|hand|forward|redirect|switch|patch) (?:me|us)(?: (?:over|through|on|up)){{0,2}}{_TAIL}",
        rf"\b(?:i|we) (?:want|need|would like|asked) (?:you )?to (?:connect|transfer|put|pass|hand|switch) (?:me|us)(?: (?:over|through|on)){{0,2}}{_TAIL}",
        rf"\b(?:can|could|will|would) you (?:please )?(?:connect|transfer|put|pass|hand|switch) (?:me|us)(?: (?:over|through|on)){{0,2}}{_TAIL}",
        rf"\b(?:get|give|find|bring|fetch|send|grab|assign|call|page|send in|bring in|hook me up with) (?:(?:me|us|in|over) )?{_SOFT}{_STRONG_PERSON}{_END}",
        rf"{_START}(?:get|give|find|bring|fetch|send|grab|assign|bring in) (?:me |us |in )?{_SOFT}{_ANY_PERSON}{_END}",
        rf"\b(?:i|we) (?:(?:really|just|only|still|do|honestly|actually|definitely|now) )*(?:want|need|would like|would love|would prefer"
        rf"|prefer|require|demand|request|would rather have|would rather|am looking for|am asking for|asked for|insist on|must have|said"
        rf"|will wait for|would really like|expect|am requesting) {_SOFT}(?:(?:help|assistance|support|contact|answers?|a reply|a response|an"
        rf" answer|attention) (?:from|by|of|with) )?(?:{_STRONG_PERSON}|{_ADJECTIVES}(?:person|agent|rep|operator|manager|supervisor|advis[oe]r|specialist|colleague of yours|(?:someone|somebody)(?! to (?!call|talk|speak|contact|chat|phone|ring|help me|assist me))){_NOT_AFTER}){_END}",
        rf"\b(?:can|could|may) (?:i|we) (?:please )?(?:have|get|see|request|ask for) {_SOFT}{_ANY_PERSON}{_END}",
        rf"{_START}(?:i |we )?(?:want|need|prefer|require|requesting|looking for|request for|would like|how about|what about|where is|where are){_SOFT} {_SOFT}{_STRONG_PERSON}{_END}",
        rf"{_START}(?:want|need|prefer|require|requesting) {_SOFT}{_ADJECTIVES}(?:person|agent|rep|operator|manager|supervisor|advis[oe]r|someone){_END}",
        rf"\b(?:is|are) there (?:(?:really|actually|maybe|even|not) )?{_ANY_PERSON} (?:(?:here|there|available|around|online|on duty|working|free|in) ?)*(?:(?:that |who |whom )?(?:i|we) (?:can|could) (?:speak|talk|chat|write|contact|deal|ask)|to (?:speak|talk|chat)|available)",
        rf"\b(?:is|are) there {_STRONG_PERSON}(?: (?:here|there|available|around|online|on duty|working|free|in|today|now|right now|at all))+$",
        rf"\bdo(?:n't)? you (?:guys |not )?(?:even )?(?:have|employ) {_STRONG_PERSON}(?=$|,| (?:here|there|available|i|we|to|who|at all|that)\b)",
        r"\bwho (?:can|could|should|do|would) (?:i|we) (?:speak|talk|chat|turn) (?:to|with)(?: here| then| now| about\b.{0,60})?$",
        r"\b(?:can|could|would|may|might)(?:'t|n't)? (?:(?:please|maybe|perhaps) )?(?:you|(?:someone|somebody|anyone|anybody)(?: (?:from|in|at|of) (?:the |your )?(?:billing|support|sales|finance|accounts?|team|technical|tech|customer|company)(?: (?:team|department|support|service|care))?)?|an? (?:real |live |actual |human )?(?:person|agent|human|rep|representative|manager|colleague|advis[oe]r)|your team|your staff|support|one of you\w*(?: \w+){0,2}|customer (?:service|support)) (?:please )?(?:(?:give me a )?(?:call|ring|phone|telephone|call back|ring back)|contact|reach out to|get in touch with|get back to) ?(?:me|us)?(?: back)?(?=$|,| (?:please|on|at|now|today|tomorrow|asap|about|regarding|when|to|back|this|in|instead|directly|urgently|right|as soon|by|if)\b)",
        rf"{_START}(?:call|phone|ring|telephone) (?:me|us)(?: back)?(?=$|,| (?:please|on|at|now|today|tomorrow|asap|about|when|back|urgently|right|as soon|this|in|immediately|instead)\b)",
        r"\b(?:i|we) (?:(?:really|just|still) )?(?:want|need|would like|would love|would prefer|request|am requesting|am waiting for|demand|expect|asked for|would appreciate|appreciate) (?:to (?:request|have|get|schedule|arrange|book) )?(?:a |an |your )?(?:phone ?call|call ?back|call back|return call|telephone call|phone call back|callback call)(?! (?:url|uri|link|endpoint|function|button|feature|option|number))",
        r"\b(?:can|could|may|might|shall) (?:i|we) (?:please )?(?:get|have|request|arrange|schedule|book) (?:a |an )?(?:phone ?call|call ?back|return call)(?! (?:url|uri|link|endpoint|function|button|feature|option|number|form|widget))(?! (?:to|with|for) (?:my|our|the|a) (?:clients?|customers?|patients?))",
        rf"{_START}(?:request(?:ing)?|arrange|schedule|need|want) (?:a |an )?(?:call ?back|call back|phone call)(?: please| from \w+| asap| now| today)*$",
        rf"{_START}(?:call ?back|live chat|call back|phone call) ?(?:please|now|request|asap)$",
        r"\bgive (?:me|us) a (?:call|ring|bell|buzz)(?: back)?(?=$|,| (?:please|on|at|now|today|tomorrow|asap|about|when|back|urgently)\b)",
        rf"\b(?:have|get|ask|let|make|want|need|tell|like|expect) {_ANY_PERSON} (?:to )?(?:please )?(?:call|phone|ring|contact|email|e-mail|reach out to|get in touch with|get back to|speak to|talk to|speak with|talk with|chat with|help|assist|reply to|answer|look at) (?:me|us|this|my)\b",
        rf"\b(?:can|could|would|may)(?: (?:please|maybe))? {_STRONG_PERSON} (?:please )?(?:help|assist|look|answer|take over|take this|reply|respond|check|join|step in|handle|deal|talk|speak|read)",
        r"\b(?:can|could|would|may)(?: please)? (?:a|an|some other|any) (?:person|agent|rep|operator|manager|supervisor|colleague|human) (?:please )?(?:help|assist|look|answer|take over|take this|reply|respond|check|join|step in|handle|deal with|talk to me|speak to me)",
        rf"{_START}escalate(?: (?:this|me|it|my (?:case|issue|ticket|complaint|request|chat|problem|question)))?(?: (?:please|now|immediately|asap|to (?:a |an |your |the )?(?:\w+ )?(?:human|manager|supervisor|person|agent|someone|team|level|support|next level)))*$",
        r"\b(?:i|we) (?:want|need|would like|demand|have) (?:you )?to escalate\b|\b(?:can|could|will|would|please) (?:you )?(?:please )?escalate (?:this|me|it|my)\b|\b(?:want|need|would like) (?:this|it|my \w+) (?:to be )?escalated\b",
        rf"\b(?:switch|change|over|back|transfer|go|hand over|handover|handoff|pass) (?:over )?to {_STRONG_PERSON}{_END}",
        rf"\b(?:not|no|isn't|instead of|rather than|than) {_BOT},? (?:but )?(?:i )?(?:want |need )?{_STRONG_PERSON}",
        rf"\b(?:real|actual|live|human|breathing)(?: \w+)? (?:person|human|people|agent|being|support|someone),? (?:please )?(?:and )?(?:not|instead of|rather than|no) {_BOT}",
        rf"\b(?:someone|somebody|a person|person|an agent|agent),? (?:please,? )?(?:and )?(?:not|instead of|rather than|other than|that isn't|who isn't|that is not|who is not) {_BOT}",
        r"\b(?:a person|a human|person|human|someone|agent|representative),? not you$",
    )
)
_REFUSALS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:i|we) (?:(?:really|just|still|also|honestly|absolutely) )*(?:don't|won't|refuse to|am not going to|can't stand|would not|wouldn't|am not)(?: (?:keep|keep on|want|need|like|to|wish|trust|talk|talking|speak|speaking|chat|chatting|deal|dealing|with|use|having|have|continue|going|help|from|another|answers?|interested in|really|be|being|stand|answered by)){{1,6}} {_BOT}{_BOT_END}",
        rf"\b(?:hate|tired of|sick of|fed up with|done with|done|enough(?: of| with)?|no more|stop|can't stand|bored of|had it with|over)(?: (?:talking|speaking|chatting|dealing|messing|arguing|to|with|of|using|me|sending|giving me)){{0,4}} {_BOT}{_BOT_END}",
        rf"{_START}(?:not? |no more |don't want |stop |enough |without |anything but |anyone but |get rid of |turn off |switch off |disable |shut off |kill |remove |ban |skip |cancel |end |exit |leave |bypass ){_BOT}{_TAIL}",
        rf"\b(?:get me|get us|take me) (?:off|away from|out of|past) {_BOT}",
        rf"\bany(?:thing|one|body) (?:but|other than|except) {_BOT}",
        r"\bstop (?:sending|giving) me (?:these )?(?:bot|automated|canned|robotic) (?:answers|replies|messages|responses)",
    )
)
_STRONG_ANYWHERE = re.compile(rf"\b{_CONTACT} {_SOFT}{_STRONG_PERSON}")
_BARE = re.compile(
    rf"^(?:(?:ok|okay|hey|hi|hello|yes|yeah|no(?=,)|please|just|so|then|and|well|a|an|the|i said|ugh|sorry|now|seriously|urgent"
    rf"|again|oh|god|ffs|omg|actually|thanks|to|first|for the \w+ time|stop|come on|must be|make it|only),? ){{0,4}}"
    rf"(?:{_STRONG_PERSON}|{_ADJECTIVES}(?:person|(?<=real )people|agents?|reps?|operators?|supervisor|manager|advis[oe]r|live chat"
    rf"|humans?|someone(?= please| now| real| human| help)|somebody(?= please| now| real)|helpdesk|help desk)|(?:phone|live|technical) support)"
    rf"(?: or (?:a )?(?:\w+))?{_TAIL}"
)
# Without any of these there is nothing to look for; most messages end here.
_MENTION = re.compile(
    r"\b(?:human|person|people|some(?:one|body)|any(?:one|body)|agent|rep\b|reps\b|represent|operator|advis|supervis|manager"
    r"|support|service|customer|help ?desk|staff|team|employee|executive|specialist|expert|technician|engineer|consultant|colleague|boss"
    r"|billing|sales|finance|account|live|real|whoever|higher|escalat|connect|transfer|put|pass|hand|forward|redirect|switch"
    r"|patch|call|phone|ring|bell|telephone|bot|robot|machine|ai\b|computer|assistant|automat|auto|canned|software|algorithm"
    r"|program|script|reply|replies|who\b|mensch|mitarb|berater|kunden|jemand|agent|ansprech|sachbearb|vorgesetzt|chef|verbind"
    r"|stell|leiten|gespr|ruck|rueck|zuruck|zurueck|anruf|ruf|maschine|roboter|chatbot|automat|ki\b|persona|alguien|represent|operador|asesor"
    r"|ejecutiv|encargad|gerente|atencion|soporte|emplead|tecnico|responsable|maquina|contestador|llam|humain|quelqu|conseill"
    r"|operat|technic|superieur|equipe|passez|passe|mettez|mets|connect|rappel|appel|automate|ordinateur|ia\b|mis)"
)
_SOMEBODY = re.compile(
    r"\b(?:humans?|persons?|people|someone|somebody|anyone|anybody|agents?|reps?|representatives?|operators?|advis[oe]rs?"
    r"|managers?|supervisors?|customer (?:service|support|care)|support (?:staff|team|agent|person)|staff|colleagues?|team"
    r"|live chat|bots?|robots?|machines?|called back|call ?back|callback|phone|telephone|call|ring|hotline|employees?|adult|grown ?up|senior|superior|specialist|expert|dev|engineer|technician|department|escalate|queue|real|live|voice|automated|artificial|software|algorithm|human|talk|speak|conversation|in person|complaints|whoever|your boss|one of you)\b"
)
_OTHERS = re.compile(
    r"\b(?:my|our|their|his|her)(?: \w+)? (?:team|staff|colleagues?|boss|manager|agent|accountant|lawyer|receptionist|users?)\b"
    r"|\b(?:clients?|customers?(?! (?:service|support|care))|patients?|visitors?|guests?|they|he|she)\b"
)
_DENIED = re.compile(
    r"\b(?:don't|didn't|never|no need|without|rather not|not (?:need|want|talk|speak)|if|spoke|talked|told|said)\b"
    r"|^(?:so |and |but |wait )?(?:am i|are you|r you|is this|is it|was this|who (?:am|are)|do you (?:know|think))\b"
    r"|\bwhat do people\b|\bi am (?:talking|speaking|chatting) (?:to|with) (?:an? )?(?:bots?|robots?|machines?|ai|computers?)\b|\b(?:fields?|columns?|appointment types?|claiming|pretend\w*)\b"
)
_BARE_STRONG = re.compile(rf"^(?:(?:please|just|a|an|or|so|then),? ){{0,3}}{_STRONG_PERSON}{_TAIL}")

# --- what turns the meaning -------------------------------------------------------------------------------

_ASKS_WHETHER = re.compile(
    r"(?:\b(?:do|does|did|will|should|must|if|when|unless|whether|am|was|are|were|why do|why should|why would|have|has|had"
    r"|until|once|after|before|without|rather than|instead of)(?: (?:not|ever|even|really|actually|just|always|still))?)$"
)
_REFUSES = re.compile(
    r"\b(?:don't|didn't|doesn't|never|no need|without|instead of|rather than|not|no longer|won't|wouldn't|isn't|needn't|avoid"
    r"|prevent|nobody|no one|hate|stop|before|after|used to|did|does|do|am|was|were|will|should|must|if|when|whether|unless"
    r"|had|have|has|thought)\b"
)
_BUT_CANNOT = re.compile(
    r"\b(?:can't|couldn't|why don't|don't you|why won't|won't (?:you )?let|not able|unable|wouldn't let|doesn't let|don't make me"
    r"|not letting|can not|don't get|why not|why isn't|why is it not|couldn't|isn't there|do not let)\b"
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:my|our|their|his|her|its|the|a|an|your|some|each|every)(?: \w+)? (?:clients?|customers?|patients?|guests?|visitors?|users?|students?"
    r"|parents?|members?|receptionists?|staff|team|colleagues?|employees?|therapists?|practitioners?|boss|wife|husband|mum|mom"
    r"|dad|daughter|son|owner|friend|accountant|lawyer|doctor)\b|\b(?:clients|customers|patients|users|visitors|guests|people"
    r"|he|she|they|you)\b(?! (?:please )?(?:let|get|connect|transfer|put|have|help|pass|all) (?:me|us)?)"
)
_ABOUT_US = re.compile(
    r"\bhow (?:do|can|to|could|would|should)\b|\bcan (?:i|we)\b|\bwhere\b|\bdoes\b|\bis it possible\b"
)


def wish_in_clause(clause: str, alone: bool, edge: bool) -> str:
    """The words of a folded clause that ask for a person, or "".

    `alone`: the whole message is only a few words; `edge`: the clause begins or ends it. A bare "agent" means a
    person only where nothing else is said; a bare "real human, please" also before or after other words.
    """
    if not _MENTION.search(clause):
        return wish_between_the_lines(clause) or wish_by_signs(clause)
    segments = [segment for part in clause.split(",") if (segment := part.strip())]
    for number, segment in enumerate(segments):
        outer = edge and number in (0, len(segments) - 1)
        asked = alone or (outer and ("please" in segment.split() or _BARE_STRONG.match(segment)))
        if asked and (match := _BARE.match(segment)):
            return match[0]
    for segment in (clause, *segments) if len(segments) > 1 else (clause,):
        if words := _in_segment(segment):
            return words
    return more.wish_in_clause(clause, alone) or wish_between_the_lines(clause) or wish_by_signs(clause)


def names_somebody(clause: str) -> bool:
    """Whether a clause names a person to talk to, a bot or a call back, undenied and not as somebody else."""
    return bool(_SOMEBODY.search(clause)) and not _DENIED.search(clause) and not _OTHERS.search(clause)


def _in_segment(clause: str) -> str:
    for number in _WISHES.possible(clause):
        for match in _WISHES[number].finditer(clause):
            before = clause[: match.start()].rstrip(" ,")
            if not _turned(before.rpartition(",")[2].strip(), match[0]):
                return match[0]
    for pattern in _REFUSALS:
        refusal = pattern.search(clause)
        if refusal and not _refusal_turned(clause[: refusal.start()]):
            return refusal[0]
    if named := _STRONG_ANYWHERE.search(clause):
        before = clause[: named.start()].rpartition(",")[2]
        refused = _REFUSES.search(before) and not _BUT_CANNOT.search(before)
        if not refused and not _SOMEBODY_ELSE.search(before):
            return named[0]
    return ""


def _turned(before: str, words: str) -> bool:
    """Whether what stands before a match makes it a question about something else, or somebody else's wish."""
    if _BUT_CANNOT.search(before) or _BUT_CANNOT.match(words):
        return False
    if _ASKS_WHETHER.search(before) or re.search(r"\b(?:don't|not|never|didn't|no need to|won't)$", before):
        return True
    wanting = re.match(r"(?:want|need|have|like|rather|to)\b", words) is not None
    return wanting and (_REFUSES.search(before) or _SOMEBODY_ELSE.search(before)) is not None


def _refusal_turned(before: str) -> bool:
    """Whether refusing a bot is about the customer's own product or is itself denied."""
    return bool(_ABOUT_US.search(before) or re.search(r"\b(?:don't|not|never|didn't)\s*$", before))
