"""Signs in English of what policy treats on its own; see `alarm_signs`."""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

from core.policies.alarm_signs import Sign, sign

_ASKING = r"how (?:do|can|to|long|often|should)|where (?:do|can|is)|what (?:if|happens|is|does)|can (?:i|we|clients?|customers?|a|my|our)|could (?:i|we)|is (?:there|it)|do you|does|should (?:i|we)|when (?:i|we) |if (?:i|we|someone|somebody)|who can|please explain"
_CLIENTS = r"(?:a|my|our|the|some|one) (?:\w+ )?(?:clients?|patients?|customers?|members?|guests?)"

ENGLISH: tuple[Sign, ...] = (
    # legal threats
    sign(
        "legal_threat",
        r"lawyers?|solicitors?|attorneys?|barristers?|legal (?:team|department|counsel|advis[eo]rs?)",
        r"my|our|a|the|your",
        r"told|tells|says|said|advis\w+|in touch|hear\w*|evidence|action|damages|prepar\w*|draft\w*|write|letter|claim|instruct\w*|go(?:ing)? to my|contact you|handle this|take over|take it",
        turned=rf"invoice|vat|template|appointments?|bookings?|{_ASKING}|clients can|law firm|we are|needs? (?:an?|the)",
    ),
    sign(
        "legal_threat",
        r"law ?suit|litigation|legal (?:action|proceedings|steps|consequences|claim|dispute)|sue|suing|(?:in|to) court|the courts|court action|small claims|tribunal|prosecut\w+|damages",
        r"i|we|you|your|against|refund|let|see",
        turned=rf"{_ASKING}|threatens? to sue us|sue us|hearings?|court's",
    ),
    sign(
        "legal_threat",
        r"ombudsman|regulators?|trading standards|consumer (?:protection|rights|affairs)|data protection (?:authority|agency)|police|ofcom|ftc|fca|bbb|ico",
        r"report\w*|complain\w*|fil(?:e|ing)|contact\w*|inform\w*|going to|will be|tell\w*|write|writing|refer\w*",
        turned=_ASKING,
    ),
    sign("legal_threat", r"(?:broken|breached|violat\w+|breaking) (?:the|our|your|my) (?:contract|agreement|law)"),
    # public complaints
    sign(
        "public_complaint",
        r"twitter|x\.com|facebook|instagram|reddit|linkedin|trust ?pilot|tiktok|youtube|social media|the internet|online|public|followers|viral|google",
        r"i|we|my|everybody|everyone|people|expect|this",
        r"post\w*|tweet\w*|shar(?:e|ing)|publish\w*|writ(?:e|ing|ten)|read|see|hear|know|warn\w*|expos\w+|tell\w*|going to be|go|going|reviews?|screenshots?",
        turned=rf"{_ASKING}|our (?:\w+ )?(?:link|page|calendar|prices?|price list|booking)|my calendar|(?:left|leave|leaves) us|integration|booking (?:link|page)|go (?:online|to)|i (?:can't|cannot)|clients? (?:can|see|read|know)|book online|price list|appointments?|opening|log|sign|read online",
    ),
    sign(
        "public_complaint",
        r"press|newspapers?|journalists?|media|tv|news|reporters?|bloggers?",
        r"i|we|my|friend|let|will|interested",
        r"interested|contact\w*|tell\w*|going to|say\w*|hear\w*|know|call\w*|writ\w+|get\w*|talk\w*|speak\w*|love",
        turned=rf"{_ASKING}|press (?:the|release|enter|ok|save|on|photos?|kit|pictures|page|contact|area)|what is new|social media (?:link|icon|account)s?|good news|(?:no|any) news",
    ),
    sign(
        "public_complaint",
        r"(?:one|1|zero|0|bad|terrible|negative|awful|scathing|damning|horrible|honest|worst|devastating|poor)[ -](?:\w+[ -]){0,3}(?:reviews?|ratings?)",
        r"i|we|you|expect|my",
        turned=rf"{_ASKING}|(?:left|leaves|gave|wrote) us|(?:we|i) (?:have|got|get|received)(?: an?)? (?:bad|one|1|negative)|{_CLIENTS}",
    ),
    sign("public_complaint", r"(?:followers|subscribers|readers)", r"my|our", r"see|read|hear|know|love|find out"),
    sign(
        "public_complaint",
        r"(?:every|all|other|each) (?:\w+ )?(?:clinics?|compan(?:y|ies)|business(?:es)?|colleagues?|person|people|body|customers?|practices?|shops?)|everyone|everybody|others",
        r"warn\w*|hears? how|how bad|how terrible|stay away|avoid you|find out|know what you|tell\w* (?:them|everyone|everybody)",
        r"you|about|i|we",
        turned=_ASKING,
    ),
    # security
    sign(
        "security_incident",
        r"(?:still )?ha(?:s|ve) access|download\w*|stealing|stole|copied|cop(?:ies|ying)",
        r"former|ex-?\w+|fired|dismissed|sacked|left us|old (?:employee|colleague)",
        turned=_ASKING,
    ),
    sign(
        "security_incident",
        r"pretend\w*|fake|bogus|spoof\w*|phish\w*|not from you|in (?:our|my|your) name",
        r"e-?mails?|messages?|texts?|sms|sites?|pages?|calls?|callers?|invoices?",
        r"click\w*|enter\w*|asking|asked|password|open(?:ed)?|got|received|send\w*|sent|someone|somebody|you",
        turned=_ASKING,
    ),
    sign(
        "security_incident",
        r"log-?ins?|sign-?ins?|sessions?|devices?|transactions?|changes",
        r"none of us|not (?:mine|ours|me|us)|nobody (?:here|of us)|wasn't (?:me|us)|didn't make|don't (?:know|recogni[sz]e)|unknown|unfamiliar|strange|suspicious",
        turned=_ASKING,
    ),
    sign(
        "security_incident",
        r"(?:password|e-?mail|bank (?:details|account)|phone number|payout account|settings?) (?:\w+ )?(?:was|were|has been|have been|got) changed",
        r"didn't|did not|not (?:me|us|by)|wasn't|without|nobody|someone|somebody|suddenly",
    ),
    sign(
        "security_incident",
        r"(?:somebody|someone|another|other|a different|the wrong) (?:else's|client'?s?|clinic'?s?|patient'?s?|customer'?s?|compan(?:y|ies)'?s?|person'?s?|practice'?s?|people'?s?)(?: \w+)*",
        r"received|got|see|seeing|sees|shows?|shown|sent|visible|access",
        r"records?|notes?|data|details|files?|patients?|clients?|medical|appointments|invoices?|documents?|when i log|history",
        turned=rf"{_ASKING}|review request|reminder",
    ),
    sign(
        "security_incident",
        r"api[ -]keys?|passwords?|credentials|tokens?|secrets?|database|data|records",
        r"public (?:repository|repo)|on github|leaked|exposed|published|pushed to|on the (?:dark ?)?(?:web|internet)|breach\w*|for sale|stolen",
        turned=_ASKING,
    ),
    sign("security_incident", r"ransomware|malware|trojan|keylogger|virus on|encrypted all our", turned=_ASKING),
    # self-harm
    sign(
        "self_harm",
        r"(?:no|isn't|is not|any|not|see no|what is the|what's the) (?:\w+ )?(?:point|sense|reason|meaning|use) (?:\w+ )?(?:in |of |to )?(?:living|live|going on|being alive|stay(?:ing)? alive|life any ?more)",
    ),
    sign(
        "self_harm",
        r"life (?:is not|isn't|has no|is no longer|has lost|doesn't have|does not have|feels) (?:\w+ )*(?:worth|meaning|point|sense|pointless|meaningless)",
    ),
    sign("self_harm", r"better off (?:\w+ )?(?:without me|if i (?:was|were|am)|dead)"),
    sign(
        "self_harm",
        r"(?:nobody|no one|noone) would (?:\w+ )?(?:miss|notice|care|mourn)",
        r"me|i",
        r"gone|dead|died|without|weren't|was not|wasn't|disappear\w*|not here|if i",
    ),
    sign(
        "self_harm",
        r"(?:took|take|taken|taking|swallow\w*) (?:\w+ ){0,5}(?:pills|tablets|sleeping pills)|overdos\w+",
        r"i|tonight|all|lot|myself|too many|whole",
        turned=r"remind\w*|patients? (?:takes?|took)|medication plan|track",
    ),
    sign("self_harm", r"(?:end|ending|ended|take|taking|took) (?:my|her|his|their|your) (?:own )?li(?:fe|ves)"),
    sign(
        "self_harm",
        r"suicid\w*|self[ -]harm\w*|(?:to|will|might|wants? to) overdose",
        turned=r"questionnaires?|forms?|templates?|prevention|leaflet|checklist|policy",
    ),
    sign(
        "self_harm",
        r"(?:jump(?:ing)? (?:off|from|in front)|hang(?:ing)? myself|shoot(?:ing)? myself|drown(?:ing)? myself|slit(?:ting)? my|cut(?:ting)? my wrists?|stab(?:bing)? myself)",
        turned=r"jump(?:ing)? (?:off|from) (?:one|the (?:page|week|month|calendar|list))",
    ),
    sign(
        "self_harm",
        r"(?:don't|do not|never|no longer) want to (?:\w+ ){0,2}(?:live|be here any ?more|exist|wake up|go on living|be alive)",
    ),
    sign(
        "self_harm",
        r"(?:can't|cannot|won't|not able to) (?:\w+ ){0,2}(?:go on|carry on|take it|live)",
        r"die|dead|living|life|anymore like this|no way out|give up on life|alive",
        turned=r"session|meeting|battery",
    ),
    sign(
        "self_harm",
        r"(?:want(?:s|ed)?|going|wish\w*|thinking (?:of|about)|trying|tried|plan\w*) (?:to )?(?:\w+ )?(?:die|dying|kill\w* (?:my|him|her|them)sel(?:f|ves)|be dead|end(?:ing)? it all|not exist)",
        turned=r"to (?:try|see|know|use|get)|killing (?:it|this)",
    ),
    # churn
    sign(
        "churn",
        r"cancel\w*|terminat\w*|end(?:ing)?|discontinu\w*|clos(?:e|ing)|shut(?:ting)? down|stop(?:ping)?|quit(?:ting)?|delete",
        r"(?:our|my|the|this|your) (?:\w+ ){0,2}(?:subscription|sub|contract|plan|account|agreement|licen[cs]es?|service|services)",
        r"i|we|hereby|please|kindly|end|cancel|close|shut|terminate|effective|immediate",
        turned=rf"{_ASKING}|clients?'?s?|members?|customers?|patients?|button|appointments?|bookings?|class|session|trial|payment plan|treatment plan|refus\w*|won't let|can't|error|before (?:i|we)|don't|not|by mistake|accident\w*|employees?|colleague'?s?",
    ),
    sign(
        "churn",
        r"(?:done|finished|through) with you(?: \w+)?|(?:don't|do not|no longer) want to pay (?:for|you)",
        turned=_ASKING,
    ),
    sign(
        "churn",
        r"notice of (?:cancellation|termination)|(?:cancellation|termination) (?:of|for) (?:our|my|the) (?:\w+ ){0,3}(?:plan|contract|subscription|account|agreement|licen[cs]e)|cancellation notice",
        turned=_ASKING,
    ),
    sign(
        "churn",
        r"(?:mov|switch|chang|go|migrat|leav|transfer)\w* (?:\w+ )?(?:to|for|over to|with) (?:another|a different|a new|some other|other|a rival|your) (?:\w+ )?(?:providers?|compan(?:y|ies)|suppliers?|vendors?|software|product|platform|competitors?)|(?:to|with|for) (?:a |your |the )?(?:competitors?|competition|rivals?)",
        r"i|we",
        turned=rf"{_ASKING}|moved? (?:here|to you|to harborlight)|came from|compared|compare|{_CLIENTS}",
    ),
    sign(
        "churn",
        r"signed (?:up )?(?:with|for) (?:another|someone else|somebody else|a different|a competitor)",
        r"we|i|we've|i've",
    ),
    sign(
        "churn",
        r"(?:won't|will not|not|no longer|don't (?:want|intend|plan) to) (?:be )?renew\w*",
        r"we|i|our|my",
        turned=rf"{_ASKING}|certificate|domain|token|why|automatically",
    ),
    sign(
        "churn",
        r"(?:no longer|don't|do not|not) (?:want|wish) to (?:be|remain|stay) (?:a |your )?customers?(?: of yours| with you)?",
    ),
    sign(
        "churn",
        r"(?:are|am|be|we're) leaving (?:you|harborlight|your (?:service|company))|(?:we|i) (?:quit|leave) (?:you|harborlight)",
        turned=_ASKING,
    ),
    # data loss
    sign(
        "data_loss",
        r"(?:gone|vanish\w*|disappear\w*|wiped|erased|overwr\w+|deleted|lost|blank|empty|missing|destroyed|corrupt\w*)",
        r"all|everything|every|entire|whole|half|most|years|months|weeks|hundreds|thousands|none|any of|complete\w*|totally|database",
        r"clients?|patients?|appointments?|bookings?|notes?|records?|data|databases?|diary|calendar|contacts?|history|files?|list|everything|customers?",
        turned=r"how (?:do|can|to|long)|can i|could i|do you|what (?:if|happens)|do we|is it possible|will (?:all|my|our)|would|should i|before i|want to|once|after the appointment|autosave|search|filter|hidden|inbox|by mistake one",
    ),
    sign(
        "data_loss",
        r"(?:database|diary|calendar|client list|patient list|the list|schedule|account) (?:\w+ ){0,3}(?:wiped|empty|blank|gone|erased)",
        r"our|my|the|whole",
        turned=rf"{_ASKING}|search|filter",
    ),
    sign(
        "data_loss",
        r"(?:your (?:system|software|app|update|import)|the (?:import|update|sync|migration)) (?:\w+ ){0,2}(?:deleted|overwrote|wiped|erased|destroyed|lost|ate|removed)",
        r"all|everything|every|our|records|data",
        turned=_ASKING,
    ),
    sign(
        "data_loss",
        r"lost (?:\w+ ){0,2}(?:years|months|weeks|days|all|everything)(?: of)?(?: \w+)?",
        r"data|records?|notes?|work|everything|history|bookings?|appointments?",
        turned=_ASKING,
    ),
    sign(
        "data_loss",
        r"where (?:did|have|are|is) (?:all )?(?:my|our) (?:\w+ )?(?:clients?|patients?|appointments?|records?|notes|data|bookings|customers?)(?: \w+)* (?:go|gone|disappeared|went)",
        turned=r"go after|go when",
    ),
    # what else people say
    sign(
        "legal_threat",
        r"(?:lawyer|attorney|solicitor|barrister|legal)'?s? (?:office|letter|advice)|letter from (?:my|our) (?:lawyer|attorney|solicitor)|(?:front of|before|to) a judge|(?:spoken|talked|talking|spoke) to (?:a|my|our) (?:lawyer|attorney|solicitor)|(?:strong )?case against (?:you|your)",
        r"i|i've|we|this|expect|you|it",
        turned=rf"{_ASKING}|we offer|show our",
    ),
    sign(
        "legal_threat",
        r"(?:pursu\w+|settle|fight|take) (?:this|it|the matter) (?:\w+ )?(?:through|in|before|to) (?:the )?(?:courts?|a judge)",
    ),
    sign(
        "public_complaint",
        r"(?:blog|vlog|podcast|column|article)(?: post| episode)?",
        r"my|our",
        r"about (?:you|your|this|how)|awful|terrible|warning",
        turned=_ASKING,
    ),
    sign(
        "public_complaint",
        r"(?:tell|telling|inform) (?:my|our|all my|all our)(?: \w+)* (?:followers|subscribers|readers|friends|network|colleagues)|(?:going|go|straight|off) (?:straight |directly |right )?to the (?:newspapers?|press|papers|media|journalists?)|all over (?:social media|the internet|facebook|twitter|the web)",
        turned=_ASKING,
    ),
    sign(
        "security_incident",
        r"(?:log-?ins?|sign-?ins?|access|session|connection) from (?:\w+ ){1,3}",
        r"can't explain|cannot explain|don't know|do not know|nobody|strange|not us|not me|wasn't|never been|no idea",
        turned=_ASKING,
    ),
    sign(
        "security_incident",
        r"(?:got hold of|obtained|knows?|has|have|guessed|stole|found out|leaked) (?:our|my|the) (?:\w+ )?(?:passwords?|log-?in|credentials|access codes?|api keys?)",
        r"someone|somebody|a stranger|they|he|she|a hacker|an outsider|ex-?\w+|unauthori[sz]ed",
        turned=_ASKING,
    ),
    sign(
        "security_incident",
        r"belongs? to (?:another|a different|someone else|somebody else|an?other)|of another (?:practice|clinic|company|patient|client)",
        r"received|got|see|seeing|shows?|shown|sent|opened|file|record|x-ray|document",
        turned=_ASKING,
    ),
    sign(
        "security_incident",
        r"redirect\w*|send(?:s|ing)?|forward\w*|took",
        r"scam|fraud\w*|fake|malicious|phishing",
        turned=_ASKING,
    ),
    sign(
        "self_harm",
        r"(?:wish|wished) (?:that )?i (?:was|were|am|wasn't|weren't|had never been) (?:dead|born|alive|not alive|here any ?more)",
    ),
    sign(
        "self_harm",
        r"(?:easier|better|best|nicer) (?:for \w+ )?(?:not to be|to not be|if i (?:was not|wasn't|were not|weren't)|to be dead|not being) ?(?:alive|here|around)?",
        r"alive|dead|think\w*|sometimes|for everyone|anymore",
        turned=r"bookings?|calendar|app|open",
    ),
    sign(
        "self_harm",
        r"(?:feel like|thinking (?:of|about)|want to|ready to) (?:end(?:ing)?|finish\w*) (?:it|everything|it all|my life)|nothing (?:is )?left for me|no way out for me|nothing left to live",
        turned=r"call|meeting|session|trial|subscription|contract|plan",
    ),
    sign("self_harm", r"(?:shoot|hang|drown|poison|hurt|harm|kill|stab|cut) (?:him|her|them|my|them)sel(?:f|ves)"),
    sign(
        "churn",
        r"(?:stop|stopping|quit|cease|finish\w*) (?:using|with|paying for) (?:harborlight|you|your (?:\w+ )?(?:service|software|product|system|app|platform))",
        r"i|we|will|are|am|going",
        turned=_ASKING,
    ),
    sign(
        "churn",
        r"(?:found|chosen|picked|bought|going with) (?:something|somebody|someone|a) (?:better|else|cheaper|different)(?: \w+)?",
        r"we|i|you|harborlight|leaving|stop\w*|cancel\w*|switch\w*",
        turned=_ASKING,
    ),
    sign(
        "churn",
        r"(?:give|giving|hand in|submit|serve|serving|take this as|consider this) (?:\w+ ){0,2}(?:notice|resignation|termination|cancellation)",
        r"plan|subscription|contract|account|agreement|service|you",
        turned=_ASKING,
    ),
    sign(
        "churn",
        r"(?:deactivate|remove|delete|erase|close|terminate) (?:our|my|the) (?:\w+ )?account (?:for good|permanently|forever|for ever|completely)|(?:we're|we are|i'm|i am) (?:done|finished|through) (?:with (?:you|harborlight|this company))",
        turned=_ASKING,
    ),
    sign(
        "data_loss",
        r"(?:not there|no longer there|nowhere to be found|emptied|removed|cleared|purged|nothing (?:is )?left|not visible any ?more|reset to zero)",
        r"everything|whole|entire|all|thousands|hundreds|every|years?",
        r"typed|entered|archive|clients?|patients?|data|records?|appointments?|bookings?|notes?|calendar|history|database|base",
        turned=r"how (?:do|can|to)|can i|could i|do you|should i|want to|test data",
    ),
    sign(
        "data_loss",
        r"client base|customer base|patient base|archive|whole account",
        r"disappeared|gone|vanished|lost|empty|emptied|missing|deleted|erased",
        turned=_ASKING,
    ),
    sign(
        "self_harm",
        r"(?:pills|tablets|rope|razor ?blades?|gun)",
        r"(?:are|is|got|have|has|lie|lies|lying|saved|collected|hoarded|bought) (?:\w+ ){0,4}(?:ready|up|beside me|next to me|in front of me|in my hands?|for tonight)|ready",
        turned=r"client\w*|patients?|order|delivery|collection|pharmacy|prescription|remind\w*|stock",
    ),
    sign(
        "public_complaint",
        r"(?:1|one|zero|0)[ -]?stars?",
        r"app store|play store|google|trust ?pilot|yelp|from me|everywhere",
        turned=_ASKING,
    ),
)
