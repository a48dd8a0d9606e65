"""The words by which somebody who waits for a person lets them go, in English, German, Spanish and French.

Each pattern stands for a whole saying, so that "it works" counts and "it works on one phone" leaves a rest that
somebody has to read. Sayings that also accept what was just promised ("that works", "alles gut", "ça marche") are only
courtesy. Text comes folded (see `phrases.clauses`): lower case, plain letters.
"""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

_NOW = r"(?: (?:now|again|all|finally|fine|well|perfectly|correctly|properly|just|already|after all|as (?:it should|expected)|by itself|on its own|for (?:me|us)))"
_SELF = (
    r"(?: (?:(?:by |all by |for )?(?:myself|ourselves)|on (?:my|our) own|now|already|after all|in the end|meanwhile))"
)
_SINCE = r"(?: (?:just|now|already|finally|since|also|all|been|actually|then|even|meanwhile|both))"
_PROBLEM = (
    r"(?:my|our|the|this|that)? ?(?:problems?|issues?|questions?|errors?|requests?|quer(?:y|ies)|matter|thing|case)"
)
_MENDED = r"(?:solved|resolved|fixed|sorted(?: out)?|settled|cleared up|answered|gone|taken care of|working)"
_JETZT = r"(?: (?:jetzt|nun|wieder|inzwischen|mittlerweile|doch|schon|bereits|alles|ja|von (?:selbst|allein)|damit|selbst|selber|gerade|eben|noch|einwandfrei|wunderbar))"
_WIEDER = r"(?: (?:jetzt|nun|wieder|inzwischen|mittlerweile|endlich))"
_GELOST = r"(?:erledigt|gelost|geklart|behoben|beantwortet)"
_YA = r"(?: (?:ya|ahora|bien|perfectamente|de nuevo|otra vez|todo|listo|sol[oa]|yo mism[oa]|por mi cuenta|perfecto))"
_RESUELTO = r"(?:resuelt|solucionad|arreglad)[oa]s?"
_ENFIN = (
    r"(?: (?:maintenant|a nouveau|de nouveau|enfin|desormais|deja|tout|bien|finalement|entre-temps|seule?|moi-meme))"
)
_RESOLU = r"(?:resolue?|reglee?|arrangee?|solutionnee?|reparee?)"

