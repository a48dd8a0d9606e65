"""Pattern rules of core.policies.phrases: each phrasing here once decided wrongly or could."""

import time

import pytest

from core.domain.mind import MessageKind
from core.policies.phrases import abuse, alarms, clauses, small_talk, swearing, wish_for_person

WISHES = [
    line
    for line in """
human
Human please
human!!!
HUMAN
person please
real person
a real person please
Real person, not a bot
agent
agent please
Agent!!
representative!!
representative
REPRESENTATIVE PLEASE
repersentative
operator
live agent
live chat please
live person
customer service
customer service please
support agent
speak to a human
talk to a human
talk to human
Talk to a person
talk to an agent
talk to agent
talk to someone
speak to someone please
Speak with a representative
chat with a human
let me talk to someone real
Let me speak to a real person
let me talk to a human being
I want to talk to a person
I want to speak to a human now
I'd like to speak with somebody
i would like to talk to someone
I would like to speak to a member of your team
I need to speak to someone
I need to talk to a real human
i need a human
i need an agent
I need to speak with a manager
I want to speak to your supervisor
i want a human
I want a real person
I want to talk to customer service
Can I talk to a human?
can i speak to someone
Can I speak with a real person please?
could I talk to somebody about this?
could you connect me to an agent
Can you transfer me to a human?
can you put me through to someone
please connect me with a person
Connect me to a human
connect me please
transfer me
put me through
Transfer me to a representative
transfer to agent
hand me over to a colleague of yours, a human
get me a human
get me someone who can help
Give me a person
give me a human being
find me an agent please
stop the bot
Stop bot
no bot
no more bots please
no robots please
I don't want a bot
i dont want to talk to a bot
I do not want to chat with a robot
I don't want to talk to a machine
I refuse to talk to a bot
I'm tired of talking to a bot
i hate bots
I hate talking to robots
sick of this bot
enough of this stupid bot
get me off this bot
anyone but a bot
not a bot please
turn off the bot
can a person call me
Can someone call me back?
can somebody phone me please
please call me
call me back
Call me back please, my number is 07700 900123
I want a callback
i'd like a phone call
have someone call me
can I get a human
Can I have a person please
may I speak to an advisor
Is there a human I can talk to?
is there someone I can speak to
Is there anyone I can talk to
is there a real person available
is there a way to talk to a person
any chance I can talk to a human
Any way to reach a human?
how do I talk to a person
How can I speak to a human?
how do I get through to a real person
how do i reach a human
Why can't I just talk to a human
can't I talk to someone
who can I talk to
I'd rather talk to a person
I'd prefer a human
would rather speak to a human
I'd rather have a human
escalate this
please escalate
escalate to a manager
I want to escalate this
speak to manager
manager please
let me talk to your manager
I demand to speak to a human
I insist on speaking to... fine, let me talk to a human
human support
I need human help
need human assistance
I need help from a real person
Please let me chat with an actual human being
pls connect me 2 a human
lemme talk to a person
gimme a human
i wanna talk to a real person
i wanna speak to a humaaaan
speek to agent
talk to a hooman
can u connect me with a real human
You're not helping, I want a person.
This is useless. Human.
That didn't help. Can I talk to someone?
My invoice is wrong and I want to talk to someone about it
I've tried the reset link twice, it doesn't work, please let me talk to a human
The deposit was charged twice!! get me a real person now
hello, can i speak with someone from your support team
I need to talk to support
I want to speak with billing
can I talk to sales?
put me in touch with a human
I would like to be connected to an agent
I want to be transferred to a person
are there any humans I can talk to
don't you have real people?
Do you have a human I can talk to
ok, human then
yes, connect me to a person
switch to human
switch me to a live agent
can a human help me
could a real person look at this
I want someone to call me
I need someone to contact me
i want to chat with live agent
i'm asking for a human
I asked for a human
for the third time: human
I said human
just give me a human ffs
I want to speak to a human, not a machine
someone, not a bot
a person, not you
Is it possible to speak to a person?
would be nice to talk to a human
I need to get hold of a person
i just want to speak to somebody
Mensch bitte
Ich möchte mit einem Menschen sprechen
ich will mit einem echten Menschen reden
Kann ich mit jemandem sprechen?
kann ich bitte mit einem Mitarbeiter chatten
Verbinden Sie mich bitte mit einem Mitarbeiter
bitte verbinden Sie mich mit dem Kundenservice
ich brauche einen Menschen
Ich will keinen Bot
ich möchte nicht mit einem Bot sprechen
echter Mensch
Mitarbeiter
Können Sie mich an einen Mitarbeiter weiterleiten?
Kann mich jemand anrufen?
Rufen Sie mich bitte zurück
moechte mit einem Menschen sprechen
Gibt es hier jemanden? Ich würde gern mit jemandem reden
Quiero hablar con una persona
quiero hablar con un humano
necesito hablar con alguien
Agente humano
humano por favor
una persona real por favor
pásame con un agente
¿Puedo hablar con un representante?
no quiero hablar con un bot
¿Pueden llamarme?
comuníqueme con atención al cliente
prefiero un agente humano
Je veux parler à un humain
je voudrais parler à quelqu'un
parler à un conseiller
Un conseiller svp
un humain s'il vous plaît
passez-moi un conseiller
mettez-moi en relation avec un agent
je ne veux pas parler à un robot
Est-ce que quelqu'un peut me rappeler ?
pouvez-vous m'appeler
service client
I need to speak with a live person immediately
Could you please put a real human on
is anyone real available?
I'd like human assistance please
let me speak with someone in charge
I want to chat to an actual person not this thing
forget the bot, give me an agent
this bot is useless, I want to speak to someone
Enough. Agent. Now.
Please hand this over to a human
hand this off to a person
pass me to your team
can you get someone to call me
could an advisor phone me this afternoon?
I would prefer to deal with a human being
talk to support
contact a human
I want to contact a real person
get me your manager
I wish to speak with a supervisor
where can I talk to a real person
who do I talk to about this?
are there any real people working there
can i have a chat with someone
can I have a word with somebody
need to talk to somebody asap
need a real person pls
live support please
I'm looking for a human to talk to
can we talk to a human about our contract
I don't want to keep talking to a robot
please no more automated replies
your bot doesn't get it. human please
bring in a person
bring me a human
i want out of this bot, get me a person
may i please be connected to a live representative
I'd like to have a conversation with a real agent
would you mind transferring me to a person
skip the bot
I need someone from your team
let a human answer this
I want a human to read this
can someone from your team look at this
i need to talk to a manager about my bill
Speak to customer care
I want to talk with an employee
hey can you just connect me with a support person thanks
I prefer talking to people
i prefer to talk with real people
real human please, i'm not a fan of bots
could I please speak to whoever is in charge?
Ich hätte gerne einen echten Ansprechpartner
Kann ich einen Menschen sprechen?
ich will nicht mit einer Maschine reden
Bitte einen echten Mitarbeiter
gibt es einen Menschen, mit dem ich reden kann?
Können Sie mich zurückrufen?
quisiera hablar con un asesor
me gustaría hablar con alguien
necesito un humano
¿hay alguna persona con la que pueda hablar?
J'aimerais parler avec une vraie personne
puis-je parler à un conseiller ?
est-il possible de parler à quelqu'un
je veux un humain
besoin de parler à un agent
I'd like to be put through to somebody please
is it possible to speak with a customer service rep?
can a real person take over?
hi, i need to talk to one of your team
let me chat with support staff
This isn't working, transfer me to someone who can help
can I get transferred to a live agent
ok this is pointless, human please
PLEASE LET ME SPEAK TO A HUMAN BEING
can you just let me talk to somebody
I don't want to deal with a chatbot, give me a person
need human
want human
talk to a rep
I only want to talk to a human
put me on to a manager
I need a supervisor
i'd rather deal with a real person thanks
could I chat to one of your colleagues?
I'd like someone to ring me
are you able to transfer me to a person?
Please arrange a call back
cant i speak to a real person
how to speak to a human
how do I contact a human being
get a person on the line
no I want a person
real agent now
talk to customer support
chat with agent
connect with agent
speak to advisor
take me to a human
can I speak to an actual human being please and thank you
not you, a person
another bot? I want to talk to somebody
you're not understanding me, I need a human
get me to a real person
I think I need a human for this one
you're a bot, right? then put me on with a person
patch me through to an agent
may I talk with your colleague in support
I would feel better talking to a person
hello i want to speak to someone about my invoice please
could somebody give me a ring
I'd appreciate a call back
this is not helping, I'd like to speak with an agent
can i speak to the supervisor
customer care executive
speak to executive
can I chat live with someone
i want live help
i need to talk to a real customer support person now
ok get me a rep
human operator
i want to complain to a manager
how do i talk to support staff
somebody real please
pls human
agent please, payments are not working for any of our clients
I need a person to look at this
""".splitlines()
    if line
]
NO_WISHES = [
    line
    for line in """
I'd like a person to be able to see only their own calendar
I want a person to see only their own calendar
is this a bot?
are you a bot?
Are you human?
are you a real person
am I talking to a real person?
am i talking to a human or a bot
is this a human or a machine
who am I speaking to?
is there a person behind this chat?
Will a human read this?
do humans read these chats
Is this an automated reply
the person I booked with
the person I booked with has cancelled
I booked with a person who left
human resources setting
where is the human resources setting
a human error on our side
is the export human-readable?
talk to my client
I want to talk to my client about the deposit
how do I talk to my clients through the portal
Can I chat with patients in the app?
can my clients talk to a person
how do my patients reach a human at our clinic?
do I need an agent?
Do I need to talk to a person to cancel?
do I have to speak to someone to change my plan
should I speak to someone about that?
how do I add a representative to my team
How do I invite a person to my team?
add a person to the account
can I add another person
I need to add a person to my booking
I need a person added to my plan
how many people can book one slot
in person appointments
I want to offer in-person visits
price per person
is the price per person per month?
one person can have two bookings
how long does a person have to grab a freed slot
How quickly will a person get back to me on Growth?
I talked to a person yesterday and they said it was fixed
I spoke with an agent last week
I've already spoken to your support about this
the agent told me to write here
Your representative promised a refund
someone told me to reset my password
someone changed my login email
Someone is in our account
I think someone else is in our account!!
can someone else see my notes?
I don't want to talk to a person
I do not need a human
no need for a human, thanks
please don't transfer me to an agent
without talking to anyone
I'd rather not speak to a person
can I cancel without speaking to someone
no human needed
I don't need an agent
don't call me
Please do not call me, email is fine
how do I stop the bot from emailing my clients
can I turn off the bot on my booking page
where do I disable the chatbot
how do I remove the robot from my calendar
Can clients talk to a bot on my page?
we want our clients to reach a human quickly
my client wants to talk to a person
A patient asked to speak to a human at our desk
call me Sam
my name is Sam, call me Sam please
can a client call me from the portal
can clients call us through the app
what time do you call back clients
what is the callback URL
how do I set a callback url for the api
user agent string
real estate agent discount
which agent software do you use
the operator of the clinic
operator error
how do I assign a manager role
can a manager let me back in if I typed it wrong too often
can my manager let me back in
make a team member a manager
I am the manager of the clinic and can't sign in
how do I change the account manager
can I see the staff calendar
how do I contact my client
contact person on the invoice
change the contact person
How do I change the support email on my page?
customer support hours setting
my customer service rating
I have a question about representatives in reports
Can I put someone on the waitlist
can I move someone to another slot
how do I transfer a client to another therapist
transfer my account to someone else
can I transfer ownership to another person
connect me to Google Calendar
please connect my calendar
can you connect me to outlook
escalation policy
give me a refund
give me an invoice
get me the invoice
I want a refund
I need help with my calendar
I need support for Outlook
help
hi, anyone there?
thanks, a person already helped me
thank you, the human helped
I was told by a human that it's free
people
the person who booked can't see it
can I book two people at once
do you have a human anatomy template
I can't reach the person who manages our account
can two people share a login
is someone able to see my data
how can someone steal my account
How do I stop someone from booking
I want someone to fix my calendar sync
When I call a client the app closes
what happens if a person forgets to come
let me see the price
let me change my plan
I want to speak Spanish in the app
can I talk about prices?
we talk to clients by phone
I like talking to this bot
you are a good bot
the bot answered well
nice bot
Your AI is great
Does harborlight write the treatment notes for me with AI
I don't want AI features in my notes
I don't like the new design
Ist das ein Bot?
Bin ich mit einem Menschen verbunden?
Mensch, ist das kompliziert
Wie lade ich einen Mitarbeiter ein?
Ich möchte einen Mitarbeiter hinzufügen
ich habe gestern mit einem Mitarbeiter gesprochen
Ich möchte nicht mit einem Menschen sprechen
Muss ich mit einem Mitarbeiter sprechen, um zu kündigen?
Wie ändere ich den Ansprechpartner auf der Rechnung?
recursos humanos
¿Eres un bot?
¿Hablo con una persona?
ayer hablé con una persona
¿cómo añado un agente?
no quiero hablar con una persona
quiero añadir una persona a mi equipo
ressources humaines
Êtes-vous un robot ?
j'ai parlé à un conseiller hier
je ne veux pas parler à un humain
Comment ajouter une personne à mon équipe ?
how many humans work at Harborlight?
which person in my team has the owner role
the agent fee on my invoice
Does the person need a credit card?
can I assign a task to an agent
Can I talk to you in German?
can we chat later
I chat with my clients on WhatsApp, can I do it here?
how do I get someone off the waitlist
How can I get more people to book
can I give someone access to my calendar
give a person access to reports
get a list of people who booked
connect a second person to my account
How do I contact everyone on the waitlist at once?
can a person have two appointments
is there a person limit on the starter plan?
are there any people on the waitlist
do you have support in German
what are your support hours
when is support open
is support available on Sunday?
do you offer phone support on starter?
how do I contact support by phone
what is your support email
I contacted support last week
I am still waiting for support to answer
Support told me HL-402 is fine
can staff clock in and out
I need to write to my clients
reminder to call a client
does the app call the client
Call forwarding setup
the robot vacuum
is this answer from a machine
Did a human write this?
I don't need a person, just tell me the price
not a person, a clinic
No, I don't want a human
I'd rather use the bot
let me talk about the invoice
someone said I could get a discount
my boss wants to see a report
how to let my boss see the numbers
manager role permissions
can the manager delete clients
representative office in Berlin
what does the operator field mean
can a client speak to the therapist by video
How do I talk to a client in a video appointment
video call with a person
the person is not showing up in search
I can't talk right now
they want to talk to me about a refund
does she need to talk to someone
Kann eine Person zwei Termine haben?
Wie viele Mitarbeiter sind im Tarif enthalten?
Mitarbeiter kann sich nicht anmelden
Wie rufe ich die Rechnung ab?
¿cuántas personas pueden reservar?
¿cómo contacto con mi cliente?
¿Puede mi cliente hablar con el bot?
combien de personnes par créneau
comment contacter mes clients
est-ce qu'une personne peut réserver deux fois
how many agents can I add
a person asked me for a refund
my agent left
Can someone explain how refunds work?
can anyone tell me where the invoice is
does anyone know why HL-402 appears
can somebody help me with my password
I need help with a customer
I want to add customer service hours
Which support plan do I have
I have to talk to my accountant first
talk me through the steps
speak to you later
I'll talk to my team
tell me how to contact my clients
what if a client wants to talk to a human
people want to talk to us on WhatsApp
send a message to a person
email a person
can I email support instead
transfer a client to another location
transfer money to another person
can I switch to another plan
switch to the growth plan
please connect Outlook to my account
connect with Zapier
put the client on hold
hand out flyers
pass on the fee to the client
bring my own device
give the receptionist access
get support for two languages
request a call from the API
live calendar view
live demo
real time sync
does the bot speak German?
the assistant role can't see invoices
dental assistant
machine room booking
are there human translators
what's the human limit on bookings
human body chart
operators in formulas
agent of record
sales report
billing address
finance export
account manager name
how do I see which person cancelled
the person on reception can't log in
does a human check the imports
I want people to book online
can someone on my team refund a client
who can see the agent's notes
what does the manager role cost
how do I message everyone on my staff
can two managers share a seat
can I hide a staff member from the booking page
a human readable report please
I need someone else's booking moved
someone booked at 3am, why
can anybody book without paying?
can my team chat inside the app
let the client choose the person
machine translation of reminders
bots are filling in my booking form
how do I block robots from the booking page
spam bots keep booking
can a person be in two locations
add support staff as users
how many people use harborlight
can I contact a client by text
which operator sends the SMS
do your agents see client notes
can support see my data
does support have access to my account
is support included in starter
""".splitlines()
    if line
]
ALARMS = {
    "self_harm": [
        "I want to kill myself",
        "i can't do this anymore, I want to end my life",
        "I don't want to live any more",
        "thinking about suicide",
        "one of my patients is suicidal and I can't open her record",
        "ich will mich umbringen",
        "quiero morir",
        "I feel suicidal",
    ],
    "security_incident": [
        "we've been hacked",
        "I think our account was hacked!",
        "Someone logged in to our account from Russia",
        "someone else is in our account",
        "I think someone else is in our account!!",
        "There was a login from a device I don't know, it wasn't me",
        "someone changed my login email and it wasn't me",
        "unauthorised access to client data",
        "we have a data breach",
        "found a security vulnerability in your booking page",
        "we sent a patient's records to the wrong person",
        "An ex-employee still gets into our system and has downloaded the client list",
        "our api key was published on the internet by accident",
        "my laptop with Harborlight open on it was stolen from the car last night",
        "I can see another clinic's clients",
        "I clicked a phishing mail that pretended to be you",
        "unser Konto wurde gehackt",
        "notre compte a été piraté",
        "han hackeado mi cuenta",
        "ransomware on our computers",
    ],
    "data_loss": [
        "all our clients are gone",
        "all my data has disappeared",
        "Everything is gone!",
        "we lost all our appointments",
        "our whole calendar has vanished",
        "client list is empty!!",
        "the calendar is completely blank",
        "all patient notes were deleted",
        "Alle unsere Daten sind weg",
        "hemos perdido todos los datos",
        "toutes nos données ont disparu",
        "Our client records have disappeared",
    ],
    "legal_threat": [
        "I will sue you",
        "you'll hear from my lawyer",
        "I'm going to take legal action",
        "my solicitor will contact you",
        "see you in court",
        "I'll take this to small claims court",
        "I am contacting my lawyer",
        "I'll report you to trading standards",
        "I'm reporting you to the ICO",
        "this is a breach of contract",
        "our lawyers are already looking at this, my lawyer says you owe us",
        "Ich werde Sie verklagen",
        "das geht an meinen Anwalt",
        "voy a demandarlos",
        "je vais porter plainte",
    ],
    "public_complaint": [
        "I'm going to post this on Twitter",
        "I will write about this on Trustpilot",
        "I'll leave a one star review",
        "expect me to leave a bad review",
        "i'm going to the press",
        "we will tell everyone how bad you are",
        "I'll share this chat on LinkedIn",
        "going to tweet about this on X, name and shame",
    ],
}
CALM = [
    "can I sue a client who never pays",
    "Could a lawyer of yours look at my rental contract?",
    "my accountant needs an invoice",
    "does it post to instagram when a slot is free",
    "Can I get reviews on Google after each visit?",
    "can clients leave a review after a visit",
    "a client left a bad review about us, can I hide it",
    "How do I restore a deleted client?",
    "I deleted a client by mistake",
    "where is my deleted appointment",
    "Have you ever had a data breach?",
    "How do you protect us against hackers?",
    "what happens if my laptop gets stolen",
    "what happens to my data if I cancel",
    "will all my data be deleted when I leave",
    "how do I delete all clients",
    "delete my account",
    "this is killing me",
    "I'm dying to try it",
    "do you have a suicide risk form template",
    "how do I report a security problem",
    "where do I change my password",
    "can someone else see my notes?",
    "someone booked twice",
    "a stranger booked an appointment",
    "my client changed her email",
    "I got a new phone",
    "lost my phone",
    "lawyer clinic template",
    "I run a law firm, my lawyers need logins",
    "we are attorneys, does it fit?",
    "is the calendar empty on Sundays by default",
    "can I make my calendar public",
    "how do I share this on facebook",
    "make the booking page public",
    "I want to cancel everything",
    "what data do you store",
    "Do you have penetration test report?",
    "The export file is empty",
    "the field is blank",
    "report is missing",
    "invoice missing",
    "I lost my recovery codes",
    "lost access to my account",
    "court booking for tennis",
    "book a court",
    "can I move all appointments to Friday",
    "reset all reminders",
    "the press photo",
    "Found a typo on your page",
    "I want every trace of my business wiped from your servers",
    "how do you erase all data after leaving",
    "password reset wasn't sent to me",
]
ABUSE = [
    "fuck you",
    "you are an idiot",
    "you idiots",
    "stupid bot",
    "you suck",
    "shut up",
    "you're a bunch of morons",
    "piece of shit bot",
    "go to hell",
    "Arschloch",
    "vete a la mierda",
    "I hope you die",
]
ROUGH_BUT_NO_ABUSE = [
    "this fucking app doesn't work",
    "damn, forgot my password",
    "what the hell is HL-402",
    "this is shit",
    "the bloody link is broken",
    "your app sucks",
    "I'm an idiot, I forgot my password",
    "is it stupid to pay yearly?",
    "my client is a bastard about paying",
    "I shut up shop on Fridays",
    "you are useless",
    "this is useless",
]


