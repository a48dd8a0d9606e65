"""English ways to ask for a person without saying so straight: "is anyone there", "could a colleague take over".

`person_phrases` hears who wants to speak to whom; here stand presence, handing over, being rung, whom to ask, and having
enough of the machine. Clauses come folded: lower case, slips mended.
"""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

import re

from core.policies.rules import Rules

_KIND = (
    r"(?:(?:an?|the|your|some|any|one of your|another|other|real|actual|live|living|human|proper|normal|single|senior|different|competent"
    r"|qualified|support|customer|service|sales|billing|technical|accounts|actual) ){0,4}"
)
_STAFF = (
    r"(?:humans?(?: being)?|colleagues?|managers?|supervisors?|team ?(?:members?|leads?|leaders?)|members? of (?:your )?(?:staff|team)|staff(?: members?)?|employees?|agents?"
    r"|representatives?|reps?|advis[oe]rs?|specialists?|experts?|technicians?|engineers?|operators?|management|(?:real|living|actual|normal|live|human) (?:person|people|soul|body)|living soul)"
)
_ANYBODY = r"(?:someone|somebody|anyone|anybody|a person|people)"
_ONE_OF_YOURS = r"(?:one|some|any|somebody|someone|anyone) (?:of|in|from|at) your (?:people|humans|team|colleagues|staff|agents|experts|advisors|guys|managers|technicians|support|office|company|side|end|firm|employees|crew|executives?|reps?|representatives?|operators?|engineers?|staffs)"
_WHO = rf"(?:{_ONE_OF_YOURS}|{_KIND}{_STAFF}|(?:a )?person (?:from|at|in) (?:your|the)(?: \w+)?|{_ANYBODY} (?:of|from|in|at|on) (?:your|the) (?:\w+ )?(?:team|staff|side|end|office|support|company|firm|department)|whoever|{_KIND}person)"
_OURS = r"(?:this|it|that|me|us|my (?:case|issue|chat|ticket|message|request|question|problem|file|complaint|matter|enquiry|query|situation)|the (?:case|issue|ticket|matter|chat))"
_HELPS = (
    r"(?:take (?:over|this|it|a look|me|care)|look (?:at|into|over)|have a look|handle|deal with|decide|join|read|check|sort|pick (?:this|it|up)|step in|jump in|come (?:in|on)|review|assist|help"
    r"|answer|reply|write (?:to )?me|get (?:in touch|back|on)|reach out|contact|call|ring|phone|explain|see to|be in touch|walk me|go through|give me|respond|do (?:it|this|that))"
)
_CALLS = (
    r"(?:call|ring|phone|telephone|give (?:me|us|her|him|them) a (?:call|ring|bell))(?: (?:me|us|her|him|them|my \w+))?"
)
_MACHINE = (
    r"(?:(?:an?|the|this|your|any|some|these|stupid|dumb|useless|automated|virtual|talking|bloody|pointless|silly) ){0,3}"
    r"(?:bots?|robots?|machines?|ai|computers?|(?:virtual |digital |automated )?assistants?|automations?|software|algorithms?|programs?|scripts?|chat ?windows?|recordings?|automated (?:\w+))"
)