SETTLED = (
    rf"(?:it|everything|all of it)(?:'s| is| has| seems to be)?{_SINCE}* (?:works?|worked|working|started (?:working|to work)){_NOW}*",
    rf"(?:that|this|it|which)(?:'s| has| did)?{_SINCE}* (?:worked|did the trick|solved (?:it|my problem|the problem)|fixed (?:it|the problem)|helped(?: me)?){_NOW}*",
    rf"(?:that|this|it all) works (?:now|again){_NOW}*",
    rf"(?:works|working) (?:now|again|after all){_NOW}*",
    rf"(?:it|that|this|everything|all of it|all)(?:'s| is| has| was)?{_SINCE}* (?:(?:solved|resolved|fixed|sorted)(?: itself)?(?: out)?|settled|cleared up|taken care of){_NOW}*|(?:it|that|this|the problem) (?:solved|fixed|resolved) itself|(?:it|(?:the|my|our) (?:problem|issue|error)) (?:just )?(?:went away|disappeared|vanished)(?: (?:now|by itself|on its own))?",
    r"(?:it|everything)(?:'s| is) (?:fine|ok|okay|good|all right|alright|back to normal) now|(?:the|my|our) (?:\w+ ){1,2}(?:works?|loads?) (?:now|again|fine now)|that answer(?:ed|s) (?:my question|it)|false alarm|fehlalarm|falscher alarm|falsa alarma|fausse alerte",
    r"(?:all )?(?:good|fine|ok|okay) now|back to normal",
    rf"{_PROBLEM}(?:'s| is| are| has| have| was)?{_SINCE}* {_MENDED}{_NOW}*|(?:all |already )?(?:sorted|solved|resolved|fixed)(?: out)?{_NOW}*",
    rf"(?:i|we)(?:'ve| have| had| did)?{_SINCE}* (?:found (?:it|the (?:answer|solution|problem|cause|mistake|error|button|setting|page|option)|a (?:way|solution)|out how)|figured (?:it|this|that) out|worked (?:it|this) out|solved (?:it|this|the \w+|my \w+)|fixed (?:it|this|the \w+|my \w+)|sorted (?:it|this|that)(?: out)?|got it (?:working|to work|sorted|fixed|done)|got (?:my|the|an) answer|have (?:my|the|an) answer(?: now)?|managed(?: it| to do it| to fix it| to solve it)?|did it){_SELF}*",
    rf"(?:figured|worked|sorted) (?:it|this|that) out{_SELF}*|(?:found|solved|fixed|sorted|managed) (?:it|the (?:answer|solution|problem|cause|mistake|error|button|setting|page|option|way)){_SELF}*|got it working{_SELF}*",
    rf"(?:i|we)(?: was| were)? (?:able to|managed to|could) (?:find|fix|solve|sort|do|figure) (?:it|this|that)(?: out)?{_SELF}*",
    r"(?:i|we) (?:can|could|(?:was|were) able to|managed to)(?: (?:finally|now))? (?:log in|sign in|get in|access (?:it|(?:my|our|the) (?:account|calendar))|open it|download it|send it|see it|do it)(?: (?:now|again|at last|finally))+|(?:i|we) (?:can )?see it now",
    rf"(?:i|we)(?: am|'m|'re| are){_SINCE}* (?:all set|sorted|good now|fine now|all good now|ok now|okay now)(?: now)?|all set(?: now)?",
    rf"(?:a|my|our) (?:colleague|boss|friend|manager|husband|wife|partner|co-?worker|receptionist|it (?:guy|person|team))(?: has|'s)?{_SINCE}* (?:(?:fixed|solved|sorted|found|answered) (?:it|this|that|my question|the problem)(?: out)?(?: for (?:me|us))?|(?:showed|told|helped) (?:me|us))(?: how)?|(?:mein|meine|unser|unsere) (?:kolleg(?:e|in)|chef(?:in)?|freund(?:in)?|mann|frau) hat (?:es|das|mir) (?:gelost|geholfen|gezeigt|hinbekommen|gefunden)",
    # German
    rf"(?:(?:es|das|alles|die sache|das problem|mein problem|unser problem|mein anliegen|die frage|meine frage|der fehler|problem|frage|schon|bereits) )?(?:(?:hat|habe|hatte) sich|ist|wurde){_JETZT}* {_GELOST}",
    rf"(?:(?:alles|schon|bereits|problem|frage|sache) )?{_GELOST}",
    rf"(?:es|alles) funktioniert{_JETZT}*|(?:jetzt|nun|inzwischen|mittlerweile) (?:geht|funktioniert|klappt|lauft)(?:'s| es| alles| das)?{_JETZT}*",
    rf"(?:(?:es|das|alles|die seite|der login|die anmeldung) )?(?:geht|funktioniert|klappt|lauft){_JETZT}*{_WIEDER}{_JETZT}*",
    r"(?:der fehler|das problem|die storung|fehler|problem) (?:ist )?(?:jetzt |nun |wieder )?weg|(?:(?:ich|wir) )?konnten? (?:es|das|das problem)(?: jetzt| selbst| selber| inzwischen)* (?:losen|finden|beheben|klaren)|(?:es |das )?hat (?:jetzt |nun |doch |inzwischen )?(?:geklappt|funktioniert|geholfen)",
    rf"(?:(?:ich|wir) )?(?:habe?|haben|hab'?s)(?: (?:ich|wir))?(?: (?:es|das|sie|ihn|die (?:antwort|losung|einstellung|seite|stelle)|den (?:fehler|knopf)|das problem|eine losung))?{_JETZT}* (?:gefunden|gelost|geschafft|hinbekommen|hingekriegt|rausgefunden|herausgefunden|geklart|behoben|gefixt|repariert|rausbekommen|erledigt)",
    # Spanish
    rf"ya (?:esta|funciona|va|anda|quedo|me funciona|lo (?:encontre|resolvi|solucione|arregle|consegui|logre|vi|he (?:encontrado|visto|resuelto|solucionado|arreglado|conseguido))|(?:he|hemos) (?:encontrado (?:la (?:respuesta|solucion))|podido)|encontre (?:la (?:respuesta|solucion))|se (?:resolvio|soluciono|arreglo|ha (?:resuelto|solucionado|arreglado))){_YA}*(?: {_RESUELTO})?",
    rf"(?:(?:el|mi|este|la|mi) )?(?:problema|duda|asunto|tema|error|consulta)(?: (?:ya|esta|ha sido|quedo|se ha|ya esta|ya quedo))* {_RESUELTO}",
    rf"(?:ahora|ahora si|ahora ya) (?:si )?(?:me )?funciona{_YA}*|(?:me )?funciona{_YA}*(?: (?:ya|ahora|de nuevo|otra vez)){_YA}*",
    rf"(?:lo|la) (?:encontre|resolvi|solucione|arregle|consegui|logre|hemos (?:resuelto|solucionado|encontrado)|he (?:encontrado|resuelto|solucionado|arreglado|conseguido)){_YA}*|(?:todo )?{_RESUELTO}(?: ya)?|esta {_RESUELTO}{_YA}*",
    rf"ya (?:pude|puedo|pudimos|podemos|he podido|hemos podido) (?:entrar|acceder|hacerlo|verlo|iniciar sesion|resolverlo|solucionarlo)|encontre (?:la (?:respuesta|solucion)|como hacerlo){_YA}*",
    # French
    rf"(?:c'est|tout est|(?:le|mon|notre|ce) (?:probleme|souci) (?:est|a ete)|ma question est|probleme|souci){_ENFIN}* (?:{_RESOLU}|repondue|disparu)|c'est bon maintenant|(?:c'est )?{_RESOLU}",
    rf"(?:ca|cela|tout|il|elle) (?:re)?(?:marche|fonctionne){_ENFIN}*(?: (?:maintenant|a nouveau|de nouveau|enfin|desormais)){_ENFIN}*|(?:ca|cela|tout) re(?:marche|fonctionne)|(?:ca|cela) a (?:marche|fonctionne)|(?:maintenant|desormais) (?:ca|tout) (?:marche|fonctionne)",
    rf"(?:j'ai|nous avons|on a){_ENFIN}*(?: (?:reussi(?: a)?|pu|fini par))?(?: (?:le|la|l'))?{_ENFIN}* (?:trouver?|resolu|resoudre|regler?|reussi)(?: (?:la (?:reponse|solution)|le (?:probleme|bouton|reglage)|une solution|comment faire|ca))?{_ENFIN}*",
)
"""What they came for is settled."""