def test_that_there_are_enough_phrasings() -> None:
    assert len(WISHES) >= 100
    assert len(NO_WISHES) >= 80


@pytest.mark.parametrize("text", WISHES)
def test_that_a_wish_for_a_person_is_heard(text: str) -> None:
    assert wish_for_person(text)


@pytest.mark.parametrize("text", NO_WISHES)
def test_that_other_talk_of_persons_and_bots_is_no_wish(text: str) -> None:
    assert wish_for_person(text) == ""


def test_that_a_wish_is_heard_at_the_end_of_a_long_story() -> None:
    story = "The reminder went out twice and the client was annoyed. " * 200
    assert wish_for_person(story + "Can I talk to a human?")


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in ALARMS.items() for text in texts])
def test_that_an_alarm_is_heard(kind: str, text: str) -> None:
    found = {alarm.kind: alarm.words for alarm in alarms(text)}
    assert found.get(kind)


@pytest.mark.parametrize("text", CALM)
def test_that_ordinary_questions_raise_no_alarm(text: str) -> None:
    assert alarms(text) == ()


@pytest.mark.parametrize("text", ABUSE)
def test_that_abuse_is_heard(text: str) -> None:
    assert abuse(text)


@pytest.mark.parametrize("text", ROUGH_BUT_NO_ABUSE)
def test_that_rough_words_about_things_are_no_abuse(text: str) -> None:
    assert abuse(text) == ""


