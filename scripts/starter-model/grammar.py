"""English sentences as heard in meetings, from templates over a fixed vocabulary.

A template is plain text with two kinds of holes: `{name}` is a word list or a phrase, `[a|b|c]` one of the
alternatives. Every alternative is expanded before one is drawn. That costs nothing here and keeps one rule for the
order in which random numbers are used, so that a seed gives the same text on every machine.
"""

import random
import re
from collections.abc import Callable, Mapping

import words

# Word lists, by the name templates use for them.
LISTS: Mapping[str, list[str]] = {
    "name": words.NAMES,
    "weekday": words.DAYS,
    "month": words.MONTHS,
    "number": words.NUMBERS,
    "small": words.SMALL_NUMBERS,
    "hour": ["one", *words.SMALL_NUMBERS],
    "tens": words.TENS,
    "unit": words.UNITS,
    "digit": [*words.UNITS, "zero"],
    "ordinal": words.ORDINALS,
    "unitOrdinal": words.ORDINALS[:9],
    "item": words.ITEMS,
    "teamName": words.TEAMS,
    "role": words.ROLES,
    "adjective": words.ADJECTIVES,
    "colorOrAdjective": words.COLORS + words.ADJECTIVES,
    "verb": words.VERBS,
    "past": words.PAST_VERBS,
    "participle": [verb for verb in words.PAST_VERBS if verb != "wrote"],
    "issue": words.ISSUES,
    "place": words.PLACES,
    "city": words.CITIES,
    "thing": words.THINGS,
    "color": words.COLORS,
    "metric": words.METRICS,
    "currency": words.CURRENCIES,
    "greeting": words.GREETINGS,
    "greeted": words.GREETED,
}

# Phrases made of lists and other phrases.
PHRASES: Mapping[str, str] = {
    "day": "[{weekday}|next {weekday}|last {weekday}|{weekday} morning|{weekday} afternoon]",
    "future": (
        "[tomorrow|next week|next month|soon|later|by {day}|before {weekday}|by the end of the week|at {clock}"
        "|on {weekday}|by {date}|today|as soon as possible]"
    ),
    "team": "the {teamName} team",
    "who": "[{name}|{name}|{name}|the {role}|{team}|we|I|they|she|he|you]",
    "noun": "[{item}|{thing}|{place}|{role}|{issue}]",
}