_HELP = r"(?:(?:any|an?|the|your|this|more|further|human|other|real|some) ){0,3}(?:help|assistance|support|person|human|agent|anyone|anybody|someone|somebody|answer|reply|response|call|call ?back|colleague|you|it|anything|chat)"
_ANY_MORE = r"(?: (?:any ?more|any longer|now|from you|with (?:this|that|it)|for (?:this|that|it)|thanks?))"
_CLOSE_WHAT = r"(?:(?:this|my|the|that|our) )?(?:chat|ticket|case|conversation|request|question|thread|this|it|that)"
_HILFE = (
    r"(?:hilfe|menschen|mitarbeiter(?:in)?|person|antwort|unterstutzung|support|ruckruf|ruckmeldung|kollegen|kollegin)"
)
_TICKET = r"(?:ticket|chat|anfrage|fall|vorgang|gesprach|unterhaltung)"
_CASO = r"(?:caso|chat|ticket|consulta|conversacion|incidencia|solicitud)"
_DEMANDE = r"(?:conversation|ticket|chat|demande|discussion|dossier|tchat)"

NOT_NEEDED = (
    r"never ?mind(?: (?:then|about (?:it|that|this)))?|nvm|forget (?:it|my (?:question|request)|about (?:it|this|that|my question))|don't (?:bother|worry about it)(?: any ?more)?|leave it(?: be)?|no worries about (?:it|this|that)|you (?:don't have to|need not|don't need to) (?:answer|reply|respond|write|wait|look)(?: (?:to me|into it|at it))?(?: any ?more| now)?",
    rf"no need(?: (?:any ?more|now|for (?:{_HELP}))|(?: for you| for anyone| for anybody)? to (?:reply|answer|respond|wait|get back|write|come back|look)(?: to me| into it| at it| at this| for {_HELP})?)*(?: any ?more)?{_ANY_MORE}*",
    r"(?:it|that|this)(?:'s| is| has become) (?:no longer (?:needed|necessary|important|relevant|an issue|a problem)|not (?:needed|necessary|important|relevant|an issue|a problem) any ?more)|no longer (?:needed|necessary|relevant|an issue|a problem)|not (?:needed|necessary|relevant) any ?more",
    rf"(?:(?:i|we) )?(?:(?:really|actually|now|in fact) )*(?:no longer (?:need|want|require)|(?:don't|won't) (?:need|require)|don't want (?=to (?:talk|speak|chat|wait) (?:to |with |for )?any(?:one|body) any ?more)) (?:to (?:talk|speak|wait|chat|write)(?: (?:to|with|for))? )?{_HELP}{_ANY_MORE}*",
    rf"(?:i|we) (?:(?:really|actually|now|in fact) )*(?:no longer (?:need|want) to|don't (?:need|want|have) to) (?:wait|stay in (?:the )?(?:queue|line))(?: for {_HELP})?{_ANY_MORE}*",
    r"(?:take|get|remove) me (?:out of|off|from) (?:the |this |your )?(?:queue|line|list|waiting list)|(?:i|we) (?:am|are|will|would like to|want to) (?:leave|leaving) the (?:queue|line)",
    r"(?:cancel|withdraw|drop|disregard|ignore) (?:my|the|this) (?:(?:support|help) request|ticket|question|request for (?:help|a person|support)|call ?back)",
    # German
    r"vergessen sie(?:'s| es| das)?|vergiss(?:'s| es| das)?|vergesst es|schon gut|lassen sie(?:'s| es)?(?: gut sein| sein)|lass(?:'s| es)?(?: gut sein| sein| stecken)",
    rf"(?:(?:ich|wir) )?(?:brauche?|benotige?|brauchen|benotigen){_JETZT}* (?:(?:keine?n? {_HILFE}|niemanden|nichts|niemand|keinen)(?: mehr)|(?:sie|euch|dich|das|es|die hilfe|den menschen|ihre hilfe|eure hilfe){_JETZT}* nicht mehr)",
    rf"(?:(?:es|das|hilfe|eine antwort|keine {_HILFE}|ihre hilfe) )?(?:ist )?{_JETZT}* ?(?:nicht mehr|mehr) (?:notig|notwendig|erforderlich|relevant|aktuell)",
    r"(?:ich |wir )?(?:mochte|muss|mochten|mussen) nicht (?:mehr|langer) warten|(?:sie|du|ihr) (?:brauchen|brauchst|braucht|mussen|musst)(?: (?:mir|uns|sich))? nicht mehr (?:zu )?(?:antworten|melden)",
    # Spanish
    r"olvidal[oa]|olvidel[oa]|olvidenlo|olvida(?:te)? (?:de )?(?:eso|esto)|dejal[oa](?: estar)?|dejel[oa]|dejenlo|no importa(?: ya)?|ya no importa",
    r"ya no (?:hace falta|es necesario|lo necesito|(?:necesito|necesitamos)(?: (?:mas )?(?:ayuda|a nadie|nada|la ayuda|su ayuda|tu ayuda|una (?:persona|respuesta)|un (?:agente|humano)|(?:hablar|chatear) con (?:nadie|una persona|un agente|alguien)))?|me hace falta)|no hace falta(?: ya| que (?:me )?(?:respondan|contesten|respondas|contestes))?|no es necesario que (?:me )?(?:respondan|contesten|respondas|contestes)",
    # French
    r"laissez[- ]tomber|laisse[- ]tomber|oubliez(?: (?:ca|cela|ma (?:question|demande)))?|oublie(?: ca)?|ne vous (?:embetez|derangez) (?:pas|plus)",
    r"(?:(?:je|nous|on) )?(?:n'ai|n'avons|n'a|j'ai|ai|avons) plus besoin(?: (?:d'aide|d'une (?:personne|reponse)|d'un (?:agent|humain)|de (?:vous|votre aide|personne|rien|quelqu'un|parler a (?:quelqu'un|une personne|un humain))))?|plus besoin(?: (?:d'aide|de vous|de rien))?",
    r"(?:c'est|ce n'est|ca n'est) plus (?:la peine|necessaire|utile)|(?:plus|pas) la peine(?: de (?:me )?repondre)?|inutile de (?:me )?repondre",
)
"""They need nobody any more, for whatever reason."""

