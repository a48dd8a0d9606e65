"""Signs in German of what policy treats on its own; see `alarm_signs`."""

# ruff: noqa: E501 -- a pattern broken in two is harder to read than a long one

from core.policies.alarm_signs import Sign, sign

_WIR = r"ich|wir|sie|hiermit|bitte|notfalls"
_FRAGE = r"wie|wo|wann|wer kann|was (?:passiert|ist|sagt)|kann ich|konnen (?:wir|kund\w*)|kannst|gibt es|habt ihr|haben sie|macht ihr|sind meine|ist (?:es|euer|ihr)|welche\w*|falls (?!bis|sie|ihr|das|es|nicht\w*|hier|kein\w*)|wenn ich"
_KUNDIN = r"(?:eine?|meine?|unsere?|die|der) (?:kund(?:in|e)|patient(?:in)?|gast|mitarbeiterin?)"

GERMAN: tuple[Sign, ...] = (
    sign(
        "legal_threat",
        r"(?:rechts)?anw[a]lt(?:in|s)?|(?:rechts)?anwalten?|jurist\w*",
        r"hor\w*|meld\w*|geht an|einschalt\w*|schalte|ubergeb\w*|ubergebe|klage|vorbereit\w*|bereitet|schreib\w*|kontaktier\w*|beauftrag\w*|verbindung|kontakt|brief|sprech\w*|wende\w*|geb\w*|post|vor|droh\w*",
        turned=rf"rechnung\w*|kanzlei|mandant\w*|termin\w*|buch\w*|fristen|droht uns|{_FRAGE}|{_KUNDIN}",
    ),
    sign(
        "legal_threat",
        r"verklag\w*|(?:vor|ans|zum|beim|dem|am) (?:amts|land|arbeits|sozial)?gericht|gerichtlich\w*|einklag\w*|klagen|klage(?: \w+)?|strafanzeige|anzeige|rechtlich\w* (?:schritte|folgen|konsequenzen)|juristisch\w* (?:schritte|folgen|konsequenzen|nachspiel)|rechtsweg|mahnbescheid|rechtsschutz\w*|schadens?ersatz",
        rf"{_WIR}|uns|das|mein\w*|danach|sonst|folgt",
        turned=rf"{_FRAGE}|klagen uber|{_KUNDIN}|anzeige (?:schalten|der|im|auf)",
    ),
    sign(
        "legal_threat",
        r"verbraucherzentrale|verbraucherschutz\w*|datenschutzbehorde|datenschutzbeauftragt\w*|aufsichtsbehorde|bundesnetzagentur|schlichtungsstelle|polizei",
        r"ich|wir|meld\w*|einschalt\w*|beschwer\w*|wende\w*|schalte|informier\w*|anzeig\w*",
        turned=_FRAGE,
    ),
    sign(
        "public_complaint",
        r"twitter|facebook|instagram|reddit|linkedin|tiktok|youtube|google|trustpilot|social media|sozialen? (?:medien|netzwerke\w*)|ins netz|im netz|internet|online",
        r"ich|wir|das|meine",
        r"post(?:e|en|et)?|teil(?:e|en)|veroffentlich\w*|kommt|schreib\w*|stell(?:e|en)|lad(?:e|en)|landet|lande|verbreit\w*|warn\w*|les(?:en|t)",
        turned=rf"{_FRAGE}|unser\w* (?:\w+)?link|buchungslink|unsere|kalender|{_KUNDIN}|einstellen|online buchen|termin\w*",
    ),
    sign(
        "public_complaint",
        r"zeitung\w*|presse|fernsehen|journalist\w*|medien|reporter\w*|rundfunk",
        r"ich|wir|das|sagt|interessier\w*|erfahr\w*|wend\w*|melde|geh(?:e|en|t)|inform\w*|berichte\w*",
        turned=rf"{_FRAGE}|pressemitteilung|soziale medien",
    ),
    sign(
        "public_complaint",
        r"(?:ein|1|null|0)[- ]sterne?n?[- ](?:bewertung|rezension)\w*|(?:schlecht|negativ|vernichtend|mies|furchtbar|ehrlich)\w* (?:\w+ )?(?:bewertung|rezension|kritik)\w*",
        r"ich|wir|von mir|sie bekommen|ihnen|euch|gibt|kriegt|bekommt|setzt|folgt",
        turned=rf"{_FRAGE}|uns bei|hat uns|{_KUNDIN}",
    ),
    sign(
        "public_complaint",
        r"(?:1|ein|einen|null|0) sterne?n?",
        r"google|bewert\w*|rezension\w*|trustpilot|geb\w*|gibt|bekomm\w*|verdient|von mir|uberall",
        turned=rf"{_FRAGE}|hat uns|haben uns|{_KUNDIN}|hotel",
    ),
    sign(
        "public_complaint",
        r"(?:an|in) die offentlichkeit|offentlich machen|mache?n? (?:\w+ )?offentlich|follower\w*",
        r"ich|wir|meine|damit",
        turned=rf"{_FRAGE}|kalender|preis\w*|link|seite|profil",
    ),
    sign(
        "public_complaint",
        r"warne?n?|gewarnt|erzahl\w*|abrat\w*",
        r"alle[nrs]?|jede[nrsm]?|andere[nrs]?|leute\w*|kolleg\w*|bekannt\w*|wie schlecht\w*",
        r"ihnen|euch|sie sind|ihr|schlecht\w*|firma|branche|davon|vor",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"gehackt|datenleck|datenpanne|sicherheitslucke\w*|fremdzugriff|unbefugt\w*|phishing|trojaner|erpressungs\w*|ransomware|schadsoftware|gestohlene daten|abgegriffen|kompromittiert",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"jemand|fremder?|unbekannte\w*|hacker\w*",
        r"angemeldet|eingeloggt|verschickt|sendet|zugriff|zugegriffen|eingedrungen|passwort|konto|daten|verschafft",
        r"uns(?:er\w*)?|mein\w*|namen|keiner von uns|nicht wir|nicht ich",
        turned=rf"{_FRAGE}|jemand (?:erreichbar|da|aus dem)|kann (?:mir|uns|bitte)|konnte|helfen|hilft|bitte",
    ),
    sign(
        "security_incident",
        r"gefalscht\w*|falsche mails?|betrug\w*|gibt sich (?:als|fur)",
        r"mails?|e-mails?|nachricht\w*|sms|seite|anruf\w*|rechnung\w*",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"(?:patient\w*|kund\w*|akten?|daten|termine|notizen|rechnung\w*) (?:\w+ ){0,3}(?:eine[rs] )?(?:andere[nrs]?|fremden?)(?: \w+)*|fremde (?:akten?|daten|patienten|kunden|termine)",
        r"seh(?:e|en|t)|sieht|bekommen|erhalten|angezeigt|geschickt|zugeschickt|sichtbar",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"gestohlen|geklaut|entwendet",
        r"laptop|handy|tablet|rechner|computer|telefon|passwort|zugang|daten|ipad",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"(?:ehemalige|fruhere|ex-?|gekundigte|entlassene)\w*(?: \w+)?",
        r"zugriff|zugang|loggt|ladt|heruntergeladen|herunter|kopiert",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"verdachtig\w*|unbekannt\w*|merkwurdig\w*|fremde",
        r"anmeldung\w*|logins?|zugriff\w*|gerat\w*|aktivitat\w*|sitzung\w*",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"(?:anmeldung\w*|logins?|zugriff\w*|sitzung\w*) (?:\w+ )?(?:aus|von) \w+",
        r"nicht (?:wir|ich|von (?:uns|mir))|niemand|keiner|kenne\w* (?:wir |ich )?nicht|(?:war|waren) (?:\w+ )?nicht|komisch\w*|fremd\w*",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"passwort|kontodaten|bankverbindung|e-?mail-?adresse|zugangsdaten",
        r"geandert|verandert|ausgetauscht",
        r"nicht (?:von )?(?:mir|uns|ich|wir)|ohne (?:mein|unser|uns)|keiner|niemand|irgendwer|irgendjemand|jemand|fremde\w*|plotzlich",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"api-?schlussel|api[- ]key|passworter|zugangsdaten|schlussel",
        r"offentlich|im netz|veroffentlicht|github|geleakt|durchgesickert",
        turned=_FRAGE,
    ),
    sign(
        "self_harm",
        r"(?:mich|sich|dich) (?:\w+ )?(?:umbring\w*|umzubringen|toten|erhangen|aufhangen|erschiessen|vergiften)|bring\w* (?:mich|sich) (?:noch )?um|nehm\w* (?:mir|sich) (?:\w+ )?das leben|das leben (?:zu )?(?:nehm|nimm)\w*|leben beenden|mein leben (?:zu )?beenden",
        turned=r"fehler|programm|software|bug|system|drucker|rechner|computer|laptop|update|handy|formular|kopierer|technik|excel|verstand|schlaf|noch um(?= )",
    ),
    sign(
        "self_harm",
        r"suizid\w*|selbstmord\w*|selbsttotung|selbstverletz\w*",
        turned=r"fragebogen|formular\w*|vorlage\w*|pravention|merkblatt",
    ),
    sign(
        "self_harm",
        r"(?:nicht mehr|nimmer|nie mehr) (?:\w+ )?(?:leben|aufwachen|da sein|weiterleben|existieren)|(?:will|mochte|wollen) (?:\w+ )?(?:sterben|tot sein)|(?:ware|war) (?:ich )?(?:\w+ )?(?:lieber |am liebsten )?tot|liebsten (?:ware ich )?tot|mir (?:\w+ )?etwas an(?:zu)?tun|mir was antun",
    ),
    sign(
        "self_harm",
        r"ohne mich (?:\w+ ){0,4}besser|niemand wurde (?:mich|es) (?:\w+ )?(?:vermissen|merken)|leben hat (?:\w+ )*(?:keinen|kein) (?:\w+ )?(?:sinn|wert)|(?:keinen|kein) (?:sinn|grund) (?:\w+ )?(?:zu|im|am) leben|lebensmude|mit allem schluss|schluss mit allem",
    ),
    sign(
        "churn",
        r"(?:raus|aussteigen|steigen|steige) (?:\w+ )?aus (?:dem|diesem|meinem|unserem) (?:\w+ )?(?:vertrag|abo\w*|tarif)|(?:vertrag|abo\w*|tarif) (?:\w+ )?raus",
        r"ich|wir",
        turned=_FRAGE,
    ),
    sign(
        "churn",
        r"kundig(?:e|en|t|ung)|aufkundig\w*",
        r"hiermit|vertrag\w*|abo\w*|tarif\w*|fristlos|unsere|meine|ich|wir|mitgliedschaft bei (?:ihnen|euch)|konto|zum",
        turned=rf"{_FRAGE}|{_KUNDIN}|mitarbeiter\w*|gekundigt|kundigungsfrist|kundin|kunde",
    ),
    sign(
        "churn",
        r"anderen? anbieter|andere[nrms]? (?:software|losung|system|firma)|konkurrenz|mitbewerber\w*|wettbewerber\w*|woanders",
        r"wechsl\w*|wechsel\w*|umsteig\w*|steigen|steige|gehen|geht|unterschrieben|umzieh\w*|ziehen",
        turned=rf"{_FRAGE}|{_KUNDIN}",
    ),
    sign(
        "churn",
        r"nicht (?:mehr )?verlanger\w*|kein\w* kund(?:e|in|en) (?:mehr )?(?:\w+ )?(?:bei|von|sein)|nicht mehr (?:ihr|ihre|eure?) kund\w*|verlass(?:e|en) (?:wir )?(?:sie|euch)|(?:vom|von dem) vertrag zuruck|hor(?:e|en) mit (?:harborlight|ihnen|euch) auf",
        turned=rf"{_FRAGE}|termin",
    ),
    sign(
        "churn",
        r"beend\w*|schliess\w*|stell\w*|losch\w*",
        r"unser\w* (?:\w+ )?(?:vertrag|konto|tarif|abo|abonnement|account)|mein\w* (?:\w+ )?(?:vertrag|konto|tarif|abo|abonnement|account)",
        r"bitte|sie|ein|zum|ich|wir|ab",
        turned=rf"{_FRAGE}|{_KUNDIN}|umstell\w*|fest",
    ),
    sign(
        "data_loss",
        r"weg|verschwunden|verloren|geloscht|uberschrieben|leer|fehlen|fehlt|nicht mehr da|futsch|zerstort|ausgeloscht",
        r"alle[srn]?|alles|ganze[nrs]?|samtliche\w*|halfte|jahre\w*|monate\w*|wochen|gesamte\w*|keine?n?|datenbank|unsere|hunderte|komplett\w*|letzter woche|patientenakten",
        r"termine?|kund\w*|patient\w*|daten\w*|notizen|buchungen|kalender|kontakte?|akten?|alles|liste|behandlungsnotizen|historie|eintrag\w*",
        turned=rf"wie (?:lange|losche|kann)|kann ich|macht ihr|passwort|{_FRAGE}|suche|filter|entwurf|ein termin",
    ),
    sign(
        "legal_threat",
        r"post von (?:meinem|unserem|einem) (?:rechts)?anwalt|gerichte? (?:klaren|entscheiden)|klar\w* (?:\w+ ){0,3}gerichte?|anwaltlich (?:prufen|beraten|vertreten)|juristische schritte|vor (?:einem|den|dem) richter",
        turned=rf"{_FRAGE}|{_KUNDIN}",
    ),
    sign(
        "public_complaint",
        r"(?:blog|podcast|artikel)\w*",
        r"mein\w*|unser\w*",
        r"ihr\w*|euer|euren|euch|miserabl\w*|handelt|uber sie",
        turned=_FRAGE,
    ),
    sign(
        "public_complaint",
        r"(?:null|einem|1|0) sterne?n?",
        r"bewerte\w*|von mir|ich|geb\w*|portal\w*",
        turned=rf"{_FRAGE}|uns",
    ),
    sign(
        "public_complaint",
        r"(?:direkt|gleich|sofort)? ?(?:zur|an die) (?:zeitung|presse|medien|offentlichkeit)",
        r"ich|wir|damit",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"anmeldung\w*|login|zugriff|verbindung",
        r"aus (?:\w+)",
        r"nicht erklaren|nicht kenne|keiner|niemand|unbekannt|nicht (?:von )?(?:uns|mir)|merkwurdig",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"jemand|fremde|unbekannte|dritte",
        r"kennt|hat|haben|besitzt|erraten",
        r"(?:\w+-)?passwort|zugangsdaten|kennwort|pin",
        turned=rf"{_FRAGE}|geandert bekommen",
    ),
    sign(
        "security_incident",
        r"(?:fremde[nrs]?|andere[nrs]?) (?:praxis|firma|klinik|person|kund\w*|patient\w*|mandant\w*)",
        r"erhalten|bekommen|seh\w*|angezeigt|geschickt|landet\w*",
        turned=rf"{_FRAGE}|wechsl\w*",
    ),
    sign(
        "security_incident",
        r"betrug\w*|betruger\w*|phishing\w*|scam",
        r"seite|geleitet|umgeleitet|mail\w*|kunden|weitergeleitet|anruf\w*|rechnung\w*",
        turned=_FRAGE,
    ),
    sign(
        "self_harm",
        r"wunschte?,? ich (?:ware|war) (?:\w+ )?(?:tot|nie geboren|nicht mehr (?:da|am leben))|(?:leichter|besser|einfacher),? (?:\w+ )?nicht mehr (?:da|hier|am leben)(?: \w+)?|(?:mich|sich) (?:\w+ )?(?:erschiess\w*|erhang\w*|aufhang\w*|ertrank\w*|vergift\w*|totet|tote|umbringt|umbringe)|fur mich gibt es nichts mehr|mache? schluss mit (?:dem leben|allem)|ich mache? schluss$|nichts mehr.{0,20}mache schluss",
    ),
    # farewells, means and hopelessness
    sign(
        "self_harm",
        r"abschiedsbrief\w*|letzter? wille",
        r"geschrieben|schreibe?|hinterlass\w*|fertig|liegt|liegen|gefunden",
    ),
    sign(
        "self_harm",
        r"(?:ich|er|sie|mir|mich)",
        r"keinen? ausweg|keine zukunft|keine hoffnung|hoffnungslos",
        r"mehr|sehe|sieht|fur (?:mich|sich)|habe|hat",
        turned=r"menu|seite|formular|programm|projekt|funktion|fehler",
    ),
    sign(
        "self_harm",
        r"(?:tabletten|pillen|schlafmittel|schlaftabletten) (?:\w+ ){0,4}(?:gesammelt|gehortet|genommen|geschluckt|bereit|bereitgelegt)|(?:sammelt|hortet|schluckt|sammle|horte|schlucke) (?:\w+ ){0,3}(?:tabletten|pillen)",
        turned=r"lager\w*|bestand|liste|patientenplan|dosierung|einnahmeplan",
    ),
    sign(
        "self_harm",
        r"(?:von der|auf der|auf die) (?:\w+ )?brucke|vom (?:dach|balkon|hochhaus)|vor (?:den|einen) zug|auf den gleisen|aus dem fenster",
        r"spring\w*|gesprungen|sturz\w*|werf\w*|stehe?|steht|traue",
        turned=r"kunstspringen|bungee",
    ),
    sign("self_harm", r"ritz(?:e|t|en) (?:mich|sich)|(?:mich|sich) (?:\w+ )?(?:ritz\w*|geritzt|aufschneid\w*)"),
    sign(
        "self_harm",
        r"nicht (?:mehr|wieder) auf(?:zu)?wach\w*|nie (?:mehr|wieder) auf(?:zu)?wach\w*|wenn (?:ihr|sie|du) das (?:lest|liest|lesen)|(?:dem|allem|meinem leben|der qual) (?:\w+ )?ein ende|leben ist (?:vorbei|zu ende|am ende)|(?:allen|jedem|jeder) (?:\w+ ){0,3}(?:eine )?last|kann und will nicht mehr|sterben will|tot sein will",
        turned=r"rechner|computer|bildschirm|handy|gerat|server|dokument|konto|programm",
    ),
    sign("churn", r"unser\w* kundigung|meine kundigung|als kundigung", turned=_FRAGE),
    sign(
        "churn",
        r"etwas bessere\w*|(?:horen|hore|steigen|steige) (?:\w+ ){0,3}(?:auf|aus)|sind raus|bin raus",
        r"wir|ich",
        r"harborlight|gefunden|konto|vertrag|auf|ihnen|euch|abo",
        turned=rf"{_FRAGE}|stream|termin\w*|sync\w*",
    ),
    sign(
        "churn",
        r"(?:abo\w*|vertrag|tarif|mitgliedschaft)",
        r"auslaufen|nicht verlanger\w*|aufheb\w*|auflos\w*|endgultig",
        r"unser\w*|mein\w*|soll|bitte",
        turned=rf"{_FRAGE}|{_KUNDIN}",
    ),
    sign(
        "churn",
        r"(?:losch\w*|schliess\w*|deaktivier\w*) (?:\w+ ){0,2}(?:unser|mein) konto (?:endgultig|dauerhaft|komplett|fur immer)",
        turned=_FRAGE,
    ),
    sign(
        "data_loss",
        r"geleert|entfernt|weg|verschwunden|nicht mehr da|nicht mehr zu finden|ausradiert",
        r"ganze\w*|komplett\w*|tausende|hunderte|gesamte\w*|alles",
        r"archiv|kundenstamm|termine|daten\w*|eingetragen|akten|kalender|datenbank|eingegeben|kartei",
        turned=_FRAGE,
    ),
    # what else people say
    sign(
        "legal_threat",
        r"(?:geh(?:e|en|t)|war|waren|lauf\w*) (?:\w+ ){0,3}(?:zum|beim) (?:rechts)?anwalt",
        turned=_FRAGE,
    ),
    sign(
        "public_complaint",
        r"bewertung\w*|rezension\w*",
        r"schreib\w*|hinterlass\w*|gebe?|kriegt|bekomm\w*|folgt|kommt",
        r"gewaschen|entsprechend\w*|passende?|verdient\w*|euch|ihnen|ihr (?:\w+ )?nicht",
        turned=rf"{_FRAGE}|{_KUNDIN}|kunden|uns",
    ),
    sign(
        "public_complaint",
        r"poste ich|das (?:poste|teile|verbreite|veroffentliche)n? (?:ich|wir)",
        r"uberall|jetzt|alles|netz|medien|gleich|sofort|jed\w+|das",
        turned=rf"{_FRAGE}|kalender|termin\w*",
    ),
    sign(
        "security_incident",
        r"passwort|zugangsdaten|kennwort|login|pin|tan",
        r"eingegeben|verraten|weitergegeben|preisgegeben|eingetippt|herausgegeben",
        r"links?|e?-?mails?|nachricht|sms|anruf\w*|falsche[nrsm]? (?:seite|link|person|mitarbeiter)|betrug\w*|geklickt",
        turned=rf"{_FRAGE}|falsch eingegeben|vergessen|zurucksetz\w*",
    ),
    sign(
        "security_incident",
        r"(?:fremde|unbefugte|unbekannte|hacker|dritte|leute,? die) (?:\w+ ){0,3}(?:zugang|zugriff)|(?:konto|account|zugang|profil) (?:\w+ )?(?:wurde|worden|ist|sind) (?:\w+ )?(?:ubernommen|gekapert|missbraucht|geknackt)",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"loggt|eingeloggt|angemeldet|meldet sich",
        r"(?:nicht|niemand|keiner) (?:\w+ ){0,2}kenn\w*|kenn\w* (?:\w+ ){0,2}nicht|unbekannt\w*",
        turned=rf"{_FRAGE}|passwort",
    ),
    sign(
        "self_harm",
        r"alles (?:\w+ ){0,2}keinen sinn|ob ich (?:\w+ ){0,2}(?:leben|weiterleben|da sein) (?:will|mochte|soll)",
        turned=r"system|programm|software|formular|seite|app|bei euch|bei ihnen|bot",
    ),
    sign(
        "churn",
        r"verlanger\w* (?:\w+ ){0,2}nicht|nicht (?:mehr )?verlanger\w*",
        r"wir|ich|vertrag\w*|abo\w*",
        turned=rf"{_FRAGE}|termin\w*|frist|sitzung|zertifikat|lasst sich|kann|{_KUNDIN}",
    ),
    sign("churn", r"^kundigung$|^kundigung (?:meines|unseres|des) (?:vertrag|abo|konto)\w*"),
    sign(
        "public_complaint",
        r"rtl|wiso|ard|zdf|swr|wdr|ndr|bild-?zeitung|stern|spiegel|stiftung warentest|verbrauchermagazin",
        r"freu\w*|interess\w*|erfahr\w*|geschicht\w*|meld\w*|wende\w*|erzahl\w*|bericht\w*",
        turned=rf"{_FRAGE}|termin\w*|{_KUNDIN}",
    ),
    sign(
        "security_incident",
        r"eingebrochen|einbruch|einbrecher\w*|losegeld\w*|erpress\w*",
        r"laptops?|rechner|computer|daten|patientendaten|akten|buro|praxis|bildschirm|dateien|server|zahlen|gestohlen",
        turned=_FRAGE,
    ),
    sign(
        "security_incident",
        r"(?:dateien|daten|rechner|computer|server) (?:\w+ ){0,3}verschlusselt",
        turned=rf"{_FRAGE}|ubertragen|gespeichert|bei euch",
    ),
    sign(
        "self_harm",
        r"sterben|tot sein|nicht mehr (?:\w+ ){0,2}(?:leben|aufwachen|existieren|weiterleben)",
        r"will|wollte|mochte|wunsch\w*|liebsten|lieber|kann",
        r"ich|er|sie",
        turned=r"neugier|lachen|langeweile|hunger|durst|kunde|kundin|akku|programm|handy|app|hund|scham",
    ),
    sign(
        "self_harm",
        r"keine (?:kraft|lust|energie) (?:mehr )?(?:zu|zum|fur das|furs) leben|gibt es mich (?:\w+ )?nicht mehr|gibts mich (?:\w+ )?nicht mehr|ihr seid mich (?:\w+ )?los|ohne mich (?:\w+ ){0,3}besser dran|bin ich (?:\w+ )?tot",
    ),
    sign(
        "churn",
        r"vertrag\w*|abo\w*|zusammenarbeit|mitgliedschaft|geschaftsbeziehung",
        r"nicht (?:mehr |weiter )?(?:fortfuhr\w*|fortsetz\w*|weiterfuhr\w*|weiter)|beenden",
        r"wir|ich|bitte|unser\w*|mein\w*",
        turned=rf"{_FRAGE}|{_KUNDIN}|termin\w*|serie",
    ),
)