def test_that_coarse_words_are_noticed_whoever_they_are_for() -> None:
    assert swearing("this fucking app doesn't work")
    assert not swearing("the scunthorpe clinic assessed the classes")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", MessageKind.GREETING),
        ("Hello!!", MessageKind.GREETING),
        ("Guten Morgen :)", MessageKind.GREETING),
        ("danke!", MessageKind.THANKS),
        ("merci beaucoup", MessageKind.THANKS),
        ("Adiós", MessageKind.GOODBYE),
        ("👍", MessageKind.NOISE),
        ("...", MessageKind.NOISE),
        ("", MessageKind.NOISE),
        ("hi I forgot my password", None),
        ("thanks but it did not work", None),
        ("morning appointments are missing", None),
    ],
)
def test_that_bare_small_talk_needs_no_model(text: str, kind: MessageKind | None) -> None:
    assert small_talk(text) == kind


def test_that_text_is_folded_before_it_is_read() -> None:
    assert clauses("I’d like… a HUMAAAN, pls!") == ("i would like", "a human, please")


@pytest.mark.parametrize(
    "unit",
    [
        "i want to ",
        "can i please just talk to a the your real ",
        "don't want to talk to with a the stupid ",
        "parler a un une le l'",
        "all of my our the data clients ",
        "someone else ",
        "x",
        "!?.",
        "a, ",
    ],
)
def test_that_no_text_makes_the_rules_slow(unit: str) -> None:
    text = (unit * 5_000)[:20_000]
    started = time.thread_time()  # what it takes, however busy the machine is
    wish_for_person(text)
    alarms(text)
    abuse(text)
    assert time.thread_time() - started < 0.5