CLOSE = (
    rf"(?:(?:you|u) (?:can|may|could)|please|feel free to|can you|could you|can we)?(?: please| just| now)* ?close {_CLOSE_WHAT}(?: (?:now|then|please|if you (?:like|want)))*",
    rf"{_CLOSE_WHAT} can be closed(?: now)?",
    rf"(?:sie |du |ihr )?(?:konnen|kannst|konnt)(?: sie| du)? (?:(?:das|den|die|mein|meinen|meine|dieses|diesen|diese) )?(?:{_TICKET}|das|es|ihn)(?: (?:hier|jetzt|ruhig|gerne?|dann|also|nun|bitte))* (?:schliessen|zumachen)",
    rf"(?:bitte )?(?:das|den|die) {_TICKET} (?:bitte )?schliessen|(?:bitte )?schliess(?:en sie)? (?:bitte )?(?:das|den|die|mein|meinen|meine|dieses|diesen|diese)(?: {_TICKET})?|(?:das |der |die )?(?:{_TICKET}|das) kann (?:(?:jetzt|dann|nun) )?geschlossen werden",
    rf"(?:pueden?|podeis|puedes|podrian?)(?: ya)? cerrar(?:lo|la| esto| (?:el|la|este|esta|mi) {_CASO})|(?:por favor )?cierr[ae]n?(?:lo|la| (?:el|la|este|esta|mi) {_CASO})",
    rf"(?:vous pouvez|tu peux|on peut|veuillez|merci de|pouvez-vous|vous pourriez)(?: maintenant| donc)? (?:la |le )?(?:fermer|cloturer|clore)(?: (?:la|le|ce|cette|ma|mon) {_DEMANDE})?",
)
"""Asks to close what waits; may be asked as a question."""