# Sentence templates by topic. One without a final question mark ends in a full stop.
TEMPLATES: Mapping[str, list[str]] = {
    "greeting": [
        "{greeting}, {greeted}",
        "{greeting}, {name}",
        "thank you for joining [us|the call|the meeting][| today]",
        "thanks, {name}",
        "thank you very much",
        "nice to meet you, {name}",
        "how are you, {name}?",
        "can everyone hear me?",
        "let's get started",
        "shall we begin?",
        "goodbye, {greeted}",
        "see you [tomorrow|next week|on {weekday}|later|soon]",
        "have a [great|good|nice|lovely] [day|week|weekend|evening]",
        "that's all for today",
        "any questions?",
        "yes, [I agree|of course|that's right|exactly|please|I think so|we can]",
        "no, [I don't think so|not yet|thank you|that's wrong|not really|we can't]",
        "okay, [let's move on|great|sounds good|I see|perfect|that works for me]",
        "sorry, [I was on mute|could you repeat that|I didn't hear you|I'm late|you are on mute]",
    ],
    "agenda": [
        "the [first|second|third|next|last|final] [item|topic|point] on the agenda is {theItem}",
        "let's talk about {anyItem}[| first| next| now]",
        "let's move on to {theItem}",
        "today we will discuss {theItem} and {theItem}",
        "{name}, could you [give us an update on|tell us about|share|explain|present] {theItem}?",
        "we have {small} [items|topics|points|questions] on the agenda",
        "the meeting [starts|ends|begins] at {clock}",
        "before we [start|finish|begin], I would like to [thank|welcome|introduce] {name}",
        "does anyone have [a question|an idea|something to add|any questions|a comment] about {theItem}?",
    ],
    # {subject} and {assignee} are drawn once for the whole sentence.
    "action": [
        "{subject} will {verb} {anyItem} {future}",
        "{assignee} [will|should|can|must|needs to|has to|wants to|is going to|promised to|forgot to]"
        " {verb} {anyItem} {future}",
        "please {verb} {anyItem} {future}",
        "{subject} {past} {theItem} [yesterday|last week|last month|on {weekday}|this morning|at {clock}|today]",
        "can you {verb} {anyItem} {future}?",
        "who will {verb} {theItem}?",
        "we need to {verb} {anyItem} [before|after] [the meeting|the release|the weekend|lunch|{weekday}|the holiday]",
        "I will {verb} {anyItem} and {verb} {anyItem}",
        "let's {verb} {theItem} {future}",
        "action item for {assignee}: {verb} {theItem}",
        "the deadline for {theItem} is [{date}|{day}|next week|tomorrow]",
        "{subject} {subjectIs} working on {anyItem}",
        "{subject} {subjectHas} already {participle} {anyItem}",
    ],
    "money": [
        "the budget for [this project|next year|the campaign|{month}|{team}] is {quantity} {currency}",
        "{metric} [increased|decreased|grew|fell|dropped|rose|went up|went down|improved] by {percentage}"
        " [last month|last year|last quarter|in {month}|this week|this year]",
        "we [spent|earned|saved|lost|invested|paid] {quantity} {currency} on"
        " [{anyItem}|travel|training|advertising|equipment|software]",
        "the [price|cost|total|invoice] is {quantity} {currency}",
        "{team} [sold|ordered|shipped|tested|received] {quantity} [units|boxes|tickets|laptops|licenses|devices|books]",
        "our target is {percentage}",
        "how much does {theItem} cost?",
        "we have {quantity} [customers|users|employees|orders|members|visitors] in {city}",
        "that is {percentage} [more|less|higher|lower] than last [year|month|quarter|week]",
    ],
    "engineering": [
        "there is [a|another|a] {issue} in {theItem}",
        "{name} found {small} [bugs|errors|problems|issues|mistakes|questions] in {theItem}",
        "{theItem} is [ready|broken|too slow|not ready yet|almost done|very stable|offline|working well|on time"
        "|late|in progress|difficult to use|easy to read|out of date]",
        "the [server|database|network|website|application] was"
        " [down|slow|offline|unavailable|updated|restarted] for {small} [minutes|hours|days]",
        "we should [add|fix|write|remove|run|automate] [more tests|the unit tests|better logs|the old code"
        "|an index|the build|the backup|a cache]",
        "the new version is [faster|slower|smaller|better|safer|cheaper|larger] than the"
        " [old one|last one|previous release]",
        "version {unit} point {unit} is [released|ready|available|planned for {month}]",
        "I think the {issue} is in the [code|interface|database|network|audio|driver|model]",
        "why did the {item} fail [yesterday|today|last night|again]?",
        "the recording is {small} minutes long",
        "all the audio stays on this computer",
        "the transcript is [private|local|ready|saved|complete|accurate]",
    ],
    "customers": [
        "the [customer|client|partner|supplier] in {city}"
        " [signed|rejected|accepted|cancelled|received|likes|asked about] {theItem}",
        "we are meeting the {role} in {city} [tomorrow|next week|on {day}|at {clock}]",
        "{name} is [flying|travelling|going|moving] to {city} [tomorrow|next week|on {weekday}|in {month}]",
        "I spoke with the {role} [yesterday|this morning|last week|on {weekday}] about {theItem}",
        "the conference in {city} is on {date}",
        "our [biggest|best|newest|oldest] [customer|client|partner|competitor] is based in {city}",
        "{name} and {name} [agree|disagree|will help|are here|are late|are on holiday|want to talk]",
    ],
    "everyday": [
        "I [like|need|want|bought|lost|found|have|see|remember] the {colorOrAdjective} {thing}",
        "the {color} {thing} is [in|near|behind|next to|inside|outside] the {place}",
        "the {place} is {adjective}",
        "where is the {noun}?",
        "what do you think about the {noun}?",
        "is the {noun} {adjective} or {adjective}?",
        "my [phone|room|account|order|ticket] number is {digits}",
        "the weather in {city} is [good|bad|cold|warm|nice|terrible] [today|this week]",
        "there are {quantity} [people|chairs|books|tables|cars|students|children] in the {place}",
        "{name} has a {adjective} {thing} and a {color} {thing}",
        "it is {adjective} but {adjective}",
        "I don't [know|remember|understand|agree|believe it|think so|have time|see the problem]",
        "[maybe|perhaps|probably|of course|in fact|for example], [we|they|you|I]"
        " [can|should|could|must|will] {verb} it {future}",
    ],
}

# Action items are what a meeting is for: drawn twice as often as any other topic.
TOPICS = ["greeting", "agenda", "action", "action", "money", "engineering", "customers", "everyday"]
# Share of sentences that are words in random order. They keep the decoder from becoming a language model of the
# templates that no longer listens.
RANDOM_WORDS_SHARE = 0.18
OPENING_SHARE = 0.06
OPENINGS = ["So", "And", "But", "Well,", "Now,", "Also,", "Then"]