_WISHES = Rules(
    (
        # a call, a department, somebody who reads
        r"\b(?:get|have|want|need|like|schedule|arrange|book|request|set up) (?:an? |the )?(?:phone |video |short |quick )?(?:call ?-?backs?|call|conversation) (?:from|with|by) (?:your (?:\w+ )?(?:team|side|staff|colleagues?|people|experts?|support|sales|office|company|end)|someone|somebody|one of you|you)\b",
        r"\b(?:forward|pass|put|transfer|send|direct|route|switch|refer) (?:me|us|this|it|my (?:case|request|chat|message|question)) (?:\w+ )?(?:to|through to|on to|over to) (?:the |your )?(?:\w+ )?(?:department|team|desk|unit|people|staff|office)(?: \w+){0,3}$",
        r"\bdo(?:es)? (?:an? |any )?(?:real |actual |living )?(?:humans?|persons?|people|someone|somebody|anyone|anybody) (?:ever |actually |even |really |still )*(?:reads?|see|sees|look at|answers?|check) (?:this|these|it|here|my|the messages?)",
        # whether anybody is there
        r"\b(?:is|are) (?:there )?(?:any(?:one|body)|some(?:one|body)|(?:any )?(?:real |actual |live )(?:people|humans?|persons?|staff)|any (?:people|humans?|staff|agents?))(?: (?:actually|even|really|at all|human|real|alive|at|still))* (?:there|here|home|around|alive|awake|listening|reading this|out there|available|free|on duty|on the other (?:end|side)|behind (?:this|the screen))\b(?! (?:a|an|any|who has|with the same)\b)",
        r"^(?:is )?any(?:one|body)(?: (?:actually|even|really|real|human|still))* (?:there|here|home|around|alive|listening|real)$",
        r"^any (?:real |actual |live )?(?:people|humans?|person|persons|staff|agents?)\b(?: \w+){0,2} (?:there|here|around|working|available|today|online|free)\b",
        rf"\b(?:isn't|is|aren't) there (?:really |not |even )?(?:a |one |any |at least one )?(?:single |real |actual |living |human )?(?:person|human|soul|{_STAFF})(?: (?:here|there|left|around|at|in|who|i can|to|on|that))",
        r"\b(?:pick up|answer),? (?:somebody|someone|anybody|anyone)\b|\b(?:somebody|someone|anybody|anyone),? (?:please )?(?:pick up|answer me|respond to me|talk to me|help me out here)\b",
        # handing over
        rf"\b(?:hand|pass|give|forward|refer|escalate|send|bring|take|leave|entrust|raise|route|move|kick|put|show|get)(?:ing|ed)? {_OURS}(?: (?:over|on|up|off|along|straight|directly|please|now|back|in front|through)){{0,2}} (?:to|with|of) {_WHO}\b",
        rf"\b(?:put|get) {_KIND}{_STAFF} on(?: the (?:line|phone|chat))?(?=$| please| now)",
        rf"\b(?:have|get|let|ask|fetch|bring|find|want|need|like|getting|asking|fetching|having|loop|rope|summon|call in) (?:me |in )?(?:{_WHO}|{_ANYBODY} (?:from|in|at) \w+)(?: please)?(?: in| on| back| over)? (?:to )?(?:please )?(?:{_HELPS})\b",
        rf"\b(?:would you mind|could you|can you|will you|would you|please|kindly|mind)(?: please| kindly| just)? (?:get|getting|fetch|fetching|ask|asking|find|finding|bring|bringing|send|sending|call|involve|involving|loop in) (?:me |in |over )?(?:{_KIND}{_STAFF}|{_ONE_OF_YOURS}|(?:someone|somebody)(?: else)?(?= (?:on this|in here|on it|from|for me|who|please)|$))",
        rf"\b(?:can|could|would|will|may|might|shall)(?:n't|'t)? (?:{_ONE_OF_YOURS}|{_KIND}{_STAFF}|(?:a )?person (?:from|at|in) (?:your|the)(?: \w+)?)(?: (?:please|kindly|maybe|possibly|just|be able to|personally|there)){{0,2}} {_HELPS}\b",
        rf"\b(?:can|could|would|will)(?:n't|'t)? (?:{_ANYBODY})(?: (?:please|kindly|maybe|just|possibly|there|in your \w+|from your \w+|at your \w+)){{0,2}} (?:{_CALLS}|take (?:over|this (?:off|over|on|case|chat|conversation))|look (?:at|into) (?:this|it|my) (?:\w+ )?personally|get in touch|pick (?:this|me|it) up|step in|join (?:me|us|this|the chat)|talk to me|speak (?:to|with) me|be put on)(?! to (?:confirm|book))",
        rf"\b(?:{_ANYBODY}|{_WHO}) (?:needs?|has|have|ought|should|must|had better|better)(?: to)? (?:{_CALLS}|look (?:at|into) (?:this|it|my)|contact|get in touch|take (?:over|this)|deal with (?:this|it|me|my)|handle (?:this|it|my)|sort (?:this|it|my)|explain|see (?:this|my)|speak to me|talk to me)",
        rf"\b{_WHO} (?:to )?(?:take over|get in touch|join (?:me|us|this|the chat)|step in|decide (?:this|that|it)|look at (?:this|it|my)|handle (?:this|it|my))\b",
        rf"\b(?:let|have|leave|want|need|would like|prefer|rather have)(?: \w+)? {_KIND}(?:person|human|{_STAFF}) (?:to )?(?:decide|judge|handle|look|check|read|sort|answer|deal|see|do|review|take)\b(?! (?:only|just|their|its|his|her)\b)",
        rf"\b{_ONE_OF_YOURS}\b(?! (?:told|said|promised|called|spoke|charged|was|came|sent|asked|gave|has|had|did|already|helped|wrote|answered|explained|confirmed|mentioned|advised|made|refused|suggested))(?=.*\b(?:please|me|us|this|my|i|can|could|would|let)\b|$)",
        r"\b(?:can|could|will|would|please)(?: you| please| just| kindly){0,3} (?:hand|pass) (?:this|it|me|my (?:case|chat|issue)|the chat) (?:over|on|along|up)(?: please| now)*$",
        r"\b(?:give|get|want|need|connect|transfer|put|pass|escalate|move|through)(?: \w+){0,3} (?:(?:tier|level|line) ?(?:2|two|3|three)|(?:2nd|second|3rd|third)[ -](?:tier|level|line))\b(?! (?:discount|plan|price))|\b(?:next|higher|second|2nd|upper)[ -](?:level|tier|line)(?: of)? support\b",
        rf"\b(?:possible|rather|prefer|want|would like|wish|helpful|hoping|ask) (?:that|if) (?:{_WHO}|an? person|{_ANYBODY}) (?:checks?|looks?|reads?|handles?|reviews?|takes?|calls?|rings?|phones?|contacts?|helps?|answers?|could|can|would) (?:\w+ ){{0,2}}(?:me|us|my|our|this|it|over|into|at)\b",
        r"\b(?:help|assistance|support|advice|an answer|a call) (?:from|by|of) (?:someone (?:in|from|at) )?(?:your|the) (?:\w+ )?(?:dept|department|team|staff|people|desk|office|side)\b",
        r"\b(?:want|need|like|get|have|find|let) (?:someone|somebody|a person)(?: \w+){0,2} (?:to )?(?:explain|walk me|go (?:through|over)|talk me|take me through|tell me|show me|sort (?:this|it)|listen to me)\b",
        r"\bdo you have (?:anyone|anybody|someone|somebody|people|staff|a person)(?: \w+){0,6} (?:i|we) (?:can|could|may) (?:talk|speak|chat|call|deal|write)\b",
        # who, and where
        r"\bwho(?: is|'s|s)? (?:is )?(?:in charge|the boss|responsible|running)(?: (?:here|there|of this|over there|around here))?$",
        r"\bwho is your (?:boss|manager|supervisor|superior|team leader)\b|\byour (?:boss|manager|supervisor|superior)(?:'s|s)? (?:name|number|email|details|please|now)\b",
        r"\b(?:what|which)(?: phone| telephone)? number (?:do|can|should|shall|must|would|could) (?:i|we) (?:call|ring|phone|dial|use)\b(?! (?:for|as|on) (?:my|the|our) (?:client|page|invoice))",
        rf"\b(?:phone |telephone |direct |contact )?(?:number|line|hotline)(?: \w+)? (?:where|on which|that|which|to|i|we|so)(?: (?:i|we|can|could|may|someone|to|actually|me|let|get))* (?:reach|speak|talk|call|ring|get hold of|get through)(?: (?:to|with|of))? ?(?:{_ANYBODY}|{_WHO}|you|directly)?\b",
        r"\b(?:who|whom) (?:can|could|may|should|do|must|might|would)(?: \w+)? (?:i|we)(?: (?:need|have) to)? (?:speak|talk|chat|turn|shout)(?: (?:at|to|with))(?: (?:here|then|now|to get|regarding a|concerning)\b.{0,60})?$",
        r"\b(?:there must be|there has to be|surely there is|isn't there) (?:someone|somebody|a person|a human)\b",
        r"\bto (?:get|reach|find|see|talk to|speak to|contact) (?:hold of )?(?:an? |some )?(?:real |actual |live |living )?(?:person|human|agent|someone real|operator|representative)\b(?! (?:to (?:book|pay)|who (?:booked|cancelled)|added|removed))(?<!order to reach a person)",
        rf"\b(?:make contact|get in touch|be in touch|be put in touch|put in touch|be put through|put through|put in contact|get in contact) (?:to|with) (?:{_WHO}|{_ANYBODY}|complaints|billing|sales|management|accounts|support)\b",
        rf"\b(?:i|we|me)\b.{{0,60}}\b(?:speak|speaking|talk|talking|chat|chatting|discuss|discussing|explain|explaining|go over|going over|raise|dealing|deal)(?: (?:this|it|that|my|these|things|all|over|through|about|problem|case|matter|medical|details|personal|only|properly|directly|live)){{0,4}} (?:to|with) (?:{_WHO}|{_ANYBODY} (?:senior|else|real|properly|who|directly|human|about)|management|people(?= (?:only|not|please|instead)|$)|complaints)",
        r"\b(?:is|there's|are) there (?:someone|somebody|anyone|anybody|a person|a human)(?: \w+){0,3} (?:i|we) (?:can|could|may|might) (?:\w+ )?(?:explain|speak|talk|ask|discuss|call|ring|turn|write|chat|show)",
        r"\b(?:want|would like|like|trying|need|how (?:do|can) i|allowed|possible|option|way|wish|right) to escalate\b|^escalat(?:e|ion)(?: please| now| this| it)*$",
        # no more of the machine
        rf"\b(?:rather|prefer|would prefer|prefer to) not(?: to)? \w+(?: (?:this|it|that|my \w+))? (?:to|with) {_MACHINE}\b",
        rf"\b(?:not|don't|won't|never|no longer|refuse to|can't|hate|stop|done|finished|through|tired of|sick of|fed up|enough of|bored of)(?: \w+){{0,2}} (?:discuss|talk|speak|chat|deal|negotiat|argu|typ|writ|explain|repeat)\w*(?: \w+){{0,3}} (?:to|with|at) {_MACHINE}\b",
        r"\b(?:skip|get past|get around|get round|get out of|let me out of|out of|escape|past|bypass|go around|cut out) (?:the |this |your |that )(?:\w+ )?(?:bot|robot|machine|chatbot|ai|loop|automation|automated \w+|menu|assistant)\b(?! on my| on our)",
        rf"\b(?:don't|do not|doubt|not sure)(?: \w+){{0,2}} (?:think|believe|that)? ?{_MACHINE} (?:can|could|will|is able|is going)\b|\b(?:this|that|it) is (?:too|beyond|not|more than)(?: \w+){{0,4}} (?:for|of) {_MACHINE}\b|\b{_MACHINE} (?:can't|won't|couldn't|isn't able to|will never|is unable to) (?:help|understand|solve|fix|handle|do|answer) (?:me|this|that|it|us)?\b",
        r"\b(?:bot|robot|machine),? (?:no|off|out|away|stop|enough|bye|go)\b|\b(?:no|stop|enough|not the|not a|less) (?:bot|robot|machine|ai),? (?:person|human|real|people|more human)\b|^(?:a )?(?:person|human|people),? (?:yes|now|instead|only|first)$",
        rf"\bif (?:you are|this is|it is|you're) {_MACHINE}\b,? (?:please |then |just )*(?:connect|transfer|put|pass|get|let|give|switch|i want|i need)",
        # on the phone
        r"\b(?:can|could|shall|may|might|let's|would like to|want to|rather|prefer to|please)\b(?!.*\b(?:notif\w+|remind\w*|alerts?|book|booked|install\w*|app)\b).{0,60}\b(?:over|by|on|via) (?:the )?(?:phone|telephone)\b|\b(?:contact|reach|call|answer) me (?:via|by|on|over) (?:the )?(?:phone|telephone)|\bhear (?:a|an actual|a real|a human) voice\b",
        r"\b(?:book|schedule|arrange|set up|get|have|request|organi[sz]e)(?: me)? (?:a |an )?(?:quick |short |phone |telephone )?(?:call|conversation|phone call)(?: (?:with|from) (?:your|the|you|someone|somebody|support|an?|sales)\b|$| please| today| tomorrow)|\b(?:telephone|phone) conversation\b",
        r"\b(?:what is|what's|whats|give me|need|have|is there)(?: \w+){0,2} (?:support|phone|telephone|hotline|help ?line|customer service) (?:phone )?(?:number|line)\b(?! (?:field|on my|format))|\b(?:number|line) (?:for|of) (?:your )?(?:support|customer service|help ?desk|the help ?line)\b",
        # by a person
        rf"\b(?:reply|replied|checked|looked at|handled|reviewed|assisted|helped|answered|dealt with|done|decided|read|served|seen|verified|confirmed|processed)(?: \w+)? by (?:an? |some |your |the )?(?:{_STAFF}|(?:real |actual |human )?(?:person|people))\b",
        rf"\b(?:rather|prefer|safer|better|happier|easier|like|prefer it|love it)(?: \w+){{0,3}} if (?:you (?:got|had|asked)|an? )?(?: ?)(?:{_WHO}|an? (?:actual |real )?(?:person|human))\b",
        r"\b(?:prefer|rather have|want|would like|need|trouble you for|settle for) (?:an? )?(?:real |actual |human )?(?:person|human|adult|grown ?up|colleague)(?= (?:for|on|with|to(?! be able)(?! (?:only )?(?:see|view|edit|access|have|book|manage|change) (?:only|just|their|its|his|her)\b)|please|here|instead|now)|$)",
        r"\b(?:queue|line)(?: me)?(?: up)? for (?:an?|the|some) (?:\w+ )?(?:agent|person|human|operator|representative|rep)\b",
        rf"\b(?:only|just) (?:to|with) (?:an? )?(?:{_STAFF}|real person|person)\b|\b(?:continue|go on|proceed|carry on|finish this) with (?:an? )?(?:{_STAFF}|(?:real )?person)\b",
        r"\b(?:don't|do not|never|won't)(?: \w+)? (?:trust|do|use|like|want) (?:(?:a|the|these|any|your) )?(?:bots?|robots?|machines|chatbots?)(?= with| for|$| to)",
        r"\b(?:your|ur) (?:senior|superior|team lead|head of \w+)\b(?! (?:discount|plan))|\bto tier (?:2|two|3|three)\b|\b(?:department|team)(?: \w+){0,2} (?:i|we) (?:can|could) (?:talk|speak|call|write)",
        r"\b(?:swap|replace|exchange|switch|trade)(?: \w+)? (?:the|this|your) (?:bot|robot|machine) (?:for|with|to)\b|\bway (?:round|around|past) the (?:bot|robot|machine)\b|\b(?:bot|robot|machine) (?:doesn't|does not|isn't) (?:get|understand|help)\w*\b",
        # in so many words
        r"\b(?:human|real) (?:eyes|touch|attention|intervention|review of my|contact|answer|reply|voice|interaction)\b(?<!no human interaction)|\bflesh and blood\b|\bliving soul\b|\bactual (?:human|employee|person|agent)\b(?! (?:booked|name))|\b(?:human|real) (?:help|support|assistance)\b|\bsomeone (?:with a brain|who can (?:actually )?(?:decide|help|understand|think)|senior|higher)\b",
        r"\b(?:(?:can|could|may|might|shall|must|please) (?:i|we) (?:please |just )?|(?:i|we) (?:want|need|wish|ask|asked|prefer|would (?:like|love|prefer)) to )(?:be|get) (?:connected|transferred|put through|forwarded|redirected|passed(?: on| over)|handed over|called back|phoned|rung|escalated)(?! to (?:my|our|outlook|google|stripe|zapier))",
        r"^(?:(?:agent|human|representative|operator|person|supervisor|manager),? ?){2,}$|^(?:please )?(?:transfer|connect|operator|escalate|zero|0|press 0|press zero|human|agent|representative)(?: (?:please|me|now|for operator|for an operator|for agent|for a human|call|chat))*$",
        r"\b(?:asked|asking|wait|waiting|begging|been waiting)(?: \w+){0,2} for (?:an?|the|that|some|your)(?: \w+)? ?(?:agent|human|real person|representative|supervisor|manager|operator|advis[oe]r|call ?back|callback)\b(?! (?:role|seat|licen[cs]e|approval|to (?:approve|sign)))",
        r"\b(?:i|we) (?:only|just|exclusively|always) (?:deal|talk|speak|chat|work) (?:with|to) (?:people|humans|real people|persons)\b",
        r"\b(?:real|live|actual|human)[ -](?:time )?(?:help|support|chat|assistance|person|people|someone|answer)s? (?:from|with|by) (?:an? )?(?:person|human|agent|people|someone)\b",
        r"\b(?:have|get|ask|want|need|like|please|can|could|would)(?: \w+){0,4} (?:someone|somebody|a person|anyone|anybody|you)(?: \w+){0,3} (?:call|ring|phone|get in touch with|contact) (?:me|us|her|him|my (?:mum|mom|dad|mother|father|wife|husband|gran|grandmother|partner))\b",
        r"\b(?:ring|phone|call) (?:me|us) (?:when|back|please|on|at|today|tomorrow|this|asap|as soon|any ?time|later|about|if)\b|^(?:please )?(?:ring|phone|telephone) (?:me|us)$",
        r"\b(?:speak|talk|chat) (?:to|with) (?:your |the )?(?:management|whoever|boss|complaints|head of|ceo|director|owner of (?:this|the) company|person in charge|customer relations)\b",
    )
)
_TURNED = re.compile(
    r"\b(?:my|our|their|his|her|its)(?: \w+)? (?:team|staff|colleagues?|boss|manager|supervisor|agents?|accountant|lawyer|receptionist|users?|employees?|representative|advis[oe]r|technicians?|assistant)\b"
    r"|\b(?:clients?|customers?(?! (?:service|support|care|relations))|patients?|visitors?|guests?|they|he|she|students?|tenants?|members?(?! of (?:your|staff|the team)))\b"
    r"|\b(?:no need|not necessary|don't need|didn't need|without|don't (?:want|call|ring|phone|transfer|connect)|do not (?:need|call|want)|instead of a (?:human|person)|no (?:human|person|agent|call)(?: \w+)? (?:needed|required|necessary)|rather not (?:speak|talk) to (?:a |an )?(?:person|human|agent|anyone)|add|invite|assign (?:the )?role|permission|licen[cs]es?|seats?|roles?|plan|api|endpoint|waitlist|booking page|my (?:site|page|website)|our (?:site|page|website)|the app|export|integration|webhook)\b"
    r"|^(?:do|should|must|shall|how (?:quickly|fast|soon|long)|when will)\b|\b(?:spoke|talked|told|said|already (?:spoke|talked|helped)|yesterday|last week|does the|do the|do your|does your|did a|will a|am i|are you|is this|was this)\b"
    r"|\b(?:how (?:do|can|does|should)|can|could|may|where|when|why) (?:i|we|you) (?:stop|prevent|block|remove|delete|restrict|hide|train|export|import|change|set|edit|see|find|add|schedule|bill|charge|tag|record|log|track)\b"
)


def wish_between_the_lines(clause: str) -> str:
    """The words of a folded clause that ask for a person indirectly, or ""."""
    found = next(_WISHES.matches(clause), None)
    return "" if found is None or _TURNED.search(clause) else found[0].strip()