_BOT = r"(?:bot|robot|assistant|ai|machine|virtual assistant)"
_THIS = r"(?:this|that|it|me|my question|the question|us)"
_INSTEAD = r"(?: (?:instead|again|then|please|rather|now|for me|first|after all))"

BOT = (
    rf"(?:can|could|may|might|let|would) (?:the|a|your|this)? ?{_BOT}(?: (?:please|just|maybe|not|simply))* (?:answer|help|do|handle|try|take|solve|continue)(?:(?: with| over| to answer)? {_THIS}| over)*{_INSTEAD}*",
    rf"(?:(?:i|we) (?:would (?:rather|prefer|like)|rather|prefer|want|like)|can i|could i|may i|let me|i'll|i will)(?: to)?(?: just)? (?:(?:talk|speak|chat|write|go|switch|continue|carry on|try|ask|have|get|use)(?:ing)? )?(?:(?:back )?(?:to|with) )?(?:the|your) {_BOT}{_INSTEAD}*",
    rf"(?:please )?(?:(?:take|put|switch|bring|send|hand|return|give|get)(?: me)?(?: back)?|back|go back|return|switch)(?: back)?(?: to| over to)? the {_BOT}(?: back)?{_INSTEAD}*",
    rf"the {_BOT} (?:can|may|could) (?:answer|help|do|take|handle)(?: {_THIS}| over)*{_INSTEAD}*|(?:just )?(?:ask|use) the {_BOT} instead|the {_BOT} is (?:fine|ok|okay|enough|good enough)",
    # German
    r"(?:kann|konnte|darf|soll) (?:(?:das|es|mir|die frage|meine frage) )*(?:(?:auch|nicht|vielleicht|lieber|bitte|stattdessen|doch) )*(?:der|ein|euer|ihr) (?:bot|assistent|roboter)(?: (?:das|es|mir|die frage|meine frage|auch|lieber|stattdessen|nicht|bitte|doch|dabei|da))* (?:beantworten|antworten|helfen|machen|erledigen|ubernehmen|weiterhelfen|sagen|erklaren)(?: stattdessen)?",
    r"(?:(?:ich|wir) )?(?:mochte|will|wurde|wollen|mochten|kann ich)(?: (?:bitte|lieber|doch|gern|gerne|jetzt|wieder))* (?:mit dem|zum|zuruck zum|wieder zum) (?:bot|assistenten|roboter)(?: (?:sprechen|reden|schreiben|zuruck|weitermachen|chatten|wechseln|fragen))?",
    r"(?:(?:bitte|doch|lieber) )*(?:zuruck|wieder) zum (?:bot|assistenten)(?: bitte)?|(?:doch )?lieber (?:der|den|mit dem|zum) bot(?: bitte)?|der bot (?:reicht|genugt)(?: mir| uns)?",
    # Spanish
    r"(?:puede|podria|que)(?: me)? (?:responder(?:me|lo)?|contestar(?:me|lo)?|responda|conteste|ayudar(?:me)?|hacerlo)(?: (?:a )?(?:esto|eso))? (?:el|un) (?:bot|asistente|robot)(?: (?:en su lugar|mejor|por favor))*",
    r"(?:puede|podria|que) (?:el|un) (?:bot|asistente|robot)(?: me)? (?:responder(?:me|lo)?|contestar(?:me|lo)?|responda|conteste|ayudar(?:me)?|hacerlo)(?: (?:a )?(?:esto|eso))?(?: (?:en su lugar|mejor|por favor))*",
    r"(?:(?:prefiero|quiero|quisiera|mejor|me gustaria|puedo)(?: (?:hablar|chatear|seguir|continuar|volver))?|volver|vuelve|volvamos)(?: (?:con|al|a|con el))? ?(?:el )?(?:bot|asistente)(?: (?:por favor|mejor|otra vez|de nuevo))*",
    # French
    r"(?:est-ce que )?(?:le|un|votre) (?:bot|robot|assistant) (?:peut|pourrait)(?:[- ]il)?(?: (?:me|m'|y|plutot))* ?(?:repondre|aider|faire|s'en occuper|s'en charger|le faire)(?: (?:a (?:ca|cela|ma question)|plutot|a la place|s'il vous plait))*",
    r"(?:je|nous|j') ?(?:prefere|prefererais|veux|voudrais|souhaite|aimerais)(?: plutot)?(?: (?:parler|discuter|continuer|revenir|retourner|repasser))?(?: (?:au|avec le|a|vers le))? ?(?:le )?(?:bot|robot|assistant)(?: (?:plutot|a la place|s'il vous plait))*",
    r"(?:revenir|retour|retourner|revenez|repasser)(?: moi)? (?:au|vers le) (?:bot|robot|assistant)",
)
"""They would rather have the bot."""