PLURAL_SUBJECTS = ("we", "they", "you")
ALWAYS_CAPITALISED = {*words.NAMES, *words.DAYS, *words.MONTHS, *words.CITIES}
HOLE = re.compile(r"\{(\w+)\}|\[([^\]]*)\]")
A_BEFORE_VOWEL = re.compile(r"\b([Aa]) ([aeioAEIO]|un|ur|up|hour)")


class Grammar:
    """A seeded source of sentences."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._makers: Mapping[str, Callable[[], str]] = {
            "anyItem": self._any_item,
            "theItem": self._the_item,
            "quantity": self._quantity,
            "percentage": self._percentage,
            "clock": self._clock,
            "date": self._date,
            "digits": self._digits,
        }

    def sentence(self) -> str:
        """One sentence with capital and final punctuation, of 1 to about 20 words."""
        topic = None if self._random.random() < RANDOM_WORDS_SHARE else self._random.choice(TOPICS)
        text = self._random_words() if topic is None else self._from_topic(topic)
        opened = self._random.random() < OPENING_SHARE
        if opened and topic not in (None, "greeting") and text.split()[0] not in ("I", "I'm"):
            text = f"{self._random.choice(OPENINGS)} {_lower_first(text)}"
        return A_BEFORE_VOWEL.sub(r"\1n \2", text)

    def sentences(self, count: int) -> list[str]:
        """`count` different sentences in random order."""
        seen: set[str] = set()
        while len(seen) < count:
            seen.add(self.sentence())
        result = sorted(seen)
        self._random.shuffle(result)
        return result

    def _from_topic(self, topic: str) -> str:
        bound: dict[str, str] = {}
        if topic == "action":
            subject = self._expand(PHRASES["who"], {})
            bound = {
                "subject": subject,
                "subjectIs": "are" if subject in PLURAL_SUBJECTS else "am" if subject == "I" else "is",
                "subjectHas": "have" if subject in (*PLURAL_SUBJECTS, "I") else "has",
                "assignee": self._random.choice(words.NAMES),
            }
        return _as_sentence(self._expand(self._random.choice(TEMPLATES[topic]), bound))

    def _random_words(self) -> str:
        count = self._random.randint(2, 9)
        return _as_sentence(" ".join(self._random.choice(words.ALL_WORDS) for _ in range(count)))

    def _expand(self, template: str, bound: Mapping[str, str]) -> str:
        def fill(hole: re.Match[str]) -> str:
            name, alternatives = hole.groups()
            if name is None:
                return self._random.choice([self._expand(one, bound) for one in alternatives.split("|")])
            if name in bound:
                return bound[name]
            if name in LISTS:
                return self._random.choice(LISTS[name])
            if name in PHRASES:
                return self._expand(PHRASES[name], bound)
            return self._makers[name]()

        return HOLE.sub(fill, template)

    def _fill(self, template: str) -> str:
        return self._expand(template, {})

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _any_item(self) -> str:
        determiner = self._fill("[the |the |our |a |this |that |your |my ]")
        return determiner + (self._fill("{adjective} ") if self._chance(0.35) else "") + self._fill("{item}")

    def _the_item(self) -> str:
        return "the " + (self._fill("{adjective} ") if self._chance(0.3) else "") + self._fill("{item}")

    def _quantity(self) -> str:
        kind = self._random.random()
        if kind < 0.4:
            return self._fill("{number}")
        if kind < 0.7:
            return self._fill("{tens} {unit}")
        if kind < 0.85:
            hundreds = self._fill("{unit} hundred")
            return hundreds if self._chance(0.5) else hundreds + self._fill(" and {number}")
        return self._fill("{number} thousand" if kind < 0.93 else "{unit} million")

    def _percentage(self) -> str:
        return self._fill("{number} percent" if self._chance(0.6) else "{tens} {unit} percent")

    def _clock(self) -> str:
        hour = self._fill("{hour}")
        return self._random.choice(
            [
                f"{hour} o'clock",
                f"{hour} thirty",
                f"{hour} fifteen",
                f"{hour} forty five",
                f"half past {hour}",
                f"quarter to {hour}",
                f"{hour} twenty",
                f"{hour} ten",
            ]
        )

    def _date(self) -> str:
        day = self._fill("{ordinal}" if self._chance(0.7) else "twenty {unitOrdinal}")
        return self._fill(f"[the {day} of {{month}}|{{month}} {day}]")

    def _digits(self) -> str:
        count = self._random.randint(3, 6)
        return " ".join(self._fill("{digit}") for _ in range(count))


def _as_sentence(text: str) -> str:
    return text[0].upper() + text[1:] + ("" if text.endswith("?") else ".")


def _lower_first(sentence: str) -> str:
    first = sentence.split()[0].rstrip(",")
    return sentence if first in ALWAYS_CAPITALISED else sentence[0].lower() + sentence[1:]
