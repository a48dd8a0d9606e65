"""Signs in French of what policy treats on its own; see `alarm_signs`."""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

from core.policies.alarm_signs import Sign, sign

_QUESTION = r"comment|ou (?:est|sont|puis)|combien|tous les combien|qui peut|que (?:dit|se passe|devien\w+)|quel(?:le)?s?|puis-je|peut-il|peuvent-ils|est-il|est-ce que|y a-t-il|avez-vous|faites-vous|sont-elles|votre \w+ (?:de \w+ )?est-il|si on|faut-il"
_CLIENTE = r"(?:un|une|mon|ma|notre|le|la) (?:client|cliente|patiente?)"

FRENCH: tuple[Sign, ...] = (
    sign(
        "legal_threat",
        r"avocate?s?|huissier|juristes?",
        r"nouvelles|contact\w*|prepar\w*|saisi\w*|ecri\w*|entend\w*|assign\w*|transmi\w*|courrier|conseill\w*|parl\w*|charg\w*",
        turned=rf"factures?|cabinet|rappels|delais|nous menace|{_QUESTION}|clients",
    ),
    sign(
        "legal_threat",
        r"porte(?:r|rai|rons)? plainte|tribuna(?:l|ux)|en justice|voie de justice|judiciaires?|assignation|mise en demeure|vous assign(?:e|er|erai|ons)|(?:assurance|protection) juridique|avant (?:\w+ )?procedure|(?:engage|lance|entame)\w* (?:\w+ )?(?:procedure|action)|signal ?conso|vous (?:poursuivre|attaquer|attaque|assigner)|poursuites|dgccrf|repression des fraudes|cnil|ufc|mediateur|60 millions",
        r"je|j'\w+|mon|ma|dernier\w*|nous|on|vais|allons|va|verra|vaut|cela|ca|aura|reservons|vous|ceci|c'est",
        turned=rf"{_QUESTION}|{_CLIENTE}|mentions",
    ),
    sign(
        "public_complaint",
        r"twitter|facebook|instagram|reddit|linkedin|tiktok|youtube|google|trustpilot|reseaux(?: sociaux)?|internet|en ligne",
        r"vais|allons|publi\w+|met(?:s|tre)|part(?:age)?\w*|finir|savoir|lire|poste\w*|laisser\w*|ecrire|captures?|seront|sera|balance\w*|deball\w*|tout le monde",
        turned=rf"{_QUESTION}|(?:ma|mes|nos|notre|la|le) (?:page|site|calendrier|planning|horaires|profil|logo|photos?)|lien|bouton|nos tarifs|agenda|nous a laisse|{_CLIENTE}|reservation en ligne|reserver en ligne|integration",
    ),
    sign(
        "public_complaint",
        r"presse|journa(?:l|ux|liste\w*)|television|tele|medias|radio",
        r"vais|allons|contact\w*|dit|dira|verra|parl\w*|alert\w*|inform\w*|interess\w*|appel\w*",
        turned=rf"{_QUESTION}|communique|avocate?",
    ),
    sign(
        "public_complaint",
        r"(?:mauvais|negatifs?|desastreux|catastrophiques?|horribles?|pires?) (?:\w+ )?avis|avis (?:\w+ )?(?:a une etoile|une etoile|negatifs?|desastreux|catastrophiques?|assassins?|incendiaires?|mauvais|a zero)|zero etoile",
        r"je|j'|vais|laisser\w*|aurez|avoir droit|merit\w*|mettre|partout|nous allons|ecri\w*",
        turned=rf"{_QUESTION}|nous a laisse|{_CLIENTE}",
    ),
    sign(
        "public_complaint",
        r"tout le monde|mes (?:confreres|collegues|abonnes|amis)|mes \w+ abonnes|tous mes \w+|les gens",
        r"previen\w*|prevenir|savoir|sache\w*|lire|adorer|deconseill\w*|raconter\w*|eviter",
        turned=_QUESTION,
    ),
    sign(
        "public_complaint",
        r"(?:rends?|rendre|rendrai|rendrons) (?:\w+ ){0,3}publi(?:c|que)",
        turned=rf"{_QUESTION}|agenda|calendrier|tarifs|page|lien",
    ),
    sign(
        "security_incident",
        r"pirate[er]s? (?:mon|notre|ma|mes|nos)|(?:ete|est|etait|suis|sommes|compte) (?:\w+ )?pirate[es]?|piratage|hacke\w*|fuites? de donnees|acces non autorise|failles?(?: de securite)?|rancongiciel|ransomware|hameconnage|phishing|virus|cheval de troie|usurp\w+|vulnerabilite\w*",
        turned=_QUESTION,
    ),
    sign(
        "security_incident",
        r"quelqu'un|un inconnu|une personne inconnue|des inconnus",
        r"connecte\w*|acced\w*|entre\w*|envoi\w+|utilis\w+|chang\w+|modifi\w+",
        r"compte|systeme|mails?|notre nom|mon nom|mot de passe|donnees",
        turned=rf"{_QUESTION}|quelqu'un (?:peut|pourrait|pour|de chez)",
    ),
    sign(
        "security_incident",
        r"faux|frauduleu\w+|usurp\w+|se fait passer",
        r"mails?|e-mails?|messages?|sms|sites?|appels?|courriels?",
        turned=_QUESTION,
    ),
    sign(
        "security_incident",
        r"(?:patients?|clients?|dossiers?|donnees|rendez-vous|notes|factures?) (?:d'un|d'une|d'|de l')(?:\w+ )?(?:autres?)?(?: \w+)?|dossier d'un autre",
        r"vois|voit|voyons|recu|affich\w+|envoye|apparai\w+",
        r"autres?",
        turned=rf"{_QUESTION}|avis",
    ),
    sign(
        "security_incident",
        r"vole|volee|derobe\w*",
        r"ordinateur|portable|telephone|tablette|mot de passe|session|donnees",
        turned=_QUESTION,
    ),
    sign(
        "security_incident",
        r"ancien(?:ne)? (?:employee?|salariee?|collegue|assistante?)|ex-\w+|licencie\w*",
        r"acces|telecharg\w*|copi\w*|connect\w*",
        turned=_QUESTION,
    ),
    sign(
        "security_incident",
        r"suspect\w*|inconnu\w*|etranges?|bizarres?",
        r"connexions?|acces|appareils?|activites?|sessions?",
        turned=_QUESTION,
    ),
    sign(
        "security_incident",
        r"mot de passe|rib|coordonnees bancaires|adresse mail",
        r"change\w*|modifie\w*",
        r"pas moi|pas nous|sans (?:mon|notre|nous|moi|qu')|quelqu'un|un inconnu|personne|n'est pas",
        turned=_QUESTION,
    ),
    sign(
        "security_incident",
        r"cle (?:d')?api|mots de passe|identifiants",
        r"publiee?s?|sur internet|github|fuit\w*|exposee?s?",
        turned=_QUESTION,
    ),
    sign("self_harm", r"suicid\w*|automutil\w*", turned=r"questionnaire|formulaire|modele|prevention"),
    sign(
        "self_harm",
        r"(?:veux|voudrais|vais|envie de|pense a|songe a) (?:\w+ )?(?:mourir|me tuer|en finir|disparaitre pour toujours|me pendre)|mettre fin a (?:ma|mes|sa|ses|leurs) (?:vie|jours)|me faire du mal|me foutre en l'air",
        turned=r"d'envie|de rire|en finir avec (?:ce|cet|cette|votre|le|les)",
    ),
    sign(
        "self_harm",
        r"(?:plus|pas) (?:\w+ )?(?:envie de vivre|vivre|me reveiller|de raison de vivre|envie d'etre la)|a quoi bon vivre|(?:mieux|meilleur\w*) sans moi|personne ne me (?:regrett\w+|pleur\w+|manquer\w*)|vie n'a (?:plus|aucun|pas) (?:de )?sens|vie ne vaut",
        turned=r"en direct",
    ),
    sign(
        "churn",
        r"resili\w+|desabonn\w+|mettre fin|supprim(?:er|ez|ons)|cloturer?|arret(?:er|ez|ons)|ferm(?:ez|er|ons)|annul(?:er|ez|ons)",
        r"(?:notre|mon|nos|mes|le|du|de|au|ce) (?:\w+ )?(?:abonnement|contrat|compte|formule|offre|service)|me desabonne|resiliation|notre resiliation",
        turned=rf"{_QUESTION}|{_CLIENTE}|rendez-vous|reservations?|cours|bouton|seance|essai|salle",
    ),
    sign(
        "churn",
        r"(?:un )?(?:autre|nouveau) (?:prestataire|fournisseur|logiciel|outil|societe)|concurren\w+|ailleurs",
        r"pass\w+|part\w+|sign\w+|chang\w+|chois\w+|opt(?:e|ons|er)|trouve|retenu|allons|vais",
        turned=rf"{_QUESTION}|{_CLIENTE}",
    ),
    sign(
        "churn",
        r"me desabonne|nous desabonn\w+|ne renouvel\w+(?: \w+)? pas|(?:nous )?vous quitt(?:ons|e)|quitt(?:ons|e) harborlight|ne (?:veux|voulons|souhaite|souhaitons) plus etre clients?",
        turned=_QUESTION,
    ),
    sign(
        "data_loss",
        r"disparu\w*|perdue?s?|efface\w*|supprime\w*|vide|ecrase\w*|manque|n'est plus la|ne sont plus la|plus auc\w+|ne trouve plus",
        r"tou(?:t|s|te|tes)|moitie|ans|annees|mois|semaines?|entiere?s?|aucun\w*|base de donnees|nos|centaines",
        r"rendez-vous|clients?|patients?|donnees|notes|reservations?|agenda|calendrier|contacts?|dossiers?|historique|liste|tout",
        turned=rf"combien de temps|mot de passe|{_QUESTION}|recherche|brouillon|un rendez-vous",
    ),
    sign(
        "legal_threat",
        r"lettre (?:de|d') ?(?:mon|notre|un) avocat|devant un juge|devant les tribunaux|parle a (?:un|mon|notre) avocat|dossier contre vous",
        turned=_QUESTION,
    ),
    sign(
        "public_complaint",
        r"abonnes|lecteurs|blog|podcast|chaine",
        r"mes|mon|ma|nos",
        r"raconter\w*|parler\w*|lamentable\w*|vous|lire|article",
        turned=_QUESTION,
    ),
    sign(
        "public_complaint",
        r"(?:file|vais|cours|directement) (?:\w+ )?(?:voir )?(?:les journaux|la presse|les medias|la television)",
        turned=_QUESTION,
    ),
    sign(
        "public_complaint",
        r"(?:zero|une|0|1) etoiles?",
        r"je|vous (?:mets|aurez)|mettr\w*|sites?",
        turned=rf"{_QUESTION}|{_CLIENTE}",
    ),
    sign(
        "security_incident",
        r"(?:connexion|acces|session)s? (?:depuis|en provenance) (?:\w+ )?\w+",
        r"m'explique pas|ne (?:connais|reconnais)|personne|pas nous|pas moi|etrange|bizarre",
        turned=_QUESTION,
    ),
    sign(
        "security_incident",
        r"quelqu'un|un inconnu|un tiers",
        r"a|connait|possede|vole",
        r"(?:notre|mon) mot de passe|identifiants|code d'acces",
        turned=_QUESTION,
    ),
    sign(
        "security_incident",
        r"(?:d'un|de l'|d'une) autre (?:cabinet|client|patient|societe|clinique)",
        r"recu|recevons|vois|voit|affiche\w*|envoye",
        turned=_QUESTION,
    ),
    sign(
        "security_incident",
        r"arnaque|escroquerie|fraude",
        r"page|site|redirig\w+|clients|lien|mails?|appels?",
        turned=_QUESTION,
    ),
    sign(
        "self_harm",
        r"(?:voudrais|prefererais|aimerais) etre mort\w*|plus simple de ne plus etre la|mieux de ne plus etre la|se tirer\w* une balle|me tirer une balle|(?:veux|voudrais|aimerais) que tout s'arrete|il ne me reste (?:plus )?rien|envie d'en finir|me jeter (?:sous|du|d')|me pendre|me noyer",
    ),
    # farewells, means and hopelessness
    sign("self_harm", r"lettres? d'adieu|mot d'adieu", r"ecri\w*|laiss\w*|trouv\w*"),
    sign(
        "self_harm",
        r"(?:ne|n'|plus|sans|pas) ?(?:\w+ ){0,2}(?:aucune|d'|de) ?(?:issue|espoir|avenir)|(?:vois|voit|a) plus (?:\w+ )?(?:d'issue|d'espoir|d'avenir)",
        turned=r"menu|page|formulaire|programme|projet|erreur",
    ),
    sign(
        "self_harm",
        r"comprimes|cachets|somniferes|pilules",
        r"prets?|pretes?|garde|gardes|cote|aval\w*|pris|prise|accumul\w*",
        turned=r"inventaire|liste|stock|ordonnance|posologie",
    ),
    sign(
        "self_harm",
        r"(?:sur|du|depuis) (?:le |un )?(?:pont|toit|balcon)|par la fenetre|sous (?:le|un) (?:train|metro)",
        r"saut\w*|jet\w*",
    ),
    sign("self_harm", r"(?:me|se) (?:scarifi\w*|mutil\w*|taillad\w*|couper les veines)"),
    sign(
        "self_harm",
        r"(?:ne (?:plus|pas)|plus) (?:jamais )?(?:me|se) (?:re)?reveill\w*|quand (?:vous lirez|tu liras) c(?:eci|a|e message)|mets? (?:un terme|fin) a tout|(?:ma|sa) vie est (?:finie|terminee|foutue)|(?:suis|est) un poids pour (?:tous|tout le monde|ma|sa)|en finir avec tout",
        turned=r"ordinateur|telephone|session|appareil|essai",
    ),
    sign(
        "churn",
        r"comme (?:notre|ma) resiliation|mettre (?:un terme|fin) a (?:notre|mon) (?:abonnement|contrat)|trouve mieux|arreter\w* (?:d'utiliser )?harborlight|desactiv\w+ (?:definitivement )?(?:notre|mon) compte",
        turned=rf"{_QUESTION}|newsletter",
    ),
    sign(
        "data_loss",
        r"n'apparait plus|n'apparaissent plus|videe?s?|disparu\w*|retiree?s?",
        r"tou(?:t|te|tes|s)|entiere?|milliers|centaines",
        r"saisi\w*|archive|clientele|rendez-vous|donnees|notes|clients|agenda|annee",
        turned=_QUESTION,
    ),
    # what else people say
    sign(
        "public_complaint",
        r"attend\w*[- ]vous",
        r"etoiles?|avis|notes?|articles?",
        turned=_QUESTION,
    ),
    sign(
        "security_incident",
        r"(?:donne|communique|saisi|entre|tape|fourni)e?s? (?:\w+ )?(?:mon|mes|notre|nos) (?:mots? de passe|identifiants|codes?)",
        r"faux|fausse|arnaqu\w*|frauduleu\w*|lien|mail|appel|suspect\w*|escroc\w*",
        turned=_QUESTION,
    ),
    sign(
        "self_harm",
        r"(?:plus )?rien n'a (?:plus )?(?:de|aucun) sens|sens de (?:ma|la) vie|plus envie de continuer a vivre",
        turned=r"menu|formulaire|logiciel|programme|appli\w*|site|page",
    ),
    sign(
        "churn",
        r"(?:merci de|veuillez|souhaite|souhaitons|je|nous|on) (?:\w+ )?(?:resili(?:er|e|ons)|vous quitt(?:e|er|ons))|(?:passons|passe|partons|pars|migrons|basculons) (?:\w+ )?chez (?!vous)",
        turned=rf"{_QUESTION}|{_CLIENTE}|rendez-vous|clients",
    ),
    sign(
        "security_incident",
        r"rancon|virus|fichiers? (?:\w+ )?(?:chiffres?|cryptes?)|cambriol\w+",
        r"fichiers?|donnees|ecran|demand\w*|payer|ordinateurs?|portables?|cabinet|bureau|vole\w*",
        turned=rf"{_QUESTION}|antivirus",
    ),
    sign(
        "self_harm",
        r"(?:plus|pas) (?:la |le |de |aucune |d')?(?:force|envie|courage|raison) (?:de |d')(?:vivre|continuer a vivre|etre la|me lever pour vivre)|(?:tout prepare|prete?) (?:pour|a) (?:partir|mourir)|(?:si j'etais|si je) (?:mort\w*|mour\w*|disparaiss\w*)",
        turned=r"vacances|voyage|demenag\w*",
    ),
    sign(
        "self_harm",
        r"mourir|mort|morte",
        r"veux|voudrais|envie|prefere\w*|mieux|souhaite",
        r"je|j'\w+|etre",
        turned=r"de rire|de faim|de fatigue|d'impatience|lien|de honte|batterie|patiente?|client\w*",
    ),
)