COURTESY = (
    r"(?:many |so many )?(?:thanks|thank you|thx|cheers|ty)(?: (?:so much|very much|a lot|a million|again|anyway|though|everyone|all|guys|team|for (?:(?:your|the|all the|all your) )?(?:help|support|patience|time|trying|everything|quick (?:reply|response)|waiting|looking|offer)))*",
    r"(?:(?:i am|we are) )?(?:very |so |really )?(?:sorry|apologies|apologise)(?: (?:for (?:the |any |all the )?(?:trouble|inconvenience|confusion|bother|hassle|fuss|noise|bothering you|wasting your time|disturbing you|my mistake)|about (?:that|this|the confusion)|to (?:bother|have bothered|trouble) you))*",
    r"(?:i|we)(?:'ve| have)? changed (?:my|our) minds?|my (?:mistake|bad|fault|error)|(?:no need to|you (?:don't have|don't need) to) call(?: me)?(?: back)?|silly me|stop|thanks but|i was wrong|scratch that|(?:i(?:'ve)? )?got it|i see(?: now)?|(?:how )?(?:strange|weird|odd)|ignore(?: (?:me|this|it))?|(?:it )?was my (?:mistake|fault|error)|all good|it'?s (?:ok|okay|fine|all right|all good)|that'?s (?:ok|okay|fine|all|it)|that is (?:all|fine|ok)|no worries|no problem|(?:have a )?(?:nice|good|great) (?:day|evening|weekend|one)|bye(?: bye)?|goodbye|see you|take care|great|perfect|excellent|awesome|lovely|super|(?:you (?:guys )?(?:are|were) )?(?:great|very helpful)|problem|yay|phew|hurray|hooray",
    r"(?:vielen |besten |herzlichen |lieben )?dank(?:e(?: schon)?)?(?: (?:trotzdem|nochmals?|fur (?:(?:die|ihre|eure|deine) )?(?:hilfe|muhe|geduld|unterstutzung)|ihnen|euch|sehr))*|danke (?:vielmals|sehr)|(?:bitte )?entschuldig(?:ung|en sie|t)(?: (?:(?:fur )?(?:die|den) (?:storung|umstande|aufwand|muhe|verwirrung)))?|sorry(?: fur die storung)?|tut mir leid|mein fehler|danke aber|alles (?:gut|klar|bestens)|passt(?: schon)?|kein problem|schonen (?:tag|abend)(?: noch)?|schones wochenende|(?:viele|liebe|beste) grusse|tschuss|super|prima|perfekt|wunderbar|toll",
    r"(?:muchas |mil )?gracias(?: (?:de todos modos|igualmente|de todas formas|por (?:(?:la|su|tu) )?(?:ayuda|paciencia|todo|atencion)|a todos))*|(?:perdon(?:e|en)?|disculp(?:e|en|a|ad)|lo siento)(?: (?:las molestias|la molestia|por (?:las molestias|la molestia|molestar)))*|todo bien|no pasa nada|no hay problema|error mio|listo|gracias pero|fue (?:mi culpa|error mio)|(?:buen|buenos) dias?|un saludo|saludos|adios|hasta luego|genial|perfecto|vale",
    r"(?:merci|merci beaucoup|mille mercis)(?: (?:quand meme|a vous|a tous|encore|d'avance|bien|beaucoup|pour (?:(?:votre|ton|l') ?)?(?:aide|patience|tout)))*|(?:desolee?|pardon|excusez[- ]moi|toutes mes excuses)(?: (?:pour (?:le derangement|la gene|tout)|du derangement|de vous avoir deranges?))*|c'est bon|pas de (?:probleme|souci)|mon erreur|merci mais|bonne (?:journee|soiree)|bon week-end|au revoir|a bientot|super|parfait|genial|j'ai change d'avis",
)
"""Says nothing by itself; beside the others it does no harm."""

OPENERS = (
    r"(?:(?:and|so|then|ok|okay|oh|ah|aha|hey|hi|hello|well|actually|sorry|yes|yeah|yep|please|wait|hold on|right|alright|fine|in that case|as|because|cause|since|now|just|hm+|um+|uh|cool|great|nice|good news|update|also|anyway|turns out|it turns out"
    r"|und|also|ja|doch|ach|bitte|dann|ok|okay|hallo|moment|denn|weil|da|ubrigens|hat sich|gute nachricht|es"
    r"|y|pues|vale|bueno|si|ya|entonces|hola|porque|que|por favor|ah|buenas"
    r"|et|bon|oui|alors|bonjour|donc|car|parce que|finalement|en fait|ah|voila|s'il vous plait|svp)(?=$| ) ?)"
)
"""Words that lead from one saying to the next."""

BECAUSE = (
    r"(?:(?:it|that|this|the (?:problem|issue|reason|cause|mistake)) (?:was|were|turned out to be)|i (?:just |simply |only )?(?:had|was|were|forgot|used|clicked|typed|overlooked|missed|misread|mistyped|restarted|reloaded|refreshed|logged|cleared|changed|updated|waited)|we (?:had|were|forgot|used)|had to|(?:in|on|under|by|via|through|with|after|thanks to|behind) (?:the|your|a|an|my|settings|restarting|reloading|clearing|logging|reading|clicking)"
    r"|es lag|lag an|war(?: nur)?|es war|ich (?:hatte|musste|war|habe nur)|nach(?:dem)?|unter|in den?|im|durch"
    r"|era|estaba|fue|tenia|habia|solo (?:tenia|era|habia)|en (?:la|el|los|las)|despues de|con (?:la|el)"
    r"|c'etait|il (?:fallait|suffisait)|j'avais|j'etais|apres|dans (?:la|le|les)|sous|avec (?:la|le)|grace a)\b"
)
"""How it was settled: "it was in the settings"."""

OPEN_STILL = (
    r"n't\b|\b(?:not|never|but|except|however|although|though|only one|still|yet|another|other|also|too|need|want|would like|help|how|why|what|when|where|who|which|can|could|if|unless|until|once|should|will|person|human|agent|someone|somebody|refund|cancel\w*|complain\w*|again|half|partly|some of|deleted|gone|lost|missing|broken|wrong|empty|twice|charged|hacked|fail\w*"
    r"|nicht|kein\w*|aber|ausser|trotzdem|noch|brauche|mochte|will|hilfe|wie|warum|wann|wer|wenn|falls|bis|auch|mensch\w*|kundig\w*|gelosch\w*|weg|verloren|fehlt|falsch|doppelt"
    r"|no|pero|aunque|todavia|aun|tambien|otr[oa]|necesito|quiero|ayuda|como|cuando|donde|quien|persona|cancel\w*|devol\w*|borrad\w*|perdid\w*|mal"
    r"|pas|mais|sauf|encore|aussi|autre|besoin|veux|voudrais|aide|comment|pourquoi|quand|qui|personne|rembours\w*|annul\w*|resili\w*|supprim\w*|perdu\w*|faux|deux fois)\b"
)
"""Words in an explanation that leave something open."""
